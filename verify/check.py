"""Bring formula, derivation, code and finite differences together, and remember the outcome.

The tests and the site both ask `check`, so what a page shows is what the tests would say.
"""

import gc
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from functools import lru_cache
from typing import Any

import numpy as np

from verify.book.claims import taken
from verify.book.displays import BookError, Display, displays
from verify.book.limits import OutOfBounds, limited, one_watch
from verify.book.memory import remember
from verify.book.purity import impurities
from verify.book.sources import digest, find, one_look
from verify.diagnosis.displays import mistake
from verify.diagnosis.outcome import Diagnosis
from verify.general.derivation import derivation
from verify.general.prove import Proof, prove
from verify.proving.code import (
    CODE_TOLERANCE,
    FEWER,
    SEEDS,
    BrokenModule,
    against_derivation,
    against_differences,
    functions,
    message,
    named_pair,
    of_pair,
)
from verify.proving.findings import Evidence, Finding, remembered
from verify.proving.formula import Reading, read_at_all_sizes
from verify.proving.marks import Marks, marks, weaker
from verify.proving.namespace import Symbols, symbols
from verify.proving.needless import refuse_needless
from verify.proving.points import Point
from verify.proving.sizes import assignments
from verify.proving.uses import used
from verify.proving.verdict import Verdict
from verify.reading.tokens import LatexError
from verify.rules.check import with_rules

# SymPy makes many small objects and remembers most of them, so there is little waste to look for.
gc.set_threshold(100_000, 50, 50)

DIFFERENCES_TOLERANCE = 1e-8
NOTHING = Reading((), 0)  # of what cannot be read


@one_look()
@one_watch()
def check(display: Display) -> Evidence:
    """Check one display; success is remembered by a digest of everything that it depends on.

    A failure is not: its message names a place, and what failed may have been the surroundings.
    """
    modules = [f"derivations.{display.topic}", f"nn.{display.topic}"]
    own = f"{display.topic}\0{display.source[display.start : display.end]}"
    there = [*filter(find, modules)]
    try:
        if problems := impurities(*there):
            return _failed(display, problems[0])
        version = digest(*there, extra=_machinery())
        key = f"{version}\0{own}"
        found: Evidence = remember(
            key, lambda: asdict(_check(display)), remembered, lambda evidence: evidence.ok
        )
        return _marked(display, found, version) if found.ok and found.steps else found
    except SyntaxError as error:
        return _failed(display, message(str(error.filename), error))
    except (BrokenModule, OutOfBounds) as error:
        return _failed(display, str(error))


def _failed(display: Display, problem: str, at: int | None = None) -> Evidence:
    return Evidence((Finding("symbolic", False, f"{display.place(at)}: {problem}"),))


def _marked(display: Display, evidence: Evidence, version: str) -> Evidence:
    """The evidence of a display that holds, with the marks that its chapter gives its sides."""
    found = _marks(display, version)
    if found.problem:
        return _failed(display, found.problem, found.at)
    proved = any(finding.every_size for finding in evidence.findings)
    steps = tuple(
        replace(step, verdict=weaker(step.verdict, mark, proved))
        for step, mark in zip(evidence.steps, found.sides, strict=True)
    )
    return replace(evidence, steps=steps)


def _marks(display: Display, version: str) -> Marks:
    """The marks of a display among those of its chapter, which are remembered together."""
    try:
        shown = displays(display.topic, display.source)
    except BookError:
        shown = []
    shown = shown if display in shown else [display]
    return _chapter_marks(tuple(shown), version)[shown.index(display)]


@lru_cache(maxsize=64)
def _chapter_marks(shown: tuple[Display, ...], version: str) -> list[Marks]:
    def compute() -> list[dict[str, Any]]:
        with limited():
            return [asdict(one) for one in marks(shown, symbols(shown[0].topic))]

    def known(stored: list[dict[str, Any]]) -> list[Marks]:
        return [Marks(tuple(one["sides"]), one["problem"], one["at"]) for one in stored]

    texts = "\0".join(one.source[one.start : one.end] for one in shown)
    found: list[Marks] = remember(f"marks\0{version}\0{texts}", compute, known)
    return found


@lru_cache
def _machinery() -> str:
    """What checks: the code that this process runs, whatever its files say by now."""
    return digest("verify.check")


NO_FORMULA = (
    "has no formula: label one eq:{name} in docs/{topic}.md, or start its name with an underscore"
)


def check_chapter(topic: str) -> list[str]:
    """What is wrong with the names of a chapter: a function of `nn` that no label names.

    Or a label that the book gives twice.
    """
    problems = taken(topic)
    if find(f"nn.{topic}") is None:
        return problems
    try:
        with limited():
            names = functions(topic)
        labels = {display.label for display in displays(topic)}
        for name in [name for name in names if name not in labels]:
            problem = NO_FORMULA
            if (pair := named_pair(name)) <= labels:
                _, sized = assignments(symbols(topic), {*filter(None, pair)})
                problem = of_pair(topic, name, sized)
            if problem:
                problems.append(f"nn/{topic}.py: {name} {problem.format(name=name, topic=topic)}")
    except (BrokenModule, OutOfBounds) as error:
        problems.append(str(error))
    return problems


