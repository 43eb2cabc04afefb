"""The perceptron: what its formula does not show. Chapter: docs/perceptron.md."""

from itertools import product

import numpy as np
import pytest
from matplotlib.path import Path
from numpy.testing import assert_array_equal

from nn.perceptron import perceptron
from tests.diagrams import arrows, inside, links, nearest, rounds
from tests.drawn import seen
from tests.states import states
from tests.svg import Mark

B = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
FUNCTIONS = set(product([0, 1], repeat=4))  # the answers of every function of two bits
XOR, XNOR = (0, 1, 1, 0), (1, 0, 0, 1)


def computed_by(weights, biases):
    """The functions of two bits among neurons with such parameters."""
    return {
        tuple(map(int, perceptron(B, np.array([v, w]), b)))
        for v, w, b in product(weights, weights, biases)
    }


def test_a_neuron_computes_every_function_of_two_bits_but_xor_and_xnor():
    found = computed_by([-1.0, 0.0, 1.0], [-1.5, -0.5, 0.5, 1.5])

    assert found == FUNCTIONS - {XOR, XNOR}


def test_random_neurons_compute_neither_xor_nor_xnor(rng):
    found = {
        tuple(map(int, perceptron(B, w, b)))
        for w, b in zip(rng.normal(size=(1000, 2)), rng.normal(size=1000), strict=True)
    }

    assert found == FUNCTIONS - {XOR, XNOR}


@pytest.mark.parametrize("wanted", [XOR, XNOR])
def test_a_second_layer_computes_what_one_neuron_cannot(wanted):
    hidden = [(np.array([-1.0, -1.0]), 1.5), (np.array([1.0, 1.0]), -0.5)]
    A = np.column_stack([perceptron(B, w, b) for w, b in hidden])
    sign = 1.0 if wanted == XOR else -1.0

    assert_array_equal(perceptron(A, np.array([sign, sign]), -1.5 * sign), wanted)


def test_a_score_of_zero_does_not_fire():
    X = np.array([[1.0, 1.0], [1.0, 0.5], [0.5, 1.0]])

    assert_array_equal(perceptron(X, np.array([1.0, -1.0]), 0.0), [0, 1, 0])


def test_the_bias_is_the_threshold_with_the_opposite_sign(rng):
    X, w = rng.normal(size=(50, 3)), rng.normal(size=3)

    assert_array_equal(perceptron(X, w, -0.25), X @ w > 0.25)


def test_a_positive_factor_changes_no_answer_and_a_negative_one_changes_all(rng):
    X, w, b = rng.normal(size=(50, 3)), rng.normal(size=3), 0.25

    assert_array_equal(perceptron(X, 8 * w, 8 * b), perceptron(X, w, b))
    assert_array_equal(perceptron(X, -w, -b), 1 - perceptron(X, w, b))


def test_each_example_is_answered_as_if_alone(rng):
    X, w = rng.normal(size=(20, 3)), rng.normal(size=3)

    assert_array_equal(perceptron(X, w, 0.5), [perceptron(x[np.newaxis], w, 0.5)[0] for x in X])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept(dtype):
    assert perceptron(B.astype(dtype), np.ones(2, dtype), -1.5).dtype == dtype


@pytest.mark.parametrize("b", [(4,), (1, 1), (4, 1)])
def test_more_than_one_bias_is_refused(shapes_unchecked, b):
    with pytest.raises(ValueError, match=r"b a number or \(1,\); got"):
        perceptron(B, np.ones(2), np.ones(b))


def text(axes, words):
    return next(text for text in axes.texts if text.words == words)


def neuron():
    """The axes of the drawn neuron, and its nodes under their names."""
    axes = seen("perceptron", "neuron").only
    total, decision = rounds(axes)
    named = {words: text(axes, words) for words in ("x_1", "x_2", "b", "y")}
    return axes, named | {inside(axes, total): total, "step": decision}


@states(
    "A neuron: inputs come in from the left, are weighted and added up,", page="figures/perceptron"
)
def test_inputs_and_bias_are_led_to_the_sum_and_the_sum_to_the_answer():
    axes, nodes = neuron()
    names, ends = [*nodes], links(axes, [*nodes.values()])

    assert [(names[tail], names[tip]) for tail, tip in ends] == [
        ("x_1", "∑"), ("x_2", "∑"), ("b", "∑"), ("∑", "step"), ("step", "y"),
    ]  # fmt: skip


@pytest.mark.parametrize(("words", "source"), [("w_1", "x_1"), ("w_2", "x_2"), ("z", "∑")])
@states("inputs come in from the left, are weighted", page="figures/perceptron")
def test_a_weight_stands_at_the_arrow_of_its_input_and_the_score_at_that_of_the_sum(words, source):
    axes, nodes = neuron()
    lines = arrows(axes)

    arrow = lines[nearest(lines, text(axes, words).at)]
    assert [*nodes][nearest([*nodes.values()], arrow.tail)] == source


