"""Formulas in running text: ``$...$``, with what shows them where they state something."""

import html
import logging
import re
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from verify.book.markup import INLINE
from verify.prose.inline import Kind
from verify.showing import flow
from verify.showing.mathml import MathError
from verify.showing.page import Page

CHECKED = "checked, as a display is"
AFTER = re.compile(r"[,.;:?!)]+")  # what may not begin a line
log = logging.getLogger("mkdocs.derived")  # a warning here fails `mkdocs build --strict`


class Math(InlineProcessor):
    """``$...$`` in running text."""

    def __init__(self, page: Page):
        super().__init__(INLINE.pattern, page.md)
        self.page = page

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str | Element, int, int]:
        try:
            shown, end = self._checked(m[1]), m.end()
            if after := AFTER.match(data, end):
                shown, end = _together(shown, after[0]), after.end()
            return self.md.htmlStash.store(shown), m.start(), end
        except MathError as error:
            where = self.page.at(self.page.text.find(m[0])) if self.page.name else "a docstring"
            log.warning("%s: %s", where, error)
            broken = Element("code", {"class": "eq-broken"})
            broken.text = AtomicString(m[0])
            return broken, m.start(), m.end()

    def _checked(self, latex: str) -> str:
        """The formula, with what shows it where it states something that holds by itself."""
        if latex not in self.page.formulas:
            return self._typeset(latex)
        formula, found = self.page.formulas[latex]
        typeset = self._typeset(formula.latex)
        if formula.reason is not None:
            reason = html.escape(formula.reason)
            return f'{typeset} <span class="eq-unchecked">(not checked: {reason})</span>'
        if formula.kind is not Kind.RELATION or not found.ok:
            return typeset
        return f'<span class="eq-inline" title="{CHECKED}">{typeset}</span>'

    def _typeset(self, latex: str) -> str:
        return self.page.meanings.marked(flow.inline(latex))


def _together(shown: str, after: str) -> str:
    """A formula and what belongs to its end: a browser would break the line between them."""
    before, math, last = shown.rpartition("<math")
    formula, end, closed = last.rpartition("</math>")
    if closed not in ("", "</span>"):  # words follow the formula
        return shown + after
    return f'{before}<span class="together">{math}{formula}{end}{after}</span>{closed}'
