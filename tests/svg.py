"""What an SVG draws: its lines, markers, texts and pictures, each with its place on the paper.

Places are in points, from the left and from the top.
"""

import base64
import io
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
from PIL import Image

SPACE, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
STEP = re.compile(r"[MLQClqcz]|-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")
PLAIN = {"stroke-width": "1", "stroke-opacity": "1", "fill-opacity": "1", "opacity": "1"}
DESCENT, HEIGHT, LETTER = 0.236, 0.73, 0.6  # below the line, above it, and across, in sizes


@dataclass(frozen=True, eq=False)
class Line:
    """A line or an outline, one array of points for each stroke of the pen."""

    strokes: tuple[np.ndarray, ...]
    style: dict[str, str]
    clipped: bool  # to its axes, as data are
    closed: bool
    bent: bool  # made of curves, as circles and arrows are

    @property
    def points(self) -> np.ndarray:
        return np.concatenate(self.strokes)

    @property
    def centre(self) -> np.ndarray:
        return (self.points.min(axis=0) + self.points.max(axis=0)) / 2

    @property
    def size(self) -> np.ndarray:
        return np.ptp(self.points, axis=0)


@dataclass(frozen=True, eq=False)
class Mark:
    """A sign that stands in one place: a dot of a curve, a tick of an axis."""

    at: np.ndarray
    sign: Line
    style: dict[str, str]


@dataclass(frozen=True, eq=False)
class Text:
    """Words or a formula; a formula reads as in LaTeX, such as ``p_1`` or ``w^{(1)}_{12}``."""

    words: str
    start: np.ndarray  # where its first letter stands on the line
    at: np.ndarray  # its middle
    foot: float  # its lowest line
    colour: str
    turned: bool
    size: float  # of its letters; those below or above the line are smaller


@dataclass(frozen=True, eq=False)
class Picture:
    """An image made of pixels, as RGBA from 0 to 1."""

    pixels: np.ndarray
    corner: np.ndarray  # top left
    size: np.ndarray

    def colour(self, at: np.ndarray) -> np.ndarray:
        """The RGBA at a place on the paper."""
        height, width, _ = self.pixels.shape
        across, down = ((at - self.corner) / self.size * [width, height]).astype(int)
        return self.pixels[min(down, height - 1), min(across, width - 1)]


@dataclass(eq=False)
class Group:
    """The drawing's own grouping: an axis, a curve with its dots, a legend."""

    groups: list["Group"] = field(default_factory=list)
    own: list[Line | Mark | Text | Picture] = field(default_factory=list)

    def all(self, kind: type) -> list:
        inner = [each for group in self.groups for each in group.all(kind)]
        return [each for each in self.own if isinstance(each, kind)] + inner


def read(svg: str) -> tuple[Group, np.ndarray]:
    """The outermost group, and width and height of the paper."""
    root = ET.fromstring(svg)
    signs = {e.get("id"): _line(e) for e in root.iter(f"{SPACE}path") if e.get("id")}
    size = np.array([float(number) for number in root.get("viewBox").split()[2:]])
    return _group(root.find(f"{SPACE}g"), signs), size


def style(element: ET.Element) -> dict[str, str]:
    parts = (part.partition(":") for part in element.get("style", "").split(";") if part.strip())
    return PLAIN | {name.strip(): value.strip() for name, _, value in parts}


def _group(element: ET.Element, signs: dict[str, Line]) -> Group:
    group, texts = Group(), []
    for child in element:
        match child.tag.removeprefix(SPACE):
            case "g" if child.get("transform"):
                texts += _formula(child)
            case "g":
                group.groups.append(_group(child, signs))
            case "path":
                group.own.append(_line(child))
            case "use":
                at = np.array([float(child.get("x", 0)), float(child.get("y", 0))])
                group.own.append(Mark(at, signs[child.get(LINK)[1:]], style(child)))
            case "text":
                texts.append(_text(child))
            case "image":
                group.own.append(_picture(child))
    if texts:  # the lines of one text stand in one group
        first, last = texts[0], texts[-1]
        words, at = "\n".join(t.words for t in texts), (first.at + last.at) / 2
        size = min(t.size for t in texts)
        group.own.append(Text(words, first.start, at, last.foot, first.colour, first.turned, size))
    return group


