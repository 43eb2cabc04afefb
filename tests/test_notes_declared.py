"""The block that declares the symbols of notes."""

import numpy as np
import pytest

from tests.notes import found, statuses
from verify.notes.declared import DeclarationError, declared, python_name
from verify.notes.pieces import Block
from verify.notes.source import Source


def symbols(text):
    source = Source()
    given = declared([Block(text, 0)])
    for name, number in given.sizes.items():
        source.size(name, number)
    for one in given.symbols:
        source.declare(one)
    return source.known


@pytest.mark.parametrize(
    ("line", "shape"),
    [
        ("W: D x K", (2, 3)),
        ("W: D × K", (2, 3)),
        ("W: D by K", (2, 3)),
        ("W: 4 x K", (4, 2)),
        ("W: K", (2,)),
        ("W: number", ()),
        ("W", ()),
        ("W: K, positive", (2,)),
        ("W: N x K, one-hot", (2, 3)),
        ("W: N x K, distribution", (2, 3)),
        ("W: N, labels of K", (2,)),
    ],
)
def test_a_line_gives_a_shape(line, shape):
    assert np.shape(symbols(line)["W"]) == shape


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (r"\hat{y}", "y_hat"),
        ("W^{(1)}", "W1"),
        ("W1", "W1"),
        ("net_{h1}", "net_h1"),
        (r"\mathbf{x}", "x"),
        (r"\lambda", "lambda_"),
    ],
)
def test_a_name_is_written_as_in_a_formula(written, name):
    assert python_name(written) == name


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("W: D y K", "shape"),
        ("W:", "gives no shape"),
        ("W: A x B x C", "3 axes"),
        ("W: K, prime", "'prime' says nothing"),
        ("W; V: K", "is no name"),
        ("W + V: K", "is no name"),
    ],
)
def test_a_line_that_declares_nothing_is_refused_at_its_place(line, problem):
    with pytest.raises(DeclarationError, match=problem) as error:
        declared([Block(f"x: K\n{line}\n", 100)])

    assert error.value.at == 105


def test_a_distribution_sums_to_one_and_a_size_may_have_a_number():
    known = symbols("K = 3\np: K, distribution  # probabilities")

    assert sum(known["p"]) == 1 and len(known["p"]) == 3


def test_a_function_of_symbols_may_be_any_function():
    text = "```symbols\nx: K\nL: function of x\nf: function\n```\n"
    value = r"$$ g = f(L) $$"
    claim = r"$$ \frac{\partial g}{\partial x_i} = f'(L) \frac{\partial L}{\partial x_i} $$"

    assert statuses(text + value + claim) == ["defines", "holds"]


def test_a_declared_size_is_taken_at_others_as_well():
    text = "```symbols\nK = 2\nz: K\n```\n" + r"$$ \sum_{k=1}^K z_k = z_1 + z_2 $$"

    assert found(text)[0].status.value in {"wrong", "unreadable"}
