"""The 2-3-2 example: what its formulas do not show. Chapter: docs/worked_2_3_2.md."""

from dataclasses import replace
from functools import cache

import mpmath
import numpy as np
import pytest
from numpy.testing import assert_allclose

from derivations import worked_2_3_2 as example
from figures import worked_2_3_2 as chapter
from nn.activation import sigmoid, sigmoid_prime
from nn.worked_2_2_2 import (
    sigmoid_net_error,
    sigmoid_net_error_grad_V,
    sigmoid_net_error_grad_W,
    sigmoid_net_step,
)
from nn.worked_2_3_2 import squared_distance, squared_distance_grad_V, squared_distance_grad_W
from tests.colours import GREY, ORANGE, TEAL
from tests.curves import NEAR
from tests.drawn import seen
from tests.givens import expected_rows
from tests.states import states
from tests.tables import read
from tests.worked import links, outputs
from verify.live.numbers import shown

pytestmark = pytest.mark.usefixtures("shapes_unchecked")  # many thousand updates

ERRORS = {  # of the tutorial's program, run by itself
    1: 0.36415638102558656,
    10: 0.15838144606440702,
    100: 0.002868143088145827,
    1000: 0.000157899715481521,
}


@pytest.mark.parametrize("updates", ERRORS)
def test_the_error_is_that_of_the_tutorials_program(updates):
    assert_allclose(chapter.run()[updates].error, ERRORS[updates], rtol=1e-12)


def test_the_outputs_after_a_thousand_updates_are_those_of_the_tutorials_program():
    assert_allclose(chapter.run()[1000].outputs, [0.022956535334, 0.977837449975], rtol=1e-10)


@states(
    "The sixth weight moves exactly twice as far as the fifth, and the second twice as far as the "
    "first."
)
def test_hidden_weights_travel_along_the_inputs():
    """The second weight of a neuron moves as the first, times i2 / i1."""
    first, last = chapter.run()[0], chapter.run()[1000]

    moved = last.W - first.W

    assert_allclose(moved[:, 1], 2 * moved[:, 0], rtol=1e-9)


@states(
    "After a thousand updates every output weight has moved farther than any hidden one, as the "
    "picture shows."
)
def test_hidden_weights_move_less_than_output_weights():
    first, last = chapter.run()[0], chapter.run()[1000]

    assert np.abs(last.W - first.W).max() < np.abs(last.V - first.V).min()


@states("**The outputs agree to two decimals, the weights do not.**")
def test_all_runs_end_with_the_same_outputs_and_with_other_weights():
    nets = list(chapter.runs().values())

    outputs = np.array([net.outputs for net in nets])
    weights = np.array([net.w for net in nets])

    assert np.ptp(outputs, axis=0).max() < 0.005
    assert np.ptp(weights, axis=0).min() > 10 * np.ptp(outputs, axis=0).max()


def slopes_of_outputs(net) -> np.ndarray:
    """How the two outputs change with the twelve weights: a row for each output."""
    outputs, hidden = net.outputs, net.hidden
    to_net = outputs * (1 - outputs)
    rows = []
    for k in range(2):
        V = np.zeros((2, 3))
        V[k] = to_net[k] * hidden
        W = to_net[k] * np.outer(net.V[k] * hidden * (1 - hidden), net.i)
        rows.append(np.concatenate([W.ravel(), V.ravel()]))
    return np.array(rows)


@states(
    "Two outputs must take given values: two equations for twelve unknowns.",
    "So where the equations hold, ten directions are left in which the weights can move on without "
    "changing the outputs",
)
@pytest.mark.parametrize("name", ["start", *chapter.runs()])
def test_ten_directions_are_left_at_the_start_and_at_every_ending(name):
    """Two rows of slopes that are no multiples of each other."""
    slopes = slopes_of_outputs((chapter.runs() | {"start": chapter.run()[0]})[name])
    _, sizes, directions = np.linalg.svd(slopes)

    assert (slopes.shape, sizes[1] > 0.1 * sizes[0]) == ((2, 12), True)
    assert [np.abs(slopes @ v).max() < 1e-12 for v in directions] == 2 * [False] + 10 * [True]


