"""The 2-2-2 example: what its formulas do not show. Chapter: docs/worked_2_2_2.md."""

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


@states("This chapter computes all of it, exactly, and then compares every number")
def test_five_of_the_thirty_printed_numbers_differ():
    rows = chapter.comparison()[1:]

    assert len(rows) == 30
    assert [row[0] for row in rows if row[-1] == chapter.DIFFERS] == [
        r"$\partial E_{o2}/\partial out_{h1}$",
        "$E$ after 1 update",
        "$E$ after 10 000 updates",
        "$out_{o1}$ after 10 000 updates",
        "$out_{o2}$ after 10 000 updates",
    ]


def test_a_step_of_the_net_is_the_step_of_the_derivation():
    net = step(start(example))

    expected = [float(value(w, example.given)) for w in example.w_plus]

    assert_allclose(net.w, expected, rtol=1e-14)


@states("So it is too small at every hidden neuron until the outputs are right")
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


@states("It is not gradient descent")
def test_the_mixed_step_is_no_gradient_step():
    """Its hidden weights leave the path of gradient descent at the first update."""
    one, other = (chapter.run(kind)[1].W for kind in ("all at once", "mixed"))

    assert np.abs(one - other).min() > 1e-5


@states("Along the only way from $w_5$ to $E$ stand three functions")
def test_w5_acts_on_the_first_output_alone():
    assert example.E_o2.diff(example.w[4]) == 0 != example.E_o1.diff(example.w[4])


@states("**Round what you print, never what you go on with.**")
def test_the_printed_delta_gives_another_last_digit_than_the_exact_one():
    exact = value(example.delta_o2 * example.w[6], example.given)

    assert (round(float(exact), 9), round(-0.038098237 / 2 - 1e-12, 9)) == (
        -0.019049118,
        -0.019049119,
    )


@states("Why is $\\partial E / \\partial w_2$ exactly twice $\\partial E / \\partial w_1$?")
def test_the_second_gradient_is_twice_the_first():
    one, two = (value(example.E.diff(w), example.given) for w in example.w[:2])

    assert mpmath.almosteq(two, 2 * one, rel_eps=1e-14)


def test_the_error_falls_at_every_update():
    errors = [net.error for net in chapter.run("all at once")]

    assert np.all(np.diff(errors) < 0)


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
    assert [k for k, v in expected.items() if float(shown[k]) != pytest.approx(v, rel=2e-8)] == []


def test_table_of_printed_numbers_ticks_those_that_are_the_exact_ones_rounded():
    rows = read("worked_2_2_2", "comparison").rows

    ticked = {name: row[""] for name, row in rows.items()}
    assert ticked == {
        name: "✓" if shows(row["printed"], float(row["exact"])) else "✗"
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
        name: f"{output:.4f}"
        for name, output in zip(
            ["i_1", "i_2", "out_{h1}", "out_{h2}", "out_{o1}", "out_{o2}"],
            [*i, *h, *o],
            strict=True,
        )
    }


@states("two inputs, two hidden neurons, two outputs.", page="figures/worked_2_2_2")
def test_each_weight_stands_on_the_line_that_it_belongs_to():
    assert links("worked_2_2_2") == {
        "w_1=0.15": ("i_1", "out_{h1}"),
        "w_2=0.20": ("i_2", "out_{h1}"),
        "w_3=0.25": ("i_1", "out_{h2}"),
        "w_4=0.30": ("i_2", "out_{h2}"),
        "w_5=0.40": ("out_{h1}", "out_{o1}"),
        "w_6=0.45": ("out_{h2}", "out_{o1}"),
        "w_7=0.50": ("out_{h1}", "out_{o2}"),
        "w_8=0.55": ("out_{h2}", "out_{o2}"),
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


@states("the two algorithms can hardly be told apart.", page="figures/worked_2_2_2")
def test_the_curves_of_both_algorithms_are_drawn_as_one():
    axes, at = seen("worked_2_2_2", "learning").only, np.geomspace(1, 10_000, 60)
    mixed = axes.curve("mixed")

    assert axes.curve("all at once").misses(at, mixed.at(at)) < 1  # point: half a line's width
