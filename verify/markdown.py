r"""The Python-Markdown extension that turns the chapters into pages of the site.

A display becomes MathML with its number, its evidence, the code that computes it and the lines
of algebra that lead to it (`verify.boxes`). ``\eqref{eq:name}`` becomes a link, ``$...$``
becomes MathML, ``{{ ... }}`` is carried out (`verify.directives`). The displays are those that
`verify.equations.displays` finds, the same that the tests read, so none is shown unchecked.

It is an extension of Python-Markdown and no plugin of MkDocs, so that any site generator that
uses Python-Markdown can build the book.
"""

import difflib
import logging
import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Extension, Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from verify import boxes, directives, figures
from verify.equations import FENCE, BookError, displays
from verify.index import Book, relative
from verify.ledger import INLINE
from verify.mathml import MathError, mathml

log = logging.getLogger("mkdocs.derived")  # a warning here fails `mkdocs build --strict`

# Two characters of private use: a block that is ready stands in the text as its number between them.
OPEN, CLOSE = "\ue000", "\ue001"
SPECIAL = re.compile(r"\$\$|\{\{|\\eqref")  # most docstrings have none of it
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
EQREF = r"\\eqref\{eq:(\w+)\}"


class Page:
    """The page being built: which one it is, and the blocks that are ready."""

    def __init__(self, md: Markdown):
        self.md = md
        self.blocks: list[Element] = []
        self.name = ""  # "softmax.md"; nothing for a text that is no page, such as a docstring

    @property
    def topic(self) -> str:
        return self.name.removesuffix(".md")

    def place(self, block: Element, indent: str = "") -> str:
        """Put a block into the text: a paragraph that `Place` will replace."""
        self.blocks.append(block)
        return f"\n\n{indent}{OPEN}{len(self.blocks) - 1}{CLOSE}\n\n{indent}"


class Prepare(Preprocessor):
    """Find displays and directives in the text and put what they become in their place."""

    def __init__(self, page: Page):
        super().__init__(page.md)
        self.page = page

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        self.page.blocks, self.page.name = [], ""
        if not SPECIAL.search(text):
            return lines
        book = Book.now()
        self.page.name = book.page(text) or ""
        if not self.page.name:
            return lines
        changes = [*self._displays(text, book), *self._directives(text, book)]
        for start, end, new in sorted(changes, reverse=True):
            text = text[:start] + new + text[end:]
        return text.split("\n")

    def _displays(self, text: str, book: Book):
        page = self.page
        try:
            found = displays(page.topic, text)
        except BookError as error:
            log.warning("%s", error)
            yield 0, 0, page.place(_broken(str(error)))
            return
        claims = book.claims.get(page.topic, [])
        if found and not claims:
            message = f"derivations/{page.topic}.py is missing, so no display here is checked"
            log.warning("%s: %s", found[0].place(), message)
            yield 0, 0, page.place(_broken(message))
            return
        for claim in claims:
            start, end = claim.display.start - 2, claim.display.end + 2
            line = text.rfind("\n", 0, start) + 1
            indent = text[line:start] if text[line:start].isspace() else ""
            block = boxes.build(claim, page.name, page.md.htmlStash.store)
            yield start, end, page.place(block, indent)

    def _directives(self, text: str, book: Book):
        visible = CODE_SPAN.sub(_blank, FENCE.sub(_blank, text))
        for found in directives.DIRECTIVE.finditer(visible):
            name, arguments = found["name"], text[slice(*found.span("arguments"))]
            arguments = arguments if found["arguments"] else ""
            try:
                if name == "figure":
                    new = self.page.place(self._figure(arguments))
                else:
                    new = directives.as_markdown(name, arguments, self.page.topic, book)
            except directives.DirectiveError as error:
                line = text.count("\n", 0, found.start()) + 1
                log.warning("docs/%s:%d: %s: %s", self.page.name, line, found[0], error)
                new = self.page.place(_broken(f"{found[0]}: {error}"))
            yield *found.span(), new

    def _figure(self, name: str) -> Element:
        try:
            svg, caption = figures.draw(self.page.topic, name)
        except Exception as error:  # the figure is the author's, and so is whatever it raises
            reason = error if isinstance(error, LookupError) else f"{type(error).__name__}: {error}"
            raise directives.DirectiveError(str(reason)) from error
        figure = Element("figure", {"class": "plot"})
        label = f"figure:{name}"
        drawing = SubElement(figure, "div", {"role": "img", "aria-labelledby": label})
        drawing.text = self.page.md.htmlStash.store(svg)
        SubElement(figure, "figcaption", {"id": label}).text = caption
        return figure


class Place(Treeprocessor):
    """Put the blocks where `Prepare` left their numbers."""

    def __init__(self, page: Page):
        super().__init__(page.md)
        self.page = page

    def run(self, root: Element) -> None:
        for parent in list(root.iter()):
            for at, child in enumerate(parent):
                text = (child.text or "").strip()
                if child.tag == "p" and text[:1] == OPEN and text[-1:] == CLOSE:
                    parent[at] = self.page.blocks[int(text[1:-1])]


class Math(InlineProcessor):
    """``$...$`` in running text."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str | Element, int, int]:
        try:
            return self.md.htmlStash.store(mathml(m[1])), m.start(), m.end()
        except MathError as error:
            log.warning("%s", error)
            broken = Element("code", {"class": "eq-broken"})
            broken.text = AtomicString(m[0])
            return broken, m.start(), m.end()


class Reference(InlineProcessor):
    r"""``\eqref{eq:name}``: a link that MkDocs can follow and check, from any page."""

    def __init__(self, page: Page):
        super().__init__(EQREF, page.md)
        self.page = page

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:
        labels = Book.now().labels
        if m[1] in labels:
            claim = labels[m[1]]
            link = Element("a", {"class": "eq-ref", "href": relative(claim.link, self.page.name)})
            link.text = AtomicString(f"({claim.number})")
            return link, m.start(), m.end()
        near = difflib.get_close_matches(m[1], labels, n=3)
        hint = f"; close to it: {', '.join(near)}" if near else ""
        log.warning("docs/%s: %s: no formula has this label%s", self.page.name, m[0], hint)
        broken = Element("code", {"class": "eq-broken"})
        broken.text = AtomicString(m[0])
        return broken, m.start(), m.end()


class DerivedExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        page = Page(md)
        md.ESCAPED_CHARS.append("$")
        md.preprocessors.register(Prepare(page), "derived", 40)  # the text as it is in the file
        md.treeprocessors.register(Place(page), "derived", 25)  # captions get their inline markup
        md.inlinePatterns.register(Reference(page), "derived_eqref", 187)
        md.inlinePatterns.register(Math(INLINE.pattern, md), "derived_math", 186)  # before escapes


def makeExtension(**options: Any) -> Extension:
    return DerivedExtension(**options)


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _broken(message: str) -> Element:
    paragraph = Element("p", {"class": "eq-failure"})
    paragraph.text = AtomicString(f"✗ {message}")
    return paragraph