def _check(display: Display) -> Evidence:
    if display.reason is not None:
        return Evidence((Finding("unchecked", True, display.reason),))
    path = f"derivations/{display.topic}.py"
    try:
        names = symbols(display.topic)
    except FileNotFoundError as error:
        raise BrokenModule(f"{path} is missing") from error
    except OutOfBounds:
        raise
    except Exception as error:  # whatever else a derivation raises
        raise BrokenModule(message(path, error)) from error
    with limited(), suppress(LookupError):  # which the display says that needs them
        assignments(names, set(names.sizes))  # the other sizes: once for a chapter, like the names
    with limited():
        symbolic, reading = _symbolic(display, names)
        differs = bool(reading.steps) and not symbolic.ok
        if symbolic.ok:
            symbolic, reading = _named(symbolic, reading, display, names)
        proof = prove(display, names, derivation(display.topic))
        findings = [_graded(symbolic, proof, display, differs)]
        if display.label and display.label in names:
            findings += _code(display, reading.sized or (names,))
    if differs or not reading.steps:
        findings[0] = _with_kind(findings[0], mistake(display, names, reading.steps))
    with limited():
        uses = used(display, names) if symbolic.ok else ()
    return Evidence(tuple(findings), reading.steps, uses)


def _with_kind(found: Finding, kind: Diagnosis | None) -> Finding:
    """The problem, and behind it the kind of mistake where it has one."""
    return replace(found, detail=f"{found.detail}; {kind.words}") if kind else found


def _symbolic(display: Display, names: Symbols) -> tuple[Finding, Reading]:
    """Formula = derivation: every side, at every index and all sizes."""
    if display.label and display.label not in names:
        problem = f"derivations/{display.topic}.py derives no {display.label!r}"
        return Finding("symbolic", False, f"{display.place()}: {problem}"), NOTHING
    try:
        reading = read_at_all_sizes(display, names)
        if all(step.ok for step in reading.steps):
            refuse_needless(display, names)
    except LatexError as error:
        return Finding("symbolic", False, f"{display.place(error.at)}: {error}"), NOTHING
    except OutOfBounds:
        raise
    except Exception as error:  # a derivation may hold what is no mathematics
        problem = f"cannot be checked: {type(error).__name__}: {error}"
        return Finding("symbolic", False, f"{display.place()}: {problem}"), NOTHING
    if wrong := [step.problem for step in reading.steps if not step.ok]:
        return Finding("symbolic", False, wrong[0]), reading
    verdicts = {step.verdict for step in reading.steps}
    how = "equal to 30 digits" if Verdict.DIGITS in verdicts else "equal"
    entries = "1 entry" if reading.entries == 1 else f"all {reading.entries} entries"
    detail = f"{how} in {entries}{reading.where}"
    return Finding("symbolic", True, detail, sizes=reading.count), reading


def _named(
    found: Finding, reading: Reading, display: Display, names: Symbols
) -> tuple[Finding, Reading]:
    """The same where every rule beside a step is what was done there."""
    try:
        steps = with_rules(display, names, reading.steps)
    except LatexError as error:
        return Finding("symbolic", False, f"{display.place(error.at)}: {error}"), NOTHING
    wrong = [step.problem for step in steps if not step.ok]
    found = Finding("symbolic", False, wrong[0]) if wrong else found
    return found, replace(reading, steps=steps)


NEEDS = " needs "  # in a message about where a side has a value; it says nothing of equality


def _graded(found: Finding, proof: Proof, display: Display, differs: bool) -> Finding:
    """What was found at the derivation's own sizes, with what is known for every size.

    Two algebras decide independently, and the grade is given where both agree.
    """
    match proof.verdict:
        case "proved" if found.ok:
            detail = f"{found.detail}; proved for every size"
            return replace(found, detail=detail, every_size=True)
        case "proved" if differs and NEEDS not in found.detail:
            fault = "and yet it is proved for every size, which is a fault of the checker"
            return replace(found, detail=f"{found.detail}; {fault}")
        case "refuted" if found.ok:
            problem = f"true at the derivation's own sizes, but not at {proof.reason}"
            return Finding("symbolic", False, f"{display.place()}: {problem}")
    return found


def _code(display: Display, sized: Sequence[Symbols]) -> list[Finding]:
    """Derivation = code, and code = finite differences where the code is a gradient."""
    label = display.label or ""
    try:
        function = functions(display.topic)[label]
    except LookupError:
        problem = f"nn/{display.topic}.py has no function {label!r}"
        return [Finding("numeric", False, f"{display.place()}: {problem}")]
    found = []
    for link, measure, tolerance in (
        ("numeric", against_derivation, CODE_TOLERANCE),
        ("differences", against_differences, DIFFERENCES_TOLERANCE),
    ):
        try:
            measured = [
                measure(label, function, names, Point(seed))
                for names in sized
                for seed in (SEEDS if names is sized[0] else FEWER)
            ]
        except Exception as error:  # whatever a broken function raises is a finding, not a crash
            problem = f"nn.{display.topic}.{label}: {type(error).__name__}: {error}"
            found.append(Finding(link, False, f"{display.place()}: {problem}"))
            continue
        errors = [error for error in measured if error is not None]
        if not errors:
            continue
        worst = float(np.max(errors))  # which is nan if one is
        if worst <= tolerance:
            found.append(
                Finding(link, True, f"within {worst:.0e}" if worst else "no difference", worst)
            )
        else:
            problem = f"nn.{display.topic}.{label} is off by {worst:.0e}, more than {tolerance:.0e}"
            found.append(Finding(link, False, f"{display.place()}: {problem}", worst))
    return found
