"""The neuron of docs/descent.md that a reader trains, against `nn`."""

import re
from functools import cache

import numpy as np
import pytest
from numpy.testing import assert_allclose

from figures.descent import one_neuron
from nn.descent import Neuron, neuron, neuron_loss, neuron_loss_grad_b, neuron_loss_grad_w
from tests import live_lines
from tests.live_lines import lines, marked, points, tinted
from tests.live_shown import number, pressed, said, state, table, taken
from tests.states import states
from verify.live import engine
from verify.live.markup import script
from verify.live.numbers import MINUS
from verify.live.printing import function

FLOOR, LEFT, SIDE, TALL, FASTEST = 466.0, 26.0, 288.0, 130.0, 12.0  # of the lower picture
MOVED = {"X_42": 0.5, "y_3": 1, "y_4": 0, "w_1": 1.5, "w_2": -2.25, "b": 0.75, "eta": 3.3}
WRONG = {"w_1": -9, "w_2": -9, "b": 5, "eta": 12}
STATES = [{}, {"w_1": 1, "w_2": 1, "b": -1.5, "eta": 0.5}, MOVED, WRONG]
somewhere = pytest.mark.parametrize("changed", STATES)


@cache
def figure():
    return one_neuron()


def given(inputs):
    """The examples, the right answers, the neuron and the rate of a state."""
    X, y, w, own = live_lines.examples(figure(), inputs, "y")
    return X, y, w, own["b"], own["eta"]


def after(inputs, steps, rate=None):
    """The loss and the neuron after so many steps."""
    X, y, w, b, eta = given(inputs)
    one = Neuron(w, b)
    return one.train(X, y, eta if rate is None else rate, steps), one


def at(**changed):
    return live_lines.at(figure(), **changed)


def shown(value, digits):
    """A number with so many significant digits, as words have it."""
    return float(f"{value:.{digits}g}")


@states(
    "Points with their probabilities, and the line of the neuron; a filled one is a yes.",
    page="figures/descent",
)
@somewhere
def test_the_points_are_the_examples_and_those_with_the_answer_yes_are_filled(changed):
    inputs, seen = at(**changed)
    X, y, w, b, _ = given(inputs)
    places, filled = zip(*points(seen), strict=True)
    words = [text for text in seen.iter("text") if text.get("pointer-events") == "none"]

    assert_allclose(places, X, atol=1e-3)
    assert [*filled] == (y == 1).tolist()
    assert_allclose([number("".join(one.itertext())) for one in words], neuron(X, w, b), atol=0.005)


def test_a_point_is_dragged_by_its_own_two_inputs():
    names = [str(one.symbol) for one in figure().inputs]
    drags = re.findall(r'data-drag="(\d+) (\d+) 110.0 120.0 212.0 -120.0"', figure().pictures[0])

    assert [[names[int(k)] for k in drag] for drag in drags] == [
        [f"X_{n}1", f"X_{n}2"] for n in range(1, 5)
    ]
    assert all(one.kind == "number" for one in figure().inputs if str(one.symbol)[0] in "Xywb")


@somewhere
@pytest.mark.parametrize(
    ("kind", "steps"), [("line-0", 0), ("line-1", 1), ("line-2", 10), ("line-3", 100)]
)
def test_a_line_is_where_the_probability_is_a_half_after_so_many_steps(changed, kind, steps):
    inputs, seen = at(**changed)
    _, one = after(inputs, steps)
    drawn = lines(seen, kind)[: 1 if kind != "line-3" else None]
    across = [line for line in drawn if np.abs(line).max() > 1.6]

    if not one.w.any():
        assert not across
    else:
        middle = abs(one.w @ [0.5, 0.5] + one.b) / np.hypot(*one.w)
        if middle < 2:
            on = across[0]
            assert_allclose(on @ one.w + one.b, 0, atol=2e-4 * np.abs(one.w).max())


@states("The neuron says yes where the plane is tinted.", page="figures/descent")
@pytest.mark.parametrize("changed", STATES[1:])
def test_the_plane_is_tinted_where_the_neuron_says_yes(changed, rng):
    inputs, seen = at(**changed)
    _, _, w, b, _ = given(inputs)
    X = rng.uniform(-0.7, 1.7, (200, 2))
    p = neuron(X, w, b)
    clear = np.abs(p - 0.5) > 0.01

    assert [tinted(seen, x) for x in X[clear]] == (p[clear] > 0.5).tolist()


@somewhere
def test_a_square_is_around_each_point_on_the_wrong_side(changed):
    inputs, seen = at(**changed)
    X, y, w, b, _ = given(inputs)

    assert_allclose(np.reshape(marked(seen), (-1, 2)), X[(2 * y - 1) * (X @ w + b) < 0], atol=1e-3)


def heights(inputs, seen):
    """What is a height of the lower picture, in units of the loss."""
    return lambda place: (FLOOR - float(place)) / TALL * 1.5 * after(inputs, 0)[0]


