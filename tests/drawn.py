"""What a reader sees in a figure of the book, read from the SVG that the page holds.

A curve is tied to its name as a reader ties it: by the colour, the dashes and the dots of the
legend, or by a text at its end, in its colour or in the page's. Its values come from the ticks
beside it.
"""

import re
from functools import cache
from itertools import product

import numpy as np

from tests.curves import NEAR, Axis, Curve
from tests.svg import Group, Line, Mark, Picture, Text, read
from verify.book import ROOT
from verify.showing.figures import draw


def _named(kind: str) -> list[tuple[str, str]]:
    pages = sorted((ROOT / "docs").glob("*.md"))
    named = re.compile(rf"^\{{\{{ {kind} (\w+) \}}\}}$", re.M)
    return [(p.stem, name) for p in pages for name in named.findall(p.read_text(encoding="utf-8"))]


SHOWN, COMPUTING = _named("figure"), _named("live")  # every figure of the book
PAGE = "black"  # what the page's own colour is read as
LOOKS = ("stroke", "stroke-dasharray", "stroke-width", "stroke-opacity")


@cache
def seen(topic: str, name: str) -> "Drawing":
    """The figure that a page shows. Raises `LookupError` where it shows no such figure."""
    if f"{{{{ figure {name} }}}}" not in (ROOT / f"docs/{topic}.md").read_text(encoding="utf-8"):
        raise LookupError(f"docs/{topic}.md shows no figure {name!r}")
    return Drawing(*read(draw(topic, name)[0]))


class Axes:
    """One panel of a figure."""

    def __init__(self, group: Group, drawing: "Drawing"):
        self.drawing, self.group = drawing, group
        self.own_legend = [each for each in group.groups if _is_legend(each)]
        axis = [each for each in group.groups if _is_axis(each) and each not in self.own_legend]
        self.rest = [each for each in group.groups if each not in axis + self.own_legend]
        across = [each for each in axis if _lies(each)]
        self.own_x, self.own_y = (
            _axis(each, n) for n, each in enumerate((across, [a for a in axis if a not in across]))
        )
        lines = [line for each in self.rest for line in each.all(Line)]
        self.box = lines[0] if lines and not lines[0].clipped else None
        self.lines = [line for line in lines if line.clipped and len(line.points) > 1]

    @property
    def x(self) -> Axis:
        return self._shared("own_x", 0)

    @property
    def y(self) -> Axis:
        return self._shared("own_y", 1)

    def _shared(self, name: str, side: int) -> Axis:
        """Its own axis, or the one of the panel below or beside it."""
        own = getattr(self, name)
        for other in [] if own.words else self.drawing.axes:
            here, there = (axes.box.points[:, side] for axes in (self, other))
            if getattr(other, name).words and np.allclose(here, there, atol=NEAR):
                return Axis(getattr(other, name).ticks, own.label)
        return own

    @property
    def texts(self) -> list[Text]:
        return [text for each in self.rest for text in each.all(Text)]

    @property
    def title(self) -> str:
        """What stands above the panel, in its middle."""
        middle, top = self.box.centre[0], self.box.points[:, 1].min()
        above = [t for t in self.texts if t.at[1] < top and abs(t.at[0] - middle) < 3 * NEAR]
        return above[0].words if above else ""

    @property
    def pictures(self) -> list[Picture]:
        return self.group.all(Picture)

    @property
    def legend(self) -> dict[str, list[Line | Mark]]:
        """Each name with what is drawn before it."""
        groups = self.own_legend or self.drawing.legends
        if not groups:
            return {}
        found, before = {}, []
        for group in groups[0].groups:
            before += group.all(Line) + group.all(Mark)
            for text in group.all(Text):
                if text.words in found:
                    raise LookupError(f"the legend has {text.words!r} twice")
                found[text.words], before = before, []
        return found

    def _text(self, words: str) -> Text:
        for text in self.texts:
            if text.words == words:
                return text
        there = ", ".join([*self.legend, *(text.words for text in self.texts)])
        raise LookupError(f"nothing is called {words!r}; there is {there}")

    def colour(self, label: str) -> str:
        """The colour that a name has in the legend, or as a text beside its curve."""
        if label not in self.legend:
            return self._text(label).colour
        return next(c for each in self.legend[label] if (c := _colour(each)) != "none")

    def curve(self, label: str) -> Curve:
        """The line that a reader calls so: it looks as in the legend, or the text is at its end."""
        if label not in self.legend:
            return self._ending_at(self._text(label))
        samples = {name: _look(lines) for name, lines in self.legend.items()}
        if [*samples.values()].count(samples[label]) > 1:
            raise LookupError(f"{label!r} looks like another name of the legend")
        lines = [li for li in self.lines if _is_curve(li) and _look([li]) == samples[label]]
        if not lines:
            raise LookupError(f"no line looks like {label!r}")
        return Curve(
            self.x, self.y, tuple(s for line in lines for s in line.strokes), self.colour(label)
        )

    def _ending_at(self, text: Text) -> Curve:
        lines = [line for line in self.lines if _is_curve(line)]
        if text.colour != PAGE:
            lines = [line for line in lines if _colour(line) == text.colour]
        line = min(lines, key=lambda line: np.hypot(*(line.points[-1] - text.at)))
        if text.colour == PAGE and np.hypot(*(line.points[-1] - text.start)) > 30 * NEAR:
            raise LookupError(f"no line ends beside {text.words!r}")
        return Curve(self.x, self.y, line.strokes, text.colour)

    def lines_in(self, colour: str, dashed: bool | None = None) -> list[Curve]:
        """The lines of a colour, in the order in which they were drawn; dashed or not, or both."""
        lines = [line for line in self.lines if _is_curve(line) and _colour(line) == colour]
        lines = [li for li in lines if dashed in (None, "stroke-dasharray" in li.style)]
        return [Curve(self.x, self.y, line.strokes, colour) for line in lines]

    def dots(self, colour: str) -> Curve:
        """The dots of a colour."""
        marks = [m for each in self.rest for m in each.all(Mark) if _colour(m) == colour]
        return Curve(self.x, self.y, tuple(mark.at[np.newaxis] for mark in marks), colour)

    def table(self) -> dict[tuple[str, str], str]:
        """What stands in each cell of a grid, under the words at its row and at its column."""
        texts, found = self.texts, {}
        places = np.array([text.at for text in texts])
        for (down, row), (across, column) in product(self.y.ticks, self.x.ticks):
            near = np.abs(places - [across, down]).max(axis=1) < 8 * NEAR
            found[row, column] = " ".join(texts[number].words for number in np.flatnonzero(near))
        return found

    def numbers(self, names: str) -> np.ndarray:
        """The numbers of a grid whose rows and columns have these names; 0 for an empty cell."""
        cells = self.table()
        return np.array([[float(cells[i, j] or 0) for j in names] for i in names])

    def bars(self, colour: str) -> list[tuple[float, float, float]]:
        """Where on the paper the bars of a colour stand, and their lower and upper ends."""
        lines = [line for line in self.lines if len(line.points) == 5 and _colour(line) == colour]
        ends = [(line.centre[0], self.y.value(line.points[:, 1])) for line in lines]
        return sorted((place, min(heights), max(heights)) for place, heights in ends)


