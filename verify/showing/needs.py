"""What a display needs of its symbols, with their names as a formula has them."""

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from verify.showing.elements import Part, fill, text

NAME = re.compile(r"(?P<before>(?:.* of )?)(?P<letter>[^\W_]\W?)(?:_(?P<index>\w+))?(?P<rest> .+)")


def needs(uses: Iterable[str], tag: str, css: str = "") -> Element:
    """``Needs: M_3 > 0.``, with the letter in italics and its index below it."""
    shown = text(tag, "", css)
    parts: list[Part] = []
    said = "Needs: "
    for use in uses:
        found = NAME.fullmatch(use)
        if found is None:
            said += f"{use}; "
            continue
        parts += [said + found["before"], text("i", found["letter"])]
        if found["index"]:
            parts.append(text("sub", found["index"]))
        said = f"{found['rest']}; "
    fill(shown, [*parts, said.removesuffix("; ") + "."])
    return shown
