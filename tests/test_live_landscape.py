"""The map of the loss in docs/descent.md and the steps over it, against `nn`."""

import re
from functools import cache

import numpy as np
import pytest
from numpy.testing import assert_allclose

from figures.descent import landscape
from nn.descent import neuron_loss, neuron_loss_grad_w
from tests.live_shown import number, picture, said, state, table, taken
from tests.states import states
from verify.live import engine
from verify.live.markup import script
from verify.live.printing import function

B = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
AND = np.array([0.0, 0.0, 0.0, 1.0])
PLACES = (110.0, 40.0), (248.0, -40.0)  # where 0 is in the picture, and how long 1 is
STATES = [{}, {"w_1": 6, "w_2": -1.3, "eta": 6}, {"eta": 25}, {"w_1": -2, "w_2": -2, "eta": 30}]
somewhere = pytest.mark.parametrize("changed", STATES)


@cache
def figure():
    return landscape()


def height(w):
    return float(neuron_loss(B, AND, np.array(w, float), -3.0))


def steps(inputs, count=12):
    """The weights before and after each step."""
    eta, *w = map(float, inputs)
    found = [np.array(w)]
    for _ in range(count):
        found.append(found[-1] - eta * neuron_loss_grad_w(B, AND, found[-1], -3.0))
    return np.array(found)


def in_units(x, y):
    (left, across), (low, up) = PLACES
    return (float(x) - left) / across, (float(y) - low) / up


def drawn(path):
    return np.array([in_units(*pair) for pair in re.findall(r"[ML](\S+) ([^ML]+)", path.get("d"))])


def paths(seen, kind):
    return [drawn(one) for one in seen.iter("path") if one.get("class") == kind]


@states("Lines of equal loss, like those of a map, each with its loss;", page="figures/descent")
@states(
    "Here is the one of a neuron that learns AND from the four pairs of bits; its bias is held at "
    "$-3$, so that there are only two directions:",
    page="descent",
)
def test_the_lines_of_the_landscape_have_the_loss_that_stands_in_them():
    seen = picture(figure(), figure().start)
    words = {
        float("".join(one.itertext())): in_units(one.get("x"), float(one.get("y")) - 4)
        for one in seen.iter("text")
        if "halo" in one.get("class", "")
    }
    lines = paths(seen, "line-0")
    levels = [[height(w) for w in line[::5]] for line in lines]

    assert max(map(np.ptp, levels)) < 0.005
    assert {round(float(np.mean(level)), 1) for level in levels} == {*words} == {0.4, 0.6, 0.8, 1.0}
    for level, place in words.items():
        assert height(place) == pytest.approx(level, abs=0.005)


@states("the cross is the minimum.", page="figures/descent")
def test_the_cross_of_the_landscape_stands_where_the_gradient_is_zero():
    seen = picture(figure(), figure().start)
    ends = [
        in_units(one.get(f"x{k}"), one.get(f"y{k}"))
        for one in seen.iter("line")
        if one.get("class") == "line-0"
        for k in (1, 2)
    ]

    assert len(ends) == 4
    assert_allclose(np.mean(ends, axis=0), [2, 2])
    assert_allclose(neuron_loss_grad_w(B, AND, np.full(2, 2.0), -3.0), 0, atol=1e-16)


@states("The dots are twelve steps of gradient descent.", page="figures/descent")
@somewhere
def test_the_dots_of_the_landscape_are_steps_against_the_gradient(changed):
    inputs = state(figure(), **changed)
    seen = picture(figure(), inputs)
    (path,) = (one for one in seen.iter("path") if one.get("class") == "steps")

    assert_allclose(drawn(path), steps(inputs), atol=2e-4)
    assert {path.get(f"marker-{where}") for where in ("start", "mid", "end")} == {"url(#map-step)"}


@states(
    "The first sets out at a right angle to the line of equal loss on which it begins.",
    page="figures/descent",
)
@somewhere
def test_the_first_step_leaves_its_contour_at_a_right_angle(changed):
    here, there = steps(state(figure(), **changed), 1)
    first = there - here
    along = np.array([-first[1], first[0]]) / np.hypot(*first)

    assert height(here + 1e-5 * along) == pytest.approx(height(here), abs=1e-9)
    assert height(here + 1e-3 * first) < height(here)


@somewhere
def test_the_first_dot_is_where_the_steps_start_and_is_dragged_by_both_weights(changed):
    inputs = state(figure(), **changed)
    grip, dot = (
        one for one in picture(figure(), inputs).iter("circle") if one.get("class") != "back"
    )
    names = [str(one.symbol) for one in figure().inputs]
    assert figure().invites == "Drag the first dot, or change its weights, to start elsewhere."
    *own, left, across, low, up = grip.get("data-drag").split()

    assert [names[int(k)] for k in own] == ["w_1", "w_2"]
    assert ((float(left), float(across)), (float(low), float(up))) == PLACES
    assert_allclose(in_units(dot.get("cx"), dot.get("cy")), inputs[1:], atol=1e-9)
    assert all(one.kind == "number" for one in figure().inputs if str(one.symbol) != "eta")


@somewhere
def test_it_says_the_loss_before_and_after_the_steps(changed):
    inputs = state(figure(), **changed)
    path, words = steps(inputs), said(figure(), inputs)
    heights = [height(w) for w in (path[0], path[1], path[-1], [2, 2])]
    numbers = [float(x) for x in re.findall(r"\d+\.\d+", words)]

    assert numbers == pytest.approx([float(f"{x:.4g}") for x in heights])
    assert ("uphill" in words) == (heights[1] > heights[0])


def test_some_first_steps_lead_uphill_and_others_do_not():
    words = [said(figure(), state(figure(), **changed)) for changed in ({}, {"w_1": 4, "eta": 30})]

    assert ["uphill" in each for each in words] == [False, True]


@somewhere
def test_the_table_has_the_weights_and_the_loss(changed):
    inputs = state(figure(), **changed)
    path = steps(inputs)[[0, 1, -1]]
    rows = [[number(cell) for cell in row[1:]] for row in table(figure(), 0, inputs)[1:]]

    assert_allclose(rows, [[*w, height(w)] for w in path], rtol=6e-4)


@somewhere
def test_the_test_that_a_reader_takes_passes_and_fails_for_another_rate(changed):
    text = taken(figure(), 0, state(figure(), **changed))
    right, wrong = {}, {}
    exec(text, right)
    exec(text.replace("float(", "0.9 * float("), wrong)
    name = "test_twelve_steps_lead_to_the_place_of_the_figure"

    right[name]()
    with pytest.raises(AssertionError):
        wrong[name]()


@somewhere
def test_pytorch_arrives_where_the_figure_does_and_fails_for_another_rate(changed):
    pytest.importorskip("torch")
    text = taken(figure(), 1, state(figure(), **changed))

    exec(text, {})
    with pytest.raises(AssertionError):
        exec(text.replace("w -= ", "w -= 0.9 * "), {})


def test_the_printed_step_is_that_of_the_package(rng):
    """The path is iterated by what is printed for the page, here by Node."""
    live, (orbit,) = figure(), figure().orbits
    code = function([[one.symbol for one in live.inputs], orbit.state], orbit.following)
    places = rng.uniform(-2, 6, (20, 2))
    [found] = engine.values([(code, [[[3.3, 0, 0], place.tolist()] for place in places])])
    expected = [w - 3.3 * neuron_loss_grad_w(B, AND, w, -3.0) for w in places]

    assert code in script(live, "landscape")
    assert_allclose(found, expected, rtol=1e-12, atol=1e-13)
