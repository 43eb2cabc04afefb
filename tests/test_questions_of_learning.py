"""Questions beside the figures of layers and learning: each answer is what its figure shows."""

import itertools
import re

import numpy as np
import pytest

from tests.figure_questions import column, figure
from tests.live_shown import number, pressed, said, state, table
from tests.states import states

OWN = r"$\partial q_2/\partial z_2$"


@states(
    "At the temperature 1, how large can a slope become?",
    "Can a higher score raise the probability of another class?",
    "Make all scores and the temperature twice as large: what stays, and what does not?",
    "A quarter at most, for a score and its own probability when that is one half, which the "
    "scores −6, 1 and 1 nearly reach.",
    "No: the slopes off the diagonal are negative.",
    "The probabilities stay, and every slope is half as large.",
    page="softmax",
)
def test_of_softmax_the_largest_slope_the_signs_and_what_the_double_of_all_leaves():
    live = figure("softmax", "slopes")
    largest = []
    for z in itertools.product((-6.0, -1.0, 0.0, 1.0, 6.0), repeat=3):
        slopes = column(live, 1, 0, **dict(zip(("z_1", "z_2", "z_3"), z, strict=True)))
        signs = {name: value for name, value in slopes.items() if name[12] != name[-2]}
        assert len(signs) == 6 and max(signs.values()) <= 0
        largest.append(max(slopes.values()))
    assert max(largest) <= 0.25
    assert column(live, 1, 0, z_1=-6.0, z_2=1.0, z_3=1.0)[OWN] == pytest.approx(0.25, abs=1e-6)
    assert column(live, 0, 1, z_1=-6.0, z_2=1.0, z_3=1.0)["2"] == pytest.approx(0.5, abs=5e-4)

    double = {"z_1": 0.0, "z_2": 2.0, "z_3": 4.0, "tau": 2.0}
    assert column(live, 0, 1) == column(live, 0, 1, **double)
    halves = {name: value / 2 for name, value in column(live, 1, 0).items()}
    assert column(live, 1, 0, **double) == pytest.approx(halves, abs=1e-6)


@states(
    "Begin at −17: which loss recovers now, and which does not yet?",
    "Begin at −3: do 30 steps along the squared error suffice, and do 50?",
    "Where is the squared error steepest, and how steep is the cross-entropy there?",
    "The one with 10⁻⁷ added recovers; the squared error does not, with a slope of −2.1 × 10⁻⁸.",
    "After 30 steps the answer is still wrong, and after 50 it is right.",
    "At the score 0, with the slope −0.148; that of the cross-entropy is −0.667 there.",
    page="loss",
)
def test_of_the_losses_which_recover_and_where_the_squared_error_is_steepest():
    live = figure("loss", "four_losses")
    words = said(live, state(live, z_1=-17.0))
    assert "wrong along the squared error, right with 10⁻⁷ added" in words
    assert "that of the squared error −2.07e−8." in words
    assert column(live, 0, 1, z_1=-17.0)["squared error"] == pytest.approx(-2.1e-8, abs=5e-10)
    assert "wrong with 10⁻⁷ added" in said(live, live.start)

    words = [said(live, state(live, z_1=-3.0, steps=steps)) for steps in (30.0, 50.0)]
    assert ["right along the squared error" in each for each in words] == [False, True]

    slopes = {z: column(live, 0, 1, z_1=z) for z in np.arange(-26, 2.5, 0.5)}
    steepest = min(slopes, key=lambda z: slopes[z]["squared error"])
    assert steepest == 0
    assert slopes[0]["squared error"] == pytest.approx(-0.148, abs=5e-4)
    assert slopes[0]["cross-entropy"] == pytest.approx(-0.667, abs=5e-4)


@states(
    "Which functions pass on more than half of a gradient at −2?",
    "From which score on does the sigmoid pass on less than a hundredth?",
    "What do ten layers leave of a gradient at best, with the sigmoid and with tanh?",
    "The identity alone.",
    "From 4.6 on.",
    "At the score 0, about $9.5 \\times 10^{-7}$ with the sigmoid, and all of it with tanh.",
    page="activation",
)
def test_of_the_activation_functions_what_passes_and_what_ten_layers_leave():
    live = figure("activation", "value_and_slope")
    at = {round(x, 1): column(live, 0, 1, x=round(x, 1)) for x in np.arange(-5, 5.1, 0.1)}
    assert [name for name, slope in at[-2].items() if slope > 0.5] == ["identity"]
    assert min(x for x in at if x > 0 and at[x]["sigmoid"] < 0.01) == 4.6
    assert all(at[x]["sigmoid"] < 0.01 for x in at if x > 4.55)

    left = {x: column(live, 0, 2, x=x) for x in at}
    for name, most in (("sigmoid", 9.5e-7), ("tanh", 1.0)):
        assert max(left, key=lambda x: left[x][name]) == 0
        assert left[0][name] == most


