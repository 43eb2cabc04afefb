r"""The Python-Markdown extension that turns the chapters into pages of the site.

A display becomes MathML with its number, its evidence, the code that computes it and the lines
of algebra that lead to it (`verify.showing.boxes`). ``\eqref{eq:name}`` becomes a link, ``$...$``
becomes MathML, ``{{ ... }}`` is carried out (`verify.showing.directives`). The displays are those
that `verify.book.displays` finds, the same that the tests read, so none is shown unchecked.

It is an extension of Python-Markdown and no plugin of MkDocs, so that any site generator that
uses Python-Markdown can build the book.
"""

import html
import logging
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

from verify.book import examples
from verify.book.claims import Book, Claim, relative
from verify.book.displays import BookError, displays
from verify.book.limits import OutOfBounds
from verify.book.markup import DIRECTIVE, strays, without_code
from verify.book.sources import one_look
from verify.prose import formulas
from verify.prose.formulas import judged
from verify.showing import (
    boxes,
    directives,
    elements,
    figures,
    files,
    ledger,
    lives,
    mistake,
    panels,
    practice,
    sentence_list,
    symbol_table,
)
from verify.showing.back import Back
from verify.showing.highlighting import Unmark
from verify.showing.inline_code import Whole
from verify.showing.inline_math import Math
from verify.showing.mathml import MathError
from verify.showing.meanings import Meanings, of_chapter
from verify.showing.names import called
from verify.showing.page import Page, Place
from verify.showing.patience import patient
from verify.showing.references import Reference, unknown_label
from verify.showing.sentences import evidence_of
from verify.showing.tables import Narrow
from verify.showing.texts import Change, alone, changed, indent_at, with_fences

log = logging.getLogger("mkdocs.derived")  # a warning here fails `mkdocs build --strict`

LISTS = ("ledger", "notation", "sentences")
SPECIAL = re.compile(r"\A\s*# |\$|\{\{|\}\}|\\|>>>")  # most docstrings have none of it


