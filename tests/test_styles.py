"""The same thing has the same colour and dashes in every figure, by figures/styles.py."""

import re
from collections import defaultdict
from itertools import combinations

import pytest

from figures import styles
from tests.drawn import SHOWN, seen
from tests.looks import Look, alike, names
from verify.showing.figures import COLORS

KINDS = {
    kind: table
    for kind, table in vars(styles).items()
    if isinstance(table, dict) and all(isinstance(look, dict) for look in table.values())
}


def bare(label):
    """A label without what tells its variant: ``ReLU′`` and ``ReLU, 0.5`` are ReLU."""
    name = re.sub(r"^s=|′$|, (η = )?[\d.]+$", "", label)
    return name if any(name in map(in_the_page, table) for table in KINDS.values()) else label


def by_table(look):
    """What a drawing shows of a look in a table."""
    colour = COLORS[int(look["color"][1:])] if look["color"][0] == "C" else "currentColor"
    line = look.get("linestyle", "-")
    return Look(colour, 1, () if line == "-" else line[1], 1, (), False)


def agree(one, other):
    """Whether colours are the same, and dashes where both are lines."""
    dashes = 0 in (one.width, other.width) or alike(one.dashes, other.dashes)
    return one.colour == other.colour and dashes


@pytest.fixture(scope="module")
def shown():
    """Every name of every figure, with the places where it stands and how it looks there."""
    found = defaultdict(dict)
    for topic, name in SHOWN:
        for axes in seen(topic, name).axes:
            for label, look in names(axes).items():
                found[bare(label)][topic, name, label] = look
    return found


def test_a_name_that_stands_in_two_figures_looks_the_same_in_both(shown):
    different = [
        (one, other)
        for places in shown.values()
        for one, other in combinations(places, 2)
        if not agree(places[one], places[other])
    ]
    assert different == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_has_a_name_in_a_table_looks_as_the_table_says(shown, kind):
    found = {
        place: agree(look, by_table(KINDS[kind][name]))
        for name in KINDS[kind]
        for place, look in shown[in_the_page(name)].items()
    }
    assert found and [place for place, agrees in found.items() if not agrees] == []


@pytest.mark.parametrize("kind", KINDS)
def test_two_things_of_one_kind_differ_in_colour_and_in_more(kind):
    for one, other in combinations(KINDS[kind].values(), 2):
        assert one["color"] != other["color"]
        assert {**one, "color": None} != {**other, "color": None}


def in_the_page(name):
    """A name as a drawing has it."""
    return name.replace("$", "").replace("{-", "{−")
