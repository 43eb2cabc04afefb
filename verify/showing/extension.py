r"""The Python-Markdown extension that turns the chapters into pages of the site.

A display becomes MathML with its number, its evidence, the code that computes it and the lines
of algebra that lead to it (`verify.showing.boxes`). ``\eqref{eq:name}`` becomes a link, ``$...$``
becomes MathML, ``{{ ... }}`` is carried out (`verify.showing.directives`). The displays are those
that `verify.book.displays` finds, the same that the tests read, so none is shown unchecked.

It is an extension of Python-Markdown and no plugin of MkDocs, so that any site generator that
uses Python-Markdown can build the book.
"""

import difflib
import html
import logging
import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Extension, Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.util import AtomicString

from verify.book import examples
from verify.book.claims import Book, relative
from verify.book.displays import BookError, displays
from verify.book.limits import OutOfBounds, limited
from verify.book.markup import DIRECTIVE, EQREF, INLINE, strays, without_code
from verify.book.sources import one_look
from verify.prose import formulas
from verify.prose.formulas import judged
from verify.prose.inline import Kind
from verify.showing import boxes, directives, figures, files, flow, ledger, panels
from verify.showing.highlighting import Unmark
from verify.showing.mathml import MathError
from verify.showing.page import Page, Place
from verify.showing.sentence_list import listing as sentences
from verify.showing.tables import Narrow

Change = tuple[int, int, str]  # where it begins and ends, and what stands there then
log = logging.getLogger("mkdocs.derived")  # a warning here fails `mkdocs build --strict`

CHECKED = "checked, as a display is"
SPECIAL = re.compile(r"\A\s*# |\$|\{\{|\}\}|\\|>>>")  # most docstrings have none of it
EXAMPLE = re.compile(r"^>>> .*(?:\n.+)*", re.MULTILINE)  # as in a docstring, up to a blank line