@states(
    "Write the slopes of each output with respect to the twelve weights in a row. Neither row is "
    "ever a multiple of the other (the matrix of both has *rank* 2): the weights into an output "
    "give it slopes above 0, and the other output none."
)
def test_no_row_of_slopes_is_a_multiple_of_the_other_at_any_weights(rng):
    for _ in range(100):
        net = replace(chapter.run()[0], w=rng.normal(scale=2, size=12))
        first, second = slopes_of_outputs(net)

        assert (first[6:9] > 0).all() and not first[9:].any()
        assert (second[9:] > 0).all() and not second[6:9].any()
        assert np.linalg.matrix_rank([first / first.max(), second / second.max()]) == 2


def test_the_slopes_of_the_outputs_are_those_of_difference_quotients(rng):
    net = chapter.run()[0]
    v, h = rng.normal(size=12), 1e-6

    moved = [replace(net, w=net.w + s * v).outputs for s in (h, -h)]

    assert_allclose((moved[0] - moved[1]) / (2 * h), slopes_of_outputs(net) @ v, rtol=1e-6)


@states("Gradient descent never quite arrives, since its steps shrink with the error.")
def test_gradient_descent_never_quite_arrives():
    errors = [net.error for net in chapter.run()]

    assert min(errors) > 0 and np.diff(errors).max() < 0


@states("Their slopes come close to the largest that a sigmoid has; how large is that?")
def test_with_a_tenth_of_the_inputs_the_hidden_slopes_are_nearly_a_quarter():
    net = chapter.run()[0]
    h = replace(net, i=np.array([0.5, 1.0])).hidden

    assert_allclose(h * (1 - h), 0.25, atol=0.05)
    assert (h * (1 - h) < 0.25).all()


@states("In float64 they can: an exponential smaller than the last place of 1 is lost.")
def test_a_sigmoid_of_float64_reaches_one():
    assert sigmoid(np.array([36.0, 37.0, 38.0])).tolist() == [1 - 2**-52, 1 - 2**-53, 1.0]


@states("The third neuron passes on less than 0.5% of what reaches it.")
def test_the_third_neuron_passes_on_less_than_half_a_hundredth():
    hidden = chapter.run()[0].hidden

    assert hidden[2] * (1 - hidden[2]) < 0.005


# The tables of the page


def after(updates, rate=0.5, w=None):
    """Weights, error and outputs of the example after some updates, written out once more."""
    i, t, b, c = np.array([5.0, 10.0]), np.array([0.01, 0.99]), np.full(3, 0.35), np.full(2, 0.65)
    W = (np.arange(2, 8) / 20 if w is None else w[:6]).reshape(3, 2)
    V = (np.arange(8, 14) / 20 if w is None else w[6:]).reshape(2, 3)
    for update in range(updates + 1):
        h = sigmoid(W @ i + b)
        o = sigmoid(V @ h + c)
        if update < updates:
            at_output = (o - t) * o * (1 - o)
            at_hidden = V.T @ at_output * h * (1 - h)
            W, V = W - rate * np.outer(at_hidden, i), V - rate * np.outer(at_output, h)
    return np.concatenate([W.ravel(), V.ravel()]), ((t - o) ** 2).sum() / 2, o


def test_table_of_iterations_shows_error_and_outputs_and_twice_the_error_as_J():
    expected = {}
    for updates in (0, 1, 10, 100, 1000):
        _, error, (o1, o2) = after(updates)
        expected[str(updates)] = {"$E$": error, "$J = 2 E$": 2 * error, "$o_1$": o1, "$o_2$": o2}

    assert read("worked_2_3_2", "iterations").wrong(expected) == []


@states("After a thousand updates the weights are these;")
def test_table_of_weights_shows_them_before_and_after_and_the_difference():
    first, last = after(0)[0], after(1000)[0]

    expected = {
        f"$w_{{{k + 1}}}$": {
            "at the start": first[k],
            "after 1000 updates": last[k],
            "moved by": last[k] - first[k],
        }
        for k in range(12)
    }
    assert read("worked_2_3_2", "final_weights").wrong(expected) == []


