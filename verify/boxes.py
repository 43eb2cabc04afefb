"""A display on its page: formula, number, evidence, and beside it the code that computes it."""

import logging
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from verify import sources
from verify.check import Evidence, Finding, check
from verify.index import Claim, relative
from verify.mathml import MathError, mathml

log = logging.getLogger("mkdocs.derived")  # a warning here fails `mkdocs build --strict`

Store = Callable[[str], str]  # keeps HTML out of Python-Markdown's sight and returns a stand-in


def build(claim: Claim, page: str, store: Store) -> Element:
    """The whole box of one display."""
    display = claim.display
    box = Element("div", {"class": "eq"})
    # Not a div: the search plugin would end the exclusion at the first inner </div>.
    body = SubElement(box, "section", {"class": "eq-body", "data-search-exclude": ""})
    try:
        body.text = store(mathml(display.latex, display=True))
    except MathError as error:
        body.append(_text("code", display.latex.strip(), "eq-broken"))
        log.warning("%s: %s", display.place(), error)
    if display.reason is not None:
        _number(box, claim)
        SubElement(box, "p", {"class": "eq-unchecked"}).text = f"Not checked: {display.reason}"
        return box
    evidence = check(display)
    if failures := problems(evidence):
        box.set("class", "eq eq-fails")
        for failure in failures:
            log.warning("%s: %s: %s", display.place(), failure.link, failure.detail)
    if display.label:
        _number(box, claim)
        _evidence(box, claim, evidence, page)
        _code(box, claim, page, store)
        _derivation(box, claim, page, store)
    else:
        _tick(box, claim, evidence, page)
    for failure in failures:
        box.append(_text("p", f"✗ {failure.detail}", "eq-failure"))
    return box


def problems(evidence: Evidence) -> list[Finding]:
    """What speaks against a display; that nothing was looked at is a problem too."""
    if not evidence.findings:
        return [Finding("check", False, "nothing was checked")]
    return [finding for finding in evidence.findings if not finding.ok]


def badge(finding: Finding) -> str:
    """``✓ numeric 2e-16``."""
    text = f"{'✓' if finding.ok else '✗'} {finding.link}"
    return f"{text} {finding.error:.0e}".replace("e-0", "e-") if finding.error else text


def _number(box: Element, claim: Claim) -> None:
    link = SubElement(
        box, "a", {"class": "eq-number", "id": claim.anchor, "href": f"#{claim.anchor}"}
    )
    link.text = AtomicString(f"({claim.number})" if claim.number else "")


def _tick(box: Element, claim: Claim, evidence: Evidence, page: str) -> None:
    details = "; ".join(f"{badge(f)}: {f.detail}" for f in evidence.findings)
    attributes = {
        "class": "eq-tick",
        "id": claim.anchor,
        "href": relative(f"ledger.md#{evidence_anchor(claim)}", page),
        "title": details,
        "aria-label": details,
    }
    SubElement(box, "a", attributes).text = AtomicString("✗" if problems(evidence) else "✓")


def evidence_anchor(claim: Claim) -> str:
    """Where the ledger speaks of a display."""
    return claim.anchor.replace("eq:", "evidence:", 1)


def _evidence(box: Element, claim: Claim, evidence: Evidence, page: str) -> None:
    row = SubElement(box, "div", {"class": "eq-evidence"})
    ledger = relative(f"ledger.md#{evidence_anchor(claim)}", page)
    for finding in evidence.findings:
        link = SubElement(row, "a", {"class": "eq-ok" if finding.ok else "eq-no", "href": ledger})
        link.set("title", finding.detail)
        link.text = AtomicString(badge(finding))
    test = f"tests/test_{claim.display.topic}.py"
    if (sources.ROOT / test).is_file():
        link = SubElement(
            row, "a", {"class": "eq-link", "href": relative(f"reference/tests.md#{test}", page)}
        )
        link.text = AtomicString("tests")


def _code(box: Element, claim: Claim, page: str, store: Store) -> None:
    topic, name = claim.display.topic, claim.display.label
    try:
        listing = sources.function(f"nn.{topic}", name)
    except (LookupError, SyntaxError):
        return  # the check has said so
    box.set("class", f"{box.get('class')} eq-pair")
    code = SubElement(box, "section", {"class": "eq-code", "data-search-exclude": ""})
    # Resolved by mkdocs-autorefs, which also warns when the reference has no such function.
    title = SubElement(code, "autoref", {"identifier": f"nn.{topic}.{name}", "class": "eq-file"})
    title.text = AtomicString(f"{listing.title}:{listing.line}")
    SubElement(code, "div").text = store(listed(listing.code))


def _derivation(box: Element, claim: Claim, page: str, store: Store) -> None:
    topic, name = claim.display.topic, claim.display.label
    try:
        listing = sources.steps(topic, name)
    except (LookupError, SyntaxError):
        return  # the check has said so
    details = SubElement(box, "details", {"class": "eq-derivation", "data-search-exclude": ""})
    SubElement(details, "summary").text = AtomicString("derivation")
    path = f"derivations/{topic}.py"
    link = SubElement(details, "a", {"class": "eq-file"})
    link.set("href", relative(f"reference/derivations.md#{path}", page))
    link.text = AtomicString(path)
    SubElement(details, "div").text = store(listed(listing.code))


def listed(code: str) -> str:
    """Python with its colours."""
    return highlight(code, PythonLexer(), HtmlFormatter(cssclass="highlight", wrapcode=True))


def _text(tag: str, text: str, css: str) -> Element:
    element = Element(tag, {"class": css})
    element.text = AtomicString(text)
    return element
