"""What both worked examples are given, the pictures of paths, and the steps as programs."""

import re

import numpy as np
import pytest
from numpy.testing import assert_allclose

from derivations import worked_2_2_2, worked_2_3_2
from nn.worked_2_2_2 import sigmoid_net_error
from tests.cells import cells, linked
from tests.drawn import seen
from tests.givens import net
from tests.states import states
from verify.prose.pages import text_of
from verify.proving.numeric import value

EXAMPLES = {"worked_2_2_2": worked_2_2_2, "worked_2_3_2": worked_2_3_2}
both = pytest.mark.parametrize("page", EXAMPLES)


# What is given


@both
def test_what_is_given_stands_in_the_first_section(page):
    sections = re.findall(r"^## (.*)$", text_of(page), re.M)

    assert sections[0] == "What is given"


@states(
    "The weights $w_1$ and $w_2$ lead to the first hidden neuron, $w_5$ and $w_6$ to the first",
    page="worked_2_2_2",
)
def test_the_first_weights_of_each_layer_lead_to_its_first_neuron():
    w = worked_2_2_2.w

    assert worked_2_2_2.net_h1.has(w[0], w[1]) and not worked_2_2_2.net_h2.has(w[0], w[1])
    assert worked_2_2_2.net_o1.has(w[4], w[5]) and not worked_2_2_2.net_o2.has(w[4], w[5])


# The pictures of paths: every slope found again as a difference quotient

NAMES = {
    "worked_2_2_2": ("net_{{h{}}}", "out_{{h{}}}", "net_{{o{}}}", "out_{{o{}}}"),
    "worked_2_3_2": ("(net_h)_{}", "(out_h)_{}", "(net_o)_{}", "o_{}"),
}
OUTPUT = {"worked_2_2_2": ("path_of_w5", 5), "worked_2_3_2": ("path_of_w7", 7)}


def values(page, **changed):
    """Every value of the forward pass under its name; a value may be given instead of computed."""
    n = net(page)
    net_h, out_h, net_o, out_o = NAMES[page]
    w = {f"w_{k + 1}": x for k, x in enumerate([*n["W"].ravel(), *n["V"].ravel()])} | changed
    inputs, hidden = len(n["i"]), len(n["b"])
    found = dict(w)
    for j in range(hidden):
        total = n["b"][j] + sum(w[f"w_{j * inputs + m + 1}"] * n["i"][m] for m in range(inputs))
        found.setdefault(net_h.format(j + 1), total)
        found.setdefault(out_h.format(j + 1), 1 / (1 + np.exp(-found[net_h.format(j + 1)])))
    for k in range(2):
        first = hidden * inputs + k * hidden + 1
        total = n["c"][k] + sum(
            w[f"w_{first + j}"] * found[out_h.format(j + 1)] for j in range(hidden)
        )
        found.setdefault(net_o.format(k + 1), total)
        found.setdefault(out_o.format(k + 1), 1 / (1 + np.exp(-found[net_o.format(k + 1)])))
        error = (n["t"][k] - found[out_o.format(k + 1)]) ** 2 / 2
        found.setdefault(f"E_{{o{k + 1}}}", error)
    found.setdefault("E", found["E_{o1}"] + found["E_{o2}"])
    return found


def drawn(page, name):
    """The values in the cells of a picture, and the slopes at its arrows."""
    axes = seen(page, name).only
    inside = {cell: float(black[0].replace("−", "-")) for cell, (black, _) in cells(axes).items()}
    slopes = {
        (link.tail, link.tip): float(link.orange[0].replace("−", "-")) for link in linked(axes)
    }
    return inside, slopes


pictures = pytest.mark.parametrize(
    ("page", "name"),
    [(page, name) for page in EXAMPLES for name in (OUTPUT[page][0], "paths_of_w1")],
)


