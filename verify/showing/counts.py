"""How often each mark was earned, and how far it reaches: counted, never typed."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from verify.book.claims import Book
from verify.showing.evidence import entries, running
from verify.showing.marks import MARKS
from verify.showing.sentences import every, universal

Entry = dict[str, Any]
NO_SIZE = "no declared size is in it"


def earned(entry: Entry) -> set[str]:
    """The marks of a display."""
    return {side["mark"] for side in entry["sides"] if side["mark"]}


def only_defines(entry: Entry) -> bool:
    """Whether a display says nothing but what its symbols are."""
    return earned(entry) == {"defined"}


def tables(book: Book) -> str:
    """All counts, as Markdown."""
    found = entries(book)
    parts = [formulas(book, found), marks(found), reach(found), links(found), words(book)]
    return "\n\n".join(parts)


def formulas(book: Book, found: list[Entry]) -> str:
    """How many formulas stand on the pages, how many claim something, how many are checked."""
    text = running(book)
    checked = [entry for entry in found if entry["not_checked"] is None]
    return _table(
        ["Formulas", "on the pages", "claim something", "of these checked"],
        ["displayed", len(found), len(found), len(checked)],
        ["in running text", text.all, text.relations, text.checked],
        [
            "all",
            len(found) + text.all,
            len(found) + text.relations,
            len(checked) + text.checked,
        ],
    )


def marks(found: list[Entry]) -> str:
    """How many sides of equations earned each mark, and how many displays have one that did."""
    sides = Counter(side["mark"] for entry in found for side in entry["sides"])
    shown = Counter(mark for entry in found for mark in earned(entry))
    alone = [earned(entry) for entry in found if len(earned(entry)) == 1]
    only = Counter(mark for marks in alone for mark in marks)
    return _table(
        ["Mark", "sides of equations", "displays that have it", "displays that have only it"],
        *(
            [f"{m.sign} {m.word}", sides[m.word], shown[m.word], only[m.word]]
            for m in MARKS.values()
        ),
    )


def reach(found: list[Entry]) -> str:
    """At which sizes the displays hold: definitions and what follows, apart."""
    rows: dict[str, Counter[bool]] = {}
    for entry in found:
        if entry["not_checked"] is None:
            rows.setdefault(_sizes(entry), Counter())[only_defines(entry)] += 1
    order = sorted(rows, key=lambda row: (row != "every size", row.startswith("no "), row))
    table = _table(
        ["Holds for", "definitions", "say more"],
        *([row, rows[row][True], rows[row][False]] for row in order),
    )
    unsized = rows.get(NO_SIZE, Counter()).total()
    without = (
        f"{unsized} of {len(found)} displays have no declared size; they were read as they are."
    )
    return f"{table}\n\n{without}"


def _sizes(entry: Entry) -> str:
    if entry["every_size"]:
        return "every size"
    if entry["sizes"] is None:
        return NO_SIZE
    return "one size" if entry["sizes"] == 1 else f"{entry['sizes']} sizes"


def links(found: list[Entry]) -> str:
    """How many displays were held against code, finite differences and exact values."""
    code = sum(entry["label"] is not None for entry in found)
    slopes = sum(entry["differences_error"] is not None for entry in found)
    extreme = sum(entry["extremes"] is not None for entry in found)
    pages = sum(entry["page_error"] is not None for entry in found)
    return _table(
        ["Held against", "displays"],
        ["the function of `nn` that computes it", code],
        ["finite differences of that function", slopes],
        ["exact values at extreme points", extreme],
        ["the code that a figure runs on the page", pages],
    )


def words(book: Book) -> str:
    """How many sentences tests quote, and what shows the words that claim much."""
    quotes = [quote for sentence in every(book) for quote, _ in sentence.quotes]
    found = universal(book)
    return _table(
        ["Sentences and words", "in the book"],
        ["sentences that a test quotes", len(every(book))],
        ["tests that quote them", len({(quote.file, quote.test) for quote in quotes})],
        ["words such as *always*, *at most*, *the fastest*", sum(found.values())],
        ["of these quoted by a test", found["quoted"]],
        ["in a sentence with a formula that holds, or a reference to one", found["referring"]],
        ["listed as claiming nothing, in `tests/prose`", found["plain"]],
        ["that nothing shows", found["open"]],
    )


def _table(head: list[str], *rows: Iterable[object]) -> str:
    lines: list[Iterable[object]] = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)