class Prepare(Preprocessor):
    """Find displays and directives in the text and put what they become in their place."""

    def __init__(self, page: Page):
        super().__init__(page.md)
        self.page = page

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        self.page.blocks, self.page.name, self.page.chapter, self.page.text = [], "", 0, text
        self.page.formulas = {}
        book = Book.now() if SPECIAL.search(text) else None
        self.page.name = (book and book.page(text)) or ""
        if not book or not self.page.name:
            return _docstring(text).split("\n")
        return self._prepared(text, book)

    @one_look()
    def _prepared(self, text: str, book: Book) -> list[str]:
        if self.page.topic in book.chapters:
            self.page.chapter = book.chapters.index(self.page.topic) + 1
        found = judged(self.page.topic, text)
        for problem in formulas.unshown(self.page.topic, text, found):
            log.warning("%s", problem)
        self.page.formulas = {
            formula.source[formula.start : formula.end]: (formula, verdict)
            for formula, verdict in found.items()
        }
        for stray in strays(text):
            log.warning("%s: %s: %s", self.page.at(stray.at), stray.text, stray.instead)
        self.page.marks.begin(self.page.name)
        changes = [*self._displays(text, book), *self._directives(text, book)]
        changes += self._examples(text)
        changes += self.page.marks.changes(self.page.topic, text)
        return _changed(text, changes).split("\n")

    def _displays(self, text: str, book: Book) -> Iterator[Change]:
        page = self.page
        try:
            found = displays(page.topic, text)
        except BookError as error:
            log.warning("%s", error)
            yield 0, 0, page.place(_broken(str(error)))
            return
        claims = book.claims.get(page.topic, [])
        if found and not claims:
            derivation = f"derivations/{page.topic}.py"
            known = (book.root / derivation).is_file()
            missing = "mkdocs.yml does not name this page" if known else f"{derivation} is missing"
            message = f"{missing}, so no display here is checked"
            log.warning("%s: %s", found[0].place(), message)
            yield 0, 0, page.place(_broken(message))
            return
        for claim in claims:
            start, end = claim.display.start - 2, claim.display.end + 2
            block = boxes.build(claim, page.name, page.md.htmlStash.store)
            yield start, end, page.place(block, _indent(text, start))

    def _directives(self, text: str, book: Book) -> Iterator[Change]:
        visible = without_code(text)
        told: set[str] = set()
        for found in DIRECTIVE.finditer(visible):
            name, arguments = found["name"], text[slice(*found.span("arguments"))]
            arguments = arguments if found["arguments"] else ""
            indent = _indent(text, found.start())
            alone = _alone(text, *found.span())
            try:
                if name == "figure":
                    new = self.page.place(self._figure(arguments), indent)
                elif name == "formula":
                    new = self.page.place(self._formula(arguments, book), indent)
                elif name == "ledger":
                    new = self._ledger(book)
                elif name in files.DIRECTIVES:
                    new = self._files(name, arguments, book)
                elif name == "sentences":
                    place, store = self.page.place, self.page.md.htmlStash.store
                    new = sentences(book, self.page.name, place, store, arguments)
                else:
                    new = directives.as_markdown(name, arguments, self.page.topic, book)
                    new = new.replace("\n", f"\n{indent}")
            except directives.DirectiveError as error:
                if str(error) not in told:
                    log.warning("%s: %s: %s", self.page.at(found.start()), found[0], error)
                told.add(str(error))
                new = self._failed(f"{found[0]}: {error}", error.shown, alone, indent)
            yield *found.span(), new

    def _examples(self, text: str) -> Iterator[Change]:
        """Below each fence with examples a mark, or what is wrong with them."""
        page = self.page
        wrong = examples.failures(f"docs/{page.name}", text)
        for failure in wrong:
            log.warning("docs/%s:%s: %s", page.name, failure.line, failure.message)
        for fence in examples.fences(text):
            end = fence.end()
            first, last = (text.count("\n", 0, at) + 1 for at in (fence.start(), end))
            here = [f"line {line}: {said}" for line, said in wrong if first <= line <= last]
            below = [_broken(said) for said in here] or [boxes.ran(page.name)]
            indent = fence[0][: len(fence[0]) - len(fence[0].lstrip())]
            yield end, end, "".join(page.place(block, indent) for block in below)

    def _failed(self, message: str, shown: str, alone: bool, indent: str) -> str:
        """A paragraph, or inside of one the number or the directive, with the message at hand."""
        if alone and not shown:
            return self.page.place(_broken(message), indent)
        title, shown = html.escape(message), html.escape(shown or message)
        return f'<span class="eq-failure" title="{title}">✗ {shown}</span>'

    def _ledger(self, book: Book) -> str:
        try:
            return ledger.page(book, self.page.place, self.page.md.htmlStash.store)
        except (LookupError, OSError, OutOfBounds, SyntaxError) as error:
            raise directives.DirectiveError(str(error)) from error

    def _files(self, name: str, arguments: str, book: Book) -> str:
        shown = files.shown_by(name, arguments, book)
        page = self.page
        try:
            return files.listing(shown, book, page.name, page.place, page.md.htmlStash.store)
        except OSError as error:
            raise directives.DirectiveError(str(error)) from error

    def _formula(self, name: str, book: Book) -> Element:
        if name not in book.labels:
            raise directives.DirectiveError(unknown_label(name, book))
        return boxes.build(book.labels[name], self.page.name, self.page.md.htmlStash.store)

    def _figure(self, name: str) -> Element:
        try:
            with limited():
                svg, caption = figures.draw(self.page.topic, name)
        except Exception as error:  # the figure is the author's, and so is whatever it raises
            known = isinstance(error, LookupError | OutOfBounds)
            reason = error if known else f"{type(error).__name__}: {error}"
            raise directives.DirectiveError(str(reason)) from error
        figure = Element("figure", {"class": "plot"})
        label = f"figure:{name}"
        drawing = SubElement(figure, "div", {"role": "img", "aria-labelledby": label})
        drawing.text = self.page.md.htmlStash.store(panels.apart(svg, name))
        caption = _changed(caption, self.page.marks.changes(f"figures/{self.page.topic}", caption))
        SubElement(figure, "figcaption", {"id": label}).text = caption
        return figure


