"""The 2-2-2 example: what its formulas do not show. Chapter: docs/worked_2_2_2.md."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from math import exp

import mpmath
import numpy as np
import pytest
from numpy.testing import assert_allclose

from derivations import worked_2_2_2 as example
from derivations.calculus import derivative
from figures import worked_2_2_2 as chapter
from figures.worked import start, step
from nn import worked_2_2_2 as nn
from tests.curves import NEAR
from tests.drawn import seen
from tests.givens import expected_rows
from tests.states import states
from tests.tables import read, shows
from tests.worked import links, outputs
from verify.book.cited import number
from verify.proving.numeric import value

pytestmark = pytest.mark.usefixtures("shapes_unchecked")  # many thousand updates


def sigma(x):
    return 1 / (1 + mpmath.exp(-x))


def exact_path(updates, mixed=False):
    """The example in exact arithmetic, written out again: no function of the book is used."""
    i, t, w, b, c, eta = (
        [mpmath.mpf(str(x)) for x in row]
        for row in (
            (0.05, 0.10),
            (0.01, 0.99),
            (0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55),
            (0.35, 0.35),
            (0.60, 0.60),
            (0.5,),
        )
    )
    for n in range(updates + 1):
        h = [sigma(w[2 * j] * i[0] + w[2 * j + 1] * i[1] + b[j]) for j in range(2)]
        o = [sigma(w[4 + 2 * k] * h[0] + w[5 + 2 * k] * h[1] + c[k]) for k in range(2)]
        if n == updates:
            return sum((t[k] - o[k]) ** 2 for k in range(2)) / 2, o
        d = [(o[k] - t[k]) * o[k] * (1 - o[k]) for k in range(2)]
        new = [w[4 + 2 * k + j] - eta[0] * d[k] * h[j] for k in range(2) for j in range(2)]
        back = new if mixed else w[4:]
        e = [sum(d[k] * back[2 * k + j] for k in range(2)) * h[j] * (1 - h[j]) for j in range(2)]
        w = [w[2 * j + m] - eta[0] * e[j] * i[m] for j in range(2) for m in range(2)] + new


def test_a_step_fits_layers_of_unequal_sizes(rng):
    i, b, c, t = rng.normal(size=2), rng.normal(size=3), rng.normal(size=4), rng.random(size=4)
    W, V = rng.normal(size=(3, 2)), rng.normal(size=(4, 3))
    layers = [nn.sigmoid_net_error_grad_W, nn.sigmoid_net_error_grad_V]
    gradient = np.concatenate([grad(W, V, b, c, i, t).ravel() for grad in layers])
    w = np.concatenate([W.ravel(), V.ravel()])

    assert_allclose(nn.sigmoid_net_step(w, b, c, i, t, 0.5), w - 0.5 * gradient, rtol=1e-12)


@pytest.mark.parametrize(("kind", "mixed"), [("all at once", False), ("mixed", True)])
def test_many_updates_are_those_of_exact_arithmetic(kind, mixed):
    with mpmath.workdps(40):
        error, outputs = exact_path(200, mixed)

    net = chapter.run(kind)[200]

    assert_allclose(net.error, float(error), rtol=1e-11)
    assert_allclose(net.outputs, [float(o) for o in outputs], rtol=1e-12)


@states(
    "The original prints {{ cited mazur2015.E_plus }} here",
    "Its error after ten thousand updates is that of the right one, one update early: "
    """{{ value run("all at once")[9999].error:.10f }}.""",
)
@pytest.mark.parametrize(
    ("kind", "updates", "published"),
    [
        ("mixed", 1, number("mazur2015.E_plus")),
        ("mixed", 10_000, number("mazur2015.E_end_of_old_copies")),
        ("all at once", 9_999, number("mazur2015.E_end")),
    ],
)
def test_each_published_error_comes_from_a_known_run(kind, updates, published):
    decimals = len(published.partition(".")[2])

    assert f"{chapter.run(kind)[updates].error:.{decimals}f}" == published


@states("its outputs after ten thousand are still those of the old program")
def test_the_published_outputs_are_those_of_the_mixed_step():
    printed = tuple(number(f"mazur2015.{key}") for key in ("out_o1_end", "out_o2_end"))

    assert tuple(f"{o:.9f}" for o in chapter.run("mixed")[10_000].outputs) == printed


@states(
    "This chapter computes all of it, exactly, and then compares every number",
    "Of {{ value len(comparison()) - 1 }} numbers in the original, {{ value agreeing() }} are the "
    "exact ones, rounded.",
)
def test_five_of_the_thirty_printed_numbers_differ():
    rows = chapter.comparison()[1:]

    assert (len(rows), chapter.agreeing()) == (30, 25)
    assert [row[0] for row in rows if row[-1] == chapter.DIFFERS] == [
        r"$\partial E_{o2}/\partial out_{h1}$",
        "$E$ after 1 update",
        "$E$ after 10 000 updates",
        "$out_{o1}$ after 10 000 updates",
        "$out_{o2}$ after 10 000 updates",
    ]


@states(
    "The task is to move eight weights",
    "All eight gradients are computed first, at the old weights; only then does anything move.",
)
def test_a_step_of_the_net_is_the_step_of_the_derivation():
    net = step(start(example))

    assert len(net.w) == 8
    expected = [float(value(w, example.given)) for w in example.w_plus]

    assert_allclose(net.w, expected, rtol=1e-14)


@states(
    "So $\\tilde{\\delta}$ is too small at every hidden neuron until the outputs are right, by an "
    "amount that falls with the square of the outputs' deltas."
)
def test_the_mixed_deltas_are_too_small_all_along():
    for net in chapter.run("mixed")[::100]:
        right = nn.sigmoid_net_error_grad_b(**net.parameters)
        d, h = nn.sigmoid_net_error_grad_c(**net.parameters), net.hidden
        mixed = (step(net).V.T @ d) * h * (1 - h)

        assert (mixed < right).all()
        assert_allclose(right - mixed, 0.5 * h**2 * (1 - h) * (d @ d), rtol=1e-6)


@states("It goes downhill all the same, as long as one step changes the output weights little.")
def test_the_mixed_step_goes_downhill_at_every_update():
    errors = [net.error for net in chapter.run("mixed")]

    assert np.all(np.diff(errors) < 0)


@states(
    "It is not gradient descent, since $\\tilde{\\delta}$ is *mixed* from two sets of weights: $h$ "
    "and $\\delta_o$ come from the old ones, $V^+$ is the new."
)
def test_the_mixed_step_is_no_gradient_step():
    """Its hidden weights leave the path of gradient descent at the first update."""
    one, other = (chapter.run(kind)[1].W for kind in ("all at once", "mixed"))

    i, w, h, d, _ = first_pass()
    new = w[4:].reshape(2, 2) - 0.5 * np.outer(d, h)
    assert_allclose(other.ravel(), w[:4] - 0.5 * np.outer(new.T @ d * h * (1 - h), i).ravel())
    assert np.abs(one - other).min() > 1e-5


@states(
    "There is one path from $w_5$ to $E$, through three functions, and the chain rule multiplies "
    "their derivatives."
)
def test_w5_acts_on_the_first_output_alone():
    assert example.E_o2.diff(example.w[4]) == 0 != example.E_o1.diff(example.w[4])


@states(
    r"Whoever goes on with the printed digits of $\delta_{o2}$ gets half of "
    "{{ value float(exact('delta_o2')):.9f }}; the half ends in a 5, and rounded away from zero, "
    "as in school, it is {{ cited mazur2015.E_o2_out_h1 }}, which is what the original prints.",
    "**Round what you print, never what you go on with.**",
)
def test_the_printed_delta_gives_another_last_digit_than_the_exact_one():
    printed = Decimal(f"{float(value(example.delta_o2, example.given)):.9f}")
    exact = value(example.delta_o2 * example.w[6], example.given)

    assert printed == Decimal("-0.038098237")
    assert str(printed / 2) == "-0.0190491185"
    assert str((printed / 2).quantize(printed, ROUND_HALF_UP)) == number("mazur2015.E_o2_out_h1")
    assert str((printed / 2).quantize(printed, ROUND_HALF_EVEN)) == "-0.019049118"
    assert f"{float(exact):.9f}" == "-0.019049118"


@states(
    "Why is $\\partial E / \\partial w_2$ exactly twice $\\partial E / \\partial w_1$?",
    "Both are the delta of the same neuron times an input, and $i_2$ is twice $i_1$.",
)
def test_the_second_gradient_is_twice_the_first():
    one, two = (value(example.E.diff(w), example.given) for w in example.w[:2])

    assert mpmath.almosteq(two, 2 * one, rel_eps=1e-14)
    assert example.given[example.i[1]] == 2 * example.given[example.i[0]]


def test_the_error_falls_at_every_update():
    errors = [net.error for net in chapter.run("all at once")]

    assert np.all(np.diff(errors) < 0)


# What the chapter says in words


def first_pass():
    """The inputs, the weights, what leaves the hidden neurons, and the deltas of both layers."""
    i, t = np.array([0.05, 0.1]), np.array([0.01, 0.99])
    w = np.array([0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55])
    h = 1 / (1 + np.exp(-(w[:4].reshape(2, 2) @ i + 0.35)))
    o = 1 / (1 + np.exp(-(w[4:].reshape(2, 2) @ h + 0.6)))
    d = (o - t) * o * (1 - o)
    return i, w, h, d, w[4:].reshape(2, 2).T @ d * h * (1 - h)


def slope(name, k):
    """The exact slope of the error by an entry of the derivation's arrays."""
    return float(value(example.E.diff(getattr(example, name)[k]), example.given))


