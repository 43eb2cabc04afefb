"""Lines of one plot differ by more than their colour, and labels can be read on a phone."""

import re

import pytest

from tests.drawn import seen
from tests.svg import Line, Mark
from tests.test_drawn import SHOWN
from verify.showing import panels
from verify.showing.figures import draw

PAGES = (
    "activation",
    "initialization",
    "loss",
    "numerical_differentiation",
    "perceptron",
    "softmax",
)
FIGURES = [(topic, name) for topic, name in SHOWN if topic in PAGES]
PHONE = 382  # CSS pixels: what a page 390 pixels wide has for a figure
LARGEST = 1.05 * 4 / 3  # CSS pixels for a point, where there is room


@pytest.mark.parametrize(("topic", "name"), FIGURES)
def test_no_two_names_of_a_legend_differ_in_colour_alone(topic, name):
    for axes in seen(topic, name).axes:
        looks = [_without_colour(drawn) for drawn in axes.legend.values()]

        assert len({*looks}) == len(looks), [*axes.legend]


def _without_colour(drawn: list[Line | Mark]) -> tuple:
    lines = [each for each in drawn if isinstance(each, Line) and not each.closed]
    dashes = [
        (line.style.get("stroke-dasharray"), line.style["stroke-width"])
        for line in lines
        if len(line.points) > 1
    ]
    marks = [mark.sign.points.round(1).tobytes() for mark in drawn if isinstance(mark, Mark)]
    return (*dashes, *marks)


@pytest.mark.parametrize(("topic", "name"), FIGURES)
def test_every_letter_of_a_figure_has_eight_and_a_half_pixels_on_a_phone(topic, name):
    svg, _ = draw(topic, name)
    sizes = re.findall(r"font(?:-size)?: (?:[a-z]+ )*([\d.]+)px", svg)
    widths = re.findall(r'viewBox="\S+ \S+ (\S+) ', panels.apart(svg, name))

    scale = min(LARGEST, PHONE / max(map(float, widths)))
    assert scale * min(map(float, sizes)) >= 8.5
