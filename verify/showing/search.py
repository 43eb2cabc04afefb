"""What the search knows of the book beyond the words of its pages, and what it shows first.

The theme's index has the text of every section. Here a section gets the other words that readers
type for it, from ``docs/search.toml``, and the number, name and LaTeX of its formulas, in fields of
their own. They are in the index and not on the page: no eye, screen reader or printer meets them.
"""

import html
import json
import logging
import re
import tomllib
from pathlib import Path
from typing import Any

from verify.book.claims import Book, Claim
from verify.showing.marks import WRONG

log = logging.getLogger("mkdocs.derived")  # a warning here fails `mkdocs build --strict`

INDEX = Path("search", "search_index.json")
WORDS = "search.toml"
# Words end at all signs, but a number goes on after its point.
SEPARATOR = r'[\s\-_,:;=\[\](){}"“”`/\\^&|<>!?$%*+~#]+|\.(?!\d)'
FIELDS = {"title": 6, "also": 6, "formulas": 2, "text": 1}
EXPLAINS, REFERENCE = 2.0, 0.4  # how much a chapter weighs, and what is no chapter
SECTIONS = {"Exercises": 0.6, "Your turn": 0.6, "Symbols": 0.4, "Sources": 0.2}
TOP = 0.5  # of a page, which the theme prefers to its sections by more than that
PLACE = re.compile(r'<h(?P<level>[1-6])[^>]* id="(?P<section>[^"]+)"| id="(?P<formula>eq:[^"]+)"')


def complete(site: Path, book: Book) -> None:
    """Complete the index of a site, of which some pages may not be built yet."""
    path = site / INDEX
    if not path.is_file():
        return
    index = json.loads(path.read_text(encoding="utf-8"))
    index["config"] |= {
        "separator": SEPARATOR,
        "pipeline": [],  # "he" is a stop word, and a name
        "fields": {name: {"boost": boost} for name, boost in FIELDS.items()},
    }
    words = _words(book)
    for topic in dict.fromkeys([*book.chapters, *words]):
        entries = [e for e in index["docs"] if _page(e) == f"{topic}.html"]
        unknown = set(words.get(topic, ())) - set(map(_title, entries))
        for heading in sorted(unknown) if entries else ():
            log.warning("docs/%s: no section of %s.md is called %r", WORDS, topic, heading)
        formulas = _formulas(site, topic, book)
        for entry in entries:
            found = formulas.get(entry["location"], [])
            entry["also"] = words.get(topic, {}).get(_title(entry), "")
            entry["formulas"] = html.escape(" ".join(map(_text, found)), quote=False)
    for entry in index["docs"]:
        entry["boost"] = _boost(entry, book)
    path.write_text(json.dumps(index, separators=(",", ":")), encoding="utf-8")


def _words(book: Book) -> dict[str, dict[str, str]]:
    """Of each page, by its headings."""
    try:
        words = tomllib.loads((book.docs / WORDS).read_text(encoding="utf-8"))
        for topic, sections in words.items():
            if not isinstance(sections, dict) or not all(map(_is_text, sections.values())):
                raise ValueError(f"{topic} is not such a table")
    except (OSError, ValueError) as error:
        log.warning('docs/%s: expected tables, [page] and "Heading" = "words"; %s', WORDS, error)
        return {}
    return words


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _formulas(site: Path, topic: str, book: Book) -> dict[str, list[Claim]]:
    """The displays of a page by the section that they stand in."""
    page = f"{topic}.html"
    if not (site / page).is_file():
        return {}
    claims = {claim.anchor: claim for claim in book.claims.get(topic, ())}
    found: dict[str, list[Claim]] = {}
    location = page
    for place in PLACE.finditer((site / page).read_text(encoding="utf-8")):
        if place["level"]:
            location = page if place["level"] == "1" else f"{page}#{place['section']}"
        elif place["formula"] in claims:
            found.setdefault(location, []).append(claims[place["formula"]])
    return found


def _page(entry: dict[str, Any]) -> str:
    return str(entry["location"]).partition("#")[0]


def _text(claim: Claim) -> str:
    return f"{claim.number} {claim.display.label or ''} {claim.display.latex.strip()}"


def _title(entry: dict[str, Any]) -> str:
    title = html.unescape(re.sub(r"<.*?>", "", entry["title"]))
    return title.removeprefix(f"{WRONG} ")  # which it has while something on its page fails


def _boost(entry: dict[str, Any], book: Book) -> float:
    page, _, section = entry["location"].partition("#")
    boost = EXPLAINS if page.removesuffix(".html") in book.chapters else REFERENCE
    return boost * SECTIONS.get(entry["title"], 1) * (1 if section else TOP)
