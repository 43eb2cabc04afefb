"""A figure too wide for a phone, in panels that stand beside or below each other."""

import re
from itertools import pairwise
from typing import Any

NARROW = 380  # points: a phone shows the labels of a figure of this width at 9 pixels
CUT = re.compile(
    r'<svg data-cuts="([^"]*)"([^>]*?) style="[^"]*" viewBox="0 0 (\S+) (\S+)"([^>]*)>(.*)</svg>',
    re.DOTALL,
)


def cuts(figure: Any) -> list[float]:
    """The places, in points from the left, where a drawn figure has nothing: between panels."""
    points = 72 / figure.dpi
    if figure.get_figwidth() * 72 <= NARROW:
        return []
    artists = (a for a in figure.get_children() if a is not figure.patch and a.get_visible())
    boxes = filter(None, (artist.get_tightbbox() for artist in artists))
    ends: list[tuple[float, float]] = []
    for left, right in sorted((box.x0 * points, box.x1 * points) for box in boxes if box.width > 0):
        if ends and left < ends[-1][1]:
            left, last = ends.pop()
            right = max(right, last)
        ends.append((left, right))
    return [round((left[1] + right[0]) / 2, 1) for left, right in pairwise(ends)]


def apart(svg: str, name: str) -> str:
    """An SVG for each panel; what is drawn stands in the first, and the others show their part."""
    found = CUT.fullmatch(svg)
    if found is None:
        return svg
    places, before, width, height, after, content = found.groups()
    drawn = f"panels:{name}"
    shown = []
    for left, right in pairwise(map(float, ["0", *places.split(), width])):
        size = f'style="--width: {right - left:g}pt" viewBox="{left:g} 0 {right - left:g} {height}"'
        part = f'<use href="#{drawn}"/>' if left else f'<g id="{drawn}">{content}</g>'
        shown.append(f"<svg{before} {size}{after}>{part}</svg>")
    return "\n".join(shown)
