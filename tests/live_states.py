"""What a figure that computes shows in a state that a reader chose, as text."""

from collections.abc import Mapping
from xml.etree import ElementTree

from tests import live_shown
from tests.live_shown import number
from tests.live_shown import state as inputs
from verify.live.markup import filled
from verify.live.model import Live

__all__ = ["inputs", "number", "picture", "program", "run", "said", "table"]


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
    (which,) = (k for k, (name, _) in enumerate(live.takes) if kind in name)
    return live_shown.taken(live, which, inputs(live, **changes))


def run(live: Live, **changes: float) -> None:
    """Run the test that a reader takes along; it raises what is wrong."""
    live_shown.run(program(live, "pytest", **changes))


def _parsed(live: Live, markup: str, changes: Mapping[str, float]) -> ElementTree.Element:
    return ElementTree.fromstring(f"<div>{filled(live, markup, inputs(live, **changes))}</div>")


def _visible(part: ElementTree.Element) -> str:
    if "data-off" in part.attrib:
        return ""
    return (part.text or "") + "".join(_visible(each) + (each.tail or "") for each in part)
