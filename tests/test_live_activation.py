"""The figure of docs/activation.md that computes."""

import numpy as np
import pytest

from figures import activation as chapter
from nn import activation as nn
from tests import live_states
from tests.live_states import inputs, number, picture, program, said, table
from tests.states import states
from verify.live.numbers import shown

LIVE = chapter.value_and_slope()
NAMES = ("step", "sigmoid", "tanh", "ReLU", "identity")
VALUES = (nn.step, nn.sigmoid, nn.tanh, nn.relu, nn.identity)
SLOPES = (np.zeros_like, nn.sigmoid_prime, nn.tanh_prime, nn.relu_prime, nn.identity_prime)
SCORES = (-5, -1.3, 0, 0.1, 2, 5)
every_function = pytest.mark.parametrize("function", range(len(NAMES)), ids=NAMES)


def at(function, x):
    return function(np.array([float(x)])).item()


@pytest.mark.parametrize("x", SCORES)
@every_function
@states(
    "The five activation functions at a score, and below them their slopes.",
    page="figures/activation",
)
@states("Afterwards you can differentiate five activation functions", page="activation")
def test_value_and_slope_are_those_of_nn(function, x):
    value, *slopes = table(LIVE, x=x)[NAMES[function]]

    assert [*table(LIVE)][1:] == [*NAMES]
    assert number(value) == pytest.approx(at(VALUES[function], x), rel=1e-3)
    if function == 0 and x == 0:  # the jump
        assert slopes == ["–", "–"]
        return
    slope, left = map(number, slopes)
    assert slope == pytest.approx(at(SLOPES[function], x), rel=1e-3)
    assert left == pytest.approx(at(SLOPES[function], x) ** 10, rel=0.06)


@pytest.mark.parametrize("x", SCORES)
@every_function
def test_the_sentence_is_about_the_chosen_function(function, x):
    words = said(LIVE, x=x, function=function)
    value, slope = (shown(at(f[function], x), "p4") for f in (VALUES, SLOPES))

    jump = function == 0 and x == 0
    assert f"the value of {NAMES[function]} is {value}" in words
    assert (f"{value}, and its slope {slope}; ten" in words) != jump
    assert ("At the jump it has no slope" in words) == (function == 0 and x == 0)
    assert ("At the kink the slope is a choice" in words) == (function == 3 and x == 0)


def curve(function, of_slope):
    """A curve as the picture has it: 40 units for a score and a value, 66 for a slope of 1."""
    kinds = [path for path in LIVE.paths if _kind(path) == (function, of_slope)]
    places = np.concatenate([LIVE.points(path, inputs(LIVE)) for path in kinds])
    heights = (384 - places[:, 1]) / 66 if of_slope else 2.5 - (places[:, 1] - 126) / 40
    return (places[:, 0] - 30) / 40 - 5, heights


def _kind(path):
    """Which function a path draws: they follow each other, in two pieces where one is broken."""
    order = [(0, 0), (0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1),
             (3, 0), (3, 0), (3, 1), (3, 1), (4, 0), (4, 1)]  # fmt: skip
    return order[LIVE.paths.index(path)]


@every_function
@pytest.mark.parametrize("of_slope", [0, 1])
@states(
    "The five activation functions at a score, and below them their slopes.",
    page="figures/activation",
)
def test_each_curve_is_its_function_or_its_slope(function, of_slope):
    x, heights = curve(function, of_slope)
    expected = (SLOPES if of_slope else VALUES)[function](np.where(np.abs(x) < 1e-12, 0, x))

    assert (x.min(), x.max()) == pytest.approx((-5, 5))
    np.testing.assert_allclose(heights, expected, atol=1e-8)


@every_function
@states("To the right, ReLU and identity alone do not level off.", page="figures/activation")
def test_to_the_right_relu_and_identity_alone_do_not_level_off(function):
    x, heights = curve(function, 0)

    rises = heights[-1] - np.interp(4, x, heights) > 0.1
    assert rises == (NAMES[function] in ("ReLU", "identity"))


@states(
    "The slope of the sigmoid stays small, and that of ReLU is the step.", page="figures/activation"
)
def test_the_slope_of_the_sigmoid_stays_small_and_that_of_relu_is_the_step():
    assert curve(1, 1)[1].max() == pytest.approx(0.25, abs=1e-3)
    np.testing.assert_allclose(curve(3, 1), curve(0, 0), atol=1e-8)


@pytest.mark.parametrize("x", SCORES)
@every_function
def test_the_dot_and_the_tangent_follow_the_score(function, x):
    parts = picture(LIVE, x=x, function=function)
    if function == 0 and x == 0:  # the jump
        assert not [p for p in parts if p.get("class") == "tangent"]
        return
    upper, lower = [p for p in parts if p.get("class") == "point"]
    (tangent,) = [p for p in parts if p.get("class") == "tangent"]
    value, slope = (at(f[function], x) for f in (VALUES, SLOPES))
    ends = [float(tangent.get(name)) for name in ("x1", "y1", "x2", "y2")]

    assert float(upper.get("cx")) == float(lower.get("cx")) == pytest.approx(230 + 40 * x)
    assert float(upper.get("cy")) == pytest.approx(226 - 40 * value, abs=0.01)
    assert float(lower.get("cy")) == pytest.approx(384 - 66 * slope, abs=0.01)
    assert (ends[1] - ends[3]) / (ends[2] - ends[0]) == pytest.approx(slope, abs=1e-3)
    assert (ends[1] + ends[3]) / 2 == pytest.approx(226 - 40 * value, abs=0.02)


@every_function
def test_the_curves_of_the_chosen_function_are_emphasized(function):
    lit = [p.get("class") for p in picture(LIVE, function=function) if "data-lit" in p.attrib]

    assert set(lit) == {("line-3", "line-1", "line-2", "line-0", "measured")[function]}
    assert len(lit) >= 3


@states(
    "At 0 tanh passes on four times as much of a gradient as the sigmoid.",
    "From about 1.7 on: tanh is steeper, so it levels off sooner.",
    "Guess from which score on it passes on less",
    page="activation",
)
@pytest.mark.parametrize(("x", "less"), [(0, 0), (1, 0), (1.6, 0), (1.7, 1), (3, 1), (5, 1)])
def test_from_a_score_of_about_1_7_on_tanh_passes_on_less_than_the_sigmoid(x, less):
    sigmoid, tanh = (number(table(LIVE, x=x)[name][1]) for name in ("sigmoid", "tanh"))

    assert (tanh < sigmoid) == less
    assert number(table(LIVE, x=0)["tanh"][1]) == 4 * number(table(LIVE, x=0)["sigmoid"][1])


@pytest.mark.parametrize("x", SCORES)
def test_the_test_that_is_taken_along_passes(x):
    live_states.run(LIVE, x=x)


def test_the_script_for_pytorch_holds_the_score():
    script = program(LIVE, "PyTorch", x=-2.5)

    assert "torch.tensor(-2.5, " in script
    compile(script, "script", "exec")