@states("Below, the loss after one step with any rate:", page="figures/descent")
@somewhere
def test_the_curve_below_is_the_loss_after_a_step_with_each_rate(changed):
    inputs, seen = at(**changed)
    (curve,) = (one.get("d") for one in seen.iter("path"))
    places = np.array(re.findall(r"[ML](\S+) ([^ML]+)", curve), float)
    height = heights(inputs, seen)

    for x, y in places[::12]:
        rate = (x - LEFT) / SIDE * FASTEST
        expected = after(inputs, 1, rate)[0]
        assert height(y) == pytest.approx(expected, abs=2e-4 * after(inputs, 0)[0])
    assert places[0, 0] == LEFT and places[-1, 0] == LEFT + SIDE


@states(
    "the straight line is what the slope promises, and the dot what the step gives.",
    page="figures/descent",
)
@somewhere
def test_the_straight_line_promises_what_the_slope_says_and_the_dot_is_at_the_step(changed):
    inputs, seen = at(**changed)
    X, y, w, b, eta = given(inputs)
    here, height = after(inputs, 0)[0], heights(inputs, seen)
    slope = -(np.sum(neuron_loss_grad_w(X, y, w, b) ** 2) + neuron_loss_grad_b(X, y, w, b) ** 2)
    straight = next(
        one
        for one in seen.iter("line")
        if one.get("class") == "line-3" and float(one.get("x1")) == LEFT
        and float(one.get("x2")) == LEFT + SIDE
    )  # fmt: skip
    (dot,) = (one for one in seen.iter("circle") if one.get("class") == "back")

    assert height(straight.get("y1")) == pytest.approx(here, rel=1e-4)
    assert height(straight.get("y2")) == pytest.approx(here + FASTEST * slope, abs=1e-3 * here)
    assert float(dot.get("cx")) == pytest.approx(LEFT + SIDE / FASTEST * eta, abs=0.01)
    assert height(dot.get("cy")) == pytest.approx(after(inputs, 1)[0], abs=1e-3 * here)


def test_it_starts_as_the_neuron_of_the_chapter_does():
    assert said(figure(), figure().start) == (
        "After 0 steps the loss is 0.6931, and 0 of 4 answers are on the right side of 1/2. "
        "One step makes it 0.5991: it falls by 0.09407, and the slope alone promised 0.1250. "
        "A hundred steps more make it 0.08089."
    )


@pytest.mark.parametrize("changed", [STATES[1], MOVED])
def test_it_says_how_the_loss_falls_and_what_the_slope_promised(changed):
    inputs, _ = at(**changed)
    X, y, w, b, eta = given(inputs)
    here, next_, long = (after(inputs, steps)[0] for steps in (0, 1, 100))
    g = np.append(neuron_loss_grad_w(X, y, w, b), neuron_loss_grad_b(X, y, w, b))
    right = ((2 * y - 1) * (X @ w + b) > 0).sum()
    told = said(figure(), inputs).replace(MINUS, "-")
    words = [float(x) for x in re.findall(r"\d+(?:\.\d+)?(?:e\S\d+)?", told)]

    assert next_ < here
    assert words == pytest.approx([
        0, shown(here, 4), right, 4, 1, 2, shown(next_, 4), shown(here - next_, 4),
        shown(eta * (g @ g), 4), shown(long, 4),
    ])  # fmt: skip


def test_it_says_when_a_step_is_too_long():
    inputs, _ = at(eta=12)
    rise = after(inputs, 1)[0] - after(inputs, 0)[0]

    assert rise > 0
    assert f"the step is too long, the loss rises by {rise:#.4g}." in said(figure(), inputs)


def test_it_says_when_nothing_moves():
    inputs = pressed(figure(), "start XOR", state(figure()))

    assert "The gradient is 0, so no step moves anything." in said(figure(), inputs)
    assert "falls" not in said(figure(), inputs) and "rises" not in said(figure(), inputs)


CHAOTIC = {  # points that no line separates, and a rate that is too large for them
    "X_11": 0.5, "X_12": 0.35, "X_21": 0.74, "X_22": 1.49, "X_31": 1.4, "X_32": 0.42, "X_41": 1.02,
    "X_42": 0.49, "y_1": 1, "y_2": 0, "y_3": 1, "y_4": 0, "eta": 12,
}  # fmt: skip


@states(
    "The lines after 10 and 100 steps look ahead; where they would depend on the last digits, they "
    "are left out.",
    page="figures/descent",
)
def test_where_rounding_decides_a_hundred_steps_are_not_foretold():
    """Two starts that differ by a billionth end elsewhere, and the figure shows neither."""
    inputs, seen = at(**CHAOTIC)
    ends = [after(at(**CHAOTIC | {"w_2": w})[0], 100)[1].w for w in (0, 1e-9)]
    row = table(figure(), 1, inputs)[-1]

    assert np.abs(ends[0] - ends[1]).max() > 0.01
    assert "Where a hundred steps more lead depends on the last digits" in said(figure(), inputs)
    assert row == ["after 100", "–", "–", "–", "–"]
    assert not [
        one
        for one in seen.iter("line")
        if (one.get("class"), one.get("clip-path")) == ("line-3", "url(#neuron-plane)")
    ]
    assert "after 100" not in "".join(seen.itertext())


