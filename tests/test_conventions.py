"""What the code takes at a kink, a tie, or for nothing by nothing. Page: docs/conventions.md."""

import numpy as np
import pytest

from figures import conventions
from nn import (
    activation,
    errata,
    evaluation,
    inference,
    loss,
    perceptron,
)
from nn.network import Network
from nn.numerical_differentiation import central_difference, forward_difference
from nn.softmax import softmax
from tests.states import states
from tests.tables import read
from verify.book import ROOT
from verify.book.claims import Book
from verify.book.markup import DIRECTIVE
from verify.showing.directives import as_markdown

SIDES = [
    ("$u(x)$", "the left side"),
    ("a perceptron's answer", "the left side"),
    (r"$\mathrm{ReLU}'(x)$", "the left side"),
    (r"slope of $-\log(\max(p, \frac{1}{2}))$", "the left side"),
    ("forward difference of ReLU", "the right side"),
    ("central difference of ReLU", "their mean"),
]


def taken(what: str) -> dict[str, str]:
    """The row of a kink, by the heads of its columns."""
    head, *rows = conventions.kinks()
    return next(dict(zip(head, row, strict=True)) for row in rows if row[0] == what)


def test_every_kink_of_the_page_has_its_side_here():
    assert [row[0] for row in conventions.kinks()[1:]] == [what for what, _ in SIDES]


@pytest.mark.parametrize(("what", "side"), SIDES)
def test_at_a_kink_the_code_takes_a_side(what, side):
    assert taken(what)["that is"] == side


def test_the_sides_are_those_of_the_definitions():
    row = taken(r"slope of $-\log(\max(p, \frac{1}{2}))$")

    assert (row["from the left"], row["from the right"]) == ("0", "−2")


PLANTED = [  # another convention
    (activation, "relu_prime", lambda x: (x >= 0) * 1.0, r"$\mathrm{ReLU}'(x)$", "the right side"),
    (
        activation,
        "relu_prime",
        lambda x: np.full_like(x, 0.5),
        r"$\mathrm{ReLU}'(x)$",
        "their mean",
    ),
    (activation, "relu_prime", lambda x: np.full_like(x, 2.0), r"$\mathrm{ReLU}'(x)$", "neither"),
    (activation, "step", lambda x: (x >= 0) * 1.0, "$u(x)$", "the right side"),
    (perceptron, "step", lambda x: (x >= 0) * 1.0, "a perceptron's answer", "the right side"),
    (errata, "step", lambda x: (x >= 0) * 1.0, SIDES[3][0], "the right side"),
]


@pytest.mark.parametrize(("module", "name", "other", "what", "side"), PLANTED)
def test_another_convention_takes_another_side(monkeypatch, module, name, other, what, side):
    monkeypatch.setattr(module, name, other)

    assert taken(what)["that is"] == side


def test_the_first_of_the_largest_scores_is_named():
    assert conventions.tied() == 1


def test_the_last_of_the_largest_scores_would_be_another_class(monkeypatch):
    def last(self, parameters, X):
        scores = self.forward(parameters, X)
        return scores.shape[1] - 1 - scores[:, ::-1].argmax(axis=1)

    monkeypatch.setattr(Network, "predict", last)

    assert conventions.tied() == 3


def test_nothing_by_nothing_is_nothing():
    assert {value for _, _, value in conventions.nothing()[1:]} == {"0"}


def test_where_there_is_a_limit_it_is_what_the_code_takes():
    rows = [row for row in conventions.nothing()[1:] if row[1] != conventions.NO_LIMIT]

    assert len(rows) == 3
    assert all(limit == value for _, limit, value in rows)


@pytest.mark.parametrize(
    ("module", "name", "what"),
    [
        (evaluation, "_ratio", "precision of a class that is never named"),
        (loss, "cross_entropy_grad_P", "$-t / p$ for $t = 0$, $p \\to 0$"),
        (inference, "_divide", "a feature that is always the same, normalized"),
    ],
)
def test_another_value_for_nothing_shows_on_the_page(monkeypatch, module, name, what):
    monkeypatch.setattr(module, name, lambda above, below, *rest: np.ones_like(above, float))

    assert next(value for row, _, value in conventions.nothing()[1:] if row == what) == "1"


def test_the_page_shows_every_value():
    page = (ROOT / "docs" / "conventions.md").read_text(encoding="utf-8")
    found = [directive.group("name", "arguments") for directive in DIRECTIVE.finditer(page)]

    assert len([as_markdown(*each, "conventions", Book.now()) for each in found]) == 5


# The tables of the page, as they stand there


def test_a_kink_of_the_table_takes_the_side_that_has_the_taken_value():
    for what, row in read("conventions", "kinks").rows.items():
        left, right, value = (
            float(row[heading].replace("\u2212", "-"))
            for heading in ("from the left", "from the right", "taken")
        )
        sides = {left: "the left side", right: "the right side", (left + right) / 2: "their mean"}
        assert row["that is"] == sides[value], what


def test_a_kink_of_the_table_lies_at_its_place_and_in_its_functions():
    rows = read("conventions", "kinks").rows

    assert {what: (row["at"], row["in"]) for what, row in rows.items()} == {
        "$u(x)$": ("0", "`step`, `perceptron`"),
        "a perceptron's answer": ("score 0", "`perceptron`"),
        r"$\mathrm{ReLU}'(x)$": ("0", "`relu_prime`, every `Network` with ReLU"),
        SIDES[3][0]: (r"$\frac{1}{2}$", "`floored_loss_grad_Z`"),
        "forward difference of ReLU": ("0", "`forward_difference`"),
        "central difference of ReLU": ("0", "`central_difference`, `numerical_gradient`"),
    }


