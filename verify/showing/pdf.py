"""The whole book as one PDF, printed from the built site: ``python -m verify.showing.pdf --help``.

Chromium sets the pages and numbers them, but it can't tell the contents where a chapter begins.
So the book is printed twice: the first time tells on which page each link of the contents ends.
"""

import argparse
import logging
import shutil
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page, sync_playwright
from pypdf import PdfReader, PdfWriter
from pypdf.generic import IndirectObject

from verify.book.displays import BookError, chapters

HERE = Path(__file__).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
APPENDIX = ("notation", "conventions", "what_a_tick_means")  # for readers, after the chapters

# The lines of the contents, and where their pages are written.
LINES = """[...document.querySelectorAll(".book > nav > a")].map((link) => ({
  target: link.hash.slice(1),
  title: link.querySelector(".of-title").textContent,
  chapter: link.matches(".a-chapter"),
}))"""
NUMBER = """(pages) => {
  for (const link of document.querySelectorAll(".book > nav > a"))
    link.querySelector(".of-page").textContent = pages[link.hash.slice(1)]
}"""

Line = dict[str, Any]  # of the contents: target, title, chapter


class NoBook(Exception):
    """Why the book can't be printed, and what to do."""


def main() -> None:
    """Print the book; ends with status 1 and one line if that is not possible."""
    options = parser().parse_args()
    logging.getLogger("pypdf").setLevel(
        logging.ERROR
    )  # what it mends in Chromium's file is no news
    try:
        content = book(options.site, [*chapters(), *APPENDIX])
        options.file.parent.mkdir(parents=True, exist_ok=True)
        options.file.write_bytes(content)
    except (BookError, NoBook, OSError) as error:
        sys.exit(str(error))
    print(f"{options.file}: {len(PdfReader(BytesIO(content)).pages)} pages")


def parser() -> argparse.ArgumentParser:
    """Of the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path, help="the folder of the built site")
    parser.add_argument("file", type=Path, help="the PDF that is written")
    return parser


def book(site: Path, names: list[str]) -> bytes:
    """These pages of a built site as a PDF; raises `NoBook` where one or a browser is missing."""
    missing = [name for name in names if not (site / f"{name}.html").is_file()]
    if missing:
        raise NoBook(f"{site} has no {missing[0]}.html: build the site first, mkdocs build")
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise NoBook("No Chromium is here to print the book: apt-get install chromium")
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            content = printed(browser.new_page(), site, names)
            browser.close()
            return content
    except Error as error:
        raise NoBook(f"Chromium can't print the book: {error.message.splitlines()[0]}") from error


def printed(page: Page, site: Path, names: list[str]) -> bytes:
    """The PDF of these pages, printed by an open browser."""
    texts = {name: (site / f"{name}.html").read_text(encoding="utf-8") for name in names}
    page.goto((site.resolve() / f"{names[0]}.html").as_uri())
    page.evaluate(
        (HERE / "pdf.js").read_text(encoding="utf-8"),
        [{"name": name, "html": text} for name, text in texts.items()],
    )
    page.add_style_tag(content=(HERE / "pdf.css").read_text(encoding="utf-8"))
    lines = page.evaluate(LINES)
    page.evaluate(NUMBER, _places(_print(page), lines))
    return _outlined(_print(page), page.title(), lines)


def _print(page: Page) -> bytes:
    return page.pdf(prefer_css_page_size=True)


def _places(content: bytes, lines: list[Line]) -> dict[str, int]:
    """The page, from 1, on which each heading of the contents stands."""
    reader = PdfReader(BytesIO(content))
    known = reader.named_destinations
    missing = [line["target"] for line in lines if f"/{line['target']}" not in known]
    if missing:
        raise NoBook(f"the printed book has no place called {missing[0]!r}")
    found = {line["target"]: known[f"/{line['target']}"] for line in lines}
    numbers = {name: reader.get_destination_page_number(place) for name, place in found.items()}
    return {name: 1 + (number or 0) for name, number in numbers.items()}


def _outlined(content: bytes, title: str, lines: list[Line]) -> bytes:
    """With the contents as an outline, which a viewer shows beside the pages."""
    numbers = _places(content, lines)
    writer = PdfWriter(clone_from=BytesIO(content))
    writer.add_metadata({"/Title": title})
    chapter: IndirectObject | None = None
    for line in lines:
        above = None if line["chapter"] else chapter
        at = numbers[line["target"]] - 1
        item = writer.add_outline_item(title=line["title"], page_number=at, parent=above)
        chapter = item if line["chapter"] else chapter
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


if __name__ == "__main__":
    main()
