"""Change the book on purpose, a sample of all ways, and count what nobody notices: `make mutants`.

    python -m benchmarks.mutation softmax
    python -m benchmarks.mutation --all softmax
    python -m benchmarks.mutation --seed 1

A changed formula must be refused or fail. Changed code must fail against the derivation or against
finite differences, or else in the tests of the chapter. A survivor is a true statement (two factors
swapped), or it is a hole in the checks; `mutants/survivors.toml` says why each is true.
"""

import argparse
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import record
from benchmarks.mutants import trying
from benchmarks.mutants.trying import RESULTS, Tried
from experiments import files, interruption
from experiments.errors import InputError
from experiments.progress import LONG, Progress, beforehand
from verify.book import runs
from verify.book.displays import chapters
from verify.mutants.mutant import PARTS

SAMPLE = {"formulas": 30, "numbers": 8, "sizes": 16, "code": 12}  # a display, and a module
SEED = 0


def main(arguments: list[str]) -> int:
    """Try what the command line asks for, and return the exit status."""
    asked = parser().parse_args(arguments)
    try:
        with (
            interruption.answered(),
            tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        ):
            if not (asked.chapters or asked.all) and (seconds := record.took("mutation")) >= LONG:
                print(beforehand(seconds), flush=True)
            start = time.perf_counter()
            found = run(asked, Path(folder))
            seconds = 0.0 if asked.chapters else time.perf_counter() - start
        for line in lines(found):
            print(line)
        if asked.record:
            _record(found, seconds or record.took("mutation"))
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt as error:
        number = getattr(error, "number", signal.SIGINT)
        print(f"{interruption.SIGNALS[number]}: nothing is recorded", file=sys.stderr)
        return 128 + number
    return 0


def run(asked: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Try the changes of every chapter that is asked for, on every core.

    Raises:
        InputError: there is no such chapter, or one is wrong before it is changed.
    """
    known = chapters()
    if unknown := [topic for topic in asked.chapters if topic not in known]:
        raise InputError(f"expected chapters among {', '.join(known)}; got {unknown[0]!r}")
    if asked.record and (asked.all or asked.seed != SEED):
        raise InputError("expected --record alone: what is recorded is the sample of seed 0")
    topics = asked.chapters or known
    digests = {topic: runs.chapter_digest(topic) for topic in topics}  # before it may change
    found: dict[str, dict[str, Any]] = {}
    print(_head(), flush=True)
    for topic, what, tried in _tried(asked, topics, folder):
        print(_row(f"{topic}, {what}", _sum(tried.counts.values())), flush=True)
        entry = found.setdefault(topic, {"counts": {}, "shown": []})
        entry["counts"] |= {part: dict(counts) for part, counts in tried.counts.items()}
        entry["shown"] += tried.shown
    date = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return {
        topic: {
            "digest": digests[topic],
            "date": date,
            "counts": {p: found[topic]["counts"].get(p, {}) for p in PARTS},
            "shown": sorted(found[topic]["shown"], key=lambda each: [*each.values()]),
        }
        for topic in topics
    }


def _tried(
    asked: argparse.Namespace, topics: list[str], folder: Path
) -> Iterator[tuple[str, str, Tried]]:
    """The outcome of each chapter's formulas and of its code, as they come."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # the processes have all cores already
    sample = dict.fromkeys(PARTS, sys.maxsize) if asked.all else SAMPLE
    pool = ProcessPoolExecutor(asked.processes, initializer=_end_quietly)
    try:
        with interruption.postponed():  # what forks a process would lose it
            jobs = {
                pool.submit(work, topic, sample, asked.seed, folder): (topic, work.__name__)
                for work in (trying.code, trying.formulas)  # the tests take longest
                for topic in topics
            }
        with Progress(len(jobs), "part") as progress:
            for job in as_completed(jobs):
                yield *jobs[job], job.result()
                progress.step()
    except BrokenProcessPool:
        raise InputError(
            "expected every change to end by itself or by its limit of time; got one that ended "
            "its process; try one chapter after the other"
        ) from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        workers = multiprocessing.active_children()
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.join()


def _end_quietly() -> None:
    """Of a worker: the command answers Ctrl-C, and ends the workers; these end their tests.

    What goes wrong in one comes with its result. One that is ended while it waits for work would
    say so on its own.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())


def _record(found: Mapping[str, Any], seconds: float) -> None:
    """Put the chapters in the place of their former records, and keep those of the others."""
    try:
        former = runs.load(runs.MUTATION).record["results"]["chapters"]
    except LookupError:
        former = {}
    every = {topic: found.get(topic) or former.get(topic) for topic in chapters()}
    tried = {topic: entry for topic, entry in every.items() if entry}
    results = {"sample": SAMPLE, "seed": SEED, "chapters": tried}
    made = record.made("mutation", argparse.Namespace(quick=False, threads=1), results, seconds)
    path = record.path("mutation")
    files.write(path, record.text(made))
    print(f"wrote {path}")


def lines(found: Mapping[str, Any]) -> list[str]:
    """Every survivor and what took too long, and a table of the chapters and of the parts."""
    rows = [
        f"{topic}: {each['result']}: {each['where']}: {each['change']}: {each['reads']}"
        for topic, entry in found.items()
        for each in entry["shown"]
    ]
    rows += ["", _head()]
    for topic, entry in found.items():
        rows.append(_row(topic, _sum(entry["counts"].values())))
    for part in PARTS:
        rows.append(_row(f"all {part}", _sum(e["counts"][part] for e in found.values())))
    return rows


def _head() -> str:
    return f"{'':36}" + "".join(f"{result:>10}" for result in (*RESULTS, "noticed"))


def _row(name: str, counts: Counter[str]) -> str:
    changed = sum(counts.values()) - counts["same"]
    noticed = f"{1 - counts['survives'] / changed:10.2%}" if changed else ""
    return f"{name:36}" + "".join(f"{counts[result]:10}" for result in RESULTS) + noticed


def _sum(parts: Any) -> Counter[str]:
    return sum((Counter(part) for part in parts), Counter())


def parser() -> argparse.ArgumentParser:
    """The options: which chapters, which changes, and whether to record what is found."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.mutation",
        description="Change the book on purpose, and show what nobody notices.",
        allow_abbrev=False,
    )
    parser.add_argument("chapters", nargs="*", metavar="CHAPTER", help="which to change (all)")
    parser.add_argument("--all", action="store_true", help="every change and no sample: hours")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help="of the sample (0)")
    parser.add_argument(
        "--processes", type=int, default=os.cpu_count(), metavar="N", help="at once (every core)"
    )
    parser.add_argument(
        "--record",
        action="store_true",
        help="make the results those that the ledger shows, in benchmarks/results/mutation.json",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
