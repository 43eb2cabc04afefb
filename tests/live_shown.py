"""What a figure that computes shows in a state: its sentences, its tables, its picture."""

import re
import xml.etree.ElementTree as ET

from tests.live import pressed as after_press
from verify.live.markup import filled
from verify.live.numbers import MINUS, shown

REFERENCE = re.compile(r"«(\d+)»")


def state(live, **changed):
    """Its inputs, by name, at the start but for some."""
    own = {str(one.symbol): float(one.start) for one in live.inputs}
    assert not set(changed) - set(own)
    return [*(own | changed).values()]


def pressed(live, label, inputs):
    """The inputs after a button."""
    (at,) = (k for k, one in enumerate(live.buttons) if one.label == label)
    return after_press(live, at, inputs)


def said(live, inputs):
    """The sentences that are not hidden, with formulas between dollars."""
    return " ".join("".join(_read(live, live.says, inputs).itertext()).split())


def table(live, which, inputs):
    """The rows of a table, each a list of its cells' words, the heading first."""
    rows = _read(live, live.tables[which], inputs).iter("tr")
    return [["".join(cell.itertext()) for cell in row] for row in rows]


def picture(live, inputs):
    """The tree of the picture, without what is hidden."""
    return _read(live, live.pictures[0], inputs)


def taken(live, which, inputs):
    """The program that a reader takes along, as the page fills it in."""
    values = live.values(inputs)
    return REFERENCE.sub(lambda at: exact(float(values[int(at[1])])), live.takes[which][1])


def exact(value):
    """A number with all its digits, as a program has it; a whole one has no point."""
    return shown(value, "x").replace(MINUS, "-")


def run(program):
    """Run the test that a reader takes along: all of its functions."""
    names = {}
    exec(program, names)
    tests = [test for name, test in names.items() if name.startswith("test_")]
    assert tests
    for test in tests:
        test()


def number(words):
    """The number that a figure shows."""
    return float(words.replace(MINUS, "-"))


def _read(live, content, inputs):
    tree = ET.fromstring(f"<x>{filled(live, content, inputs)}</x>")
    for part in [one for one in tree.iter() if "data-off" in one.attrib]:
        tail = part.tail
        part.clear()
        part.tag, part.tail = "off", tail
    return tree