@states("every value, and in orange every slope.", page="figures/worked_2_2_2")
@states("every value, and in orange every slope.", page="figures/worked_2_3_2")
@pictures
def test_each_cell_of_a_path_shows_its_value(page, name):
    inside, _ = drawn(page, name)
    expected = values(page)

    for cell, shown in inside.items():
        assert shown == pytest.approx(expected[cell], abs=0.000051), cell


@states(
    "As in the first example, $E_{o1}$ and $E_{o2}$ are the two terms of $E$, so the slope of $E$ "
    "with respect to each is 1.",
    page="worked_2_3_2",
)
@pictures
def test_each_arrow_of_a_path_shows_the_slope_between_its_ends(page, name):
    _, slopes = drawn(page, name)
    h, start = 1e-6, values(page)

    for (tail, tip), shown in slopes.items():
        ends = [values(page, **{tail: start[tail] + s * h})[tip] for s in (1, -1)]
        assert shown == pytest.approx((ends[0] - ends[1]) / (2 * h), abs=0.000051), (tail, tip)


def products(slopes, start):
    """The products of the slopes along every path from a value to the error."""
    if start == "E":
        return [1.0]
    return [
        slope * rest
        for (tail, tip), slope in slopes.items()
        if tail == start
        for rest in products(slopes, tip)
    ]


@states("The path from one output weight to the error:", page="figures/worked_2_2_2")
@states(
    "The product of the orange numbers is how the error changes with the weight.",
    page="figures/worked_2_2_2",
)
@states("The path from one output weight to the error:", page="figures/worked_2_3_2")
@states(
    "The product of the orange numbers is how the error changes with the weight.",
    page="figures/worked_2_3_2",
)
@states("There is one path from it to the error:", page="worked_2_3_2")
@both
def test_an_output_weight_has_one_path_whose_slopes_multiply_to_its_gradient(page):
    name, number = OUTPUT[page]
    example = EXAMPLES[page]
    found = products(drawn(page, name)[1], f"w_{number}")

    assert len(found) == 1
    gradient = float(value(example.E.diff(example.w[number - 1]), example.given))
    assert found[0] == pytest.approx(gradient, rel=1e-3)


@states(
    "The two paths from one hidden weight to the error, through one output each.",
    "The orange numbers multiply along each path, and the two products add up.",
    page="figures/worked_2_2_2",
)
@states(
    "The two paths from one hidden weight to the error, through one output each.",
    page="figures/worked_2_3_2",
)
@both
def test_a_hidden_weight_has_two_paths_whose_products_add_up_to_its_gradient(page):
    example = EXAMPLES[page]
    found = products(drawn(page, "paths_of_w1")[1], "w_1")

    assert len(found) == 2
    gradient = float(value(example.E.diff(example.w[0]), example.given))
    assert sum(found) == pytest.approx(gradient, rel=0.02, abs=1e-6)


@states(
    "The slope of the hidden neuron is small, and both paths lead through it.",
    page="figures/worked_2_3_2",
)
def test_both_paths_of_the_larger_net_lead_through_a_small_slope():
    slopes = drawn("worked_2_3_2", "paths_of_w1")[1]

    assert slopes["(net_h)_1", "(out_h)_1"] < 0.1
    assert [tip for tail, tip in slopes if tail == "(out_h)_1"] == ["(net_o)_1", "(net_o)_2"]


# The programs


def printed(page):
    """What the program of a page prints, a row of numbers under each name."""
    rows = re.findall(r"^(\w+)((?: +-?\d+\.\d{9})+)$", text_of(page), re.M)
    return {name: [float(number) for number in numbers.split()] for name, numbers in rows}


