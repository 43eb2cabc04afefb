"""The figures that compute: what they say where there is one of something, nothing, or too much."""

import math
from functools import cache

import pytest
import sympy as sp

from figures import (
    activation,
    adam,
    chain_rule,
    data_parallel,
    descent,
    loss,
    numerical_differentiation,
    optimizer,
    perceptron,
    softmax,
    worked_2_2_2,
    worked_2_3_2,
)
from tests.live_shown import picture, pressed, run, said, state, table, taken
from tests.states import states
from verify.live.model import Input
from verify.live.printing import function

x = sp.Symbol("x", real=True)
FIGURES = {
    "bend": adam.bend,
    "corrections": perceptron.corrections,
    "four_losses": loss.four_losses,
    "one_neuron": descent.one_neuron,
    "orders": chain_rule.orders,
    "valley": optimizer.paths,
    "rounding": numerical_differentiation.rounding,
    "scaling": data_parallel.scaling,
    "secants": numerical_differentiation.secant_and_tangent,
    "slopes": softmax.slopes,
    "value_and_slope": activation.value_and_slope,
    "2-2-2": worked_2_2_2.step_by_step,
    "2-3-2": worked_2_3_2.step_by_step,
}


@cache
def live(name):
    return FIGURES[name]()


def words(name, **changed):
    return said(live(name), state(live(name), **changed))


def drawn(name, **changed):
    """The texts of a picture."""
    texts = picture(live(name), state(live(name), **changed)).iter("text")
    return ["".join(one.itertext()).replace("\u200b", "") for one in texts]


def test_a_bound_that_the_control_would_round_is_refused():
    with pytest.raises(ValueError, match=r"x has the bound 9.048000000000002: six digits"):
        Input(x, 9, 9.048000000000002, 19)


@pytest.mark.parametrize(("count", "word"), [(0, "steps"), (1, "step"), (2, "steps")])
def test_one_step_is_no_steps(count, word):
    assert f"After {count} {word} the loss" in words("one_neuron", steps=count)
    assert f"After {count} {word} the answer" in words("four_losses", steps=count)
    assert f"after {count} {word} along" in drawn("four_losses", steps=count)
    for net in ("2-2-2", "2-3-2"):
        assert f"After {count} {word} the error" in words(net, steps=count)


def test_one_process_is_no_processes():
    assert "fastest with 1 process, and" in words("scaling", B=256, alpha=10, beta=1, M=19.048)
    assert " processes, and from" in words("scaling")


@pytest.mark.parametrize("net", ["2-2-2", "2-3-2"])
@pytest.mark.parametrize("mixed", [0, 1])
def test_what_is_taken_passes_with_the_switch_on_and_off(net, mixed):
    run(taken(live(net), 0, state(live(net), mixed=mixed)))


@pytest.mark.parametrize("net", ["2-2-2", "2-3-2"])
def test_after_a_step_the_words_are_those_about_steps(net):
    inputs = pressed(live(net), "take 10 steps", state(live(net), stage=1))

    assert said(live(net), inputs).startswith("After 10 steps the error is")


@pytest.mark.parametrize(("net", "weight"), [("2-2-2", "w_5"), ("2-3-2", "w_7")])
def test_a_small_delta_of_a_net_has_a_power_of_ten(net, weight):
    texts = drawn(net, **{weight: -10})
    (delta,) = (text for text in texts if text.startswith("δo1 "))

    assert delta.split("e")[1] in ("−5", "−6")
    assert max(map(len, texts)) <= 13


def test_a_path_that_leaves_has_no_end():
    inputs = state(live("bend"), rule=0)

    assert words("bend", rule=0).startswith("The rate is too large: the path has left the valley.")
    assert table(live("bend"), 0, inputs)[2] == ["after 40 steps", "–", "–", "–"]
    assert words("bend").startswith("In 40 steps the loss goes from 3.28 to ")


def test_where_the_step_jumps_no_slope_is_told():
    at_the_jump = {"function": 0, "x": 0}
    row = table(live("value_and_slope"), 0, state(live("value_and_slope"), **at_the_jump))[1]

    assert words("value_and_slope", **at_the_jump) == (
        "At $x$ = 0.0 the value of step is 0.000. At the jump it has no slope."
    )
    assert row == ["step", "0.000", "–", "–"]
    assert "and its slope" in words("value_and_slope", function=0, x=1)


def test_no_zero_has_a_sign():
    texts = drawn("slopes", z_1=-6, z_2=6, z_3=6, tau=0.5)

    assert not [text for text in texts if text.endswith("−0.000")]


def test_at_the_rate_0_nothing_falls():
    found = words("one_neuron", eta=0)

    assert "The rate is 0, so no step moves anything." in found
    assert "falls" not in found and "The gradient is 0" not in found


def test_a_fall_that_is_small_is_no_zero():
    inputs = state(live("one_neuron"), y_2=1, y_3=1)
    for _ in range(10):
        inputs = pressed(live("one_neuron"), "take 100 steps", inputs)
    found = said(live("one_neuron"), inputs)

    assert "After 1000 steps" in found
    assert "0.00000" not in found and "falls by " in found and "e−" in found


def test_a_setting_that_a_button_makes_has_five_decimals():
    code = function([[x]], [sp.floor(10**5 * x + sp.Rational(1, 2)) / 10**5])

    assert code.endswith("[Math.floor(100000*p[0]+1/2)/100000]}")


def test_rows_of_corrections_that_are_not_yet_have_dashes():
    rows = table(live("corrections"), 0, state(live("corrections"), k=0))

    assert rows[1:] == [["–"] * 6] * 3


def test_large_counts_have_commas():
    assert "takes 4,010,000 multiplications" in words("orders")


def test_steps_that_are_not_small_have_no_power_of_ten():
    found = words("rounding", exponent=0, epsilon=2.0**-11)

    assert "$h$ = 1.0," in found
    assert "predicted to be 0.31." in found


def test_at_the_kink_the_slope_is_a_choice():
    assert "is 0: at the kink itself it is a choice" in words("secants", function=2, x=0)
    assert "choice" not in words("secants", function=2, x=0.125)


@pytest.mark.parametrize(("exponent", "outside"), [(-1, False), (0, True)])
def test_a_dot_above_the_picture_is_named(exponent, outside):
    found = words("secants", exponent=exponent)

    assert ("The dot a step to the right is above the picture." in found) == outside


@states("The upright line stands at the chosen number of processes.", page="figures/data_parallel")
@pytest.mark.parametrize("count", [1, 32, 4096])
def test_the_upright_line_stands_at_the_chosen_number_of_processes(count):
    lines = picture(live("scaling"), state(live("scaling"), p=count)).iter("line")
    places = {float(one.get("x1")) for one in lines if one.get("class") == "axis"}

    assert places == {40 + 32 * math.log2(count)}
