"""A field in which a reader types words, to see only the rows of a page that hold them all."""

from xml.etree.ElementTree import Element, SubElement

GROUP = "data-find"  # marks what holds rows, and names what belongs to each of them


def field(label: str, example: str, rows: str) -> Element:
    """The field, to which the script of the page listens; without scripts it does not show."""
    search = Element("div", {"class": "ledger-search", "role": "search"})
    SubElement(search, "label", {"for": "find"}).text = label
    SubElement(search, "input", {"id": "find", "type": "search", "placeholder": example})
    about = {"id": "found", "role": "status", "aria-live": "polite", "data-of": rows}
    SubElement(search, "p", about)
    SubElement(search, "script", {"src": "assets/find.js", "defer": "defer"})
    return search
