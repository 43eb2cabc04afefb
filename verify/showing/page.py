"""The page that is being built: its text, and the blocks that stand in it when it is ready."""

from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from verify.book.markup import place
from verify.prose.formulas import Verdict
from verify.prose.inline import Inline
from verify.showing.elements import fill, text
from verify.showing.lives import Lives
from verify.showing.marks import WRONG
from verify.showing.meanings import Meanings
from verify.showing.placeholders import mark, marked
from verify.showing.sentences import Marks


class Page:
    """The page being built: which one it is, and the blocks that are ready."""

    def __init__(self, md: Markdown):
        self.md = md
        self.blocks: list[Element] = []
        self.marks = Marks(md)  # of sentences
        self.chapter = 0  # its place in the order of the chapters, from 1
        self.name = ""  # "softmax.md"; nothing for a text that is no page, such as a docstring
        self.meanings = Meanings()  # of the symbols in its formulas
        self.text = ""  # as it stands in the file
        self.formulas: dict[str, tuple[Inline, Verdict]] = {}  # of its sentences, by their LaTeX
        self.lives = Lives()  # its figures that compute
        self.failing: list[tuple[str, str]] = []  # what fails on it: a name, and where it stands

    @property
    def topic(self) -> str:
        return self.name.removesuffix(".md")

    def at(self, offset: int) -> str:
        """A place in the text, as ``docs/softmax.md:14:9``."""
        return place(self.name, self.text, offset)

    def fails(self, name: str) -> str:
        """Remember something that fails and is no formula; it gets the address that this gives."""
        address = f"fails:{len(self.failing) + 1}"
        self.failing.append((name, f"#{address}"))
        return address

    def place(self, block: Element, indent: str = "") -> str:
        """Put a block into the text: a paragraph that `Place` will replace."""
        self.blocks.append(block)
        return f"\n\n{indent}{mark(len(self.blocks) - 1)}\n\n{indent}"


class Place(Treeprocessor):
    """Put the blocks where `Prepare` left their numbers."""

    def __init__(self, page: Page):
        super().__init__(page.md)
        self.page = page

    def run(self, root: Element) -> None:
        if self.page.chapter and (heading := root.find("h1")) is not None:
            heading.set("data-chapter", f"Chapter {self.page.chapter}")
        for parent in list(root.iter()):
            for child in list(parent):
                content = marked(child.text) if child.tag == "p" else None
                if content is not None:
                    parent[list(parent).index(child)] = self.page.blocks[int(content)]
        if self.page.failing:
            self._warn(root)

    def _warn(self, root: Element) -> None:
        """Say at the top of the page what fails, and before its title, which the tab has, that."""
        heading = root.find("h1")
        if heading is not None:
            sign = text("span", WRONG, "no")
            sign.tail, heading.text = f" {heading.text or ''}", None
            heading.insert(0, sign)
        fail = len({target for _, target in self.page.failing})
        bar = Element("p", {"class": "eq-failure fails"})
        fill(bar, [f"{fail} claim{'s' * (fail > 1)} of this page fail{'s' * (fail == 1)}: "])
        for name, target in self.page.failing:
            link = SubElement(bar, "a", {"href": target})
            link.text, link.tail = AtomicString(name), "; "
        link.tail = None
        root.insert(0 if heading is None else list(root).index(heading) + 1, bar)
