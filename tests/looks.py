"""How the lines of a plot look: what tells one from another, by colour and without it."""

from dataclasses import dataclass
from itertools import product

import numpy as np
from matplotlib.colors import to_rgb

from tests.drawn import Axes, _colour, _is_curve
from tests.svg import Group, Line, Mark, Text
from verify.showing.figures import STYLE

PAPERS = {"light": ("#ffffff", "#212121"), "dark": ("#1e2129", "#bfc0c5")}  # and their text
TEXT = {"black": "text", "currentColor": "text"}
FRAME = STYLE["axes.edgecolor"]
AT_THE_END = 14  # points from the end of a line to its name
WIDER = 1.6  # times as wide: a difference that is seen


@dataclass(frozen=True)
class Look:
    """A line, or dots without one."""

    colour: str
    opacity: float
    dashes: tuple[float, ...]  # in widths of the line; a line of no width has dots alone
    width: float
    marker: tuple
    named: bool  # at one of its ends, in its colour

    def differs(self, other: "Look") -> bool:
        """Whether it does so by more than colour."""
        widths = sorted((self.width, other.width))
        return (
            (self.named and other.named)
            or self.marker != other.marker
            or widths[1] > WIDER * widths[0]
            or not alike(self.dashes, other.dashes)
        )


def looks(axes: Axes) -> set[Look]:
    """Every look that a line or a row of dots in a plot has, bars of errors apart."""
    found = [look for group in axes.rest for look in _of(group, axes.texts)]
    curves = {each.colour for each, upright in found if not upright}
    return {look for look, upright in found if not upright or look.colour not in curves}


def names(axes: Axes) -> dict[str, Look]:
    """How that looks which has a name in the legend, or at the end of its line."""
    found = {}
    for name, drawn in axes.legend.items():
        lines = [each for each in drawn if isinstance(each, Line) and not each.closed]
        marks = [each for each in drawn if isinstance(each, Mark)]
        looks = [look for look, _ in _looks([li for li in lines if len(li.points) > 1], marks, [])]
        if looks:
            found[name] = max(looks, key=lambda look: look.width)
    lines = [line for group in axes.rest for line in group.all(Line) if _is_open(line)]
    far = {  # from the end of each line to the start of each text
        (text, line): np.hypot(*(line.points[-1] - text.start))
        for text, line in product(axes.texts, lines)
    }
    words = [text for text in axes.texts if text.words[:1].isalpha()]  # and no level of a contour
    for text in words if lines else ():
        nearest = min(lines, key=lambda line, text=text: far[text, line])
        if far[text, nearest] < AT_THE_END:
            ((found[text.words], _),) = _looks([nearest], [], axes.texts)
    return found


def colours(axes: Axes) -> dict[str, set[tuple[str, float]]]:
    """Every colour of a plot with its opacity: of pens, and of what they fill; not the frame's."""
    found = {"stroke": {(text.colour, 1.0) for text in axes.texts}, "fill": set()}
    drawn = [each for group in axes.rest for kind in (Line, Mark) for each in group.all(kind)]
    for each, pen in product(drawn, found):
        frame = isinstance(each, Line) and not each.clipped and _colour(each) == FRAME
        colour = each.style.get(pen, "none")
        if colour != "none" and each is not axes.box and not frame:
            found[pen].add((TEXT.get(colour, colour), _opacity(each, pen)))
    found["stroke"] = {(TEXT.get(colour, colour), opacity) for colour, opacity in found["stroke"]}
    return found


def on(paper: str, colour: str, opacity: float = 1.0) -> np.ndarray:
    """What a colour looks like on a light or dark page."""
    ground, text = (np.array(to_rgb(each)) for each in PAPERS[paper])
    pure = text if colour == "text" else np.array(to_rgb(colour))
    return ground + opacity * (pure - ground)


def _of(group: Group, texts: list[Text]) -> list[tuple[Look, bool]]:
    """Each line with its dots, or dots alone, and whether it stands upright."""
    return _looks([li for li in group.all(Line) if _is_open(li)], group.all(Mark), texts)


def _looks(lines: list[Line], marks: list[Mark], texts: list[Text]) -> list[tuple[Look, bool]]:
    marker = _marker(marks[0]) if marks else ()
    if marks and not lines:
        pen = "fill" if _filled(marks[0]) else "stroke"
        return [(Look(_colour(marks[0]), _opacity(marks[0], pen), (), 0, marker, False), False)]
    found = []
    for line in lines:
        width, dashes = float(line.style["stroke-width"]), line.style.get("stroke-dasharray", "")
        look = Look(
            _colour(line),
            _opacity(line, "stroke"),
            tuple(float(dash) / width for dash in dashes.split(",") if dash),
            width,
            marker,
            _has_its_name(line, texts),
        )
        found.append((look, line.size[0] == 0))
    return found


def _has_its_name(line: Line, texts: list[Text]) -> bool:
    """Whether a text in its colour stands at one of its ends."""
    places = [at for text in texts if text.colour == _colour(line) for at in (text.start, text.at)]
    ends = line.points[[0, -1]]
    return any(np.hypot(*(end - at)) < AT_THE_END for end in ends for at in places)


def _is_open(line: Line) -> bool:
    return line.clipped and len(line.points) > 1 and _is_curve(line) and not line.closed


def _marker(mark: Mark) -> tuple:
    """Its form, whatever its size."""
    outline = mark.sign.points / mark.sign.size.max()
    return (*outline.round(1).ravel().tolist(), mark.sign.bent, _filled(mark))


def _filled(mark: Mark) -> bool:
    return mark.style.get("fill", "none") != "none"


def _opacity(drawn: Line | Mark, pen: str) -> float:
    return float(drawn.style[f"{pen}-opacity"]) * float(drawn.style["opacity"])


def alike(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether dashes are of the same kind."""
    return len(one) == len(other) and np.allclose(one, other, rtol=0.3)
