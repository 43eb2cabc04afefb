"""Read a table as it stands on its page, and compare each cell with what is under its headings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from verify.book.claims import Book
from verify.book.markup import DIRECTIVE
from verify.showing import directives

NUMBER = re.compile(r"[-−+]?\d{1,3}(?:[, ]\d{3})+(?!\d)|[-−+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?")
POWER = re.compile(r"(?:([-−]?\d+(?:\.\d+)?) \\times )?10\^\{(-?\d+)\}")


@dataclass(frozen=True)
class Table:
    """The rows of a table by their names, and in each the cells by their headings."""

    rows: dict[str, dict[str, str]]

    def column(self, heading: str) -> dict[str, str]:
        """The cells under a heading."""
        return {name: cells[heading] for name, cells in self.rows.items()}

    def wrong(self, expected: Mapping[str, Mapping[str, Any]]) -> list[str]:
        """The cells that are not what is expected, and the rows and columns that only one has.

        A number is expected to stand there rounded to the digits that are shown, a text as it is.
        """
        found = [] if [*self.rows] == [*expected] else [f"rows: {[*self.rows]}"]
        for name in filter(expected.__contains__, self.rows):
            cells, values = self.rows[name], expected[name]
            if [*cells] != [*values]:
                found.append(f"{name}: columns: {[*cells]}")
            for heading in filter(values.__contains__, cells):
                if not shows(cells[heading], values[heading]):
                    found.append(f"{name}, {heading}: {cells[heading]} is not {values[heading]}")
        return found


def read(page: str, name: str, names: int = 1) -> Table:
    """The table that ``{{ table NAME }}`` puts on a page; its first columns name the rows."""
    book = Book.now()
    text = book.pages[book.docs / f"{page}.md"]
    assert ("table", name) in [(d["name"], d["arguments"]) for d in DIRECTIVE.finditer(text)]
    return parsed(directives.as_markdown("table", name, page, book), names)


def typed(page: str, heading: str) -> Table:
    """The table that is written on a page and begins with this heading."""
    book = Book.now()
    text = book.pages[book.docs / f"{page}.md"]
    (found,) = re.findall(rf"^\| {re.escape(heading)} \|.*\n(?:\|.*\n)+", text, re.MULTILINE)
    carried_out = lambda d: directives.as_markdown(d["name"], d["arguments"], page, book)  # noqa: E731
    return parsed(DIRECTIVE.sub(carried_out, found))


def parsed(markdown: str, names: int = 1) -> Table:
    """A table of Markdown."""
    lines = [line.strip().strip("|").split(" | ") for line in markdown.strip().split("\n")]
    head, _, *rows = [[cell.strip() for cell in line] for line in lines]
    assert len(set(head)) == len(head)
    found = {
        ", ".join(row[:names]): dict(zip(head[names:], row[names:], strict=True)) for row in rows
    }
    assert len(found) == len(rows)
    return Table(found)


def number(cell: str) -> tuple[Decimal, Decimal]:
    """The first number of a cell, and the place of its last digit."""
    cell = cell.replace("\u2212", "-")
    if power := POWER.search(cell):
        digits, scale = Decimal(power[1] or 1), Decimal(10) ** int(power[2])
        return digits * scale, Decimal(10) ** digits.as_tuple().exponent * scale
    found = Decimal(re.sub("[, ]", "", NUMBER.search(cell)[0]))
    return found, Decimal(10) ** found.as_tuple().exponent


def shows(cell: str, value: Any) -> bool:
    """Whether a cell is a text, or a number rounded to the digits that stand there."""
    if isinstance(value, str):
        return cell == value
    if not NUMBER.search(cell):
        return False
    shown, place = number(cell)
    return abs(shown - Decimal(float(value))) <= place / 2 * Decimal("1.000001")