@states("two inputs, two hidden neurons, two outputs, and sigmoids everywhere.")
def test_the_example_has_two_of_each_and_sigmoids_everywhere():
    net = start(example)
    hidden = sigma(net.W[0] @ net.i + net.b[0]), sigma(net.W[1] @ net.i + net.b[1])

    assert (len(net.i), len(net.b), len(net.c), len(net.t)) == (2, 2, 2, 2)
    assert_allclose(
        net.outputs, [float(sigma(net.V[k] @ hidden + net.c[k])) for k in range(2)], rtol=1e-12
    )


@states(
    "The original has one bias for each layer, {{ cited mazur2015.b1 }} and "
    "{{ cited mazur2015.b2 }}, and calls them $b_1$ and $b_2$; here each neuron has its own"
)
@pytest.mark.parametrize(("biases", "cited"), [("b", "mazur2015.b1"), ("c", "mazur2015.b2")])
def test_both_neurons_of_a_layer_start_with_the_bias_of_the_original(biases, cited):
    one, other = getattr(example, biases)

    assert one != other
    assert float(example.given[one]) == float(example.given[other]) == float(number(cited))


@states("Half the squared distance to the targets says how wrong the outputs are.")
def test_the_error_is_half_the_squared_distance_to_the_targets():
    net = start(example)

    assert net.error == pytest.approx(np.linalg.norm(net.outputs - net.t) ** 2 / 2)


