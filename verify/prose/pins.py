"""What a page's author states of its numbers beside the page: ``tests/prose/<page>.toml``.

    [numbers]
    plain = ["two answers", "the fourteen are"]

    [numbers.computed]
    "a grid of 16 functions" = "len(FUNCTIONS)"

    [directives]
    "for ten classes {{ value np.log(10):.3f }}" = "2.303"

Each phrase stands on the page, in this order, and covers what it contains once.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import starmap
from pathlib import Path
from typing import Any

from verify.book.markup import DIRECTIVE
from verify.prose.numerals import Number
from verify.prose.plain import FOLDER, WORD, occurrences

FEWEST, PROPOSED = 2, 3  # words of a phrase
AROUND = {"numbers": (1, 1), "directives": (5, 2)}  # words before and after, in what is proposed
Span = tuple[int, int]
_MARK = re.compile(r"\s*(?:(?:#+|[-*|>]|\d+\.)\s+)*")  # of a heading, an item, a row
_PIECE = re.compile(r"(?:\{\{.*?\}\}|\$[^$\n]+\$|(?!\{:)\S)+")  # what blanks separate
_LOOSE = (" ([\"'*_|", " .,;:!?\"')*_|{")  # signs that a phrase need not begin or end with


@dataclass(frozen=True)
class Pins:
    """What is written beside one page."""

    plain: list[str] = field(default_factory=list)
    computed: dict[str, str] = field(default_factory=dict)
    directives: dict[str, list[str]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)  # modules whose names expressions may use


def shown(page: str) -> str:
    return f"tests/prose/{page}.toml"


def load(page: str, folder: Path = FOLDER) -> Pins:
    """What is written beside a page; nothing where there is no file.

    Raises:
        LookupError: the file is not as described above.
    """
    path = folder / f"{page}.toml"
    if not path.is_file():
        return Pins()
    try:
        return _read(page, tomllib.loads(path.read_text(encoding="utf-8")))
    except (AttributeError, ValueError) as error:
        raise LookupError(f"{shown(page)}: {error}") from error


def _read(page: str, content: dict[str, Any]) -> Pins:
    numbers, directives = content.get("numbers", {}), content.get("directives", {})
    pinned = {key: [text] if isinstance(text, str) else text for key, text in directives.items()}
    if not (numbers.keys() <= {"plain", "computed", "names"}):
        raise LookupError(f"{shown(page)}: [numbers] has plain, computed and names, nothing else")
    lists = [numbers.get("plain", []), numbers.get("names", []), *pinned.values()]
    lists.append([*numbers.get("computed", {}).values()])
    if not all(
        isinstance(each, list) and all(isinstance(text, str) for text in each) for each in lists
    ):
        raise LookupError(f"{shown(page)}: phrases, expressions and results are texts, in quotes")
    for phrase in [*lists[0], *numbers.get("computed", {}), *pinned]:
        if len(WORD.findall(DIRECTIVE.sub("number", phrase))) < FEWEST:
            raise LookupError(
                f"{shown(page)}: {phrase!r} is too short: take {FEWEST} words or more"
            )
    return Pins(lists[0], numbers.get("computed", {}), pinned, lists[1])


def aligned(
    phrases: Sequence[str], source: str, wanted: Iterable[Span], allowed: Iterable[Span] = ()
) -> list[Span | None]:
    """Where each phrase stands, in the order of the phrases and of the page.

    A phrase stands where it contains something that is wanted, or else allowed. As many as
    possible find a place, and the others have none; the order notices an exchange of two.
    """
    wanted, allowed = list(wanted), list(allowed)
    places = [
        (row, span, any(within(each, span) for each in wanted))
        for row, phrase in enumerate(phrases)
        for span in occurrences(phrase, source)
        if any(within(each, span) for each in (*wanted, *allowed))
    ]
    places.sort(key=lambda place: (place[1][1], place[0]))
    best: list[tuple[int, int, int]] = []  # of each place: the best chain to it, and what is before
    for at, (row, span, is_wanted) in enumerate(places):
        chains = (
            (*best[earlier][:2], -earlier)
            for earlier in range(at)
            if places[earlier][0] < row and places[earlier][1][1] <= span[0]
        )
        needed, length, before = max(chains, default=(0, 0, 1))
        best.append((needed + is_wanted, length + 1, -before))
    found: list[Span | None] = [None] * len(phrases)
    at = max(range(len(best)), key=lambda at: (*best[at][:2], -at), default=-1)
    while at >= 0:
        row, span, _ = places[at]
        found[row] = span
        at = best[at][2]
    return found


def within(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def proposed(
    kind: str, source: str, wanted: Sequence[Span], taken: Iterable[str] = ()
) -> list[Span]:
    """Phrases of a few words around each number or directive; those that touch become one."""
    taken = {*taken}
    before, after = AROUND[kind]
    found: list[Span] = []
    for start, end in wanted:
        first = source.rfind("\n", 0, start) + 1
        last = source.find("\n", end) if "\n" in source[end:] else len(source)
        first += len(_MARK.match(source[first:last])[0])  # type: ignore[index]
        pieces = [(first + p.start(), first + p.end()) for p in _PIECE.finditer(source[first:last])]
        held = [at for at, (left, right) in enumerate(pieces) if left < end and start < right]
        low, high = max(held[0] - before, 0), min(held[-1] + after, len(pieces) - 1)
        span = _trimmed(source, pieces[low][0], pieces[high][1], (start, end))
        while (low > 0 or high < len(pieces) - 1) and (
            len(WORD.findall(source[slice(*span)])) < PROPOSED or source[slice(*span)] in taken
        ):
            low, high = max(low - 1, 0), min(high + 1, len(pieces) - 1)
            span = _trimmed(source, pieces[low][0], pieces[high][1], (start, end))
        if len(WORD.findall(source[slice(*span)])) < FEWEST:  # alone in its line
            before_it = re.search(r"\S+\s*\Z", source[: span[0]])
            span = (before_it.start() if before_it else span[0], span[1])
        if found and span[0] < found[-1][1]:
            span = (found.pop()[0], span[1])
        found.append(span)
        if kind == "directives":  # which a table cannot have twice
            taken.add(source[slice(*span)])
    return found


def phrase_at(source: str, span: Span) -> str:
    """The words there, in one line."""
    return " ".join(source[slice(*span)].split())


def _trimmed(source: str, start: int, end: int, kept: Span) -> Span:
    while start < kept[0] and source[start] in _LOOSE[0]:
        start += 1
    while end > kept[1] and source[end - 1] in _LOOSE[1]:
        end -= 1
    return start, end


def toml(text: str) -> str:
    """A text as TOML has it: literal where it can be, for the sake of backslashes."""
    plain = json.dumps(text, ensure_ascii=False)
    return f"'{text}'" if "\\" in plain and "'" not in text and "\n" not in text else plain


def written(pins: Pins) -> str:
    """The tables of `Pins`, as a file has them."""
    parts = []
    if pins.plain or pins.names:
        parts.append("[numbers]")
        if pins.names:
            parts.append(f"names = [{', '.join(map(toml, pins.names))}]")
        if pins.plain:
            parts.append("\n".join(["plain = [", *(f"  {toml(p)}," for p in pins.plain), "]"]))
    if pins.computed:
        rows = [f"{toml(phrase)} = {toml(value)}" for phrase, value in pins.computed.items()]
        parts.append("\n".join(["", "[numbers.computed]", *rows]))
    if pins.directives:
        parts.append("\n".join(["", "[directives]", *starmap(pin, pins.directives.items())]))
    return "\n".join(parts).strip() + "\n" if parts else ""


def pin(phrase: str, results: list[str]) -> str:
    """A line of ``[directives]``."""
    one = toml(results[0]) if len(results) == 1 else f"[{', '.join(map(toml, results))}]"
    return f"{toml(phrase)} = {one}"


def replaced(text: str, pins: Pins) -> str:
    """A file with other tables of `Pins`; what else stands in it stays."""
    parts = re.split(r"^(?=\[)", text, flags=re.MULTILINE)
    own = ("[numbers]", "[numbers.computed]", "[directives]")
    rest = "".join(part for part in parts if not part.startswith(own)).strip()
    return "\n\n".join(filter(None, [rest, written(pins).strip()])) + "\n"


def directives_of(source: str) -> list[Number]:
    """The directives of a text whose result is part of a sentence."""
    names = ("value", "run", "cited")
    return [
        Number(*found.span(), found[0])
        for found in DIRECTIVE.finditer(source)
        if found["name"] in names
    ]
