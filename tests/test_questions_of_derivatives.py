"""Questions beside the figures that compute derivatives: each answer is what its figure shows."""

import itertools
import re

import pytest

from tests.figure_questions import TEXTS, column, figure, in_format, right_digits
from tests.live_shown import number, pressed, said, state, table
from tests.states import states
from verify.showing import lives

BLOCK = re.compile(
    r"^\{\{ live (\w+) \}\}\n\n"
    r'\?\?\? question "Questions for the figure"\n((?:    \d\. .*\?\n)+)\n'
    r'    \?\?\? note "Answers"\n((?:        \d\. .*\.\n)+)', re.M,
)  # fmt: skip
WITHOUT = {("index", "one_step")}  # which has one switch, and a sentence that asks for it


def test_below_a_figure_each_question_has_its_answer():
    every = {(topic, name) for topic, text in TEXTS.items() for name in lives.names(text)}
    found = {
        (topic, name): numbers
        for topic, text in TEXTS.items()
        for name, *numbers in BLOCK.findall(text)
    }

    assert {*found} == every - WITHOUT
    for questions, answers in found.values():
        numbers = [re.findall(r"^ +(\d)\.", each, re.M) for each in (questions, answers)]
        assert numbers[0] == numbers[1] == [f"{k}" for k in range(1, len(numbers[0]) + 1)]


@states(
    "Let both inputs be 0: which weights still learn?",
    "Make the rate ten times as large, then a hundred times: does one step still lower the error?",
    "Lower $w_5$ until the first hidden delta is 0: what cancels?",
    "Those of the outputs: the gradient of a hidden weight has an input as a factor.",
    "It does, and by more: to 0.2232 and to 0.0019.",
    "At about 0.133, what comes back from the second output through $w_7$ cancels what comes "
    "back from the first.",
    page="worked_2_2_2",
)
def test_in_the_first_example_inputs_of_zero_a_rate_of_fifty_and_a_delta_of_zero():
    live = figure("worked_2_2_2", "step_by_step")
    gradients = column(live, 1, 0, i_1=0, i_2=0)
    assert [abs(gradients[f"$w_{{{k}}}$"]) > 0.01 for k in range(1, 9)] == [False] * 4 + [True] * 4
    assert not any(gradients[f"$w_{{{k}}}$"] for k in range(1, 5))

    after = [column(live, 0, 0, eta=eta)["$E^+$"] for eta in (0.5, 5.0, 50.0)]
    assert after[1:] == pytest.approx([0.2232, 0.0019], abs=5e-5) and after[0] > after[1]

    low, high = (column(live, 0, 0, w_5=w)[r"$\delta_{h1}$"] for w in (0.1325, 0.1335))
    assert low < 0 < high


@states(
    "Let all six output weights be 0: which weights move in the first step, and which in the "
    "second?",
    "Let $b_3$ be −5: how large is the third hidden delta then, and why?",
    "Change the signs of both inputs: are the hidden neurons less saturated?",
    "The output weights, then all: what comes back to a hidden neuron comes through output "
    "weights, and zeros let nothing through.",
    "It is 0.0119 instead of 0.0002, the largest of the three: the net input is 0, where the "
    "sigmoid is steepest.",
    "A little: the biases keep their signs, so the slopes are about twice as large, but still "
    "small; the neurons put out 0.16, 0.04 and 0.01 instead of nearly 1.",
    page="worked_2_3_2",
)
def test_in_the_second_example_output_weights_of_zero_a_low_bias_and_inputs_below_zero():
    live = figure("worked_2_3_2", "step_by_step")
    none = {f"w_{k}": 0.0 for k in range(7, 13)}
    first = state(live, **none)
    second = pressed(live, "take 1 step", first)
    for inputs, moving in ((first, range(7, 13)), (second, range(1, 13))):
        rows = {row[0]: number(row[1]) for row in table(live, 1, inputs)[1:]}
        assert [k for k in range(1, 13) if rows[f"$w_{{{k}}}$"]] == [*moving]

    deltas = [[column(live, 0, 0, b_3=b)[rf"$\delta_{{h{k}}}$"] for k in (1, 2, 3)] for b in
              (0.35, -5.0)]  # fmt: skip
    assert [round(each[2], 4) for each in deltas] == [0.0002, 0.0119]
    assert max(deltas[1]) == deltas[1][2]
    assert column(live, 0, 0, b_3=-5.0)["$net_{h3}$"] == pytest.approx(0, abs=1e-9)

    before, turned = (column(live, 0, 0, **x) for x in ({}, {"i_1": -5.0, "i_2": -10.0}))
    for k, low in ((1, 0.16), (2, 0.04), (3, 0.01)):
        out, other = before[f"$out_{{h{k}}}$"], turned[f"$out_{{h{k}}}$"]
        assert out > 0.9 and round(other, 2) == low
        assert 1.6 < other * (1 - other) / (out * (1 - out)) < 2.1
        assert other * (1 - other) < 0.14