@states(
    "The first two factors are the same for every weight into this neuron.",
    "With the deltas, four gradients are four products.",
)
def test_each_slope_of_an_output_weight_is_the_delta_of_its_neuron_times_what_it_multiplies():
    _, _, h, d, _ = first_pass()

    assert_allclose(
        [slope("w", k) for k in range(4, 8)], [d[k] * h[j] for k in (0, 1) for j in (0, 1)]
    )


@states("Again the deltas of the two neurons hold all that their weights share.")
def test_each_slope_of_a_hidden_weight_is_the_delta_of_its_neuron_times_an_input():
    i, _, _, _, d = first_pass()

    assert_allclose(
        [slope("w", k) for k in range(4)], [d[k] * i[j] for k in (0, 1) for j in (0, 1)]
    )


@states(
    "The output of hidden neuron 1 reaches $E$ along two paths, through $E_{o1}$ and through "
    "$E_{o2}$."
)
def test_both_parts_of_the_error_change_with_what_enters_the_first_hidden_neuron():
    slopes = [
        value(part.diff(example.b[0]), example.given) for part in (example.E_o1, example.E_o2)
    ]

    assert 0 not in slopes
    assert float(sum(slopes)) == pytest.approx(slope("b", 0))


@states(
    "The last line looks as if it were wrong by one in the last digit.",
    "the sum of two rounded numbers need not be the rounded sum.",
)
def test_the_sum_of_the_rounded_ways_is_one_more_in_the_last_digit_than_the_rounded_sum():
    ways = example.delta_o1 * example.w[4], example.delta_o2 * example.w[6]
    parts = [Decimal(f"{float(value(way, example.given)):.9f}") for way in ways]
    whole = Decimal(f"{float(value(sum(ways), example.given)):.9f}")

    assert abs(sum(parts) - whole) == Decimal("1e-9")


