"""What a reader works on in a page: boxes for answers, and planted mistakes."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from verify.book.claims import Book
from verify.showing import answers, planted
from verify.showing.boxes import HIDDEN
from verify.showing.directives import DirectiveError

DIRECTIVES = ("answer", "planted")


def block(
    name: str, arguments: str, text: str, page: str, book: Book, store: Callable[[str], str]
) -> Element:
    """The block of a directive; ``store`` keeps HTML out of Python-Markdown's sight.

    Raises:
        DirectiveError: it cannot be made.
    """
    try:
        if name == "answer":
            inside, css = answers.shown(arguments, text, page), "answer"
        else:
            inside, css = planted.html(book, page), "planted-all"
    except Exception as error:  # what is declared is the author's, and so is what it raises
        raise DirectiveError(str(error)) from error
    section = Element("section", HIDDEN | {"class": css})
    if name == "answer":
        section.set("id", f"answer:{arguments}")
    section.text = store(inside)
    return section