@states(
    "How large is an activation of layer 10 with ReLU if $k$ is a half above He's, and if it "
    "is 1 above?",
    "Can the activations of tanh explode as well?",
    "At the smallest size, what is left after ten layers?",
    "It is 40, and then 1300.",
    "No, they stay below 1; but with the largest weights the gradient on its way back does, to "
    "nine thousand times its size.",
    "A few parts in 10¹¹ with tanh, and one in 10¹² with ReLU.",
    page="initialization",
)
def test_of_the_spread_what_a_larger_k_makes_and_what_the_smallest_size_leaves():
    live = figure("initialization", "spread_by_layer")
    he = pressed(live, "He", live.start)[0]
    notch = live.inputs[0].step
    last = [table(live, 0, state(live, doublings=he + k * notch))[-1] for k in (1, 2)]
    assert [number(row[3]) for row in last] == [40, 1300]

    sizes = np.arange(live.inputs[0].low, live.inputs[0].high + notch, notch)
    assert len(sizes) == 15
    assert all(number(table(live, 0, [k])[-1][1]) < 1 for k in sizes)
    assert number(table(live, 0, [sizes[-1]])[1][2]) == 9000

    smallest = table(live, 0, [sizes[0]])[-1]
    assert 1e-11 < number(smallest[1]) < 5e-11 and number(smallest[3]) == 1.1e-12


@states(
    "From which $\\log_{10} \\eta$ on does gradient descent leave the valley, and how low "
    "does it come just before?",
    "Which rules stay in the valley at the rate 1?",
    "What is momentum without memory?",
    "From −1 on; at −1.1 it comes to 0.0019, lower than the other three rules do there.",
    "RMSProp and Adam, but RMSProp ends higher than it began.",
    "Gradient descent, step by step.",
    page="adam",
)
def test_of_the_bend_the_largest_rate_who_stays_and_momentum_without_memory():
    live = figure("adam", "bend")
    lost = {"after 40 steps": np.inf}  # where a dash stands: it has left
    ends = {k: (lost | column(live, 0, 2, rule=0.0, exponent=round(k, 1)))["after 40 steps"]
            for k in np.arange(-1.5, 0.05, 0.1)}  # fmt: skip
    left = [round(k, 1) for k, loss in ends.items() if loss > 3.28]
    assert left == [round(k, 1) for k in np.arange(-1, 0.05, 0.1)]
    there = [column(live, 0, 2, rule=r, exponent=-1.1)["after 40 steps"] for r in (0.0, 1, 2, 3)]
    assert round(there[0], 4) == 0.0019 == round(min(there), 4) and sorted(there)[1] > 0.01

    at_one = [said(live, state(live, rule=r, exponent=0.0)) for r in (0.0, 1.0, 2.0, 3.0)]
    assert ["has left the valley" in words for words in at_one] == [True, True, False, False]
    ends = [column(live, 0, 2, rule=r, exponent=0.0) for r in (2.0, 3.0)]
    assert [one["after 40 steps"] > one["start"] for one in ends] == [True, False]

    for exponent in (-2.0, -1.2, -0.5):
        plain, without = (state(live, rule=r, mu=0.0, exponent=exponent) for r in (0.0, 1.0))
        assert live.points(live.paths[0], plain) == live.points(live.paths[0], without)


@states(
    "How many corrections does OR take, and how many AND?",
    "Let AND begin with the bias 10: how many are there now?",
    "Is a neuron corrected that starts with a line that is right, such as the weights 1 and 1 "
    "and the bias −1.5?",
    "OR takes 4, and AND takes 10.",
    "There are 28: each correction moves the bias by 1 only.",
    "No, and the line stays where it is.",
    page="perceptron",
)
def test_of_the_corrections_how_many_there_are():
    live = figure("perceptron", "corrections")
    for name, count in (("OR", 4), ("AND", 10)):
        end = pressed(live, "to the end", pressed(live, f"start {name}", live.start))
        assert f"Correction {count}: " in said(live, end) and "nothing is left" in said(live, end)

    words = said(live, state(live, b=10.0))
    assert "Correction 28: " in words and "nothing is left" in words
    assert "Nothing is corrected yet. All 4 answers are right" in said(
        live, state(live, w_1=1.0, w_2=1.0, b=-1.5)
    )


@states(
    "Let the curvature across be 40: what becomes of the largest stable rate, without and "
    "with memory?",
    "At the rate 0.11, is there a start from which gradient descent comes near the minimum?",
    "At the rate 0.02, which memory leaves least of the error in the long run?",
    "It is half as large: 0.05 without, and 0.095 with the memory 0.9.",
    "Any start on the axis along the valley: there is no error across that could grow.",
    "The memory 0.74, with which a step leaves 0.860.",
    page="optimizer",
)
def test_of_the_valley_the_largest_rate_the_axis_and_the_best_memory():
    live = figure("optimizer", "paths")
    rates = {
        (rule, across): table(live, 0, state(live, rule=rule, **{"lambda": across}))[2]
        for rule in (0.0, 1.0)
        for across in (20.0, 40.0)
    }
    assert rates[0, 20][0] == "largest stable rate"
    found = {key: number(row[2]) for key, row in rates.items()}
    assert found == {(0, 20): 0.1, (0, 40): 0.05, (1, 20): 0.19, (1, 40): 0.095}

    for start, near in ((0.0, True), (0.1, False)):
        after = table(live, 0, state(live, rule=0.0, eta=0.11, w_2=start))[3]
        assert (abs(number(after[1])) < 0.3 and abs(number(after[2])) < 0.3) == near

    leaves = {mu: table(live, 0, state(live, mu=mu))[1][1:] for mu in np.arange(99) / 100}
    worst = {mu: max(map(number, each)) for mu, each in leaves.items()}
    assert min(worst, key=worst.get) == 0.74
    assert worst[0.74] == pytest.approx(0.86, abs=5e-4)