def test_kinks_of_the_table_have_the_slopes_and_values_beside_them():
    table = read("conventions", "kinks")

    at_zero = {"from the left": "0", "from the right": "1"}
    expected = {what: at_zero for what, _ in SIDES} | {SIDES[3][0]: {
        "from the left": "0", "from the right": "\u22122"}}  # fmt: skip
    assert {what: {h: row[h] for h in at_zero} for what, row in table.rows.items()} == expected


def test_nothing_of_the_table_is_taken_as_its_limit_where_there_is_one():
    table = read("conventions", "nothing")

    assert set(table.column("taken").values()) == {"0"}
    assert {what for what, limit in table.column("limit").items() if limit == "0"} == {
        r"$t \log p$ for $t = p \to 0$",
        r"$-t / p$ for $t = 0$, $p \to 0$",
        r"step of AdaGrad for $g \to 0$",
    }


@states(
    "So a score of exactly 0 means no and passes no gradient back, and a probability at the "
    "floor has the slope 0, like those below it.",
)
def test_at_each_kink_of_a_function_the_code_takes_the_side_without_a_slope_or_a_yes():
    functions = [taken(what)["that is"] for what, _ in SIDES[:4]]

    assert functions == ["the left side"] * 4
    assert activation.relu_prime(np.zeros(1))[0] == 0
    assert activation.step(np.zeros(1))[0] == 0


@states("The smallest positive number counts as positive")
def test_the_smallest_positive_number_is_positive():
    assert activation.step(np.array([np.nextafter(0, 1)]))[0] == 1


@states(
    "At a kink the forward quotient gives the slope on the side to which it steps, and the "
    "central one the mean of both; near a kink, both give something between the two slopes.",
    "that meets a kink is off by up to half the jump with central quotients, and by up to all of "
    "it with forward ones.",
)
@pytest.mark.parametrize("place", [-0.2, 0.0, 0.1])
def test_a_quotient_at_or_near_a_kink_is_between_the_slopes(place):
    x, h = np.array([place]), 0.25
    central = central_difference(activation.relu, x, h)[0]
    forward = forward_difference(activation.relu, x, h)[0]

    assert 0 <= central <= 1
    assert 0 <= forward <= 1
    assert abs(central - activation.relu_prime(x)[0]) <= 0.5
    assert abs(forward - activation.relu_prime(x)[0]) <= 1
    assert place != 0 or forward - activation.relu_prime(x)[0] == 1


@states(
    "At the kink of ReLU every slope between the two sides is a [subgradient](activation.md), and "
    "none of them is wrong.",
    "At the kink of the loss with a floor the slope falls: there is no subgradient",
)
def test_relu_has_subgradients_at_its_kink_and_the_floored_loss_has_none():
    def are_subgradients(f, at, slopes):
        x = at + np.linspace(-0.4, 0.4, 81)
        return [bool((f(at) + s * (x - at) <= f(x) + 1e-12).all()) for s in slopes]

    floored = lambda p: -np.log(np.maximum(p, 0.5))  # noqa: E731
    row = taken(SIDES[3][0])

    assert all(are_subgradients(activation.relu, np.zeros(1), np.linspace(0, 1, 11)))
    assert float(row["from the right"].replace("−", "-")) < float(row["from the left"])
    assert not any(are_subgradients(floored, 0.5, np.linspace(-9, 9, 181)))


@states("Any other number would do as well, so a tie changes nothing there")
def test_any_number_may_be_subtracted_before_softmax(rng):
    z, c = rng.normal(size=5), rng.normal()
    terms = np.exp(z - c)

    np.testing.assert_allclose(terms / terms.sum(), softmax(z))


@states("$\\frac{c t}{t}$ is $c$ all along")
@pytest.mark.parametrize("c", [-2.0, 0.5, 3.0])
def test_nothing_by_nothing_depends_on_the_path(c):
    t = 2.0 ** -np.arange(40)

    assert ((c * t) / t).tolist() == [c] * 40


@states("gives a class that was never predicted the worst score, as a warning")
def test_a_class_that_is_never_predicted_has_the_worst_precision():
    C = np.array([[3, 0], [2, 0]])

    assert evaluation.precision(C)[1] == 0 == min(evaluation.precision(C))


@states(
    "a difference quotient with a step of 0",
    "Softmax and the losses of scores refuse a score of plus infinity; the logarithm of a sum of "
    "exponentials is then infinite too.",
    "A score of minus infinity gives softmax its limit: the class has the probability 0.",
)
def test_an_infinite_score_and_a_step_of_nothing_are_refused_or_have_a_limit():
    above, below, first = np.array([[np.inf, 0.0]]), np.array([[-np.inf, 0.0]]), np.array([0])
    y, T = np.array([0.0, 1.0]), np.array([[0.0, 1.0]])

    for quotient in (forward_difference, central_difference):
        with pytest.raises(ValueError, match="needs a step that changes the entry"):
            quotient(np.square, np.ones(1), 0.0)
    for refused in (
        lambda: softmax(above),
        lambda: loss.log_softmax(above),
        lambda: loss.softmax_cross_entropy(above, first),
        lambda: loss.softmax_cross_entropy_grad_Z(above, first),
        lambda: loss.soft_cross_entropy(above, T),
        lambda: loss.binary_cross_entropy(above[0], y),
    ):
        with pytest.raises(ValueError, match="needs finite scores"):
            refused()
    assert loss.log_sum_exp(above[0]) == np.inf
    assert softmax(below).tolist() == [[0, 1]]
    assert loss.softmax_cross_entropy(below, first) == np.inf