class Drawing:
    """All panels of a figure."""

    def __init__(self, outer: Group, size: np.ndarray):
        self.size, panels = size, outer.groups[1:]  # the first is the paper
        self.legends = [each for each in panels if _is_legend(each)]
        self.axes = [Axes(each, self) for each in panels if each not in self.legends]
        self.legends += [legend for axes in self.axes for legend in axes.own_legend]

    @property
    def only(self) -> Axes:
        (axes,) = self.axes
        return axes


def _is_axis(group: Group) -> bool:
    ticks = [each for each in group.groups if each.groups and not each.own]
    labels = [each for each in group.groups if _is_text(each)]
    return not group.own and bool(group.groups) and len(ticks) + len(labels) == len(group.groups)


def _is_legend(group: Group) -> bool:
    """Whether names stand in it, each to the right of a sample."""
    names = [number for number, each in enumerate(group.groups) if _is_text(each)]
    return (
        bool(names)
        and names[-1] == len(group.groups) - 1
        and all(
            number and _beside(group.groups[number - 1], group.groups[number]) for number in names
        )
    )


def _beside(sample: Group, name: Group) -> bool:
    """Whether a name stands to the right of a sample and at its height."""
    lines, (text,) = sample.all(Line), name.own
    places = [line.centre for line in lines if len(line.points)] + [m.at for m in sample.all(Mark)]
    return (
        bool(places)
        and not any(line.clipped or line.bent for line in lines)
        and all(text.at[0] > x and abs(text.at[1] - y) < 10 * NEAR for x, y in places)
    )


def _is_text(group: Group) -> bool:
    return [type(each) for each in group.own] == [Text] and not group.groups


def _lies(group: Group) -> bool:
    """Whether an axis lies below, and doesn't stand beside its panel."""
    for mark in group.all(Mark):
        return mark.sign.size[0] == 0
    texts = group.all(Text)
    return not any(text.turned for text in texts) and np.ptp([t.foot for t in texts]) < NEAR


def _axis(groups: list[Group], side: int) -> Axis:
    ticks = [each for group in groups for each in group.groups if not _is_text(each)]
    labels = [text.words for group in groups for each in group.groups if _is_text(each)
              for text in each.all(Text)]  # fmt: skip
    found = []
    for tick in ticks:
        marks, texts = tick.all(Mark), tick.all(Text)
        at = marks[0].at if marks else texts[0].at
        found.append((float(at[side]), texts[0].words if texts else ""))
    return Axis(found, " ".join(labels))


def _is_curve(line: Line) -> bool:
    """Whether it is drawn with a pen, and no circle."""
    return line.style.get("fill") == "none" and not line.bent


def _colour(drawn: Line | Mark) -> str:
    stroke, fill = (drawn.style.get(name, "none") for name in ("stroke", "fill"))
    return fill if stroke == "none" else stroke


def _look(drawn: list[Line | Mark]) -> tuple:
    """What tells a line from others; of a name with bars or dots, the colour."""
    lines = [each for each in drawn if isinstance(each, Line) and len(each.points) > 1]
    lines = [line for line in lines if not line.closed]
    if not lines:
        return (_colour(drawn[0]),)
    across = max(lines, key=lambda line: line.size[0])  # and no bar of an error
    return tuple(across.style.get(name) for name in LOOKS)