@states(
    "Rounding cannot explain a difference in the seventh decimal.",
    "a port of this example meets this one to nine digits only with the wrong algorithm",
)
def test_the_published_error_has_six_digits_of_the_right_one_and_nine_of_the_mixed():
    digits = [f"{chapter.run(kind)[1].error:.9f}"[2:] for kind in ("all at once", "mixed")]
    published = number("mazur2015.E_plus")[2:]

    right, mixed = (
        [one == other for one, other in zip(found, published, strict=True)] for found in digits
    )
    assert (right.index(False) + 1, len(mixed), all(mixed)) == (7, 9, True)


@states("The corrected program computes the deltas first, and prints")
def test_the_corrected_program_prints_the_error_of_deltas_that_come_first():
    printed = number("mazur_program.new")

    assert f"{chapter.run('all at once')[1].error:.9f}" == printed != number("mazur_program.old")


@states("Then the forward pass is two lines long, for any number of neurons.")
@pytest.mark.parametrize("sizes", [(2, 2, 2), (3, 5, 1), (1, 4, 6)])
def test_two_lines_compute_what_the_neurons_compute_one_by_one(rng, sizes):
    inputs, hidden, outputs = sizes
    i, b, c = (rng.normal(size=size) for size in sizes)
    W, V = rng.normal(size=(hidden, inputs)), rng.normal(size=(outputs, hidden))
    out = [float(sigma(sum(W[j] * i) + b[j])) for j in range(hidden)]

    assert_allclose(
        nn.sigmoid_net(W, V, b, c, i),
        [float(sigma(sum(V[k] * out) + c[k])) for k in range(outputs)],
    )


@states(
    r"The sum over the paths from a hidden neuron to the error is a product with $V^\top$.",
    "These are the eight gradients from above, in two lines:",
)
def test_matrices_hold_the_slopes_by_the_eight_weights_in_their_order():
    net = start(example).parameters
    found = [grad(**net) for grad in (nn.sigmoid_net_error_grad_W, nn.sigmoid_net_error_grad_V)]

    assert [matrix.shape for matrix in found] == [(2, 2), (2, 2)]
    assert_allclose(np.concatenate(found).ravel(), [slope("w", k) for k in range(8)])


@states("Then it enters two neurons, and its gradient is the sum of their deltas.")
@pytest.mark.parametrize("name", ["b", "c"])
def test_the_slope_by_a_shared_bias_is_the_sum_of_the_deltas(name):
    net = start(example).parameters
    up, down = (nn.sigmoid_net_error(**net | {name: net[name] + h}) for h in (1e-5, -1e-5))

    assert (up - down) / 2e-5 == pytest.approx(slope(name, 0) + slope(name, 1), rel=1e-6)


@states(
    "The original's section on the hidden layer writes `net_h1 = w_1 * i_1 + w_3 * i_2 + b_1`.",
    "The original goes on with {{ cited mazur2015.net_h1 }}, so it computed with $w_2$.",
)
def test_the_printed_sum_is_that_with_the_second_weight_and_not_with_the_third():
    (i_1, i_2), w, (b_1, _) = example.i, example.w, example.b

    sums = [value(w[0] * i_1 + weight * i_2 + b_1, example.given) for weight in (w[1], w[2])]
    assert [f"{float(each):.4f}" for each in sums] == [number("mazur2015.net_h1"), "0.3825"]


@states(
    "The weights into the first output shrink, the weights into the second grow, and "
    r"$\delta_{o2}$ is negative: both make the sum smaller."
)
def test_both_ways_through_the_new_output_weights_are_less_than_through_the_old():
    _, _, h, d, _ = first_pass()
    moved = -0.5 * np.outer(d, h)

    assert (moved[0] < 0).all() and (moved[1] > 0).all() and d[1] < 0
    assert (moved * d[:, np.newaxis] < 0).all()


# The tables of the page


def updated(kind, updates, rate=0.5):
    """Error and outputs of the example after some updates, each written out once more."""
    w = np.array([0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55])
    b, c, i, t = np.full(2, 0.35), np.full(2, 0.6), np.array([0.05, 0.1]), np.array([0.01, 0.99])
    for done in range(updates + 1):
        W, V = w[:4].reshape(2, 2), w[4:].reshape(2, 2)
        h = 1 / (1 + np.exp(-(W @ i + b)))
        o = 1 / (1 + np.exp(-(V @ h + c)))
        if done == updates:
            return ((t - o) ** 2).sum() / 2, *o
        at_output = (o - t) * o * (1 - o)
        new = V - rate * np.outer(at_output, h)
        at_hidden = (new if kind == "mixed" else V).T @ at_output * h * (1 - h)
        w = np.concatenate([(W - rate * np.outer(at_hidden, i)).ravel(), new.ravel()])
        if kind == "with biases":
            b, c = b - rate * at_hidden, c - rate * at_output


