"""Which kinds of mistakes are named, of slips that are planted in the displays of the book.

``python -m benchmarks.diagnosis`` prints how many; with ``--record`` the page *What kind of
mistake* shows them.
"""

import argparse
import hashlib
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator

from benchmarks import record
from benchmarks.slips import Planted, planted
from experiments import files
from experiments.progress import LONG, beforehand, followed
from verify.book.displays import Display, chapters
from verify.book.limits import OutOfBounds, limited
from verify.diagnosis.displays import mistake
from verify.diagnosis.outcome import Diagnosis, Outcome
from verify.proving.formula import read_at_all_sizes
from verify.proving.namespace import Symbols, symbols
from verify.proving.sizes import assignments
from verify.reading.tokens import LatexError

ALSO = {Outcome.DIAGONAL, Outcome.OFF_DIAGONAL, Outcome.ONLY_AT}  # true of some slips, of any kind
KINDS = {  # what is planted, and the outcomes that name it
    "sign": {Outcome.SIGN},
    "factor": {Outcome.FACTOR},
    "transposed": {Outcome.TRANSPOSED},
    "exchanged": {Outcome.EXCHANGED},
    "shifted": {Outcome.SHIFTED, Outcome.TERM_MISSING, Outcome.TERM_EXTRA, Outcome.FACTOR},
    "term_sign": {Outcome.TERM_SIGN},
    "term_missing": {Outcome.TERM_MISSING, Outcome.FACTOR},
    "term_extra": {Outcome.TERM_EXTRA},
    "symbol": {Outcome.SLIP},
    "size": {Outcome.SLIP, Outcome.FACTOR, Outcome.ONLY_AT},
    "prime": {Outcome.SLIP},
    "root": {Outcome.SLIP},
}
COUNT, QUICK = 120, 5  # slips of each kind
SHOWN = 100  # characters of a change
RESULTS = ("right", "other", "unnamed")


def main(arguments: list[str]) -> int:
    """Plant slips, print what came of them, and return the exit status."""
    asked = parser().parse_args(arguments)
    if not asked.quick and (seconds := record.took("diagnosis")) >= LONG:
        print(beforehand(seconds), flush=True)
    start = time.perf_counter()
    try:
        results = run(asked.quick)
    except KeyboardInterrupt:
        print("interrupted: nothing is recorded", file=sys.stderr)
        return 130
    for line in lines(results):
        print(line)
    if asked.record:
        settings = argparse.Namespace(quick=asked.quick, threads=1)
        made = record.made("diagnosis", settings, results, time.perf_counter() - start)
        files.write(record.path("diagnosis"), record.text(made))
        print(f"wrote {record.path('diagnosis')}")
    return 0


def parser() -> argparse.ArgumentParser:
    """The options: a quick look, or a record."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.diagnosis",
        description="Plant slips in the book, and count which get the name of their kind.",
        allow_abbrev=False,
    )
    parser.add_argument("--quick", action="store_true", help="a few of each kind")
    parser.add_argument(
        "--record",
        action="store_true",
        help="make the results those that the book shows, in benchmarks/results/diagnosis.json",
    )
    return parser


def run(quick: bool = False) -> dict:
    """Plant slips of each kind until enough of them are refuted, and ask for the name of each."""
    every: dict[str, list[Planted]] = {kind: [] for kind in KINDS}
    for topic in chapters():
        names = symbols(topic)
        with limited():
            assignments(names, {*names.sizes})  # once, as a check does
        for slip in planted(topic):
            every[slip.kind].append(slip)
    counts: dict[str, dict[str, int]] = {}
    shown: list[dict[str, str]] = []
    slowest = 0.0
    for kind in followed([*KINDS], "kind"):
        found: Counter[str] = Counter()
        for slip, diagnosis, seconds in tried(every[kind], QUICK if quick else COUNT):
            result = judged(kind, diagnosis)
            found[result] += 1
            slowest = max(slowest, seconds)
            if result != "right":
                shown.append(row(slip, result, diagnosis))
        counts[kind] = {result: found[result] for result in RESULTS}
    most = max(sum(each.values()) for each in counts.values())
    return {"kinds": counts, "shown": shown, "most": most, "slowest": round(slowest, 2)} | whole(
        counts
    )


def tried(
    slips: Iterable[Planted], count: int
) -> Iterator[tuple[Planted, Diagnosis | None, float]]:
    """Slips that make a display false, in an order that depends on each of them alone."""
    for slip in sorted(slips, key=lambda each: hashlib.sha256(each.key.encode()).hexdigest()):
        if count == 0:
            return
        names = symbols(slip.display.topic)
        steps = refuted(slip.display, names)
        if steps:
            start = time.process_time()
            diagnosis = mistake(slip.display, names, steps)
            yield slip, diagnosis, time.process_time() - start
            count -= 1


def refuted(display: Display, names: Symbols) -> tuple:
    """The steps of a display of which one does not hold; nothing for one that does."""
    try:
        with limited():
            steps = read_at_all_sizes(display, names).steps
    except (LatexError, OutOfBounds):
        return ()
    return () if all(step.ok for step in steps) else steps


def judged(kind: str, diagnosis: Diagnosis | None) -> str:
    """Whether a name is that of the slip, another one, or none."""
    if diagnosis is None:
        return "unnamed"
    return "right" if diagnosis.outcome in KINDS[kind] | ALSO else "other"


def row(slip: Planted, result: str, diagnosis: Diagnosis | None) -> dict[str, str]:
    """A slip that was not named as planted."""
    where = slip.display.label or slip.display.topic
    words = diagnosis.words[:SHOWN] if diagnosis else ""
    change = f"{slip.old[:SHOWN] or 'nothing'} → {slip.new[:SHOWN] or 'nothing'}"
    found = f"{diagnosis.outcome}" if diagnosis else ""
    return {
        "kind": slip.kind, "result": result, "where": where,
        "change": change, "found": found, "words": words,
    }  # fmt: skip


def whole(counts: dict[str, dict[str, int]]) -> dict[str, float | int]:
    """How many of all slips were named, and how many of the names are right."""
    total: Counter[str] = Counter()
    for each in counts.values():
        total.update(each)
    every, named = sum(total.values()), total["right"] + total["other"]
    return {
        "count": every,
        "recall": round(total["right"] / every, 4),
        "precision": round(total["right"] / named, 4) if named else 1.0,
    }


def lines(results: dict) -> list[str]:
    """The kinds as a table to print."""
    rows = [f"  {'':16}" + "".join(f"{name:>10}" for name in RESULTS)]
    rows += [
        f"  {kind:16}" + "".join(f"{each[name]:>10}" for name in RESULTS)
        for kind, each in results["kinds"].items()
    ]
    recall, precision = results["recall"], results["precision"]
    return [*rows, f"  recall {recall:.1%}, precision {precision:.1%} of {results['count']}"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
