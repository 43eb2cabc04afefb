"""Do what a build takes long for before the build comes to it, which then finds it remembered.

A build first proves all formulas, from the first chapter on, and then makes the pages one after
the other, those in folders last. This uses another core meanwhile and goes the other way, so that
they meet.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

from verify.book.claims import Book
from verify.book.displays import displays
from verify.book.markup import DIRECTIVE, without_code
from verify.check import check
from verify.extremes.measure import measured
from verify.prose import formulas
from verify.showing import answers, directives, figures, files, lives, notation, planted
from verify.showing.patience import patient

Part = Callable[[], Any]


def work(book: Book) -> Iterator[Part]:
    """What a build has to do, from its end."""
    for topic in reversed(book.chapters):
        yield from (partial(check, display) for display in reversed(displays(topic)))
        yield from (partial(of, topic) for of in (measured, notation.declared, notation.sizes_of))
    for path in sorted(book.pages, key=lambda path: (len(path.parts), path), reverse=True):
        page = path.relative_to(book.docs).with_suffix("").as_posix()
        yield from reversed([*of_page(page, book.pages[path], book)])


def of_page(page: str, text: str, book: Book) -> Iterator[Part]:
    """What takes long on a page."""
    if lives.names(text):
        yield partial(lives.of_page, page, text)
    yield lambda: [*formulas.unshown(page, text, formulas.judged(page, text))]
    for found in DIRECTIVE.finditer(without_code(text)):
        arguments = text[slice(*found.span("arguments"))] if found["arguments"] else ""
        match found["name"]:
            case "figure":
                yield partial(figures.draw, page, arguments)
            case "planted":
                yield partial(planted.of_page, book)
            case "answer":
                yield partial(answers.prepared, arguments)
            case "table" | "value" as name:
                yield partial(directives.as_markdown, name, arguments, page, book)
            case "source" | "tests" as name:
                yield partial(_coloured, name, arguments, book)


def _coloured(directive: str, arguments: str, book: Book) -> None:
    for file in files.shown_by(directive, arguments, book):
        files.coloured(file, book)


if __name__ == "__main__":
    for part in work(Book.now()):
        with suppress(Exception), patient():  # what fails is told by the page that shows it
            part()