def _line(element: ET.Element) -> Line:
    steps, strokes, at = STEP.findall(element.get("d", "")), [], 0
    letters = [step for step in steps if step.isalpha()]
    letter, here = "", np.zeros(2)
    while at < len(steps):
        if steps[at].isalpha():  # where none stands, the last one is repeated
            letter, at = steps[at], at + 1
        numbers = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}[letter.upper()]
        if letter == "M":
            strokes.append([])
        if letter == "z":
            here = strokes[-1][0]
        else:
            end = np.array([float(number) for number in steps[at + numbers - 2 : at + numbers]])
            here = np.round(end + here, 6) if letter.islower() else end  # tenths, as drawn
        strokes[-1].append(here)
        at += numbers
    return Line(
        tuple(np.array(stroke) for stroke in strokes) or (np.empty((0, 2)),),
        style(element),
        element.get("clip-path") is not None,
        "z" in letters,
        bool({"Q", "C"} & {letter.upper() for letter in letters}),
    )


def _text(element: ET.Element) -> Text:
    found, words = style(element), "".join(element.itertext())
    size = float(found["font-size"].removesuffix("px"))
    turn = re.findall(r"-?[\d.]+", element.get("transform", ""))
    x, y = (
        float(number) for number in (element.get("x") or turn[-2], element.get("y") or turn[-1])
    )
    across = {"middle": 0, "end": -0.5}.get(found.get("text-anchor", "start"), 0.5)
    width = LETTER * size * len(words)
    shift = np.array([across * width, -HEIGHT * size / 2])
    turned = turn[:1] == ["-90"]
    at = np.array([x, y]) + (shift if not turned else [shift[1], -shift[0]])
    return Text(
        words,
        np.array([at[0] - width / 2, y]),
        at,
        y + DESCENT * size,
        found.get("fill", "black"),
        turned,
        size,
    )


def _formula(element: ET.Element) -> list[Text]:
    """A formula, whose letters stand one by one; words on several lines stand so too."""
    colour = style(element).get("fill", "black")
    x, y, *turn = (float(n) for n in re.findall(r"-?[\d.]+", element.get("transform")))
    found = []
    for text in element.iter(f"{SPACE}text"):
        letters = []
        for span in text.iter(f"{SPACE}tspan"):
            size = float(style(span)["font-size"].removesuffix("px"))
            places = (float(place) for place in span.get("x").split())
            height = float(span.get("y").split()[0])
            letters += [
                (place, height, size, c) for place, c in zip(places, span.text, strict=False)
            ]
        if not letters:
            found.append(_text(text))
            continue
        letters.sort(key=lambda letter: letter[0])
        size = max(letter[2] for letter in letters)
        width = letters[-1][0] + LETTER * letters[-1][2]
        middle = np.array([width / 2, -HEIGHT * size / 2])
        at = np.array([x, y]) + (middle if not turn else [middle[1], -middle[0]])
        found.append(
            Text(_read(letters), np.array([x, y]), at, y + DESCENT * size, colour, bool(turn), size)
        )
    return found


def _read(letters: list[tuple[float, float, float, str]]) -> str:
    """What stands on the line, and what is small above or below it."""
    size = max(letter[2] for letter in letters)
    line = max((y for _, y, own, _ in letters if own == size))

    def level(letter: tuple[float, float, float, str]) -> str:
        _, y, own, _ = letter
        return "" if own > 0.85 * size else "_" if y > line else "^"

    words = ""
    for on_the_line, group in groupby(letters, lambda letter: level(letter) == ""):
        run = list(group)
        for mark in ("",) if on_the_line else ("^", "_"):
            part = "".join(letter[3] for letter in run if level(letter) == mark)
            words += mark + (f"{{{part}}}" if mark and len(part) > 1 else part) if part else ""
    return words.replace("\N{NO-BREAK SPACE}", " ")


def _picture(element: ET.Element) -> Picture:
    png = base64.b64decode(element.get(LINK).partition(",")[2])
    pixels = np.asarray(Image.open(io.BytesIO(png)).convert("RGBA")) / 255
    x, y, *size = (float(element.get(name, 0)) for name in ("x", "y", "width", "height"))
    numbers = [float(n) for n in re.findall(r"-?[\d.]+", element.get("transform"))]
    if len(numbers) == 6:  # a matrix
        scale, shift = np.array([numbers[0], numbers[3]]), np.array(numbers[4:])
        return Picture(pixels, scale * [x, y] + shift, scale * size)
    _, _, across, down = numbers  # upside down, then moved
    return Picture(pixels[::-1], np.array([x + across, -(y + size[1] + down)]), np.array(size))