@states("and the step decides.", page="figures/perceptron")
def test_in_the_last_circle_a_step_leads_up():
    axes, nodes = neuron()
    (step,) = (line for line in axes.lines if not line.closed)

    across, down = step.points.T
    assert nearest([*nodes.values()], step.centre) == [*nodes].index("step")
    assert (np.diff(across) >= 0).all() and np.sign(np.diff(down)).tolist() == [0, -1, 0]


def corners(axes):
    """The four corners as places on the paper, and whether they are filled."""
    marks = [m for each in axes.rest for m in each.all(Mark)]
    rings = [line for line in axes.lines if line.closed and line.bent]
    return [(m.at, m.style["fill"] != "none") for m in marks] + [
        (ring.centre, ring.style["fill"] != "none") for ring in rings
    ]


def answers(axes):
    """Whether the corners (0, 0), (0, 1), (1, 0), (1, 1) are filled; None where there is none."""
    return _at_corners(axes, {tuple(at): full for at, full in corners(axes)})


def tinted(axes):
    """Whether these corners lie where the panel is tinted."""
    tints = [s for line in axes.lines if line.closed and not line.bent for s in line.strokes]
    places = [at for at, _ in corners(axes)]
    return _at_corners(
        axes, {tuple(at): any(Path(tint).contains_point(at) for tint in tints) for at in places}
    )


def _at_corners(axes, found):
    """What is found at places on the paper, in the order of the corners."""
    middle, of = axes.box.centre, {}
    for (across, down), value in found.items():
        of[int(across > middle[0]), int(down < middle[1])] = int(value)
    return tuple(of.get(corner) for corner in product((0, 1), (0, 1)))


GATES = {"AND": (0, 0, 0, 1), "OR": (0, 1, 1, 1), "NAND": (1, 1, 1, 0)}


@states(
    "AND, OR and NAND: each fires in the tinted half",
    "a filled corner is a 1.",
    page="figures/perceptron",
)
def test_corners_of_a_gate_are_filled_where_it_is_1():
    assert {axes.title: answers(axes) for axes in seen("perceptron", "gates").axes} == GATES


@states("each fires in the tinted half of the plane;", page="figures/perceptron")
def test_corners_of_a_gate_are_tinted_where_it_fires():
    assert {axes.title: tinted(axes) for axes in seen("perceptron", "gates").axes} == GATES


@pytest.mark.parametrize("name", ["gates", "xor"])
def test_the_first_input_is_drawn_across_and_the_second_up(name):
    axes = seen("perceptron", name).axes[0]

    assert (axes.x.label, axes.y.label, axes.x.words, axes.y.words) == (
        "x_1", "x_2", ["0", "1"], ["1", "0"],
    )  # fmt: skip


@states("All sixteen functions of two bits:", page="figures/perceptron")
def test_the_sixteen_panels_show_every_function_of_two_bits_once():
    shown = [answers(axes) for axes in seen("perceptron", "sixteen").axes]

    assert sorted(shown) == sorted(FUNCTIONS)


@states("XOR and XNOR alone have no neuron that computes them.", page="figures/perceptron")
def test_each_panel_but_xor_and_xnor_is_tinted_where_its_function_is_1():
    panels = seen("perceptron", "sixteen").axes
    without = {axes.title: answers(axes) for axes in panels if tinted(axes) != answers(axes)}

    assert (
        without
        == {"XOR": XOR, "XNOR": XNOR}
        == {axes.title: answers(axes) for axes in panels if axes.title}
    )


@states("Left, the inputs: XOR fires between two lines.", page="figures/perceptron")
def test_on_the_left_two_lines_enclose_the_corners_where_xor_is_1():
    axes = seen("perceptron", "xor").axes[0]
    (borders,) = (line for line in axes.lines if not line.closed)

    assert (axes.title, answers(axes), tinted(axes), len(borders.strokes)) == (
        "inputs",
        XOR,
        XOR,
        2,
    )


@states("Right, the hidden layer: one line will do.", page="figures/perceptron")
def test_on_the_right_one_straight_line_parts_what_nand_and_or_make_of_the_corners():
    axes = seen("perceptron", "xor").axes[1]
    (border,) = (line for line in axes.lines if not line.closed)
    (stroke,) = border.strokes
    turns = np.diff(stroke, axis=0)

    hidden = {(int(not (a and b)), int(a or b)): int(a != b) for a, b in product((0, 1), (0, 1))}
    assert (axes.title, axes.x.label, axes.y.label) == ("hidden layer", "NAND", "OR")
    assert answers(axes) == tuple(hidden.get(corner) for corner in product((0, 1), (0, 1)))
    assert np.ptp(turns[:, 1] / turns[:, 0]) < 0.02


def test_on_the_right_the_two_inputs_with_a_single_1_are_where_xor_is_1():
    axes = seen("perceptron", "xor").axes[1]
    at = text(axes, "(0, 1) and (1, 0)").at

    place, full = min(corners(axes), key=lambda corner: np.hypot(*(corner[0] - at)))
    assert full and [axes.x.value(place[0]), axes.y.value(place[1])] == pytest.approx(
        [1, 1], abs=0.01
    )