@states(
    "All numbers so far, from the givens to the error after the step; a row of `W` and `V` holds "
    "the weights of one neuron:",
    page="worked_2_2_2",
)
def test_the_program_prints_every_number_of_the_step():
    e, found = worked_2_2_2, printed("worked_2_2_2")
    expected = {
        "net_h": [e.net_h1, e.net_h2], "out_h": [e.out_h1, e.out_h2],
        "net_o": [e.net_o1, e.net_o2], "out_o": [e.out_o1, e.out_o2],
        "E_o": [e.E_o1, e.E_o2], "E": [e.E],
        "delta_o": [e.delta_o1, e.delta_o2], "delta_h": [e.delta_h1, e.delta_h2],
        "grad_W": [e.E.diff(w) for w in e.w[:4]], "grad_V": [e.E.diff(w) for w in e.w[4:]],
        "W_plus": [*e.w_plus[:4]], "V_plus": [*e.w_plus[4:]], "E_plus": [e.E_plus],
    }  # fmt: skip

    for name, exact in expected.items():
        assert_allclose(
            found[name], [float(value(x, e.given)) for x in exact], atol=5.1e-10, err_msg=name
        )


@states(
    "The [loop that trains](backprop.md#the-loop-that-trains) finds the same gradients.",
    page="worked_2_2_2",
)
def test_the_loop_that_trains_prints_the_same_gradients():
    found = printed("worked_2_2_2")

    assert (found["W1"], found["W2"]) == (found["grad_W"], found["grad_V"])


@states("All numbers of the step, and then a thousand updates:", page="worked_2_3_2")
def test_the_program_of_the_larger_net_prints_every_number_of_the_step():
    e, found = worked_2_3_2, printed("worked_2_3_2")
    expected = {
        "out_h": e.out_h, "o": e.o, "E": [e.E], "delta_o": e.delta_o, "delta_h": e.delta_h,
        "grad_W": [e.E.diff(w) for w in e.w[:6]], "grad_V": [e.E.diff(w) for w in e.w[6:]],
        "W_plus": e.W_plus.ravel(), "V_plus": e.V_plus.ravel(), "1": [e.E_plus, *e.o_plus],
    }  # fmt: skip

    for name, exact in expected.items():
        assert_allclose(
            found[name], [float(value(x, e.given)) for x in exact], atol=5.1e-10, err_msg=name
        )


# Numbers by hand, and the exercises


@states(
    "Three digits are enough to see whether a program is right.",
    "For $w_5$, the three slopes of its path, rounded, and the step:",
    page="worked_2_2_2",
)
def test_three_digits_of_the_slopes_give_two_of_the_gradient():
    slopes = [*drawn("worked_2_2_2", "path_of_w5")[1].values()][:3]
    gradient = float(value(worked_2_2_2.E.diff(worked_2_2_2.w[4]), worked_2_2_2.given))

    assert [round(slope, 3) for slope in slopes] == [0.593, 0.187, 0.741]
    assert np.prod(np.round(slopes, 3)) == pytest.approx(gradient, abs=0.0005)


@states(
    "For $w_1$, both paths through the outputs, then the slope of the hidden neuron and the input; "
    "the second path is subtracted, which costs a digit, so the deltas have four decimals:",
    page="worked_2_2_2",
)
def test_deltas_of_four_decimals_give_the_digits_of_the_exact_gradient_and_of_three_do_not():
    e = worked_2_2_2
    one, other, slope, back, exact = (
        float(value(x, e.given))
        for x in (e.delta_o1, e.delta_o2, e.out_h1 * (1 - e.out_h1),
                  e.delta_o1 * e.w[4] + e.delta_o2 * e.w[6], e.E.diff(e.w[0]))
    )  # fmt: skip
    by_hand = {n: round(round(one, n) * 0.40 + round(other, n) * 0.50, n) for n in (3, 4)}

    assert (by_hand[4], round(back, 4)) == (0.0364, 0.0364)
    assert round(by_hand[4] * round(slope, 3) * 0.05, 6) == round(exact, 6) == 0.000439
    assert round(by_hand[3] * round(slope, 3) * 0.05, 6) != round(exact, 6)