@states("with other learning rates and with random starts, five thousand updates each:")
def test_table_of_endings_shows_where_each_run_arrives():
    starts = {f"$\\eta = {rate}$": (rate, None) for rate in (0.5, 2.0, 5.0)}
    for seed in range(3):
        rng = np.random.default_rng(seed)
        w = np.concatenate([rng.uniform(0, 0.5, 6), rng.uniform(0, 1, 6)])
        starts[f"random start {seed + 1}"] = 0.5, w

    expected = {}
    for name, (rate, start) in starts.items():
        w, _, (o1, o2) = after(5000, rate, start)
        expected[name] = {
            "$o_1$": o1, "$o_2$": o2, "$w_1$": w[0], "$w_7$": w[6], "$w_{10}$": w[9],
        }  # fmt: skip
    assert read("worked_2_3_2", "endings").wrong(expected) == []


W = np.array([0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65])
HIDDEN = ["h1", "h2", "h3"]


@states("The network with what each neuron puts out before it learns:", page="figures/worked_2_3_2")
def test_each_drawn_neuron_puts_out_what_the_first_forward_pass_gives():
    i = np.array([5.0, 10.0])
    h = 1 / (1 + np.exp(-(W[:6].reshape(3, 2) @ i + 0.35)))
    o = 1 / (1 + np.exp(-(W[6:].reshape(2, 3) @ h + 0.65)))
    names = ["i1", "i2", *HIDDEN, "o1", "o2"]

    assert outputs("worked_2_3_2") == {
        name: shown(output, "p4") for name, output in zip(names, [*i, *h, *o], strict=True)
    }


@states("both outputs are near 0.9.", page="figures/worked_2_3_2")
def test_both_drawn_outputs_are_near_nine_tenths():
    drawn = outputs("worked_2_3_2")

    assert_allclose([float(drawn[f"o{k}"]) for k in (1, 2)], 0.9, atol=0.03)


def test_each_of_twelve_weights_stands_on_the_line_that_it_belongs_to():
    ends = [(i, h) for h in HIDDEN for i in ("i1", "i2")]
    ends += [(h, o) for o in ("o1", "o2") for h in HIDDEN]
    names = [f"w{k}" for k in range(1, 13)]

    assert links("worked_2_3_2") == {
        f"{name} {weight:.4f}": pair for name, weight, pair in zip(names, W, ends, strict=True)
    }


@cache
def moved():
    """How far each weight has moved after 0, 1, 2 ... a thousand updates."""
    path, rest = (
        [W],
        (np.full(3, 0.35), np.full(2, 0.65), np.array([5.0, 10]), np.array([0.01, 0.99])),
    )
    for _ in range(1000):
        path.append(sigmoid_net_step(path[-1], *rest, 0.5))
    return np.array(path) - W


@pytest.mark.parametrize("k", range(1, 13))
@states("How far the weights move:", page="figures/worked_2_3_2")
def test_the_curve_of_a_weight_is_how_far_it_has_moved(k):
    axes = seen("worked_2_3_2", "moves").axes[k > 6]
    at = np.geomspace(1, 1000, 40).astype(int)

    curve = axes.curve(f"w_{k}" if k < 10 else f"w_{{{k}}}")
    assert curve.misses(at, moved()[at, k - 1]) < NEAR


@states("the hidden ones hardly, for their neurons are saturated.", page="figures/worked_2_3_2")
def test_hidden_weights_hardly_move_and_their_neurons_put_out_nearly_1():
    upper, lower = seen("worked_2_3_2", "moves").axes
    farthest = [np.abs(upper.curve(name).y).max() for name in upper.legend]
    shown = outputs("worked_2_3_2")

    assert (upper.title, lower.title) == ("hidden layer", "output layer")
    assert max(farthest) < 0.25 and min(float(shown[name]) for name in HIDDEN) > 0.9


def test_moves_are_drawn_over_updates():
    upper, lower = seen("worked_2_3_2", "moves").axes

    assert (upper.y.label, lower.y.label, lower.x.label) == ("moved by", "moved by", "updates")


# The valley


@cache
def first_output() -> tuple[np.ndarray, float]:
    """What goes into the first output: what w_7 and w_8 multiply, and all the rest."""
    net = chapter.run()[0]
    return net.hidden[:2], 0.50 * net.hidden[2] + 0.65


def error_at(w):
    (out, rest) = first_output()
    return (sigmoid(np.asarray(w).T @ out + rest) - 0.01) ** 2 / 2