@states(
    "Let $a$ be 0 and $b$ be 3: how many paths from each input have a product that is not 0?",
    "Let $b$ be 2, and move $a$ from 1.5 to 2.5: which products become 0, and which do not stay 0?",
    "Which order takes fewer multiplications for both derivatives?",
    "One from $a$, through $q_2$ and $q_3$, with the product 27, and none from $b$.",
    "Those through $q_1$ and $q_4$ become 0, and those through $q_2$ and $q_4$ do not stay 0: "
    "a maximum has a slope along the larger input only.",
    "The one from $E$ back: 6 for both, where each input takes 6 on the way forward.",
    page="chain_rule",
)
def test_of_the_graph_which_paths_carry_something_and_what_both_orders_cost():
    live = figure("chain_rule", "paths")
    heard = {name: product for name, product in column(live, 0, 1, a=0.0, b=3.0).items() if product}
    assert heard == {"$a$ → $q_2$ → $q_3$ → $E$": 27}

    through = {k: {f"${x}$ → $q_{k}$ → $q_4$ → $E$" for x in "ab"} for k in (1, 2)}
    for a, silent, rest in ((1.5, 2, 1), (2.5, 1, 2)):
        products = column(live, 0, 1, a=a, b=2.0)
        assert {name for name, product in products.items() if not product} == through[silent]
        assert through[rest] < {*products}

    words = [said(live, state(live, order=order)) for order in (0.0, 1.0, 2.0)]
    assert "6 in all, give the derivatives with respect to both inputs." in words[0]
    assert all("the other input needs 6 more." in each for each in words[1:])


@states(
    "Let there be 100 outputs as well: which order is better?",
    "Now let $n_4$ be 1: which is better now?",
    "Reset the figure, then exchange inputs and outputs: by what factor is the better order "
    "cheaper?",
    "Neither, and no mixture is better.",
    "A mixture that meets in the middle, with 50,000 multiplications instead of 3,020,000.",
    "By 80.2, as before, but now it is the one from the input on.",
    page="chain_rule",
)
def test_of_the_orders_the_narrow_middle_and_the_exchange():
    live = figure("chain_rule", "orders")
    words = said(live, state(live, n_7=100.0))
    assert "Both cost the same. None of the 42 ways to bracket the product costs less." in words

    words = said(live, state(live, n_7=100.0, n_4=1.0))
    assert "takes 3,020,000 multiplications, from the output back 3,020,000." in words
    assert "A mixture costs less than both" in words and words.endswith("takes 50,000.")

    before, after = (said(live, x) for x in (
        live.start, pressed(live, "exchange inputs and outputs", live.start)))  # fmt: skip
    assert "Back is cheaper, by a factor of 80.2." in before
    assert "From the input on is cheaper, by a factor of 80.2." in after