class Math(InlineProcessor):
    """``$...$`` in running text."""

    def __init__(self, page: Page):
        super().__init__(INLINE.pattern, page.md)
        self.page = page

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str | Element, int, int]:
        try:
            return self.md.htmlStash.store(self._checked(m[1])), m.start(), m.end()
        except MathError as error:
            where = self.page.at(self.page.text.find(m[0])) if self.page.name else "a docstring"
            log.warning("%s: %s", where, error)
            broken = Element("code", {"class": "eq-broken"})
            broken.text = AtomicString(m[0])
            return broken, m.start(), m.end()

    def _checked(self, latex: str) -> str:
        """The formula, with what shows it where it states something that holds by itself."""
        if latex not in self.page.formulas:
            return flow.inline(latex)
        formula, found = self.page.formulas[latex]
        typeset = flow.inline(formula.latex)
        if formula.reason is not None:
            reason = html.escape(formula.reason)
            return f'{typeset} <span class="eq-unchecked">(not checked: {reason})</span>'
        if formula.kind is not Kind.RELATION or not found.ok:
            return typeset
        return f'<span class="eq-inline" title="{CHECKED}">{typeset}</span>'


class Reference(InlineProcessor):
    r"""``\eqref{eq:name}``: a link that MkDocs can follow and check, from any page."""

    def __init__(self, page: Page):
        super().__init__(EQREF.pattern, page.md)
        self.page = page

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:
        book = Book.now()
        if m[1] in book.labels:
            claim = book.labels[m[1]]
            link = Element("a", {"class": "eq-ref", "href": relative(claim.link, self.page.name)})
            link.text = AtomicString(f"({claim.number})")
            return link, m.start(), m.end()
        where = self.page.at(self.page.text.find(m[0]))
        log.warning("%s: %s: %s", where, m[0], unknown_label(m[1], book))
        broken = Element("code", {"class": "eq-broken"})
        broken.text = AtomicString(m[0])
        return broken, m.start(), m.end()


class DerivedExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        page = Page(md)
        md.ESCAPED_CHARS.append("$")
        md.preprocessors.register(Prepare(page), "derived", 40)  # the text as it is in the file
        md.treeprocessors.register(Place(page), "derived", 25)  # captions get their inline markup
        md.treeprocessors.register(Narrow(md), "derived_tables", 24)
        md.postprocessors.register(Unmark(md), "derived", 5)  # all code is in the text by then
        md.inlinePatterns.register(Reference(page), "derived_eqref", 187)
        md.inlinePatterns.register(Math(page), "derived_math", 186)  # before escapes
        md.inlinePatterns.register(page.marks, "derived_said", 185)


def unknown_label(name: str, book: Book) -> str:
    """Say that there is no such label, and which ones are spelt like it."""
    near = ", ".join(difflib.get_close_matches(name, book.labels, n=3))
    return f"no formula has the label eq:{name}" + (near and f"; close to it: {near}")


def makeExtension(**options: Any) -> Extension:
    return DerivedExtension(**options)


def _changed(text: str, changes: Iterable[Change]) -> str:
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _indent(text: str, start: int) -> str:
    """The blanks before what stands first in its line."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    return before if before.isspace() else ""


def _alone(text: str, start: int, end: int) -> bool:
    """Whether nothing else stands in the line."""
    return not (text[:start].rpartition("\n")[2] + text[end:].partition("\n")[0]).strip()


def _docstring(text: str) -> str:
    """Fence the examples, which Markdown would take for quotations."""
    return text if "```" in text else EXAMPLE.sub(r"```pycon\n\g<0>\n```", text)


def _broken(message: str) -> Element:
    paragraph = Element("p", {"class": "eq-failure"})
    paragraph.text = AtomicString(f"✗ {message}")
    return paragraph