@states(
    "The slopes of the hidden neurons, which say at once who will learn, need four digits, since "
    "the subtraction from 1 leaves few of them:",
    page="worked_2_3_2",
)
def test_the_slopes_of_saturated_neurons_need_four_digits():
    exact = np.array([float(value(out, worked_2_3_2.given)) for out in worked_2_3_2.out_h])

    def digits(n):
        rounded = np.round(exact, n)
        return np.round(rounded * (1 - rounded), n)

    assert_allclose(digits(4), np.round(exact * (1 - exact), 4), atol=1e-9)
    assert digits(3)[1] == 0.021 != round(exact[1] * (1 - exact[1]), 3)


def mistaken(page):
    """The function of a page in which one line is wrong, and its text."""
    (code,) = re.findall(r"```python\n(def step\(.*?)```", text_of(page), re.S)
    return code


def ran(code, page, eta=0.5):
    names = {"np": np, "sigmoid": lambda x: 1 / (1 + np.exp(-x))}
    exec(code, names)
    return names["step"](**net(page), eta=eta)


@states(
    "This step runs, and its error falls.",
    "Line (4) moves the output weights before line (5) goes back through them; it belongs after "
    "line (5).",
    "With it where it stands, the error after the step is the published one, "
    "{{ cited mazur2015.E_plus }}.",
    page="worked_2_2_2",
)
def test_the_listing_that_moves_too_early_has_the_published_error_and_mended_the_right_one():
    code, start = mistaken("worked_2_2_2"), net("worked_2_2_2")
    lines = code.split("\n")
    lines[4], lines[5] = lines[5], lines[4]

    errors = [
        sigmoid_net_error(**start | dict(zip("WV", ran(text, "worked_2_2_2"), strict=True)))
        for text in (code, "\n".join(lines))
    ]
    assert [f"{error:.9f}" for error in errors] == ["0.291027924", "0.291027774"]
    assert errors[0] < sigmoid_net_error(**start)


@states(
    "In this step the first weights move much too far.",
    "Line (4) has only the first factor of the slope; it must be `V.T @ delta_o * h * (1 - h)`. As "
    "it stands, a neuron that is saturated near 1 learns fastest.",
    page="worked_2_3_2",
)
def test_the_listing_without_the_whole_slope_moves_the_saturated_neurons_farthest():
    code, start = mistaken("worked_2_3_2"), net("worked_2_3_2")
    wrong, right = (
        ran(text, "worked_2_3_2")
        for text in (code, code.replace("@ delta_o * h  #", "@ delta_o * h * (1 - h)  #"))
    )
    e = worked_2_3_2
    expected = [[float(value(x, e.given)) for x in row] for row in e.W_plus]

    assert_allclose(right[0], expected, rtol=1e-9)
    assert_allclose(right[1], wrong[1])
    moved = np.abs(wrong[0] - start["W"])[:, 0]
    assert (moved > 10 * np.abs(right[0] - start["W"])[:, 0]).all()
    assert (np.diff(moved) > 0).all()
    assert (np.diff(1 / (1 + np.exp(-start["W"] @ start["i"] - start["b"]))) > 0).all()


@states(
    "A fifth of the rate moves it a fifth as far.",
    "What becomes of $w_5$ in one step with the learning rate 0.1 in place of 0.5?",
    page="worked_2_2_2",
)
def test_a_fifth_of_the_rate_moves_a_fifth_as_far():
    e = worked_2_2_2
    slope = float(value(e.E.diff(e.w[4]), e.given))

    assert 0.4 - (0.4 - 0.1 * slope) == pytest.approx((0.4 - (0.4 - 0.5 * slope)) / 5)