@states(
    "Let $x_1$ be 0: which weights stop learning?",
    "Let both weights that leave the first hidden neuron be equal: what comes back to it?",
    "Raise $b^{(1)}_2$ from 1 to 4: how much is left of the derivative with respect to "
    "$W^{(1)}_{22}$, and which factor makes it so?",
    "$W^{(1)}_{11}$ and $W^{(1)}_{12}$, which multiply it.",
    "Nothing: the deltas of the two scores are opposite numbers, and cancel.",
    "About a tenth: the slope of the sigmoid falls from 0.197 to 0.018.",
    page="backprop",
)
def test_of_the_small_net_what_stops_learning_what_cancels_and_what_a_flat_sigmoid_costs():
    live = figure("backprop", "small_net")
    before, still = column(live, 1, 1), column(live, 1, 1, x_1=0.0)
    weights = [name for name in before if name[0] in "Wb"]
    assert [name for name in weights if not still[name]] == ["W⁽¹⁾₁₁", "W⁽¹⁾₁₂"]
    assert all(before[name] for name in weights)

    equal = column(live, 1, 1, W2_11=1.0, W2_12=1.0)
    assert equal["a⁽¹⁾₁"] == 0 and equal["z⁽²⁾₁"] == -equal["z⁽²⁾₂"] != 0

    raised = column(live, 1, 1, b1_2=4.0)
    assert before["W⁽¹⁾₂₂"] / raised["W⁽¹⁾₂₂"] == pytest.approx(10, rel=0.1)
    assert raised["a⁽¹⁾₂"] == pytest.approx(before["a⁽¹⁾₂"], rel=0.1)
    slopes = [table(live, 0, state(live, b1_2=b))[3][2] for b in (1.0, 4.0)]
    assert [round(number(x), 3) for x in slopes] == [0.197, 0.018]


@states(
    "For which steps is the central difference of the square wrong?",
    "For the third power at −0.5, begin with the step 1: what does half of it do to the "
    "forward difference?",
    "For none: its error begins with the third derivative, which is zero.",
    "Nothing: the error is 0.5 both times, because its two terms have opposite signs.",
    page="numerical_differentiation",
)
def test_of_the_secants_the_square_and_a_half_step_that_changes_nothing():
    live = figure("numerical_differentiation", "secant_and_tangent")
    for exponent, x in itertools.product((-6.0, -2.5, 0.0), (-1.0, 0.125, 1.25)):
        rows = table(live, 0, state(live, function=1.0, x=x, exponent=exponent))
        assert rows[2][0] == "central" and number(rows[2][2]) == 0

    forward = table(live, 0, state(live, x=-0.5, exponent=0.0))[1]
    assert forward[0] == "forward" and [*map(number, forward[2:])] == [0.5, 0.5]


@states(
    "What does the central difference find in float64 with the shortest step that is not "
    "lost, $2^{-52}$?",
    "With which step are most decimals right in float32, and how many?",
    "It finds 1, of which no digit is right.",
    "With $2^{-7}$, and 6 are right; in float64 it is 11 at best, with $2^{-16}$ for instance.",
    page="numerical_differentiation",
)
def test_of_the_digits_what_the_shortest_step_and_the_best_one_leave():
    live = figure("numerical_differentiation", "rounding")
    lost, shortest = (in_format(live, "float64", exponent) for exponent in (-53, -52))
    assert "is lost" in said(live, lost) and "the quotient has 0 of 15" in said(live, shortest)
    rows = {row[0]: row[1] for row in table(live, 0, shortest)}
    assert number(rows["quotient"]) == 1

    for format, best, digits in (("float32", -7, 6), ("float64", None, 11)):
        found = {k: right_digits(live, format, k) for k in range(-30, 1)}
        assert max(found.values()) == digits
        at_best = [k for k, each in found.items() if each == digits]
        assert at_best == [best] if best is not None else -16 in at_best and len(at_best) > 1
