"""A display on its page: formula, number, evidence, and beside it the code that computes it."""

import logging
import re
from collections.abc import Callable
from html import escape, unescape
from xml.etree.ElementTree import Element, SubElement

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from verify.book import sources
from verify.book.claims import Book, Claim, relative
from verify.check import check
from verify.proving.findings import Evidence, Finding
from verify.showing import flow, listings, marks, unfolded
from verify.showing.elements import text
from verify.showing.mathml import MathError
from verify.showing.needs import needs

log = logging.getLogger("mkdocs.derived")  # a warning here fails `mkdocs build --strict`

# From the search. A section, because for a div the exclusion would end at the first inner </div>.
HIDDEN = {"data-search-exclude": ""}
LONG = 38  # characters in a row that a phone has room for in a listing
FAILS = "eq-fails"  # the class of a display that fails


def build(
    claim: Claim,
    book: Book,
    page: str,
    store: Callable[[str], str],
    meant: Callable[[str], str] = str,
    followed: Callable[[str], str] = str,
) -> Element:
    """The box of one display, for its own page or for another that shows it again.

    ``store`` keeps HTML out of Python-Markdown's sight and returns a stand-in for it; ``meant``
    marks the symbols that the page explains, ``followed`` the numbers that follow its inputs.
    """
    return _Box(claim, book, page, lambda html: store(meant(html)), followed).build()


def ran(page: str) -> Element:
    """What stands below examples that print what they show."""
    row = Element("div", HIDDEN | {"class": "eq-ran"})
    link = text("a", f"{marks.RAN.sign} {marks.RAN.word}")
    link.attrib |= {"href": relative(marks.anchor(marks.RAN), page), "title": marks.RAN.meaning}
    row.append(link)
    return row


def problems(evidence: Evidence) -> list[Finding]:
    """What speaks against a display; that nothing was looked at is a problem too."""
    if not evidence.findings:
        return [Finding("check", False, "nothing was checked")]
    return [finding for finding in evidence.findings if not finding.ok]


def listed(code: str) -> str:
    """Python with its colours."""
    shown = highlight(code, PythonLexer(), HtmlFormatter(cssclass="highlight", wrapcode=True))
    return "\n".join(map(_breakable, str(shown).split("\n")))


def _breakable(line: str) -> str:
    """A line of code that a phone need not break inside of a word, if it has a long one."""
    words = unescape(re.sub("<[^>]*>", "", line)).split(" ")
    return re.sub(r"\((</span>)?", r"(\1<wbr>", line) if max(map(len, words)) > LONG else line


def program(arguments: str, store: Callable[[str], str]) -> Element:
    """The listing of ``{{ listing network.Network forward_pass ... }}``, with its place.

    Raises:
        LookupError: there is no such class, or it has no such method.
    """
    owner, *names = arguments.split()
    module, _, name = f"nn.{owner}".rpartition(".")
    listing = listings.methods(module, name, *names)
    link = text("autoref", name)
    link.set("identifier", f"{module}.{name}")
    code = Element("div", {"class": "eq-code eq-program"})
    code.extend(_listing(link, f"{listing.title}:{listing.line}", listing.code, store))
    return code


def _listing(link: Element, place: str, code: str, store: Callable[[str], str]) -> list[Element]:
    title = Element("div", {"class": "eq-title"})
    title.extend([link, text("span", place)])
    listing = Element("section", HIDDEN)
    listing.text = store(listed(code))
    return [title, listing]