@states(
    "The error is zero and so are the output deltas, so nothing comes back and nothing moves.",
    page="worked_2_2_2",
)
def test_with_its_outputs_as_targets_the_net_stays_where_it_is():
    n = net("worked_2_2_2")
    sigma = lambda x: 1 / (1 + np.exp(-x))  # noqa: E731
    n["t"] = sigma(n["V"] @ sigma(n["W"] @ n["i"] + n["b"]) + n["c"])
    names = {"np": np, "sigmoid": sigma}
    exec(mistaken("worked_2_2_2"), names)

    W, V = names["step"](**n, eta=0.5)

    assert sigmoid_net_error(**n) < 1e-30
    assert_allclose(np.concatenate([W, V]), np.concatenate([n["W"], n["V"]]), rtol=1e-14)


@states(
    "The gradients of the hidden weights are about a hundred times smaller than those of $w_5$ and "
    "$w_6$.",
    "An input of 0.05 or 0.1 takes the place of an activation of about 0.6, and one more sigmoid "
    "multiplies by its slope of 0.24.",
    "On the way back, the first delta is multiplied by a weight of 0.40 or 0.45, and the second "
    "path takes about a third of that away, since one output is too high and the other too low.",
    page="worked_2_2_2",
)
def test_hidden_gradients_are_a_hundred_times_smaller():
    e = worked_2_2_2
    slopes = [abs(float(value(e.E.diff(w), e.given))) for w in e.w]
    one, other = (float(value(delta, e.given)) for delta in (e.delta_o1, e.delta_o2))

    assert 50 < np.mean(slopes[4:6]) / np.mean(slopes[:4]) < 200
    assert [float(e.given[w]) for w in e.w[4:6]] == [0.40, 0.45] and one > 0 > other
    for w, v in ((0.40, 0.50), (0.45, 0.55)):
        assert -other * v / (one * w) == pytest.approx(1 / 3, abs=0.02)
    factors = 0.593 / 0.05, 1 / 0.241, 1 / 0.40, 1 / (1 - 0.0190491 / 0.0553994)
    assert np.prod(factors) == pytest.approx(slopes[4] / slopes[0], rel=2e-3)
    assert [round(float(value(x, e.given)), 2) for x in (e.out_h1, e.out_h1 * (1 - e.out_h1))] == [
        0.59, 0.24,
    ]  # fmt: skip


@states(
    "The hidden delta of the old program is too small, and with a larger learning rate it is "
    "smaller still.",
    "At which rate would that of the first hidden neuron be zero?",
    "At about six times the rate of the example; beyond it the first hidden neuron would move "
    "uphill.",
    page="worked_2_2_2",
)
@pytest.mark.parametrize(("eta", "sign"), [(0.5, 1), (2.9, 1), (3.0, -1)])
def test_the_mixed_delta_of_the_first_neuron_changes_its_sign_at_six_times_the_rate(eta, sign):
    n = net("worked_2_2_2")
    W, _ = ran(mistaken("worked_2_2_2"), "worked_2_2_2", eta)

    assert np.sign(n["W"][0, 0] - W[0, 0]) == sign


@states(
    "The error after one step is 0.291027774; the published {{ cited mazur2015.E_plus }} comes "
    "from [a step that moves the output weights first](#the-published-error).",
    page="worked_2_2_2",
)
def test_the_error_after_a_step_is_that_of_the_result():
    assert f"{float(value(worked_2_2_2.E_plus, worked_2_2_2.given)):.9f}" == "0.291027774"


@states(
    "Each row is the delta of a hidden neuron times the inputs, and the second input is twice the "
    "first.",
    page="worked_2_3_2",
)
def test_the_second_column_of_the_hidden_gradients_is_twice_the_first():
    e = worked_2_3_2
    slopes = np.array([float(value(e.E.diff(w), e.given)) for w in e.w[:6]]).reshape(3, 2)

    assert_allclose(slopes[:, 1], 2 * slopes[:, 0], rtol=1e-12)


