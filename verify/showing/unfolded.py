"""What the mark of a display unfolds into: what was found, and where all of it can be read."""

import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from xml.etree.ElementTree import Element, SubElement

from verify.book import sources
from verify.book.claims import Book, Claim, relative
from verify.proving.findings import Evidence, Finding
from verify.showing import files, marks
from verify.showing.elements import Part, fill, text
from verify.showing.extremes import Extremes, extremes
from verify.showing.marks import badge
from verify.showing.on_page import on_page
from verify.showing.sentences import evidence_of, spoken
from verify.showing.tested import exercising, file_of

log = logging.getLogger("mkdocs.derived")  # a warning here fails `mkdocs build --strict`

MOST = 2  # tests of a formula that are named where it stands
COMPARED = {
    "numeric": " equals the derivation, up to this relative error",
    "differences": " agrees with finite differences, up to this relative error",
}
NOT_AT_FAULT = {  # what the same means beside a formula that fails
    "numeric": " equals the derivation, so the formula is wrong, or both of these",
    "differences": " agrees with finite differences",
}
_RAW = re.compile(r": [^:]+ against [^:]+(?=; they differ by )")


def evidence_anchor(claim: Claim) -> str:
    """The anchor of the line about a display."""
    return claim.anchor.replace("eq:", "evidence:", 1)


def evidence_place(claim: Claim) -> str:
    """The line about a display, or at least its chapter in the ledger."""
    topic = claim.display.topic
    page = evidence_of(topic)
    return f"{page}#{evidence_anchor(claim)}" if page else f"ledger.md#ledger-{topic}"


def command(claim: Claim) -> str:
    """What checks a display again, in a terminal."""
    return f'pytest "tests/test_book.py::test_formula_holds[{claim.display}]"'


def shortened(detail: str) -> str:
    """What is wrong, without two expressions of SymPy that are longer than the cure."""
    return _RAW.sub("", detail)


def lines(claim: Claim, evidence: Evidence, page: str, book: Book) -> Element:
    """What was found of a display, and the ways to its derivation, its tests and the ledger.

    ``page`` is the page of the site that shows the display.
    """
    every = Element("ul")
    for parts in _lines(claim, evidence, page, book):
        fill(SubElement(every, "li"), parts)
    return every


def _lines(claim: Claim, evidence: Evidence, page: str, book: Book) -> Iterator[list[Part]]:
    wrong = any(not finding.ok for finding in evidence.findings if finding.link not in COMPARED)
    for verdict in () if wrong else evidence.marks:
        mark = marks.MARKS[verdict]
        link = text("a", f"{mark.sign} {mark.word}", "eq-ok")
        yield [_to(marks.anchor(mark), page, link), f": {mark.meaning}"]
    for finding in evidence.findings:
        if not finding.ok:
            yield [text("span", badge(finding), "eq-no"), f": {finding.detail}"]
        elif finding.link in COMPARED:
            yield _compared(claim, finding, wrong)
        else:
            yield [finding.detail]
    if not wrong and (at_edges := extremes(claim)):
        yield _at_edges(claim, at_edges)
    if not wrong and (here := on_page(claim, book)):
        link = _to(here.link, page, text("a", here.badge, "eq-ok" if here.ok else "eq-no"))
        yield [link, f": {here.detail}"]
    ledger = _to(evidence_place(claim), page, text("a", "ledger"))
    yield ["derivation: ", derivation(claim, page, book), "; ", ledger]
    if found := tested_by(claim, page, book):
        yield ["tests: ", *found]
    yield ["to check it again: ", text("code", command(claim))]


def _compared(claim: Claim, finding: Finding, wrong: bool) -> list[Part]:
    """What the function showed: of a formula that fails, no more than where the fault is not."""
    display = claim.display
    function = text("autoref", display.label or "")
    function.set("identifier", f"nn.{display.topic}.{display.label}")
    if wrong:
        return [f"{finding.link}: ", function, NOT_AT_FAULT[finding.link]]
    return [text("span", badge(finding), "eq-ok"), ": ", function, COMPARED[finding.link]]


def _at_edges(claim: Claim, found: Extremes) -> list[Part]:
    """What the function showed at extreme points; an error that is too large fails the build."""
    if not found.badge:
        return [found.detail]
    if not found.ok:
        log.warning("%s: %s: %s", claim.display.place(), found.badge, found.detail)
    return [text("span", found.badge, "eq-ok" if found.ok else "eq-no"), f": {found.detail}"]


def derivation(claim: Claim, page: str, book: Book) -> Element:
    """A link to the line of the derivation that a labelled formula is compared with."""
    topic, label = claim.display.topic, claim.display.label or ""
    file = f"derivations/{topic}.py"
    shown = file
    with suppress(LookupError, SyntaxError):  # which the check tells
        shown = f"{file}:{sources.steps(topic, label).line}" if label else file
    target = files.address(file, label, book)
    return _to(target, page, text("a", shown)) if target else text("span", shown)


def tested_by(claim: Claim, page: str, book: Book) -> list[Part]:
    """Links to the tests of a labelled formula; where there are many, to the file of the others."""
    topic, label = claim.display.topic, claim.display.label
    file = file_of(topic)
    if not label or not (of_all := files.address(file, "", book)):
        return []
    found = exercising(label, topic, book)
    parts: list[Part] = []
    for test in found[:MOST]:
        target = files.address(file, test, book) or of_all
        parts += [_to(target, page, text("a", spoken(test))), "; "]
    rest = len(found) - MOST
    more = f"{rest} more in {file}" if rest > 0 else f"all of {file}"
    return [*parts, _to(of_all, page, text("a", more))]


def _to(target: str, page: str, link: Element) -> Element:
    link.set("href", relative(target, page))
    return link
