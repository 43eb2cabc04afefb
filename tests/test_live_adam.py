"""The valley that bends, in the states that a reader can choose. Page: docs/adam.md."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose

from figures.adam import bend
from figures.live_bend import LEVELS, MIDDLE, RULES, SCALE, STEPS, contours
from nn.adam import Adam, RMSProp
from nn.optimizer import GradientDescent, Momentum
from tests.states import states
from verify.live.markup import filled

LIVE = bend()
NAMES = [str(one.symbol) for one in LIVE.inputs]
STATES = [
    {},
    {"rule": 0, "exponent": -1.6},
    {"rule": 1, "exponent": -1.8},
    {"rule": 2, "exponent": -2.0, "rho": 0.9},
    {"rule": 3, "exponent": -1.5, "mu": 0.5, "x_0": 2.0, "y_0": 0.5},
    {"rule": 0, "exponent": 0.0},
]


def height(z):
    x, y = np.moveaxis(np.asarray(z), -1, 0)
    return ((x - 1) ** 2 + 5 * (y - x**2) ** 2) / 2


def slope(z):
    x, y = z
    return np.array([x - 1 - 10 * x * (y - x**2), 5 * (y - x**2)])


def inputs(**changed):
    return [changed.get(name, one.start) for name, one in zip(NAMES, LIVE.inputs, strict=True)]


def by_nn(rule, exponent, mu, rho, x_0, y_0):
    """The path of a rule of the library, held where a path that leaves is held."""
    eta = 10.0**exponent
    rules = GradientDescent(eta), Momentum(eta, mu), RMSProp(eta, rho, 1e-8), Adam(eta, mu, rho)
    z = {"z": np.array([x_0, y_0], float)}
    state = rules[rule].start(z)
    path = [z["z"].copy()]
    for _ in range(STEPS):
        rules[rule].step(z, {"z": slope(z["z"])}, state)
        z["z"] = np.clip(z["z"], -9, 9)
        path.append(z["z"].copy())
    return np.array(path)


def shown(**changed):
    """The places of the chosen path, in the units of the loss."""
    points = np.array(LIVE.points(LIVE.paths[0], inputs(**changed)))
    return (points - MIDDLE) / [SCALE, -SCALE]


@states("Forty steps of a rule in a valley that bends,", page="figures/adam")
@pytest.mark.parametrize("changed", STATES, ids=str)
def test_the_path_is_that_of_nn(changed):
    expected = by_nn(*inputs(**changed))

    assert len(expected) == 41
    assert_allclose(shown(**changed), expected, rtol=1e-7, atol=1e-9)


@states("from a start that can be dragged.", page="figures/adam")
def test_the_path_begins_where_the_handle_stands():
    picture = filled(LIVE, LIVE.pictures[0], inputs(x_0=1.0, y_0=0.5))
    (drag,) = re.findall(r'data-drag="([^"]*)"', picture)
    (grip,) = re.findall(r'<circle[^>]*class="grip"[^>]*>', picture)

    assert drag.split()[:2] == [str(NAMES.index("x_0")), str(NAMES.index("y_0"))]
    assert float(re.search(r'cx="([^"]*)"', grip)[1]) == MIDDLE[0] + SCALE
    assert float(re.search(r'cy="([^"]*)"', grip)[1]) == MIDDLE[1] - SCALE / 2
    assert_allclose(shown(x_0=1.0, y_0=0.5)[0], [1.0, 0.5])


@states("Below, the loss on the way.", page="figures/adam")
@pytest.mark.parametrize("changed", STATES[:4], ids=str)
def test_the_lower_line_is_the_loss_on_a_logarithmic_axis(changed):
    points = np.array(LIVE.points(LIVE.paths[1], inputs(**changed)))
    lines = re.findall(
        r'y1="([\d.]+)"[^>]*stroke-width="0.3"', filled(LIVE, LIVE.pictures[0], inputs(**changed))
    )
    low, high = max(map(float, lines)), min(map(float, lines))
    powers = -6 + 8 * (low - points[:, 1]) / (low - high)

    assert_allclose(powers, np.log10(height(by_nn(*inputs(**changed)))), atol=1e-6)
    assert_allclose(np.diff(points[:, 0]), points[1, 0] - points[0, 0])


@states("Grey: lines of equal loss;", page="figures/adam")
def test_along_a_grey_line_the_loss_is_the_same():
    found = set()
    for line in contours():
        heights = height((line - MIDDLE) / [SCALE, -SCALE])
        level = min(LEVELS, key=lambda one: abs(np.log(one / np.median(heights))))
        found.add(level)
        assert_allclose(heights, level, rtol=0.12)  # straight between the points of the grid

    assert found == set(LEVELS)


@states("the circle is the lowest point.", page="figures/adam")
def test_the_circle_stands_where_the_slope_is_zero():
    (circle,) = re.findall(r'<circle[^>]*r="4"[^>]*>', filled(LIVE, LIVE.pictures[0]))
    place = [float(re.search(rf'{name}="([^"]*)"', circle)[1]) for name in ("cx", "cy")]
    lowest = (np.array(place) - MIDDLE) / [SCALE, -SCALE]

    assert slope(lowest).tolist() == [0, 0]
    assert height(lowest) == 0


def said(**changed):
    """The sentences that are not hidden."""
    text = filled(LIVE, LIVE.says, inputs(**changed))
    kept = re.sub(r'<span data-when="\d+" data-off="">.*?</span>', "", text)
    return re.sub(r"<[^>]*>", "", kept)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"rule": 0, "exponent": 0.0}, "has left the valley"),
        ({"rule": 2, "exponent": -2.0}, "is still on its way"),
        ({"x_0": 1.0, "y_0": 1.0}, "to the lowest point"),
    ],
)
def test_it_is_said_how_the_path_ends(changed, words):
    end = by_nn(*inputs(**changed))[-1]
    told = said(**changed)

    assert words in told
    assert f"goes from {height(inputs(**changed)[4:]):#.3g}" in told or changed.get("x_0") == 1.0
    assert (np.abs(end).max() >= 9) == ("left" in told)


@pytest.mark.parametrize("changed", STATES[:5], ids=str)
def test_the_test_that_is_taken_along_passes(changed):
    values = [float(x) for x in LIVE.values(inputs(**changed))]
    program = re.sub(r"«(\d+)»", lambda one: repr(values[int(one[1])]), LIVE.takes[0][1])
    names = {}
    exec(program, names)

    names["test_where_40_steps_lead"]()


def test_the_rules_are_those_that_can_be_chosen():
    assert LIVE.inputs[0].choices == RULES