@states(
    "The error of the first output over two weights: a valley,",
    "On the dashed line the error is 0, and on the others it is 0.01, 0.1, 0.2, 0.3 and 0.4.",
    page="figures/worked_2_3_2",
)
@states(
    "Let only $w_7$ and $w_8$ move, and one of the ten directions can be seen: along the floor of "
    "a valley the first output is right everywhere."
)
def test_the_lines_of_the_valley_are_those_of_equal_error():
    axes = seen("worked_2_3_2", "valley").only
    (floor,) = axes.lines_in(TEAL, dashed=True)
    errors = sorted(error_at([line.x, line.y]).tolist() for line in axes.lines_in(GREY))
    along = np.zeros(12)
    along[6:8] = np.ptp(floor.x), -np.ptp(floor.y)

    assert (axes.x.label, axes.y.label) == ("w_7", "w_8")
    assert error_at([floor.x, floor.y]) == pytest.approx(0, abs=1e-6)
    assert_allclose(errors, [[height] * 2 for height in (0.01, 0.1, 0.2, 0.3, 0.4)], atol=1e-3)
    assert np.abs(slopes_of_outputs(chapter.run()[0]) @ along).max() < 1e-3


@states(
    "and runs from three starts (dots).",
    "Each run goes down at right angles to them, and after five thousand updates is near the "
    "dashed line.",
    page="figures/worked_2_3_2",
)
def test_each_run_of_the_valley_is_one_of_five_thousand_updates():
    axes = seen("worked_2_3_2", "valley").only
    runs = [line for line in axes.lines_in(ORANGE) if len(np.concatenate(line.strokes)) == 2]
    dots, (out, rest) = axes.dots(ORANGE), first_output()

    assert len(dots.x) == len(runs) == 3
    for run in runs:
        w, *_ = places = np.transpose([run.x, run.y])
        assert dots.misses([w[0]], [w[1]]) < NEAR
        for _ in range(5000):
            o = sigmoid(w @ out + rest)
            w = w - 0.5 * (o - 0.01) * o * (1 - o) * out
        assert_allclose(places[1], w, atol=0.02)
        assert (places[1] - places[0]) @ [out[1], -out[0]] == pytest.approx(0, abs=0.03)
        assert error_at(w) < 2e-5


@states("The slope is largest where the output is one half.")
def test_the_slope_of_a_sigmoid_is_largest_where_its_output_is_one_half():
    x = np.linspace(-5, 5, 101)

    assert sigmoid(x)[sigmoid_prime(x).argmax()] == 0.5


# What the chapter says in words


@pytest.fixture
def net():
    return chapter.run()[0]


@states(
    "The second example has three hidden neurons, large inputs, and outputs that start far from"
)
def test_the_example_has_three_hidden_neurons_and_one_output_far_from_its_target(net):
    away = np.abs(net.outputs - net.t)

    assert (len(net.b), net.i.tolist(), away[0] > 0.8, away[1] < 0.1) == (3, [5, 10], True, True)


@states(
    "Weights $w_1$ and $w_2$ enter hidden neuron 1; $w_7$, $w_8$ and $w_9$ enter output neuron 1.",
    "Take $w_7$, which leads from hidden neuron 1 to output 1.",
)
def test_the_first_weights_of_each_layer_enter_its_first_neuron(net):
    """It is those that move what the neuron puts out, and no others."""
    hidden, first = [], []
    for k in range(12):
        other = replace(net, w=net.w + 0.1 * np.eye(12)[k])
        hidden.append(other.hidden[0] != net.hidden[0])
        first.append(k > 5 and other.outputs[0] != net.outputs[0])

    assert [k + 1 for k in range(12) if hidden[k]] == [1, 2]
    assert [k + 1 for k in range(12) if first[k]] == [7, 8, 9]
    assert [*example.W[0], *example.V[0]] == [example.w[k - 1] for k in (1, 2, 7, 8, 9)]


@states("Half the squared distance to the targets:")
def test_the_error_is_half_the_squared_distance_to_the_targets(net):
    assert net.error == pytest.approx(np.linalg.norm(net.outputs - net.t) ** 2 / 2)


def quotients(f, net, name, h=1e-5):
    """The slopes of a function of the parameters by each entry of one of them."""
    given, found = net.parameters, []
    for k in np.ndindex(given[name].shape):
        moved = np.zeros(given[name].shape)
        moved[k] = h
        up, down = (f(**given | {name: given[name] + sign * moved}) for sign in (1, -1))
        found.append((up - down) / (2 * h))
    return np.reshape(found, given[name].shape)


