"""The command line that all experiments share.

Exit status: 0, done; 1, something given to the run can't be used; 2, the command is not
understood; 130, interrupted. Nothing but checkpoints is written unless the run has ended well.
"""

import argparse
import ast
import io
import os
import sys
import time
from importlib import import_module
from inspect import signature
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from experiments import interruption, ranks
from experiments.errors import InputError

if TYPE_CHECKING:
    from experiments.checkpoint import Checkpoint
    from experiments.examples import Data
    from experiments.settings import Settings

PROGRAM = "python -m experiments"


def main(arguments: list[str]) -> int:
    """Run the command and return its exit status."""
    try:
        ranks.world()  # under mpiexec, before anything else can go wrong
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
            "pip install -r requirements.txt",
            file=sys.stderr,
        )
        return 1
    except BrokenPipeError:  # nobody reads the lines any more, as after `| head -1`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except BaseException as error:
        if not interruption.is_behind(error):
            raise
        left = str(error) if isinstance(error, KeyboardInterrupt) else ""
        print(f"interrupted: {left or 'nothing was written'}", file=sys.stderr)
        return 130
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
    from experiments.checkpoint import EVERY
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
    if keeps_a_course(experiment):
        stops = parser.add_argument_group("long runs")
        stops.add_argument(
            "--checkpoint",
            type=Path,
            metavar="FILE",
            help="keep the training in this file while it runs",
        )
        stops.add_argument(
            "--checkpoint-every", metavar="STEPS", help=f"how often ({EVERY}), and at the end"
        )
        stops.add_argument(
            "--resume",
            action="store_true",
            help="go on where --checkpoint FILE stands, to the result of an unbroken run",
        )
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


def keeps_a_course(experiment: ModuleType) -> bool:
    """Whether the training of an experiment can be stopped and taken up again."""
    return "course" in signature(experiment.run).parameters


def _run(name: str, experiment: ModuleType, arguments: argparse.Namespace) -> None:
    """Do everything that can go wrong first; write at the end."""
    from experiments import files, record
    from experiments.progress import Progress

    # One process reads for all, so that they have the same, and bad input is refused once.
    settings, examples, checkpoint = ranks.from_first(lambda: _given(name, experiment, arguments))
    with Progress(settings.steps_for(len(examples.train))) as progress:
        before = checkpoint.seconds if checkpoint else 0.0
        progress.step(checkpoint.saved if checkpoint else 0)
        start = time.perf_counter()
        try:
            kept = [checkpoint] if checkpoint else []
            results = experiment.run(examples, settings, progress, *kept)
        except BaseException as error:
            if not interruption.is_behind(error):
                raise
            raise KeyboardInterrupt(checkpoint.standing() if checkpoint else "") from error
        seconds = before + time.perf_counter() - start
    if not ranks.first():
        return
    print(f"took {seconds:.2f} s")
    made = record.made(name, examples, settings, results, seconds)
    if ranks.world():
        made["ranks"] = ranks.clock()
    written = {arguments.output / "result.json": record.text(made)}
    written |= {arguments.output / file: png for file, png in _figures(name, made).items()}
    if arguments.record:
        written[record.path(name)] = record.text(made)
    for path, content in written.items():
        files.write(path, content)
        print(f"wrote {path}")


def _given(
    name: str, experiment: ModuleType, arguments: argparse.Namespace
) -> "tuple[Settings, Data, Checkpoint | None]":
    """What the options say, read and checked."""
    from experiments import checkpoint, data, files
    from experiments.settings import chosen

    settings = chosen(experiment.SETTINGS, arguments)
    files.require_folder(arguments.output)
    kept = checkpoint.chosen(arguments) if keeps_a_course(experiment) else None
    examples = data.load(arguments.data, arguments.download)
    print(
        f"{examples.name}: {len(examples.train)} examples to train on, {len(examples.test)} to test"
    )
    if ranks.world():
        print(f"{ranks.world().size} processes share every batch")
    if kept:
        kept.belong_to(name, settings, examples)
        if arguments.resume:
            kept.load()
            print(f"resumed from {kept.path} after step {kept.saved}")
    return settings, examples, kept


def _figures(name: str, made: dict) -> dict[str, bytes]:
    """The figures of the experiment's chapter, drawn from this run."""
    import matplotlib as mpl

    from verify.showing.figures import STYLE

    drawn = {}
    with mpl.rc_context(STYLE | {"figure.facecolor": "white"}):
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
