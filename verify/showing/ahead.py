"""Draw the figures of the book before their pages are built, which then find them drawn.

    python -m verify.showing.ahead

A build proves every formula before it comes to a figure; this uses another core meanwhile.
"""

import re
from contextlib import suppress
from pathlib import Path

from verify.book import ROOT
from verify.book.displays import pages_of_nav
from verify.book.limits import limited
from verify.showing.figures import draw

FIGURE = re.compile(r"^ *\{\{ figure (\w+) \}\}$", re.MULTILINE)


def figures() -> list[tuple[str, str]]:
    """The topic and the name of each figure, in the order of the pages."""
    pages = {Path(page).stem: ROOT / "docs" / page for page in pages_of_nav()}
    texts = {topic: path.read_text(encoding="utf-8") for topic, path in pages.items()}
    return [(topic, name) for topic, text in texts.items() for name in FIGURE.findall(text)]


def draw_all() -> None:
    """Draw and remember what is not remembered; a page tells what fails."""
    for topic, name in figures():
        with suppress(Exception), limited():
            draw(topic, name)


if __name__ == "__main__":
    draw_all()
