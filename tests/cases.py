"""Lines as the field writes them, each with its outcome today: `tests/cases.toml`.

    python -m tests.cases

prints which outcomes are others, and writes those that are better into the list: a line that was
refused is read, or one that was read is decided. What is worse, or decided otherwise, it leaves,
and the test that holds the list fails until the reader is mended.
"""

import argparse
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from verify.book import ROOT
from verify.book.displays import Display
from verify.proving.formula import read
from verify.proving.namespace import Symbols
from verify.reading.tokens import LatexError

PATH = ROOT / "tests" / "cases.toml"
IMPORTS = """
import numpy as np
import sympy as sp

from derivations.calculus import derivative, exp, log, matrix, ones, scalar, vector
"""
ORDER = ("refused", "read", "condition", "true", "false")  # decided are the last three
LONGEST = 60  # letters of a reason


class Outcome(NamedTuple):
    """What happens to a line, and a part of the reason where it is not decided."""

    name: str
    reason: str = ""

    def is_better_than(self, other: "Outcome") -> bool:
        """Whether more is known: what is decided otherwise is no better."""
        rank = {name: min(ORDER.index(name), 2) for name in ORDER}
        return rank[self.name] > rank[other.name]


class Case(NamedTuple):
    """A line of a topic, with the outcome that is recorded."""

    topic: str
    symbols: str
    latex: str
    recorded: Outcome


def cases(path: Path = PATH) -> Iterator[Case]:
    """The lines of the list."""
    for topic in tomllib.loads(path.read_text(encoding="utf-8"))["topic"]:
        for line in topic["lines"]:
            recorded = Outcome(line["outcome"], line.get("reason", ""))
            yield Case(topic["name"], topic["symbols"], line["latex"], recorded)


def outcome(latex: str, names: Symbols) -> Outcome:
    """What happens to a line today."""
    source = f"$$\n{latex}\n$$"
    try:
        names.chains(latex)
    except LatexError as error:
        return Outcome("refused", str(error))
    try:
        steps = read(Display("cases", source, 2, len(source) - 2), names).steps
    except LatexError as error:
        return Outcome("read", str(error))
    problem = next((step.problem for step in steps if not step.ok), "")
    if " needs " in problem:
        return Outcome("condition", problem)
    return Outcome("false" if problem else "true")


def symbols(source: str) -> Symbols:
    """The names of a topic."""
    return Symbols("cases", IMPORTS + source)


def parser() -> argparse.ArgumentParser:
    """It has no arguments."""
    return argparse.ArgumentParser(
        prog="python -m tests.cases", description=(__doc__ or "").splitlines()[0]
    )


def main(arguments: list[str]) -> int:
    """Print what differs, and write what is better."""
    parser().parse_args(arguments)
    text = PATH.read_text(encoding="utf-8")
    known: dict[str, Symbols] = {}
    worse = 0
    for case in cases():
        if case.topic not in known:
            known[case.topic] = symbols(case.symbols)
        now = outcome(case.latex, known[case.topic])
        if now.name == case.recorded.name:
            continue
        better = now.is_better_than(case.recorded)
        worse += not better
        print(
            f"{'better' if better else 'WORSE'}: {case.recorded.name} -> {now.name}: {case.latex}"
        )
        if better:
            at = text.index(f"latex = '''{case.latex}'''")
            end = text.index("\n", at)
            text = text[:at] + written(case.latex, now) + text[end:]
    PATH.write_text(text, encoding="utf-8")
    return 1 if worse else 0


def written(latex: str, now: Outcome) -> str:
    """A line of the list, from its formula on."""
    reason = f", reason = '''{now.reason[:LONGEST].rstrip()}'''" if now.reason else ""
    return f"latex = '''{latex}''', outcome = \"{now.name}\"{reason} }},"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
