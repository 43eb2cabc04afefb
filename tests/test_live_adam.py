"""The valley that bends, in the states that a reader can choose. Page: docs/adam.md."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose

from figures.adam import bend
from figures.live_bend import LEVELS, MIDDLE, RULES, SCALE, STEPS, contours
from figures.optimizer import paths as straight
from nn.adam import Adam, RMSProp
from nn.optimizer import GradientDescent, Momentum
from tests.live_shown import said as sentences
from tests.live_states import table
from tests.states import states
from verify.live.markup import filled
from verify.prose.pages import text_of

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
        z["z"] = np.clip(z["z"], -40, 40)
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


@states("from the large dot.", page="figures/adam")
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
    return sentences(LIVE, inputs(**changed))


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
    left = np.abs(end).max() >= 40
    assert left == ("left" in told) == ("the loss goes" not in told)
    assert (
        f"goes from {height(inputs(**changed)[4:]):#.3g}" in told
        or left
        or height(inputs(**changed)[4:]) == 0
    )


@pytest.mark.parametrize("changed", STATES[:5], ids=str)
def test_the_test_that_is_taken_along_passes(changed):
    values = [float(x) for x in LIVE.values(inputs(**changed))]
    program = re.sub(r"«(\d+)»", lambda one: repr(values[int(one[1])]), LIVE.takes[0][1])
    names = {}
    exec(program, names)

    names["test_where_40_steps_lead"]()


@pytest.mark.parametrize("changed", STATES, ids=str)
def test_the_optimizers_of_pytorch_lead_to_the_same_place(changed):
    pytest.importorskip("torch")
    values = [float(x) for x in LIVE.values(inputs(**changed))]
    program = re.sub(r"«(\d+)»", lambda one: repr(values[int(one[1])]), LIVE.takes[1][1])

    exec(program, {})
    with pytest.raises(AssertionError):
        exec(program.replace("range(40)", "range(39)"), {})


def test_the_rules_are_those_that_can_be_chosen():
    assert LIVE.inputs[0].choices == RULES


# The factor of each direction


def left_near_the_lowest_point(rule, exponent, mu):
    """What a step leaves of a small error along each axis, found by many small steps of `nn`."""
    found = []
    for curvature in np.linalg.eigvalsh([[21.0, -10.0], [-10.0, 5.0]]):
        one = (GradientDescent(10.0**exponent), Momentum(10.0**exponent, mu))[rule]
        z = {"z": np.ones(1)}
        state, sizes = one.start(z), []
        for _ in range(400):
            one.step(z, {"z": curvature * z["z"]}, state)
            sizes.append(abs(z["z"][0]))
        found.append((np.mean(sizes[-100:]) / np.mean(sizes[-200:-100])) ** (1 / 100))
    return found


@states(
    "The table has the factor of each direction near the lowest point; above 1 a rule leaves it.",
    page="figures/adam",
)
@pytest.mark.parametrize(
    ("rule", "exponent", "mu"), [(0, -1.6, 0.9), (0, -1.1, 0.9), (0, -1.0, 0.0), (1, -0.8, 0.5)]
)
def test_the_factors_are_what_steps_of_nn_leave_near_the_lowest_point(rule, exponent, mu):
    cells = rows(rule=rule, exponent=exponent, mu=mu)["a step leaves, near the lowest point"]
    expected = left_near_the_lowest_point(rule, exponent, mu)

    assert_allclose([float(cell) for cell in cells], expected, rtol=5e-3)


def test_the_curvatures_at_the_lowest_point_are_those_of_its_second_derivatives():
    h = 1e-5
    hessian = np.array([(slope([1 + h, 1]) - slope([1 - h, 1])) / (2 * h),
                        (slope([1, 1 + h]) - slope([1, 1 - h])) / (2 * h)])  # fmt: skip
    cells = rows()["curvature there"]

    assert_allclose([float(cell) for cell in cells], np.linalg.eigvalsh(hessian), rtol=1e-3)


@pytest.mark.parametrize("rule", [2, 3])
def test_a_rule_that_divides_by_the_gradients_has_no_factor(rule):
    assert rows(rule=rule)["a step leaves, near the lowest point"] == ["–", "–"]
    assert "has no factor of its own, it divides by the size of the gradients" in said(rule=rule)


@pytest.mark.parametrize(("exponent", "leaves"), [(-1.2, False), (-1.1, True)])
def test_a_factor_above_1_is_named_as_the_reason_that_a_rule_does_not_settle(exponent, leaves):
    """Gradient descent is stable below 2 / 25.8, that is 10 to the power -1.11."""
    assert ("more than all" in said(rule=0, exponent=exponent)) is leaves
    assert bool(max(left_near_the_lowest_point(0, exponent, 0.0)) > 1) is leaves


@states("Below, the loss on the way.", page="figures/adam")
@states(
    "[This valley](#live:bend), with a gentle floor and steep walls, follows a curve, so that no "
    "direction stays the right one; that of [the rules before](optimizer.md#live:paths) is "
    "straight.",
    page="adam",
)
def test_both_valleys_have_rules_rates_memory_a_path_and_an_error_curve_and_name_each_other():
    for live, page, other in (
        (bend(), "adam", "optimizer.md#live:paths"),
        (straight(), "optimizer", "adam.md#live:bend"),
    ):
        assert {"rule"} < {str(one.symbol) for one in live.inputs}
        assert sum(path.orbit is not None for path in live.paths) >= 2
        assert other in text_of(page)


def rows(**changed):
    """The cells of the table by their row, without what is hidden."""
    return table(LIVE, **changed)