class Prepare(Preprocessor):
    """Find displays and directives in the text and put what they become in their place."""

    def __init__(self, page: Page):
        super().__init__(page.md)
        self.page = page

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        self.page.blocks, self.page.name, self.page.chapter, self.page.text = [], "", 0, text
        self.page.formulas, self.page.meanings, self.page.failing = {}, Meanings(), []
        book = Book.now() if SPECIAL.search(text) else None
        self.page.name = (book and book.page(text)) or ""
        if not book or not self.page.name:
            return with_fences(text).split("\n")
        return self._prepared(text, book)

    @one_look()
    def _prepared(self, text: str, book: Book) -> list[str]:
        if self.page.topic in book.chapters:
            self.page.chapter = book.chapters.index(self.page.topic) + 1
            self.page.meanings = of_chapter(self.page.topic)
        found = judged(self.page.topic, text)
        for problem in formulas.unshown(self.page.topic, text, found):
            log.warning("%s", problem)
        self.page.formulas = {
            formula.source[formula.start : formula.end]: (formula, verdict)
            for formula, verdict in found.items()
        }
        self.page.lives = self._lives(text)
        for stray in strays(text):
            log.warning("%s: %s: %s", self.page.at(stray.at), stray.text, stray.instead)
        self.page.marks.begin(self.page.name)
        changes = [*self._displays(text, book), *self._directives(text, book)]
        changes += self._examples(text)
        changes += self.page.marks.changes(self.page.topic, text)
        return changed(text, changes).split("\n")

    def _displays(self, text: str, book: Book) -> Iterator[Change]:
        page = self.page
        try:
            found = displays(page.topic, text)
        except BookError as error:
            log.warning("%s", error)
            yield 0, 0, page.place(self._broken(str(error), "a display"))
            return
        claims = book.claims.get(page.topic, [])
        if found and not claims:
            derivation = f"derivations/{page.topic}.py"
            known = (book.root / derivation).is_file()
            missing = "mkdocs.yml does not name this page" if known else f"{derivation} is missing"
            message = f"{missing}, so no display here is checked"
            log.warning("%s: %s", found[0].place(), message)
            yield 0, 0, page.place(self._broken(message, "all displays"))
            return
        for order, claim in enumerate(claims):
            start, end = claim.display.start - 2, claim.display.end + 2
            followed = partial(page.lives.followed, order, claim.display.latex)
            yield start, end, page.place(self._box(claim, book, followed), indent_at(text, start))

    def _box(
        self, claim: Claim, book: Book, followed: Callable[[str], str] = lambda shown: shown
    ) -> Element:
        page, store = self.page, self.page.md.htmlStash.store
        box = boxes.build(claim, book, page.name, store, page.meanings.marked, followed)
        if boxes.FAILS in box.attrib["class"].split():
            page.failing.append((called(claim, book), relative(claim.link, page.name)))
        return box

    def _directives(self, text: str, book: Book) -> Iterator[Change]:
        visible, store = without_code(text), self.page.md.htmlStash.store
        told: set[str] = set()
        for found in DIRECTIVE.finditer(visible):
            name, arguments = found["name"], text[slice(*found.span("arguments"))]
            arguments = arguments if found["arguments"] else ""
            indent = indent_at(text, found.start())
            by_itself = alone(text, *found.span())
            try:
                if name == "figure":
                    new = self.page.place(self._figure(arguments), indent)
                elif name == "live":
                    new = self.page.place(self._live(arguments), indent)
                elif name in practice.DIRECTIVES:
                    given = (name, arguments, text, self.page.name)
                    new = self.page.place(practice.block(*given, book, store), indent)
                elif name == "formula":
                    new = self.page.place(self._formula(arguments, book), indent)
                elif name == "mistake":
                    new = self.page.place(self._mistake(arguments, book), indent)
                elif name == "listing":
                    new = self.page.place(self._listing(arguments), indent)
                elif name in files.DIRECTIVES:
                    shown = files.shown_by(name, arguments, book)
                    new = files.listing(shown, book, self.page.name, self.page.place, store)
                elif name in LISTS:
                    new = self._list(name, arguments, book)
                else:
                    new = directives.as_markdown(name, arguments, self.page.topic, book)
                    if name == "table":
                        new = self.page.lives.table(arguments, new)
                    new = new.replace("\n", f"\n{indent}")
            except directives.DirectiveError as error:
                if str(error) not in told:
                    log.warning("%s: %s: %s", self.page.at(found.start()), found[0], error)
                told.add(str(error))
                new = self._failed(f"{found[0]}: {error}", error.shown, by_itself, indent)
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
            below = [self._broken(said, f"example, {said.partition(':')[0]}") for said in here]
            below = below or [boxes.ran(page.name)]
            indent = fence[0][: len(fence[0]) - len(fence[0].lstrip())]
            yield end, end, "".join(page.place(block, indent) for block in below)

    def _failed(self, message: str, shown: str, alone: bool, indent: str) -> str:
        """A paragraph, or inside of one the number or the directive, with the message at hand."""
        name = message.partition(" }}")[0] + " }}"
        if alone and not shown:
            return self.page.place(self._broken(message, name), indent)
        address, title = self.page.fails(name), html.escape(message)
        said = f"✗ {html.escape(shown or message)}"
        return f'<span class="eq-failure" id="{address}" title="{title}">{said}</span>'

    def _broken(self, message: str, name: str) -> Element:
        """A paragraph about what is called so and is wrong."""
        paragraph = elements.text("p", f"✗ {message}", "eq-failure")
        paragraph.set("id", self.page.fails(name))
        return paragraph

    def _list(self, name: str, topic: str, book: Book) -> str:
        """A list of the whole book or of one chapter, or the symbols of the page's chapter."""
        page, store = self.page, self.page.md.htmlStash.store
        has_list = name == "sentences" and evidence_of(topic) is not None
        if topic and topic not in book.chapters and not has_list:
            raise directives.DirectiveError(f"{topic!r} is no chapter of the book")
        try:
            if name == "ledger":
                return ledger.page(book, page.place, store, topic, page.name)
            if name == "sentences":
                return sentence_list.listing(book, page.name, page.place, store, topic)
            return symbol_table.listing(book, page.topic, page.place, store)
        except (LookupError, OSError, OutOfBounds, SyntaxError) as error:
            raise directives.DirectiveError(str(error)) from error

    def _formula(self, name: str, book: Book) -> Element:
        if name not in book.labels:
            raise directives.DirectiveError(unknown_label(name, book))
        return self._box(book.labels[name], book)

    def _mistake(self, arguments: str, book: Book) -> Element:
        name, _, latex = arguments.partition(" ")
        if name not in book.labels:
            raise directives.DirectiveError(unknown_label(name, book))
        try:
            return mistake.box(book.labels[name], latex, self.page.md.htmlStash.store)
        except (LookupError, MathError) as error:
            raise directives.DirectiveError(str(error)) from error

    def _listing(self, arguments: str) -> Element:
        try:
            return boxes.program(arguments, self.page.md.htmlStash.store)
        except LookupError as error:
            raise directives.DirectiveError(str(error)) from error

    def _figure(self, name: str) -> Element:
        try:
            with patient():
                svg, caption = figures.draw(self.page.topic, name)
                svg = self.page.lives.picture(name, svg)
        except Exception as error:  # the figure is the author's, and so is whatever it raises
            known = isinstance(error, LookupError | OutOfBounds)
            reason = error if known else f"{type(error).__name__}: {error}"
            raise directives.DirectiveError(str(reason)) from error
        figure, label = Element("figure", {"class": "plot"}), f"figure:{name}"
        about = boxes.HIDDEN | {"role": "img", "aria-labelledby": label}
        drawing = SubElement(figure, "div", about)
        drawing.text = self.page.md.htmlStash.store(panels.apart(svg, name))
        self._caption(figure, label, caption)
        return figure

    def _caption(self, figure: Element, label: str, caption: str) -> None:
        caption = changed(caption, self.page.marks.changes(f"figures/{self.page.topic}", caption))
        SubElement(figure, "figcaption", {"id": label}).text = caption

    def _lives(self, text: str) -> lives.Lives:
        """The figures that compute; what is wrong with them is told where the first one stands."""
        try:
            return lives.of_page(self.page.topic, text)
        except Exception as error:  # the figure is the author's, and so is whatever it raises
            return lives.Lives(problem=f"{type(error).__name__}: {error}")

    def _live(self, name: str) -> Element:
        page = self.page
        if page.lives.problem:
            raise directives.DirectiveError(page.lives.problem)
        for wrong in page.lives.disagreeing(name):
            log.warning("docs/%s: %s", page.name, wrong)
        figure = Element("figure", {"class": "live", "id": f"live:{name}"})
        inside = SubElement(figure, "section", boxes.HIDDEN)
        inside.text = page.md.htmlStash.store(page.lives.shown(name, page.name))
        caption = figures.caption(page.topic, name)
        self._caption(figure, f"figure:{name}", caption)
        return figure


class DerivedExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        page = Page(md)
        md.ESCAPED_CHARS.append("$")
        md.preprocessors.register(Prepare(page), "derived", 40)  # the text as it is in the file
        md.treeprocessors.register(Place(page), "derived", 25)  # captions get their inline markup
        md.treeprocessors.register(Narrow(md), "derived_tables", 24)
        md.treeprocessors.register(
            Whole(md), "derived_code", 15
        )  # inline markup has its tags by then
        md.postprocessors.register(Unmark(md), "derived", 5)  # all code is in the text by then
        md.postprocessors.register(Back(page), "derived_back", 4)
        md.inlinePatterns.register(Reference(page), "derived_eqref", 187)
        md.inlinePatterns.register(Math(page), "derived_math", 186)  # before escapes
        md.inlinePatterns.register(page.marks, "derived_said", 185)


def makeExtension(**options: Any) -> Extension:
    return DerivedExtension(**options)