@pytest.mark.parametrize("eta", [1.0, 5.0, 12.0])
def test_where_the_steps_settle_a_hundred_of_them_are_foretold_at_any_rate(eta):
    inputs, _ = at(eta=eta)

    assert f"A hundred steps more make it {after(inputs, 100)[0]:#.4g}." in said(figure(), inputs)


def test_a_neuron_that_nothing_moves_is_foretold_to_stay():
    inputs = pressed(figure(), "start XOR", state(figure(), eta=12))

    assert "A hundred steps more make it 0.6931." in said(figure(), inputs)


@somewhere
@pytest.mark.parametrize("steps", [1, 10, 100])
def test_the_buttons_take_the_steps_of_the_package(changed, steps):
    inputs, _ = at(**changed)
    pushed = pressed(figure(), f"take {steps} step{'s' * (steps > 1)}", inputs)
    _, _, w, b, _ = given(pushed)
    _, one = after(inputs, steps)

    assert_allclose([*w, b], [*one.w, one.b], rtol=1e-9, atol=1e-12)
    assert said(figure(), pushed).startswith(f"After {steps} step{'s' * (steps > 1)} ")


@pytest.mark.parametrize(("name", "answers"), [("OR", [0, 1, 1, 1]), ("XOR", [0, 1, 1, 0])])
def test_a_function_starts_anew_from_the_pairs_of_bits(name, answers):
    X, y, w, b, _ = given(pressed(figure(), f"start {name}", state(figure(), steps=7, **MOVED)))

    assert X.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert y.tolist() == answers and not w.any() and b == 0


@somewhere
def test_the_tables_have_the_probabilities_the_slopes_and_the_parameters(changed):
    inputs, _ = at(**changed)
    X, y, w, b, _ = given(inputs)
    p = neuron(X, w, b)
    examples, neurons = (
        [[number(cell or "nan") for cell in row[1:]] for row in table(figure(), k, inputs)[1:]]
        for k in (0, 1)
    )
    slopes = [*neuron_loss_grad_w(X, y, w, b), neuron_loss_grad_b(X, y, w, b), np.nan]
    then = [after(inputs, steps) for steps in (0, 1, 10, 100)]

    assert_allclose(examples, np.column_stack([X, y, p, p - y]), atol=5.1e-5)
    assert_allclose(
        neurons, [slopes, *([*one.w, one.b, loss] for loss, one in then)], rtol=6e-4, atol=1e-12
    )


def program(which, inputs):
    """What a reader takes, with whole numbers as JavaScript writes them."""
    return re.sub(r"(\d)\.0\b", r"\1", taken(figure(), which, inputs))


def checks(text):
    names = {}
    exec(text, names)
    return [one for name, one in names.items() if name.startswith("test_")]


@somewhere
def test_the_test_that_a_reader_takes_passes(changed):
    found = checks(program(0, at(**changed)[0]))

    assert len(found) == 2
    for check in found:
        check()


def test_the_test_that_a_reader_takes_fails_for_another_neuron():
    text = program(0, state(figure()))
    for check in checks(text.replace("w, b, eta = np.array([0,", "w, b, eta = np.array([1,")):
        with pytest.raises(AssertionError):
            check()


def test_the_script_that_a_reader_takes_runs():
    pytest.importorskip("torch")
    exec(program(1, state(figure(), **MOVED)), {})


def test_the_script_that_a_reader_takes_is_python():
    compile(program(1, state(figure(), **MOVED)), "taken", "exec")


@pytest.mark.parametrize("which", [0, 1])
def test_the_printed_step_of_the_lines_is_that_of_the_package(which, rng):
    """The paths are iterated by what is printed for the page, here by Node."""
    live, orbit = figure(), figure().orbits[which]
    own = [one.symbol for one in live.inputs]
    code = function([own, orbit.state], orbit.following)
    tried = [state(live, **changed) for changed in STATES]
    places = np.tile(rng.normal(0, 3, (len(tried), 3)), 2).tolist()  # and a start beside it
    [found] = engine.values([(code, [list(pair) for pair in zip(tried, places, strict=True)])])

    assert code in script(live, "one_neuron")
    for inputs, (*w, b, _, _, _), moved in zip(tried, places, found, strict=True):
        X, y, _, _, eta = given(inputs)
        one = Neuron(np.array(w), b)
        one.train(X, y, eta)
        assert_allclose(moved, [*one.w, one.b] * 2, rtol=1e-12, atol=1e-12)


def test_no_loss_of_the_figure_is_lost_where_the_neuron_is_certain():
    inputs, _ = at(w_1=10, w_2=10, b=10)
    X, y, w, b, _ = given(inputs)

    assert neuron_loss(X, y, w, b) == pytest.approx(12.5)
    assert "the loss is 12.50," in said(figure(), inputs)
