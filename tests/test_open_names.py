"""The names of a display before anything is known of them: what shows of each."""

import pytest

from verify.reading.open_names import Use, names_in
from verify.reading.tokens import LatexError

LINES = {
    r"z_j = \sum_{i=1}^{n} W_{ij} x_i + b_j": {
        "W.indices": {("i", "j")}, "W.capital": True, "W.is_left": False, "z.is_left": True,
        "n.is_limit": True, "i.is_index": True, "j.is_index": True, "n.is_index": False,
        "x.subscripts": {1}, "x.differentiated": False,
    },
    r"\hat{y} = f(\mathbf{w}^\top \mathbf{x}, b)": {
        "f.arguments": {2}, "w.transposed": True, "w.bold": True, "b.bold": False,
        "y_hat.is_left": True, "x.transposed": False, "f.is_left": False,
    },
    r"\frac{\partial L}{\partial w_i} = a (y + z) \sigma'(x)": {
        "w.differentiated": True, "L.derived": True, "a.before_parentheses": True,
        "a.arguments": set(), "sigma.arguments": {1}, "sigma.primes": True, "w.indices": {("i",)},
        "L.differentiated": False,
    },
    r"a^{(l)}_j = \mathrm{relu}(z^{(l)}_j + 0 a^{[2]} + 0 a^{l-1})": {
        "a.raised": {"l", "l - 1"}, "relu.arguments": {1}, "l.is_index": True,
        "a2.subscripts": {0}, "z.indices": {("j",)},
    },
    r"y = W x, \quad W \in \mathbb{R}^{m \times n}, x \in \mathbb{R}^n, b \in \mathbb{R}": {
        "W.shape": ("m", "n"), "x.shape": ("n",), "b.shape": (), "y.shape": None,
    },
    r"f(x) = e^{-x} + \exp(\pi)": {"f.is_left": True, "f.arguments": {1}, "x.subscripts": {0}},
    r"\theta_{t+1} = \theta_t - \eta g_t'": {
        "theta.indices": {("t + 1",), ("t",)}, "g_prime.indices": {("t",)},
    },
}  # fmt: skip
ASKED = [(latex, name, value) for latex, asked in LINES.items() for name, value in asked.items()]


@pytest.mark.parametrize(("latex", "asked", "expected"), ASKED)
def test_it_shows_how_a_name_is_written(latex, asked, expected):
    name, _, what = asked.partition(".")

    assert getattr(names_in(latex)[name], what) == expected


def test_functions_and_constants_of_everybody_are_no_names():
    assert list(names_in(r"f(x) = e^{-x} + \exp(\pi) + \max_k z_k")) == ["f", "x", "k", "z"]


def test_a_name_that_is_known_is_read_as_what_it_is():
    assert names_in("y = a(x)", {"a": lambda x: x})["a"].arguments == {1}


def test_names_stand_in_reading_order():
    assert list(names_in("y = c b a")) == ["y", "c", "b", "a"]


def test_a_notation_that_is_not_understood_is_no_unknown_symbol():
    with pytest.raises(LatexError) as error:
        names_in(r"y = \arg\max_x f(x)")

    assert error.value.unknown is None


def test_a_name_has_nothing_that_does_not_show():
    assert Use(0).subscripts == set()
