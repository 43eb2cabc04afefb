"""The networks of both worked examples, as their pages hold them at the start."""

from functools import cache
from importlib import import_module
from xml.etree.ElementTree import Element, fromstring

import numpy as np

from verify.live.markup import filled

GIVEN = ("b", "c", "t")  # of what stands beside a neuron


def outputs(page: str) -> dict[str, str]:
    """What stands in each neuron, below its name."""
    return {name: output for name, (_, output) in _neurons(page).items()}


def links(page: str) -> dict[str, tuple[str, str]]:
    """Between which neurons the line leads that has a weight on it."""
    ends = [(_at(one, "x1", "y1"), _at(one, "x2", "y2")) for one in _all(page, "line")]
    found = {}
    for text in _texts(page):
        if _words(text).startswith("w"):
            start, end = min(ends, key=lambda pair: _away(_at(text), *pair))
            assert _away(_at(text), start, end) < 5
            found[_words(text)] = _nearest(page, start), _nearest(page, end)
    return found


def gradients(page: str) -> dict[str, str]:
    """The orange number below each weight."""
    found = {}
    for text in _texts(page):
        if _words(text).startswith("w"):
            (below,) = (
                other
                for other in _texts(page)
                if np.allclose(_at(other) - _at(text), [0, 14], atol=0.5)
            )
            assert "back" in below.attrib["class"].split()
            found[_words(text).split()[0]] = _words(below)
    return found


def given(page: str) -> dict[str, set[str]]:
    """What stands beside each neuron, under the neuron's name."""
    found: dict[str, set[str]] = {}
    for text in _texts(page):
        if _words(text).startswith(GIVEN):
            found.setdefault(_nearest(page, _at(text)), set()).add(_words(text))
    return found


@cache
def _picture(page: str) -> Element:
    live = import_module(f"figures.{page}").step_by_step()
    return fromstring(filled(live, live.pictures[0]))


def _all(page: str, tag: str) -> list[Element]:
    return list(_picture(page).iter(tag))


def _texts(page: str) -> list[Element]:
    return _all(page, "text")


def _neurons(page: str) -> dict[str, tuple[np.ndarray, str]]:
    """The middle of each neuron and its number, by its name."""
    found = {}
    for circle in _all(page, "circle"):
        middle = _at(circle, "cx", "cy")
        inside = [text for text in _texts(page) if np.hypot(*(_at(text) - middle)) < 15]
        name, output = sorted(inside, key=lambda text: _at(text)[1])
        found[_words(name)] = middle, _words(output)
    return found


def _nearest(page: str, at: np.ndarray) -> str:
    neurons = _neurons(page)
    return min(neurons, key=lambda name: float(np.hypot(*(neurons[name][0] - at))))


def _away(at: np.ndarray, start: np.ndarray, end: np.ndarray) -> float:
    """The distance of a point from a stretch."""
    way = end - start
    share = np.clip((at - start) @ way / (way @ way), 0, 1)
    return float(np.hypot(*(at - start - share * way)))


def _at(element: Element, x: str = "x", y: str = "y") -> np.ndarray:
    return np.array([float(element.attrib[x]), float(element.attrib[y])])


def _words(text: Element) -> str:
    return "".join(text.itertext()).replace("\u200b", "").strip()
