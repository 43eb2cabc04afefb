"""Tables on a page: a verdict in the colour of one, and on a phone wide rows in two lines.

A table without a class gets one, and the boxes in which the theme's script would put it: that would
lay out the whole page again.
"""

import re
from xml.etree.ElementTree import Element, SubElement

from markdown.treeprocessors import Treeprocessor

from verify.showing.marks import WRONG

PHONE = 46  # characters that its screen has for a row
STORED = re.compile("\x02[^\x03]*\x03")  # a tag that is left out of the text
SHAPE = re.compile(r"\(\d+(, \d+)*\)|\d+( × \d+)+")  # of an array: it stays in one line
FORMULA, ADDRESS = re.compile(r"\$[^$]*\$"), re.compile(r"\]\([^)]*\)")


class Narrow(Treeprocessor):
    """Say how many cells of a wide table stand beside each other on a phone."""

    def run(self, root: Element) -> None:
        for heading in root.iter("th"):
            if not "".join(heading.itertext()).strip():
                heading.tag = "td"  # for those who listen it would head a column and say nothing
        for cell in root.iter("td"):
            if (
                STORED.sub("", cell.text or "") == WRONG
            ):  # a verdict of code, which cannot give a class as a writer does
                cell.set("class", "no")
            elif SHAPE.fullmatch("".join(cell.itertext()).strip()):
                cell.set("class", "together")
        for table in root.iter("table"):
            rows = [[_longest_word(cell) for cell in row] for row in table.iter("tr")]
            columns = list(zip(*rows, strict=False))
            widest = [max(column) + 1 for column in columns]
            if "class" not in table.attrib and sum(widest) > PHONE:
                beside = min(-(-len(columns) // 2), PHONE // max(widest))
                table.set("style", f"--columns: {max(beside, 2)}")
        for parent in list(root.iter()):
            for at, child in enumerate(parent):
                if child.tag == "table" and "class" not in child.attrib:
                    parent[at] = _boxed(child)


def _boxed(table: Element) -> Element:
    table.set("class", "data")
    outer = Element("div", {"class": "md-typeset__scrollwrap"})
    SubElement(outer, "div", {"class": "md-typeset__table"}).append(table)
    outer.tail, table.tail = table.tail, None
    return outer


def _longest_word(cell: Element) -> int:
    text = STORED.sub("", "".join(cell.itertext()))
    text = ADDRESS.sub("", FORMULA.sub("x_12", text))
    return max(map(len, text.split()), default=0)
