"""The page that is being built: its text, and the blocks that stand in it when it is ready."""

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from verify.book.markup import place
from verify.prose.formulas import Verdict
from verify.prose.inline import Inline
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

    @property
    def topic(self) -> str:
        return self.name.removesuffix(".md")

    def at(self, offset: int) -> str:
        """A place in the text, as ``docs/softmax.md:14:9``."""
        return place(self.name, self.text, offset)

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
