"""Every line of every plot is told from the others by eyes of every kind, and without colours."""

import re
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from tests.drawn import SHOWN, seen
from tests.looks import PAPERS, colours, looks, names, on
from tests.vision import EYES, apart, contrast, difference
from verify.showing.figures import COLORS, draw

ROOT = Path(__file__).parents[1]

LEAST, CLEAR = 10, 3  # apart by CIEDE2000, and to one from the paper


def opaque(axes):
    """The colours of a plot that no paper shines through."""
    return sorted({each for found in colours(axes).values() for each in found if each[1] == 1})


@pytest.mark.parametrize(
    ("one", "other", "expected"),  # of the data that Sharma publishes with the formula
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
        ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((50, 2.5, 0), (56, -27, -3), 31.9030),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_difference_of_colours_is_that_of_the_published_data(one, other, expected):
    assert difference(one, other) == pytest.approx(expected, abs=6e-5)


@pytest.mark.parametrize("eyes", EYES)
def test_every_two_colours_of_the_palette_are_apart(eyes):
    colours = {colour: np.array(to_rgb(colour)) for colour in COLORS}

    near = [
        pair for pair in combinations(COLORS, 2) if apart(*map(colours.get, pair), eyes) < LEAST
    ]
    assert near == []


@pytest.mark.parametrize(("paper", "colour"), [*product(PAPERS, COLORS)])
def test_every_colour_of_the_palette_is_clear_of_the_page(paper, colour):
    ground = np.array(to_rgb(PAPERS[paper][0]))

    assert contrast(np.array(to_rgb(colour)), ground) >= CLEAR


@pytest.mark.parametrize(("topic", "name"), SHOWN)
def test_two_lines_of_one_plot_differ_by_more_than_colour(topic, name):
    alike = [
        (one.colour, other.colour)
        for axes in seen(topic, name).axes
        for one, other in combinations(looks(axes), 2)
        if one.colour != other.colour and not one.differs(other)
    ]
    assert alike == []


@pytest.mark.parametrize(("topic", "name"), SHOWN)
def test_two_names_of_one_legend_differ_by_more_than_colour(topic, name):
    for axes in seen(topic, name).axes:
        named = [look for label, look in names(axes).items() if label in axes.legend]

        assert all(one.differs(other) for one, other in combinations(named, 2))


@pytest.mark.parametrize(("topic", "name"), SHOWN)
@pytest.mark.parametrize("paper", PAPERS)
def test_two_colours_of_one_plot_are_apart_for_all_eyes(topic, name, paper):
    near = [
        (one, other, eyes)
        for axes in seen(topic, name).axes
        for (one, _), (other, _) in combinations(opaque(axes), 2)
        for eyes in EYES
        if apart(on(paper, one), on(paper, other), eyes) < LEAST
    ]
    assert near == []


@pytest.mark.parametrize(("topic", "name"), SHOWN)
@pytest.mark.parametrize("paper", PAPERS)
def test_every_line_and_word_is_clear_of_the_page(topic, name, paper):
    ground = on(paper, "text", 0)

    pale = [
        each
        for axes in seen(topic, name).axes
        for each in colours(axes)["stroke"]
        if contrast(on(paper, *each), ground) < CLEAR
    ]
    assert pale == []


@pytest.mark.parametrize("scheme", PAPERS)
def test_a_word_of_a_figure_can_be_read_on_both_grounds_whatever_its_colour(scheme):
    style = (ROOT / "docs/assets/book.css").read_text(encoding="utf-8")
    rule = r'g:has.*\[style\*="(#\w+)"\] { fill: var\((--\w+)\) !important; }'
    names = dict(re.findall(rule, style))
    ground = np.array(to_rgb(PAPERS[scheme][0]))

    for name in names.values():
        light, dark = re.findall(rf"^  {name}: (#\w+);", style, re.M)

        assert contrast(np.array(to_rgb({"light": light, "dark": dark}[scheme])), ground) >= 4.5
    assert written() <= names.keys()


def written():
    """The colours of the palette in which words of figures are set."""
    svgs = [draw(topic, name)[0] for topic, name in SHOWN]
    found = r"<(?:text|g(?=[^>]*>\s*<text))\b[^>]*fill: (#\w+)"
    return {colour for svg in svgs for colour in re.findall(found, svg)} & {*COLORS}


@pytest.mark.parametrize(("topic", "name"), SHOWN)
def test_tints_of_one_plot_have_the_colours_of_lines_or_words(topic, name):
    """Only one that is alone may do without, as the ink of a picture does."""
    for axes in seen(topic, name).axes:
        tints = {colour for colour, opacity in colours(axes)["fill"] if opacity < 1}

        assert len(tints) == 1 or tints <= {colour for colour, _ in opaque(axes)}
