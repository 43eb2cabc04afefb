"""A path that is written as ways leads to the same places."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest
from numpy.testing import assert_allclose

from tests.svg import _line
from verify.showing.paths import PATH, relative


def strokes(path):
    return _line(ET.Element("path", {"d": path})).strokes


@pytest.mark.parametrize(
    ("path", "shorter"),
    [
        ("M 0 216 L 331.2 216 L 331.2 0 z ", "M0 216l331.2 0 0-216z"),
        ("M 1.5 2 L 1.5 2.5 L 1 2", "M1.5 2l0 .5-.5-.5"),
        ("M 10 10 Q 12 10 12 12 Q 12 14 10 14", "M10 10q2 0 2 2 0 2-2 2"),
        ("M 0 0 C 1 0 2 1 2 2 L 3 3 M 5 5 L 6 5 z L 5 7", "M0 0c1 0 2 1 2 2l1 1M5 5l1 0zl0 2"),
        ("M -0.1 -0.2 L 0.9 0.8", "M-.1-.2l1 1"),
    ],
)
def test_each_point_is_told_as_the_way_from_the_one_before(path, shorter):
    assert relative(path) == shorter
    for one, other in zip(strokes(path), strokes(shorter), strict=True):
        assert_allclose(other, one, atol=1e-12)


def test_many_small_ways_lead_to_the_last_place(rng):
    points = np.round(np.cumsum(rng.normal(size=(500, 2)), axis=0), 1)
    path = "M" + " L".join(f" {x} {y}" for x, y in points)

    assert_allclose(strokes(relative(path))[0], points, atol=1e-9)


@pytest.mark.parametrize("d", ["m1 2l3 4", "M 1 2 A 3 3 0 0 1 4 4", "M1 2h3"])
def test_a_path_of_somebody_else_is_left_alone(d):
    assert PATH.search(f'<path d="{d}"/>') is None
