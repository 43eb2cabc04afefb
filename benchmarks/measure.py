"""Measure one subject in this process, print the table, and keep the results."""

import sys
import time
from importlib import import_module
from pathlib import Path

from benchmarks import record
from benchmarks.missing import Skipped
from benchmarks.options import SUBJECTS, parser
from experiments import files
from experiments.errors import InputError
from experiments.progress import LONG, beforehand

OUTPUT = Path("build") / "benchmarks"


def main() -> int:
    """Measure the one subject of the command line, and return the exit status."""
    asked = parser().parse_args()
    (name,) = asked.subjects
    subject = import_module(f"benchmarks.{name}")
    print(f"\n{name}: {SUBJECTS[name]}", flush=True)
    if not asked.quick and (seconds := record.took(name)) >= LONG:
        print(f"  {beforehand(seconds)}", flush=True)
    try:
        start = time.perf_counter()
        results = subject.measure(asked)
        seconds = time.perf_counter() - start
        for line in subject.lines(results):
            print(line)
        made = record.made(name, asked, results, seconds)
        for path in [OUTPUT / f"{name}.json", *([record.path(name)] if asked.record else [])]:
            files.write(path, record.text(made))
            print(f"wrote {path}", flush=True)
    except Skipped as why:
        print(f"  skipped: {why}", flush=True)
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # who started this process has it too, and says so
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