@states("All six gradients at once are a column of deltas times a row of inputs:")
def test_the_six_slopes_of_the_output_weights_are_deltas_times_what_leaves_the_hidden_layer(net):
    o = net.outputs
    deltas = (o - net.t) * o * (1 - o)

    assert_allclose(
        quotients(sigmoid_net_error, net, "V"),
        [[delta * out for out in net.hidden] for delta in deltas],
        rtol=1e-6,
    )


@states(
    "From $w_1$ there are two paths to the error, one through each output, and the chain rule adds "
    "them."
)
def test_the_slope_by_the_first_weight_is_the_sum_of_a_way_through_each_output(net):
    ways = (net.outputs - net.t) * slopes_of_outputs(net)[:, 0]

    assert (ways != 0).all()
    assert ways.sum() == pytest.approx(quotients(sigmoid_net_error, net, "W")[0, 0], rel=1e-6)


@pytest.mark.parametrize(
    ("name", "used", "printed"),
    [
        ("W", sigmoid_net_error_grad_W, squared_distance_grad_W),
        ("V", sigmoid_net_error_grad_V, squared_distance_grad_V),
    ],
)
@states(
    "The gradient of what is printed is twice the gradient that is used.",
    "a reader who checks its gradient by finite differences of its loss finds it wrong by a factor "
    "of two.",
)
def test_the_gradient_of_the_squared_distance_is_twice_that_of_the_error(net, name, used, printed):
    found = quotients(squared_distance, net, name)

    assert_allclose(found, 2 * used(**net.parameters), rtol=1e-6)
    assert_allclose(found, printed(**net.parameters), rtol=1e-6)


@states(
    "Read as a program for $E$, its learning rate is 0.5; for the $J$ that it prints, it is 0.25."
)
def test_a_step_along_the_printed_loss_has_half_the_rate(net):
    parameters = net.parameters
    slopes = squared_distance_grad_W(**parameters), squared_distance_grad_V(**parameters)

    stepped = net.w - 0.5 / 2 * np.concatenate([each.ravel() for each in slopes])
    assert_allclose(chapter.run()[1].w, stepped, rtol=1e-12)


@states(r"A row of $\partial E / \partial W$ is a number times $i^\top$, so no step can change")
def test_each_row_of_hidden_slopes_is_a_number_times_the_inputs(net):
    rows = quotients(sigmoid_net_error, net, "W")

    assert_allclose(rows / net.i, rows[:, :1] / net.i[0] * [1, 1], rtol=1e-5)


@states("Inputs of 5 and 10 drive sigmoids into saturation at once.")
def test_inputs_of_five_and_ten_leave_sigmoids_less_than_a_third_of_their_slope(net):
    slopes = sigmoid_prime(net.W @ [5, 10] + net.b)

    assert slopes.max() < 0.25 / 3 and slopes.min() < 0.25 / 50


@states(
    "Start with the inputs 0.5 and 1 in place of 5 and 10.",
    "A tenth of the input gives a tenth of the weighted sums, and the bias is added as before.",
)
def test_a_tenth_of_the_inputs_gives_a_tenth_of_the_sums(net):
    assert_allclose(net.W @ [0.5, 1], (net.W @ [5, 10]) / 10)
    assert_allclose(net.W @ [0.5, 1] + net.b, [0.55, 0.70, 0.85])


@states(
    "Why can the outputs, computed without rounding, never reach a target of 1 exactly?",
    r"$1 - \sigma(x) = \sigma(-x)$, and an exponential is never zero, so the distance to 1 is "
    "positive for every $x$.",
)
@pytest.mark.parametrize("x", [-30, 0, 37, 1000])
def test_without_rounding_the_distance_of_a_sigmoid_to_one_is_positive(x):
    with mpmath.workdps(1000):
        distance, other = 1 - 1 / (1 + mpmath.exp(-x)), 1 / (1 + mpmath.exp(x))

        assert distance > 0 and mpmath.almosteq(distance, other, 1e-20)


def test_table_of_what_is_given_has_every_input_weight_bias_and_target():
    expected = expected_rows("worked_2_3_2")

    table = read("worked_2_3_2", "given")
    assert [*table.rows] == [*expected]
    assert table.rows == expected
