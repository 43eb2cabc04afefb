"""The command line that all experiments share.

Exit status: 0, done; 1, something given to the run can't be used; 2, the command is not
understood; 130, interrupted. Nothing is written unless the run has ended well.
"""

import argparse
import ast
import io
import os
import sys
import time
from importlib import import_module
from pathlib import Path
from types import ModuleType

from experiments.errors import InputError

PROGRAM = "python -m experiments"


def main(arguments: list[str]) -> int:
    """Run the command and return its exit status."""
    try:
        if not arguments or arguments[0] in ("-h", "--help"):
            print(_listing())
            return 0
        name, *options = arguments
        if name not in known():
            print(f"{PROGRAM}: there is no experiment {name!r}\n\n{_listing()}", file=sys.stderr)
            return 2
        experiment = import_module(f"experiments.{name}")
        _run(name, experiment, parser(name, experiment).parse_args(options))
        sys.stdout.flush()
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except MemoryError as error:
        print(
            f"error: expected to fit into memory; got: {error or 'too much'}; choose a smaller "
            "--batch-size, or a smaller net",
            file=sys.stderr,
        )
        return 1
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if (Path(__file__).parents[1] / package).exists():  # one of the book's own: a mistake
            raise
        print(
            f"error: this needs the package {package}; install what the experiments need with "
            "pip install -e '.[experiments]'",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("interrupted: nothing was written", file=sys.stderr)
        return 130
    except BrokenPipeError:  # nobody reads the lines any more, as after `| head -1`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return 0


def known() -> dict[str, str]:
    """Every experiment and what it shows: the modules of this package that define ``run``."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "\ndef run(" in source:
            docstring = ast.get_docstring(ast.parse(source)) or ""
            found[path.stem] = docstring.partition("\n")[0].partition(" Chapter:")[0]
    return found


def parser(name: str, experiment: ModuleType) -> argparse.ArgumentParser:
    """The options of an experiment: where the data are, its settings, where the results go."""
    from experiments.settings import add_options

    parser = argparse.ArgumentParser(
        prog=f"{PROGRAM} {name}", description=known()[name], allow_abbrev=False
    )
    data = parser.add_argument_group("data (without an option: scikit-learn's bundled digits)")
    data.add_argument(
        "--data",
        type=Path,
        metavar="PATH",
        help="a folder with MNIST's four files, gzipped or not, "
        "or a CSV file label,pixel0,...,pixel783",
    )
    data.add_argument(
        "--download",
        action="store_true",
        help="fetch MNIST (11 MB) into the --data folder, or else into the user's cache, "
        "unless it is there",
    )
    add_options(parser.add_argument_group("settings (and their defaults)"), experiment.SETTINGS)
    output = parser.add_argument_group("output")
    output.add_argument(
        "--output",
        type=Path,
        metavar="DIR",
        default=Path("build") / name,
        help="folder for the results and figures (%(default)s)",
    )
    output.add_argument(
        "--record",
        action="store_true",
        help="also make this run the one that the book quotes, in experiments/results",
    )
    return parser


def _run(name: str, experiment: ModuleType, arguments: argparse.Namespace) -> None:
    """Do everything that can go wrong first; write at the end."""
    from experiments import data, files, record
    from experiments.progress import Progress
    from experiments.settings import chosen

    settings = chosen(experiment.SETTINGS, arguments)
    files.require_folder(arguments.output)
    examples = data.load(arguments.data, arguments.download)
    print(
        f"{examples.name}: {len(examples.train)} examples to train on, {len(examples.test)} to test"
    )
    with Progress(settings.steps_for(len(examples.train))) as progress:
        start = time.perf_counter()
        results = experiment.run(examples, settings, progress)
        seconds = time.perf_counter() - start
    print(f"took {seconds:.2f} s")
    made = record.made(name, examples, settings, results, seconds)
    written = {arguments.output / "result.json": record.text(made)}
    written |= {arguments.output / file: png for file, png in _figures(name, made).items()}
    if arguments.record:
        written[record.path(name)] = record.text(made)
    for path, content in written.items():
        files.write(path, content)
        print(f"wrote {path}")


def _figures(name: str, made: dict) -> dict[str, bytes]:
    """The figures of the experiment's chapter, drawn from this run."""
    import matplotlib as mpl

    from verify.figures import STYLE

    drawn = {}
    with mpl.rc_context(STYLE | {"savefig.transparent": False}):
        for figure in import_module(f"figures.{name}").FIGURES:
            png = io.BytesIO()
            figure(made).savefig(png, format="png", dpi=100)
            drawn[f"{figure.__name__}.png"] = png.getvalue()
    return drawn


def _listing() -> str:
    rows = "\n".join(f"  {name:<24}{summary}" for name, summary in known().items())
    return f"""usage: {PROGRAM} EXPERIMENT [options]

experiments:
{rows}

{PROGRAM} EXPERIMENT --help lists the options."""
