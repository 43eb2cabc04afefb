"""Words of a page that are repeated elsewhere: where they stand on it.

``tests/prose/<page>.toml`` lists the phrases of a page that claim nothing, under what they would
otherwise be taken for::

    [words]
    plain = ["as always"]
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from verify.book import ROOT
from verify.book.markup import COMMENT, DISPLAY, FENCE

Span = tuple[int, int]
FOLDER = ROOT / "tests" / "prose"
KEYS = {"plain", "equal", "names", "computed", "headings"}
FEWEST = 2  # words of a phrase
WORD = re.compile(r"\w+")
_PIECE = re.compile(r"(?P<gap>\s+)|\S+")
_GOES_BEFORE = re.compile(r"(?:\w|\d[.,])\w\Z")  # a word or a number that has begun already
_GOES_ON = re.compile(r"\w(?:\w|[.,]\d)")


def phrases(page: str, kind: str, folder: Path | None = None) -> list[str]:
    """The phrases of a page that are listed as plain, under ``words``, ``numbers`` or ``formulas``.

    Raises:
        LookupError: the file can't be read, or it has no list of texts there.
    """
    return listed(page, kind, "plain", folder)


def listed(page: str, kind: str, key: str, folder: Path | None = None) -> list[str]:
    """A list of texts beside a page; raises `LookupError` where there is something else."""
    found = _table(page, kind, folder).get(key, [])
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
        raise LookupError(f"tests/prose/{page}.toml, [{kind}]: {key} is a list of texts")
    return found


def equals(page: str, kind: str, folder: Path | None = None) -> dict[str, str]:
    """The phrases of a page with what the formula or number in each of them is equal to.

    Raises:
        LookupError: the file can't be read, or it has no table of texts there.
    """
    found = _table(page, kind, folder).get("equal", {})
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise LookupError(f"tests/prose/{page}.toml, [{kind}]: equal is a table of texts")
    return found


def _table(page: str, kind: str, folder: Path | None) -> dict[str, object]:
    path = (folder or FOLDER) / f"{page}.toml"
    if not path.is_file():
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8")).get(kind, {})
    except ValueError as error:
        raise LookupError(f"tests/prose/{page}.toml: {error}") from error
    if not isinstance(found, dict) or found.keys() - KEYS:
        raise LookupError(f"tests/prose/{page}.toml: write [{kind}], then plain = [...]")
    return found


def covered(listed: Iterable[str], source: str) -> list[Span]:
    """The spans of the phrases: each covers one occurrence, and is listed again for another.

    Raises:
        LookupError: phrases are too short, or stand less often on the page than in the list.
    """
    spans: list[Span] = []
    problems = []
    for phrase in sorted(listed, key=len, reverse=True):  # a long one first, the rest is for others
        free = [span for span in occurrences(phrase, source) if not within(span, spans)]
        if len(WORD.findall(phrase)) < FEWEST:
            problems.append(f"{phrase!r} is too short: take {FEWEST} words or more")
        elif free:
            spans.append(free[0])
        else:
            problems.append(f"{phrase!r} covers nothing: quote the page exactly, or take it out")
    if problems:
        raise LookupError("; ".join(problems))
    return sorted(spans)


def occurrences(phrase: str, source: str) -> Iterator[Span]:
    """Where a phrase stands in the prose of a page, with any white space between its words."""
    text, places = _one_line(source)
    phrase = " ".join(phrase.split())
    start = text.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        if not (_GOES_BEFORE.search(text[max(start - 2, 0) : start + 1])) and not (
            _GOES_ON.match(text[end - 1 : end + 2])
        ):
            yield places[start], places[end - 1] + 1
        start = text.find(phrase, end)


@lru_cache(maxsize=256)
def _one_line(source: str) -> tuple[str, list[int]]:
    """The prose with one blank between words, and where each of its letters stands.

    Something that nobody writes stands for listings, displays, comments and blank lines.
    """
    for kind in (FENCE, COMMENT, DISPLAY):
        source = kind.sub(lambda found: "\0" * len(found[0]), source)
    text, places = [], []
    for found in _PIECE.finditer(source):
        if found["gap"]:
            text.append("\0" if found[0].count("\n") > 1 else " ")
            places.append(found.start())
        else:
            text.append(found[0])
            places.extend(range(*found.span()))
    return "".join(text), places


def within(span: Span, spans: Iterable[Span]) -> bool:
    """Whether one of the spans holds this one."""
    return any(start <= span[0] and span[1] <= end for start, end in spans)
