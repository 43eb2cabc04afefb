"""What was found of every display, as plain data: the ledger counts it, and a machine reads it."""

import json
from collections import Counter
from functools import lru_cache
from typing import Any, NamedTuple

from verify.book import sources
from verify.book.claims import Book, Claim
from verify.book.sources import one_look
from verify.check import check
from verify.prose.formulas import judged
from verify.prose.inline import Kind
from verify.proving.findings import Finding
from verify.showing import extremes
from verify.showing.marks import MARKS
from verify.showing.on_page import on_page
from verify.showing.sentences import every

SCHEMA = 1  # of the file; it changes when a key goes or means something else
FILE = "evidence.json"


def entries(book: Book) -> list[dict[str, Any]]:
    """One entry for each display of the book, in reading order; a build asks for them thrice."""
    try:
        return _entries_of(book, sources.digest("verify.check", *_modules(book)))
    except SyntaxError:  # which the entries tell
        return _entries(book)


@lru_cache(maxsize=1)
def _entries_of(book: Book, version: str) -> list[dict[str, Any]]:
    return _entries(book)


def _entries(book: Book) -> list[dict[str, Any]]:
    return [entry(claim, book) for claims in book.claims.values() for claim in claims]


def _modules(book: Book) -> list[str]:
    folders = ("derivations", "nn", "figures")
    named = [f"{folder}.{topic}" for topic in book.chapters for folder in folders]
    return [name for name in named if sources.find(name)]


def entry(claim: Claim, book: Book) -> dict[str, Any]:
    """What is known of one display."""
    display = claim.display
    found: dict[str, Any] = {
        "chapter": display.topic,
        "number": claim.number or None,
        "label": display.label,
        "line": int(display.place().split(":")[1]),
        "latex": display.latex.strip(),
        "not_checked": display.reason,
        "holds": None,
        "sides": [],
        "needs": [],
        "detail": None,
        "sizes": None,
        "every_size": False,
        "code_error": None,
        "differences_error": None,
        "extremes": None,
        "page_error": None,
    }
    if display.reason is not None:
        return found
    evidence = check(display)
    links = {finding.link: finding for finding in evidence.findings}
    symbolic = links.get("symbolic", Finding("symbolic", False, "nothing was checked"))
    sides = [
        {
            "text": step.text,
            "relation": step.relation or None,
            "rule": step.rule,
            "rule_checked": step.checked,
            "mark": MARKS[step.verdict].word if step.relation and step.verdict else None,
        }
        for step in evidence.steps
    ]
    return found | {
        "holds": evidence.ok,
        "sides": sides,
        "needs": list(evidence.uses),
        "detail": symbolic.detail,
        "sizes": symbolic.sizes,
        "every_size": symbolic.every_size,
        "code_error": _error(links.get("numeric")),
        "differences_error": _error(links.get("differences")),
        "extremes": extremes.entry(claim),
        "page_error": here.error if (here := on_page(claim, book)) else None,
    }


def _error(finding: Finding | None) -> float | None:
    return None if finding is None else finding.error


class Running(NamedTuple):
    """How many formulas stand in running text, and what they are."""

    all: int
    relations: int
    checked: int  # of the relations, by themselves, as displays are
    values: int  # outcomes of calculations, without a relation


def running(book: Book) -> Running:
    """The formulas in running text: names, numbers, and those that state something."""
    pages = {p.relative_to(book.docs).with_suffix("").as_posix(): t for p, t in book.pages.items()}
    found = [pair for page, text in pages.items() for pair in judged(page, text).items()]
    kinds = Counter(formula.kind for formula, _ in found)
    checked = sum(formula.kind is Kind.RELATION and verdict.ok for formula, verdict in found)
    return Running(len(found), kinds[Kind.RELATION], checked, kinds[Kind.VALUE])


def sentences(book: Book) -> list[dict[str, Any]]:
    """One entry for each sentence that tests quote; no test is run."""
    return [
        {
            "page": sentence.page,
            "line": sentence.line,
            "sentence": sentence.text,
            "tests": [f"{quote.file}::{quote.test}" for quote, _ in sentence.quotes],
        }
        for sentence in every(book)
    ]


@one_look()
def document(book: Book) -> str:
    """The file that a machine reads."""
    marks = {mark.word: mark.meaning for mark in MARKS.values()}
    content = {
        "schema": SCHEMA,
        "marks": marks,
        "displays": entries(book),
        "sentences": sentences(book),
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
