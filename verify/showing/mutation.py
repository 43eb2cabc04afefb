"""What was changed on purpose, how much of it was noticed, and why the rest is true."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from verify.book import ROOT, runs
from verify.book.claims import Book

SURVIVORS = ROOT / "benchmarks" / "mutants" / "survivors.toml"
PARTS = ("formulas", "numbers", "sizes", "code")


@dataclass(frozen=True, order=True)
class Survivor:
    """A change that nothing notices, since what it says is true."""

    topic: str
    where: str  # the label of the formula, or its left side; the function
    reads: str  # the sides that have changed; the change of code

    def __str__(self) -> str:
        return f"{self.topic}: {self.where}: {self.reads}"


@dataclass(frozen=True)
class Reason:
    """Why changes of one kind are true, and which those are."""

    why: str
    true: tuple[str, ...]


def survivors() -> list[Survivor]:
    """The recorded survivors, each once, though several changes may lead to it.

    Raises:
        LookupError: there is no record, or it is not as it was written.
    """
    return sorted(
        {
            Survivor(topic, each["where"], each["reads"])
            for topic, entry in _chapters().items()
            for each in entry["shown"]
            if each["result"] == "survives"
        }
    )


def reasons() -> list[Reason]:
    """The reasons that are given in `survivors.toml`."""
    listed = tomllib.loads(SURVIVORS.read_text(encoding="utf-8"))["reason"]
    return [Reason(each["why"], tuple(each["true"])) for each in listed]


def unexplained(found: Iterable[Survivor]) -> list[str]:
    """The survivors without a reason."""
    explained = {text for reason in reasons() for text in reason.true}
    return [str(each) for each in found if str(each) not in explained]


def stale() -> list[str]:
    """The chapters that are not as they were when they were changed, or never were."""
    known = _chapters()
    return [
        topic
        for topic in Book.now().chapters
        if topic not in known or known[topic]["digest"] != runs.chapter_digest(topic)
    ]


def section(book: Book) -> str:
    """A section of the ledger as Markdown.

    Raises:
        LookupError: there is no record, or it is not as it was written.
    """
    known = _chapters()
    rows = [_row(book, topic, known[topic]) for topic in book.chapters if topic in known]
    head = ["| Chapter | Formulas | Numbers | Sizes | Code |", "| --- |" + " --: |" * len(PARTS)]
    parts = ["## What was changed on purpose {#mutation}", _summary(known)]
    if old := stale():
        names = ", ".join(book.title(topic) for topic in old)
        parts.append(
            f"**✗ No longer what was tried: {names}. `make mutants` tries again.**{{: .no }}"
        )
    if without := unexplained(survivors()):
        parts.append(f"**✗ Without a reason: {'; '.join(map(_code, without))}**{{: .no }}")
    listed = [*map(_listed, reasons())]
    if slow := _slow(known):
        listed.append(_listed(Reason("Not decided in time, and so refused.", slow)))
    parts += ["\n".join([*head, *rows]), '??? note "Every change that is true, and why"']
    return "\n\n".join([*parts, *listed])


def _summary(known: dict[str, Any]) -> str:
    entries = known.values()
    total = sum((Counter(e["counts"][part]) for e in entries for part in PARTS), Counter[str]())
    sample = runs.load(runs.MUTATION).value("sample")
    dates = sorted({entry["date"][:10] for entry in entries})
    changed = sum(total.values()) - total["same"]
    noticed = changed - total["survives"]
    return (
        "Would a mistake be noticed?\n"
        f"Formulas and functions were changed on purpose {changed:,} times ({' and '.join(dates)}),"
        " in one place each time, and checked again.\n"
        f"{noticed:,} of the changes were noticed, {noticed / changed:.1%}: {total['refused']:,}"
        f" cannot be read, {total['wrong']:,} fail their check, {total['tests']:,} fail only a test"
        f" of their chapter, and {total['slow']:,} cannot be decided in time.\n"
        f"The other {total['survives']:,} are true: each stands below with its reason.\n"
        "The table shows how many were noticed, and of how many.\n"
        f"They are drawn at random: of a display at most {sample['formulas']} changes of its signs,"
        f" names and terms, {sample['numbers']} of its numbers and {sample['sizes']} of its sizes,"
        f" of a module {sample['code']}.\n"
        "`python -m benchmarks.mutation --seed 1 softmax` draws others."
    )


def _slow(known: dict[str, Any]) -> tuple[str, ...]:
    return tuple(
        f"{topic}: {each['where']}: {each['change']}"
        for topic, entry in known.items()
        for each in entry["shown"]
        if each["result"] == "slow"
    )


def _row(book: Book, topic: str, entry: dict[str, Any]) -> str:
    cells = [_cell(Counter(entry["counts"][part])) for part in PARTS]
    return f"| [{book.title(topic)}]({topic}.md) | {' | '.join(cells)} |"


def _cell(counts: Counter[str]) -> str:
    changed = sum(counts.values()) - counts["same"]
    return f"{changed - counts['survives']:,} of {changed:,}" if changed else "–"


def _listed(reason: Reason) -> str:
    return "\n".join([f"    - {reason.why}", *(f"        - {_code(text)}" for text in reason.true)])


def _code(text: str) -> str:
    topic, where, reads = text.split(": ", 2)
    return f"{topic}: `{where}`: `{reads}`"


def _chapters() -> dict[str, Any]:
    found: dict[str, Any] = runs.load(runs.MUTATION).value("chapters")
    return found
