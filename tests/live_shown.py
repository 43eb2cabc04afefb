"""What a figure that computes shows in a state: its sentences, its tables, its picture."""

import xml.etree.ElementTree as ET

from verify.live.markup import filled
from verify.live.numbers import shown


def state(live, **changed):
    """Its inputs, by name, at the start but for some."""
    own = {str(one.symbol): float(one.start) for one in live.inputs}
    assert not set(changed) - set(own)
    return [*(own | changed).values()]


def pressed(live, label, inputs):
    """The inputs after a button."""
    (button,) = (one for one in live.buttons if one.label == label)
    for _ in range(button.times):
        values = live.values(inputs)
        inputs = list(inputs)
        for to, place in button.changes:
            inputs[to] = float(values[place])
    return inputs


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
    text = live.takes[which][1]
    for at, value in enumerate(values):
        text = text.replace(f"«{at}»", shown(float(value), "x").replace("\N{MINUS SIGN}", "-"))
    return text


def number(words):
    """The number that a figure shows."""
    return float(words.replace("\N{MINUS SIGN}", "-"))


def _read(live, content, inputs):
    tree = ET.fromstring(f"<x>{filled(live, content, inputs)}</x>")
    for part in [one for one in tree.iter() if "data-off" in one.attrib]:
        tail = part.tail
        part.clear()
        part.tag, part.tail = "off", tail
    return tree