@states(
    "Let the first target be 0.8 in place of 0.01.",
    "Only the first factor changes.",
    page="worked_2_3_2",
)
def test_another_target_changes_only_the_first_factor_of_the_delta():
    e = worked_2_3_2
    o = float(value(e.o[0], e.given))
    delta = float(value(e.delta_o[0], {**e.given, e.t[0]: 0.8}))

    assert delta == pytest.approx((o - 0.8) * o * (1 - o))


@states(
    "Ten times the first weight less five times the second stays what it was:",
    "So the second weight moves twice as far as the first, and in the same direction.",
    page="worked_2_3_2",
)
@states(
    "A row of hidden weights moves along one line, in the direction of the inputs.",
    page="worked_2_3_2",
)
def test_a_row_of_hidden_weights_moves_in_the_direction_of_the_inputs():
    n = net("worked_2_3_2")
    code = mistaken("worked_2_3_2").replace("@ delta_o * h  #", "@ delta_o * h * (1 - h)  #")

    W, _ = ran(code, "worked_2_3_2")

    assert_allclose(10 * W[0, 0] - 5 * W[0, 1], 0.25)
    assert_allclose((W - n["W"])[:, 1], 2 * (W - n["W"])[:, 0])


@states(
    "Divide the inputs by a hundred, and train for a thousand updates.",
    "The first weight moves less, the third about as far, and the fifth more.",
    "With the small inputs all three slopes are near a quarter, three, twelve and fifty times what "
    "they were, but the input is a hundredth.",
    "Of the three sizes, inputs around one move all of them farthest: neither the slope nor the "
    "input is small.",
    page="worked_2_3_2",
)
def test_inputs_around_one_move_the_hidden_weights_farthest():
    found, slopes = {}, {}
    for scale in (1, 0.1, 0.01):
        n = net("worked_2_3_2")
        n["i"] = scale * n["i"]
        h = 1 / (1 + np.exp(-(n["W"] @ n["i"] + n["b"])))
        slopes[scale], start = h * (1 - h), n["W"]
        names = {"np": np, "sigmoid": lambda x: 1 / (1 + np.exp(-x))}
        code = mistaken("worked_2_3_2").replace("@ delta_o * h  #", "@ delta_o * h * (1 - h)  #")
        exec(code, names)
        for _ in range(1000):
            n["W"], n["V"] = names["step"](**n, eta=0.5)
        found[scale] = np.abs(n["W"] - start)[:, 0]

    assert found[0.01][0] < 0.7 * found[1][0] and found[0.01][2] > 2 * found[1][2]
    assert found[0.01][1] == pytest.approx(found[1][1], rel=0.1)
    assert (found[0.1] > np.maximum(found[1], found[0.01])).all()
    assert_allclose(slopes[0.01], 0.25, atol=0.02)
    assert_allclose(slopes[0.01] / slopes[1], [3, 12, 50], rtol=0.05)


@states(
    "There are HD + KH weights and K equations, and no row of slopes is made up of the others, for "
    "the same reason as above; so (D + K)H − K directions are left: ten here, and with a hundred "
    "hidden neurons 398.",
    "For the net of this chapter the answer is ten.",
    page="worked_2_3_2",
)
@pytest.mark.parametrize(("hidden", "left"), [(3, 10), (100, 398)])
def test_so_many_directions_leave_the_outputs_as_they_are(rng, hidden, left):
    W, V = rng.normal(size=(hidden, 2)), rng.normal(size=(2, hidden))
    i = rng.normal(size=2)
    h = 1 / (1 + np.exp(-W @ i))
    o = 1 / (1 + np.exp(-V @ h))
    by_W = (o * (1 - o))[:, None, None] * (V * h * (1 - h))[:, :, None] * i
    by_V = np.einsum("k,kl,j->klj", o * (1 - o), np.eye(2), h)
    slopes = np.concatenate([by_W.reshape(2, -1), by_V.reshape(2, -1)], axis=1)

    assert slopes.shape[1] - np.linalg.matrix_rank(slopes) == left
