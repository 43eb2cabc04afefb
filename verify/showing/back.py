"""From the functions of the reference back to the formulas that they compute."""

import re

from markdown.postprocessors import Postprocessor

from verify.book.claims import Book, relative
from verify.proving.code import named_pair
from verify.showing.page import Page

# As mkdocstrings writes it for a module of `nn` and for a function in one.
HEADING = re.compile(
    r'(<h(?P<level>\d) id="nn\.(?P<topic>\w+)(?:\.(?P<name>\w+))?" class="doc doc-heading">.*?)'
    r"(?=</h(?P=level)>)",
    re.DOTALL,
)


class Back(Postprocessor):
    """Put into the heading of a module its chapter, and into that of a function its formulas.

    The HTML of the reference is made by another extension, so the links are those of the site.
    """

    def __init__(self, page: Page):
        super().__init__(page.md)
        self.page = page

    def run(self, text: str) -> str:
        if not self.page.name or 'id="nn.' not in text:
            return text
        book = Book.now()
        return HEADING.sub(lambda found: found[1] + self._links(found, book), text)

    def _links(self, found: re.Match[str], book: Book) -> str:
        topic, name = found["topic"], found["name"]
        if topic not in book.chapters:
            return ""
        if name is None:
            links = [(f"chapter {book.title(topic)}", f"{topic}.md")]
        else:
            claims = [c for c in book.claims[topic] if c.display.label in named_pair(name)]
            links = [(f"formula ({c.number})", c.link) for c in claims if c.number]
        return "".join(
            f' <a class="eq-back" href="{self._to(to)}">{said}</a>' for said, to in links
        )

    def _to(self, target: str) -> str:
        return relative(target, self.page.name).replace(".md", ".html", 1)
