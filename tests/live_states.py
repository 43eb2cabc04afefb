"""What a figure that computes shows in a state that a reader chose, as text."""

import re
from collections.abc import Mapping
from xml.etree import ElementTree

from verify.live.markup import filled
from verify.live.model import Live
from verify.live.numbers import MINUS, shown

REFERENCE = re.compile("«(\\d+)»")


def inputs(live: Live, **changes: float) -> list[float]:
    """The start, with some inputs changed; their names are those of the address."""
    known = {str(one.symbol): float(one.start) for one in live.inputs}
    assert set(changes) <= set(known)
    return [*(known | changes).values()]


def number(text: str) -> float:
    """A number that is shown."""
    return float(text.replace(MINUS, "-"))


def said(live: Live, **changes: float) -> str:
    """The sentence of the figure, without what is hidden."""
    return _visible(_parsed(live, live.says, changes))


def table(live: Live, **changes: float) -> dict[str, list[str]]:
    """The cells of each row by what stands in front of it."""
    found = {}
    for row in _parsed(live, "".join(live.tables), changes).iter("tr"):
        first, *rest = (_visible(cell) for cell in row)
        found[first] = rest
    return found


def picture(live: Live, **changes: float) -> list[ElementTree.Element]:
    """The parts of the picture that are not hidden."""
    root = _parsed(live, live.pictures[0], changes)
    return [part for part in root.iter() if "data-off" not in part.attrib]


def program(live: Live, kind: str, **changes: float) -> str:
    """What a reader takes along."""
    values = live.values(inputs(live, **changes))
    (template,) = (text for name, text in live.takes if kind in name)
    return REFERENCE.sub(lambda at: _exact(float(values[int(at[1])])), template)


def run(live: Live, **changes: float) -> None:
    """Run the test that a reader takes along; it raises what is wrong."""
    names: dict[str, object] = {}
    exec(program(live, "pytest", **changes), names)
    tests = [test for name, test in names.items() if name.startswith("test_")]
    assert tests
    for test in tests:
        test()


def _exact(value: float) -> str:
    return shown(value, "x").replace(MINUS, "-")


def _parsed(live: Live, markup: str, changes: Mapping[str, float]) -> ElementTree.Element:
    return ElementTree.fromstring(f"<div>{filled(live, markup, inputs(live, **changes))}</div>")


def _visible(part: ElementTree.Element) -> str:
    if "data-off" in part.attrib:
        return ""
    return (part.text or "") + "".join(_visible(each) + (each.tail or "") for each in part)