@states(
    "From where do the steps make straight for the cross?",
    "Start with both weights at −1: from which rate on does the first step leap over the cross?",
    "Reset the figure and choose the rate 30: the first step leads downhill. Where do twelve lead?",
    "From the diagonal, where both weights are equal and stay equal.",
    "From about 12.3 on, so on the slider from 12.5 on.",
    "Uphill: the loss is 1.748 then, and was 0.627.",
    page="descent",
)
def test_of_the_landscape_the_diagonal_the_leap_and_the_rate_of_thirty():
    live = figure("descent", "landscape")
    for w, straight in (((-1.0, -1.0), True), ((5.0, 5.0), True), ((-1.0, 5.0), False)):
        places = live.points(live.paths[0], state(live, w_1=w[0], w_2=w[1]))
        ways = np.diff(np.array(places[:3]), axis=0)
        turn = ways[0, 0] * ways[1, 1] - ways[0, 1] * ways[1, 0]
        assert (abs(turn) < 1e-6) == straight

    first = {rate: table(live, 0, state(live, eta=rate, w_1=-1.0, w_2=-1.0))[2] for rate in
             np.arange(0, 20.5, 0.5)}  # fmt: skip
    assert min(rate for rate, row in first.items() if number(row[1]) > 2) == 12.5
    slope = (number(first[0][1]) - number(first[10][1])) / 10
    assert (-1 - 2) / slope == pytest.approx(12.3, abs=0.05)

    losses = [number(row[3]) for row in table(live, 0, state(live, eta=30.0))[1:]]
    assert losses[1] < losses[0] == pytest.approx(0.627, abs=5e-4)
    assert losses[2] == 1.748


@states(
    "After how many steps are all answers of AND on the right side?",
    "With the rate 12 the first step leads uphill. Is the rate too large for a hundred steps more?",
    "After eight steps.",
    "No: they end lower than with the rate 2, at 0.012 instead of 0.081.",
    "Reset the figure and drag the filled point into the triangle of the three others, for "
    "instance to 0.3 and 0.3: do the steps come to an end, and what does the neuron answer there?",
    "They do, at the loss 0.560, and the neuron says no to all four.",
    page="descent",
)
def test_of_the_neuron_after_how_many_steps_all_is_right_and_how_far_a_long_step_leads():
    live = figure("descent", "one_neuron")
    inputs, right = live.start, []
    for _ in range(9):
        right.append(re.search(r"(\d) of 4 answers are on the right side", said(live, inputs))[1])
        inputs = pressed(live, "take 1 step", inputs)
    assert right.index("4") == 8

    slow, fast = (table(live, 1, state(live, eta=rate))[1:] for rate in (2.0, 12.0))
    assert "the step is too long, the loss rises" in said(live, state(live, eta=12.0))
    assert [each[-1][0] for each in (slow, fast)] == ["after 100"] * 2
    assert [round(number(each[-1][-1]), 3) for each in (slow, fast)] == [0.081, 0.012]

    inputs = state(live, X_41=0.3, X_42=0.3)
    for _ in range(10):
        inputs = pressed(live, "take 100 steps", inputs)
    assert "the loss is 0.5599, and 3 of 4 answers" in said(live, inputs)
    assert "A hundred steps more make it 0.5599." in said(live, inputs)
    assert all(number(row[4]) < 0.5 for row in table(live, 0, inputs)[1:])


@states(
    "Let the latency be 20: which algorithm is the fastest now?",
    "Let the latency be 2 again, and the network slow, $\\beta = 1$: which one is it?",
    "How fast is a ring of 4096 processes, beside one process?",
    "Doubling, which has the fewest rounds.",
    "Halving; doubling comes after the ring, because it sends the whole gradient in each round.",
    "About two thirds as fast.",
    page="data_parallel",
)
def test_of_the_model_who_is_fastest_and_how_slow_a_long_ring_is():
    live = figure("data_parallel", "scaling")
    found = {}
    for name, changed in (("latency", {"alpha": 20.0}), ("bytes", {"beta": 1.0})):
        head, *_, row, _ = table(live, 0, state(live, **changed))
        assert row[0] == "speed-up"
        speeds = dict(zip(head[1:], map(number, row[1:]), strict=True))
        found[name] = sorted(speeds, key=speeds.get, reverse=True)
    assert found["latency"][0] == "doubling"
    assert found["bytes"] == ["halving", "ring", "doubling"]

    assert number(table(live, 0, state(live, p=4096.0))[3][1]) == pytest.approx(2 / 3, abs=0.01)
