"""Every word of every figure is large enough to be read on a phone."""

import re
from itertools import pairwise

import pytest

from tests.drawn import SHOWN
from tests.svg import Text, read
from verify.showing.figures import draw

COLUMN = 380  # pixels of a figure at most, on a page 390 wide; tests/browser measures it
LARGEST = 1.4  # pixels to a point where there is room, by docs/assets/book.css
LEAST = 8.5  # pixels


def sizes(svg):
    """Each text with the height of its letters, in pixels of a phone."""
    paper, (width, _) = read(svg)
    cuts = re.search(r'data-cuts="([^"]*)"', svg)
    sides = [0, *map(float, cuts[1].split() if cuts else ()), width]
    found = []
    for text in paper.all(Text):
        panel = next(
            (right - left for left, right in pairwise(sides) if left <= text.at[0] < right),
            width,
        )
        found.append((text.words, round(text.size * min(LARGEST, COLUMN / panel), 1)))
    return found


@pytest.mark.parametrize(("topic", "name"), SHOWN)
def test_every_word_is_large_enough_on_a_phone(topic, name):
    assert [found for found in sizes(draw(topic, name)[0]) if found[1] < LEAST] == []
