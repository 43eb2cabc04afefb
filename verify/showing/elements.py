"""Elements of a page whose text is no Markdown."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from markdown.util import AtomicString

Part = str | Element


def text(tag: str, content: str, css: str = "") -> Element:
    """An element that holds just this text."""
    element = Element(tag, {"class": css} if css else {})
    element.text = AtomicString(content)
    return element


def fill(element: Element, parts: Iterable[Part]) -> None:
    """Put text and elements into an empty element, in their order."""
    for part in parts:
        if isinstance(part, Element):
            element.append(part)
        elif len(element):
            element[-1].tail = AtomicString(part)
        else:
            element.text = AtomicString(part)