@pytest.mark.parametrize("updates", [1, 10, 100, 1000, 10_000])
def test_table_of_the_trajectory_shows_each_way_to_update(updates):
    error, o1, o2 = updated("all at once", updates)
    shown = read("worked_2_2_2", "trajectory").rows[f"{updates:,}".replace(",", " ")]

    expected = {
        "$E$": error,
        "$out_{o1}$": o1,
        "$out_{o2}$": o2,
        "$E$, mixed": updated("mixed", updates)[0],
        "$E$, with biases": updated("with biases", updates)[0],
    }
    assert [*shown] == [*expected]
    for name, found in expected.items():
        decimals = 12 if name.startswith("$E$") else 9
        assert float(shown[name]) == pytest.approx(found, abs=10.0**-decimals), name


def test_table_of_printed_numbers_ticks_those_that_are_the_exact_ones_rounded():
    rows = read("worked_2_2_2", "comparison").rows

    ticked = {name: row[""] for name, row in rows.items()}
    assert ticked == {
        name: "✓" if shows(row["printed"], float(row["exact"].replace("−", "-"))) else "✗"
        for name, row in rows.items()
    }


def test_table_of_printed_numbers_shows_the_exact_ones_under_their_names():
    g, w = example, example.w
    slope_o1, slope_h1 = derivative(g.out_o1, g.c[0]), derivative(g.out_h1, g.b[0])
    through_o1, through_o2 = derivative(g.E_o1, g.c[0]) * w[4], derivative(g.E_o2, g.c[1]) * w[6]
    expected = {
        "$net_{h1}$": g.net_h1, "$out_{h1}$": g.out_h1, "$out_{h2}$": g.out_h2,
        "$net_{o1}$": g.net_o1, "$out_{o1}$": g.out_o1, "$out_{o2}$": g.out_o2,
        "$E_{o1}$": g.E_o1, "$E_{o2}$": g.E_o2, "$E$": g.E,
        r"$\partial E/\partial out_{o1}$": derivative(g.E, g.c[0]) / slope_o1,
        r"$\partial out_{o1}/\partial net_{o1}$": slope_o1,
        r"$\delta_{o1}$": derivative(g.E, g.c[0]),
        r"$\partial E/\partial w_5$": derivative(g.E, w[4]),
        r"$\partial E_{o1}/\partial out_{h1}$": through_o1,
        r"$\partial E_{o2}/\partial out_{h1}$": through_o2,
        r"$\partial E/\partial out_{h1}$": through_o1 + through_o2,
        r"$\partial out_{h1}/\partial net_{h1}$": slope_h1,
        r"$\partial E/\partial w_1$": derivative(g.E, w[0]),
        **{f"$w_{k}^+$": w[k - 1] - g.eta * derivative(g.E, w[k - 1]) for k in range(1, 9)},
        "$E$ after 1 update": g.E_plus,
    }  # fmt: skip
    error, o1, o2 = updated("all at once", 10_000)
    exact = {name: value(each, g.given) for name, each in expected.items()}
    exact |= {"$E$ after 10 000 updates": error}
    exact |= {f"$out_{{o{k}}}$ after 10 000 updates": o for k, o in ((1, o1), (2, o2))}

    shown = read("worked_2_2_2", "comparison").column("exact")
    assert {*shown} == {*exact}
    assert [name for name in shown if not shows(shown[name], exact[name])] == []


@states("The network with what each neuron puts out:", page="figures/worked_2_2_2")
def test_each_drawn_neuron_puts_out_what_the_forward_pass_gives():
    i, c = np.array([0.05, 0.1]), 0.6
    h = 1 / (1 + np.exp(-(np.array([[0.15, 0.2], [0.25, 0.3]]) @ i + 0.35)))
    o = 1 / (1 + np.exp(-(np.array([[0.4, 0.45], [0.5, 0.55]]) @ h + c)))

    assert outputs("worked_2_2_2") == {
        name: f"{output:#.4g}"
        for name, output in zip(
            ["i1", "i2", "h1", "h2", "o1", "o2"],
            [*i, *h, *o],
            strict=True,
        )
    }


