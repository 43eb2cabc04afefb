"""Which style sheets a page loads, and how heavy they are."""

import re
from pathlib import Path

_OF_THE_REFERENCE = re.compile(r'\s*<link rel="stylesheet" href="[^"]*_mkdocstrings\.css">')


def of_the_page(html: str) -> str:
    """A page without the sheet of the reference, unless it shows a function or a class."""
    return html if 'class="doc ' in html else _OF_THE_REFERENCE.sub("", html)


def without_comments(css: str) -> str:
    """A style sheet without its comments, which stay with their source."""
    return re.sub(r"\s*/\*.*?\*/", "", css, flags=re.DOTALL)


def lighten(paths: list[Path]) -> None:
    """Take the comments out of the sheets of a site that are there."""
    for path in filter(Path.is_file, paths):
        path.write_text(without_comments(path.read_text(encoding="utf-8")), encoding="utf-8")
