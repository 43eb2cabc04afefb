"""A display on its page: formula, number, evidence, and beside it the code that computes it."""

import logging
from collections.abc import Callable, Sequence
from html import escape
from xml.etree.ElementTree import Element

from markdown.util import AtomicString
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from verify.book import ROOT, sources
from verify.book.claims import Claim, relative
from verify.check import check
from verify.proving.findings import Evidence, Finding
from verify.proving.verdict import Verdict
from verify.showing import flow, listings, marks
from verify.showing.mathml import MathError

log = logging.getLogger("mkdocs.derived")  # a warning here fails `mkdocs build --strict`

# From the search. A section, because for a div the exclusion would end at the first inner </div>.
HIDDEN = {"data-search-exclude": ""}


def build(
    claim: Claim, page: str, store: Callable[[str], str], meant: Callable[[str], str] = str
) -> Element:
    """The box of one display, for its own page or for another that shows it again.

    ``store`` keeps HTML out of Python-Markdown's sight and returns a stand-in for it; ``meant``
    marks the symbols that the page explains.
    """
    return _Box(claim, page, lambda html: store(meant(html))).build()


def ran(page: str) -> Element:
    """What stands below examples that print what they show."""
    row = Element("div", HIDDEN | {"class": "eq-ran"})
    link = _text("a", f"{marks.RAN.sign} {marks.RAN.word}")
    link.attrib |= {"href": relative(marks.anchor(marks.RAN), page), "title": marks.RAN.meaning}
    row.append(link)
    return row


def problems(evidence: Evidence) -> list[Finding]:
    """What speaks against a display; that nothing was looked at is a problem too."""
    if not evidence.findings:
        return [Finding("check", False, "nothing was checked")]
    return [finding for finding in evidence.findings if not finding.ok]


def badge(finding: Finding, earned: Sequence[Verdict] = ()) -> str:
    """``≔ defined, every size``, ``✓ follows, 3 sizes``, ``✓ numeric 2e-16``.

    ``earned`` are the marks of a formula.
    """
    text = f"{'✓' if finding.ok else '✗'} {finding.link}"
    if finding.ok and finding.link == "symbolic" and earned:
        text = marks.words(earned)
    if finding.every_size:
        text += ", every size"
    elif finding.sizes:
        text += f", {'one size' if finding.sizes == 1 else f'{finding.sizes} sizes'}"
    return f"{text} {finding.error:.0e}".replace("e-0", "e-") if finding.error else text


def evidence_anchor(claim: Claim) -> str:
    """Where the ledger speaks of a display."""
    return claim.anchor.replace("eq:", "evidence:", 1)


def listed(code: str) -> str:
    """Python with its colours."""
    return str(highlight(code, PythonLexer(), HtmlFormatter(cssclass="highlight", wrapcode=True)))