@states("two inputs, two hidden neurons, two outputs.", page="figures/worked_2_2_2")
def test_each_weight_stands_on_the_line_that_it_belongs_to():
    assert links("worked_2_2_2") == {
        "w1 0.1500": ("i1", "h1"),
        "w2 0.2000": ("i2", "h1"),
        "w3 0.2500": ("i1", "h2"),
        "w4 0.3000": ("i2", "h2"),
        "w5 0.4000": ("h1", "o1"),
        "w6 0.4500": ("h2", "o1"),
        "w7 0.5000": ("h1", "o2"),
        "w8 0.5500": ("h2", "o2"),
    }


def errors(kind):
    """The error after 0, 1, 2 ... ten thousand updates, with plain numbers."""
    w, b, c = [0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55], [0.35] * 2, [0.6] * 2
    i, t, found = (0.05, 0.1), (0.01, 0.99), []
    for _ in range(10_001):
        h = [1 / (1 + exp(-w[2 * j] * i[0] - w[2 * j + 1] * i[1] - b[j])) for j in (0, 1)]
        o = [1 / (1 + exp(-w[4 + 2 * k] * h[0] - w[5 + 2 * k] * h[1] - c[k])) for k in (0, 1)]
        found.append(((t[0] - o[0]) ** 2 + (t[1] - o[1]) ** 2) / 2)
        d = [(o[k] - t[k]) * o[k] * (1 - o[k]) for k in (0, 1)]
        new = [w[4 + n] - 0.5 * d[n // 2] * h[n % 2] for n in range(4)]
        back = new if kind == "mixed" else w[4:]
        e = [(d[0] * back[j] + d[1] * back[2 + j]) * h[j] * (1 - h[j]) for j in (0, 1)]
        w = [w[n] - 0.5 * e[n // 2] * i[n % 2] for n in range(4)] + new
        if kind == "with biases":
            b = [b[j] - 0.5 * e[j] for j in (0, 1)]
            c = [c[k] - 0.5 * d[k] for k in (0, 1)]
    return np.array(found)


@pytest.mark.parametrize("kind", ["all at once", "mixed", "with biases"])
@states("The error over ten thousand updates:", page="figures/worked_2_2_2")
def test_the_curve_of_a_way_to_update_is_the_error_that_it_leaves(kind):
    axes, at = seen("worked_2_2_2", "learning").only, np.geomspace(1, 10_000, 60).astype(int)

    assert (axes.x.label, axes.y.label) == ("updates", "total error E")
    assert axes.curve(kind).misses(at, errors(kind)[at]) < NEAR


@states("all at once and mixed can hardly be told apart.", page="figures/worked_2_2_2")
def test_the_curves_of_both_algorithms_are_drawn_as_one():
    axes, at = seen("worked_2_2_2", "learning").only, np.geomspace(1, 10_000, 60)
    mixed = axes.curve("mixed")

    assert axes.curve("all at once").misses(at, mixed.at(at)) < 1  # point: half a line's width


@states("With biases that learn, the error falls faster.", page="figures/worked_2_2_2")
def test_the_curve_with_biases_is_below_the_others_and_further_below_at_the_end():
    axes, at = seen("worked_2_2_2", "learning").only, np.geomspace(1, 10_000, 60)
    ratios = axes.curve("with biases").at(at) / axes.curve("all at once").at(at)

    assert ratios.max() < 1 and ratios[-1] < 0.1 * ratios[0]


@states(
    "A program in C# ([Pavelka, 2018](#sources)) demands {{ cited mazur2015.E_plus }} in a test, "
    "to within 1e-9, and passes it."
)
@states("With the right number its test would have found the mistake")
def test_only_the_mixed_step_is_within_the_tolerance_of_the_published_error():
    published = float(number("mazur2015.E_plus"))
    within = {
        kind: abs(chapter.run(kind)[1].error - published) < 1e-9
        for kind in ("all at once", "mixed")
    }

    assert within == {"all at once": False, "mixed": True}


def test_table_of_what_is_given_has_every_input_weight_bias_and_target():
    expected = expected_rows("worked_2_2_2")

    table = read("worked_2_2_2", "given")
    assert [*table.rows] == [*expected]
    assert table.rows == expected
