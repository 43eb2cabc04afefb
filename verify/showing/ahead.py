"""Prove formulas and draw figures before a build comes to them, which then finds them remembered.

A build proves all formulas, from the first chapter on, and then makes the pages one after the
other. This uses another core meanwhile and goes the other way, so that they meet.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from verify.book import ROOT
from verify.book.displays import chapters, displays, pages_of_nav
from verify.book.limits import limited
from verify.check import check
from verify.showing.figures import draw

FIGURE = re.compile(r"^ *\{\{ figure (\w+) \}\}$", re.MULTILINE)


def figures() -> list[tuple[str, str]]:
    """The topic and the name of each figure, in the order of the pages."""
    pages = {Path(page).stem: ROOT / "docs" / page for page in pages_of_nav()}
    texts = {topic: path.read_text(encoding="utf-8") for topic, path in pages.items()}
    return [(topic, name) for topic, text in texts.items() for name in FIGURE.findall(text)]


def work() -> Iterator[Callable[[], Any]]:
    """What a build has to do, from its end."""
    for topic in reversed(chapters()):
        yield from (partial(check, display) for display in reversed(displays(topic)))
    yield from (partial(draw, *figure) for figure in reversed(figures()))


if __name__ == "__main__":
    for part in work():
        with suppress(Exception), limited():  # what fails is told by the page that shows it
            part()
