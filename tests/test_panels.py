"""A figure too wide for a phone, in panels that stand beside or below each other."""

import re

import pytest
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from verify.showing import panels

WHOLE = '<svg data-cuts="40" fill="x" style="--width: 90pt" viewBox="0 0 90 50" v="1"><a/></svg>'


@pytest.fixture
def drawn():
    """A figure of some panels in a row, as wide as is said, in inches."""

    def drawn(number: int, width: float, title: str = "") -> Figure:
        figure = Figure(figsize=(width, 2), layout="constrained")
        figure.subplots(1, number)
        figure.suptitle(title)
        FigureCanvasSVG(figure)
        figure.draw_without_rendering()
        return figure

    return drawn


def test_a_wide_figure_is_cut_between_its_panels(drawn):
    (place,) = panels.cuts(drawn(2, 7))

    assert 7 * 72 * 0.45 < place < 7 * 72 * 0.55


def test_a_figure_that_fits_a_phone_stays_whole(drawn):
    assert panels.cuts(drawn(2, 4.6)) == []


def test_nothing_that_spans_the_panels_is_cut(drawn):
    assert panels.cuts(drawn(2, 7, title="over both panels " * 3)) == []


def test_every_panel_shows_its_part_of_what_is_drawn_once():
    shown = panels.apart(WHOLE, "pair")

    assert re.findall(r'viewBox="([^"]*)"', shown) == ["0 0 40 50", "40 0 50 50"]
    assert re.findall(r"--width: (\S+)pt", shown) == ["40", "50"]
    assert shown.count("<a/>") == 1 and shown.count('<use href="#panels:pair"/>') == 1


def test_a_figure_without_cuts_is_shown_as_it_is():
    whole = WHOLE.replace(' data-cuts="40"', "")

    assert panels.apart(whole, "pair") == whole
