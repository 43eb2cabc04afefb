"""The command line that all experiments share.

Exit status: 0, done; 1, something given to the run can't be used; 2, the command is not
understood; 130, 143 and 129, ended by Ctrl-C, SIGTERM or SIGHUP. Nothing but checkpoints is written
unless the run has ended well.
"""

import argparse
import ast
import os
import sys
import time
from contextlib import ExitStack
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
        with interruption.answered():
            status = _main(arguments)
            sys.stdout.flush()
    except BaseException as error:
        failed = _failed(error)
        if failed is None:
            raise
        status, said = failed
        if said:
            print(said, file=sys.stderr)
    return status


def _main(arguments: list[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help"):
        print(_listing())
        return 0
    name, *options = arguments
    if name not in known():
        print(f"{PROGRAM}: there is no experiment {name!r}\n\n{_listing()}", file=sys.stderr)
        return 2
    experiment = import_module(f"experiments.{name}")
    _run(name, experiment, parser(name, experiment).parse_args(options))
    return 0


def _failed(error: BaseException) -> tuple[int, str] | None:
    """The exit status for an error, and the line that says why; nothing if it is a mistake."""
    if isinstance(error, InputError):
        return 1, f"error: {error}"
    if interruption.is_behind(error):
        number = interruption.number(error)
        left = str(error) if isinstance(error, KeyboardInterrupt) else ""
        return 128 + number, f"{interruption.SIGNALS[number]}: {left or 'nothing was written'}"
    if isinstance(error, MemoryError):
        return 1, (
            f"error: expected to fit into memory; got: {error or 'too much'}; choose a smaller "
            "--batch-size, or a smaller net"
        )
    if isinstance(error, BrokenPipeError):  # nobody reads on, as after `| head -1`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1, ""
    if isinstance(error, ModuleNotFoundError):
        package = (error.name or "").partition(".")[0]
        if not (Path(__file__).parents[1] / package).exists():  # else one of the book's own
            return 1, (
                f"error: this needs the package {package}; install what the experiments need with "
                "pip install -r requirements.txt"
            )
    return None


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

    with ExitStack() as held:
        # One process reads for all, so that they have the same, and bad input is refused once.
        settings, examples, kept = ranks.from_first(
            lambda: _given(name, experiment, arguments, held)
        )
        results, seconds = _trained(experiment, settings, examples, kept)
        if not ranks.first():
            return
        print(f"took {seconds:.2f} s")
        from figures import png  # which takes a while

        made = record.made(name, examples, settings, results, seconds)
        if ranks.world():
            made["ranks"] = ranks.clock()
        written = {arguments.output / "result.json": record.text(made)}
        written |= {arguments.output / file: drawn for file, drawn in png.drawn(name, made).items()}
        if arguments.record:
            written[record.path(name)] = record.text(made)
        for path, content in written.items():
            files.write(path, content)
            print(f"wrote {path}")


def _trained(
    experiment: ModuleType, settings: "Settings", examples: "Data", kept: "Checkpoint | None"
) -> tuple[dict, float]:
    """The results, and how many seconds they took, those before a checkpoint included."""
    from experiments.progress import Progress

    before = kept.saved if kept else 0
    with Progress(settings.steps_for(len(examples.train)), before=before) as progress:
        if kept is None:
            start = time.perf_counter()
            return experiment.run(examples, settings, progress), time.perf_counter() - start
        spent, start = kept.seconds, time.perf_counter()
        try:
            with interruption.postponed(insisting=True) as kept.asked:
                results = experiment.run(examples, settings, progress, kept)
        except BaseException as error:
            if not interruption.is_behind(error):
                raise
            number = interruption.number(error)
            raise interruption.Interrupted(number, kept.standing()) from error
        return results, spent + time.perf_counter() - start


def _given(
    name: str, experiment: ModuleType, arguments: argparse.Namespace, held: ExitStack
) -> "tuple[Settings, Data, Checkpoint | None]":
    """What the options say, read and checked; what is held is let go at the end of the run."""
    from experiments import checkpoint, data, files, record
    from experiments.progress import LONG, beforehand
    from experiments.settings import chosen

    settings = chosen(experiment.SETTINGS, arguments)
    files.require_folder(arguments.output)
    kept = checkpoint.chosen(arguments) if keeps_a_course(experiment) else None
    examples = data.load(arguments.data, arguments.download)
    print(
        f"{examples.name}: {len(examples.train)} examples to train on, {len(examples.test)} to test"
    )
    if (seconds := record.took(name, examples, settings)) >= LONG:
        print(beforehand(seconds))
    if ranks.world():
        print(f"{ranks.world().size} processes share every batch")
        if kept:
            print("if one of them is killed, mpiexec ends all: go on with --resume")
    if kept:
        kept.belong_to(name, settings, examples)
        held.enter_context(checkpoint.held(kept, arguments.resume))
        if arguments.resume:
            print(f"resumed from {kept.path} after step {kept.saved}")
    return settings, examples, kept


def _listing() -> str:
    rows = "\n".join(f"  {name:<24}{summary}" for name, summary in known().items())
    return f"""usage: {PROGRAM} EXPERIMENT [options]

experiments:
{rows}

{PROGRAM} EXPERIMENT --help lists the options."""
