"""Figures as a browser sets them, whose letters are wider or narrower than those of the drawing."""

import os
import re
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from tests.test_legible import COLUMN
from verify.book import ROOT

if not os.environ.get("SITE_DIR"):
    pytest.skip("SITE_DIR names no built site", allow_module_level=True)

MEASURE = Path(__file__).with_name("words_of_figures.js").read_text(encoding="utf-8")
PAGES = [
    page.stem
    for page in sorted((ROOT / "docs").glob("*.md"))
    if re.search(r"^\{\{ figure ", page.read_text(encoding="utf-8"), re.M)
]
OVER = 0.5  # points that two boxes may share

every_page_with_figures = pytest.mark.parametrize("name", PAGES)
wide_and_narrow = pytest.mark.parametrize("width", [390, 1440])


@pytest.fixture(scope="session")
def figures(tab, site):
    """Open a page once, and measure the figures in it."""

    @cache
    def figures(name, width):
        tab.set_viewport_size({"width": width, "height": 900})
        tab.goto((site / f"{name}.html").as_uri())
        tab.evaluate("document.fonts.ready")
        found = tab.evaluate(MEASURE)
        assert found
        return found

    return figures


def inside(text, panel):
    return all(text[side] >= panel[side] - OVER for side in ("left", "top")) and all(
        text[side] <= panel[side] + OVER for side in ("right", "bottom")
    )


def overlap(one, other):
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return min(across, down) > OVER


@wide_and_narrow
@every_page_with_figures
def test_every_word_stands_inside_its_panel(name, width, figures):
    outside = [
        (figure["name"], text["words"])
        for figure in figures(name, width)
        for text in figure["texts"]
        if not any(inside(text, panel) for panel in figure["panels"])
    ]
    assert outside == []


@wide_and_narrow
@every_page_with_figures
def test_no_word_stands_on_another(name, width, figures):
    on = [
        (figure["name"], one["words"], other["words"])
        for figure in figures(name, width)
        for one, other in combinations(figure["texts"], 2)
        if overlap(one, other)
    ]
    assert on == []


@every_page_with_figures
def test_a_figure_has_the_room_on_a_phone_that_its_letters_are_made_for(name, figures):
    assert min(figure["room"] for figure in figures(name, 390)) >= COLUMN