class _Box:
    def __init__(
        self,
        claim: Claim,
        book: Book,
        page: str,
        store: Callable[[str], str],
        followed: Callable[[str], str],
    ):
        self.claim, self.book, self.page, self.store = claim, book, page, store
        self.followed = followed
        self.display, self.topic = claim.display, claim.display.topic
        self.evidence = Evidence(()) if self.display.reason is not None else check(self.display)
        self.classes = ["eq"]

    def build(self) -> Element:
        parts = [self.formula(), *self.number()]
        if self.display.reason is not None:
            parts += [self.reason(), self.mark()]
        else:
            parts += [*self.failures(), self.mark()]
            if self.display.label is not None:
                parts += filter(None, (self.code(), self.derivation()))
        box = Element("div", {"class": " ".join(self.classes)})
        box.extend(parts)
        return box

    def formula(self) -> Element:
        body = Element("section", HIDDEN | {"class": "eq-body"})
        try:
            body.text = self.store(self.followed(self.marked(flow.displayed(self.display.latex))))
        except MathError as error:
            log.warning("%s: %s", self.display.place(), error)
            body.append(text("code", self.display.latex.strip(), "eq-broken"))
        if uses := self.evidence.uses:
            body.append(needs(uses, "p", "eq-uses"))
        return body

    def marked(self, formula: str) -> str:
        """Rules that are only words, in quotation marks: nothing checks them."""
        for step in self.evidence.steps:
            if step.rule is not None and not step.checked:
                words = escape(step.rule, quote=False)
                formula = formula.replace(f'"eq-why">{words}<', f'"eq-why">“{words}”<')
        return formula

    def number(self) -> list[Element]:
        """The number of a labelled formula is its anchor, and a link to itself."""
        if not self.claim.number:
            return []
        link = text("a", f"({self.claim.number})", "eq-number")
        link.attrib |= {"href": self._to(self.claim.link)} | self._anchor()
        return [link]

    def mark(self) -> Element:
        """A sign, and how far it reaches; it unfolds into the evidence."""
        mark = Element("details", {"class": "eq-mark"})
        mark.append(self.sign())
        found = SubElement(mark, "section", HIDDEN)
        found.append(unfolded.lines(self.claim, self.evidence, self.page, self.book))
        return mark

    def sign(self) -> Element:
        """With words below a formula that has a number; alone where the number would be."""
        found = self.evidence.findings[:1]
        if self.display.reason is not None:
            sign, about = marks.UNCHECKED, f"{marks.UNCHECKED} not checked"
        elif self.fails():
            sign, about = marks.WRONG, f"{marks.WRONG} fails"
        else:
            earned = self.evidence.marks
            sign, about = marks.signs(earned), marks.badge(found[0], earned)
        css = "eq-no" if self.fails() else "eq-ok"
        if self.display.label is not None:
            return text("summary", about, css)
        tick = text("summary", sign, f"eq-tick {css}")
        tick.attrib |= {"title": about, "aria-label": about} | self._anchor()
        return tick

    def fails(self) -> bool:
        return self.display.reason is None and bool(problems(self.evidence))

    def reason(self) -> Element:
        reason = Element("p", {"class": "eq-unchecked"})
        reason.text = f"Not checked: {self.display.reason}"
        return reason

    def failures(self) -> list[Element]:
        failures = problems(self.evidence)
        if failures:
            self.classes.append(FAILS)
        for failure in failures:
            here = "" if failure.detail.startswith("docs/") else f"{self.display.place()}: "
            log.warning("%s%s", here, failure.detail)
        said = [unfolded.shortened(failure.detail) for failure in failures]
        return [text("p", f"{marks.WRONG} {one}", "eq-failure") for one in said]

    def code(self) -> Element | None:
        try:
            listing = listings.beside(f"nn.{self.topic}", self.display.label or "")
        except (LookupError, SyntaxError):
            return None  # the check has said so
        self.classes.append("eq-pair")
        # Resolved by mkdocs-autorefs, which warns when the reference has no such function.
        link = text("autoref", self.display.label or "")
        link.set("identifier", f"nn.{self.topic}.{self.display.label}")
        code = Element("div", {"class": "eq-code"})
        code.extend(_listing(link, f"{listing.title}:{listing.line}", listing.code, self.store))
        return code

    def derivation(self) -> Element | None:
        try:
            listing = sources.steps(self.topic, self.display.label or "")
        except (LookupError, SyntaxError):
            return None  # the check has said so
        link = unfolded.derivation(self.claim, self.page, self.book)
        details = Element("details", {"class": "eq-derivation"})
        details.append(text("summary", "derivation"))
        details.extend(_listing(link, "", listing.code, self.store))
        return details

    def _anchor(self) -> dict[str, str]:
        """Elsewhere than on the display's own page it is no anchor."""
        return {"id": self.claim.anchor} if self.page == self.claim.page else {}

    def _to(self, target: str) -> str:
        return relative(target, self.page)