class _Box:
    def __init__(self, claim: Claim, page: str, store: Callable[[str], str]):
        self.claim, self.page, self.store = claim, page, store
        self.display, self.topic = claim.display, claim.display.topic
        self.evidence = Evidence(()) if self.display.reason is not None else check(self.display)
        self.classes = ["eq"]

    def build(self) -> Element:
        if self.display.reason is not None:
            parts = [self.formula(), self.mark(), self.reason()]
        elif self.display.label is None:
            parts = [self.formula(), self.mark(), *self.failures()]
        else:
            parts = [self.formula(), self.number(), self.findings(), *self.failures()]
            parts += filter(None, (self.code(), self.derivation()))
        box = Element("div", {"class": " ".join(self.classes)})
        box.extend(parts)
        return box

    def formula(self) -> Element:
        body = Element("section", HIDDEN | {"class": "eq-body"})
        try:
            body.text = self.store(self.marked(flow.displayed(self.display.latex)))
        except MathError as error:
            log.warning("%s: %s", self.display.place(), error)
            body.append(_text("code", self.display.latex.strip(), "eq-broken"))
        if uses := self.evidence.uses:
            body.append(_text("p", f"Needs: {'; '.join(uses)}.", "eq-uses"))
        return body

    def marked(self, formula: str) -> str:
        """Rules that are only words, in quotation marks: nothing checks them."""
        for step in self.evidence.steps:
            if step.rule is not None and not step.checked:
                words = escape(step.rule, quote=False)
                formula = formula.replace(f'"eq-why">{words}<', f'"eq-why">“{words}”<')
        return formula

    def number(self) -> Element:
        """The number of a labelled formula is its anchor, and a link to itself."""
        link = _text("a", f"({self.claim.number})", "eq-number")
        return self._anchored(link, href=self._to(self.claim.link))

    def mark(self) -> Element:
        """What a formula without a number has in its place: a link to its evidence."""
        if self.display.reason is not None:
            sign, about = "○", f"not checked: {self.display.reason}"
        else:
            sign, about = marks.signs(self.evidence.marks), self.about()
        link = _text("a", marks.WRONG if self.fails() else sign, "eq-tick")
        link.attrib |= {"title": about, "aria-label": about}
        return self._anchored(link, href=self._to(f"ledger.md#{evidence_anchor(self.claim)}"))

    def about(self) -> str:
        """The marks of the formula, where they were earned, and what they mean."""
        earned = self.evidence.marks
        found = [f"{badge(f, earned)}: {f.detail}" for f in self.evidence.findings]
        return "; ".join([*found, marks.meanings(earned)])

    def fails(self) -> bool:
        return self.display.reason is None and bool(problems(self.evidence))

    def reason(self) -> Element:
        reason = Element("p", {"class": "eq-unchecked"})
        reason.text = f"Not checked: {self.display.reason}"
        return reason

    def findings(self) -> Element:
        row = Element("div", {"class": "eq-evidence"})
        earned = self.evidence.marks
        for finding in self.evidence.findings:
            link = _text("a", badge(finding, earned), "eq-ok" if finding.ok else "eq-no")
            place, about = f"ledger.md#{evidence_anchor(self.claim)}", finding.detail
            if finding.link == "symbolic" and finding.ok and earned:  # the ledger is beside it
                place, about = marks.anchor(marks.MARKS[earned[-1]]), self.about()
            link.attrib |= {"href": self._to(place), "title": about}
            row.append(link)
        test = f"tests/test_{self.topic}.py"
        if (ROOT / test).is_file():
            link = _text("a", "tests", "eq-link")
            link.set("href", self._to(f"reference/tests.md#{test}"))
            row.append(link)
        return row

    def failures(self) -> list[Element]:
        failures = problems(self.evidence)
        if failures:
            self.classes.append("eq-fails")
        for failure in failures:
            here = "" if failure.detail.startswith("docs/") else f"{self.display.place()}: "
            log.warning("%s%s", here, failure.detail)
        return [_text("p", f"✗ {failure.detail}", "eq-failure") for failure in failures]

    def code(self) -> Element | None:
        try:
            listing = listings.beside(f"nn.{self.topic}", self.display.label or "")
        except (LookupError, SyntaxError):
            return None  # the check has said so
        self.classes.append("eq-pair")
        # Resolved by mkdocs-autorefs, which warns when the reference has no such function.
        link = _text("autoref", self.display.label or "")
        link.set("identifier", f"nn.{self.topic}.{self.display.label}")
        code = Element("div", {"class": "eq-code"})
        code.extend(self._listing(link, f"{listing.title}:{listing.line}", listing.code))
        return code

    def derivation(self) -> Element | None:
        try:
            listing = sources.steps(self.topic, self.display.label or "")
        except (LookupError, SyntaxError):
            return None  # the check has said so
        link = _text("a", listing.title)
        link.set("href", self._to(f"reference/derivations.md#{listing.title}"))
        details = Element("details", {"class": "eq-derivation"})
        details.append(_text("summary", "derivation"))
        details.extend(self._listing(link, "", listing.code))
        return details

    def _listing(self, link: Element, place: str, code: str) -> list[Element]:
        title = Element("div", {"class": "eq-title"})
        title.extend([link, _text("span", place)])
        listing = Element("section", HIDDEN)
        listing.text = self.store(listed(code))
        return [title, listing]

    def _anchored(self, link: Element, href: str) -> Element:
        """Elsewhere than on the display's own page the link is no anchor."""
        link.attrib |= {"id": self.claim.anchor} if self.page == self.claim.page else {}
        link.set("href", href)
        return link

    def _to(self, target: str) -> str:
        return relative(target, self.page)


def _text(tag: str, text: str, css: str = "") -> Element:
    element = Element(tag, {"class": css} if css else {})
    element.text = AtomicString(text)
    return element
