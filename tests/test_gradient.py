"""Finite differences: a wrong gradient is noticed, and the names say what belongs together."""

from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from verify.proving.differences import error, forward_of, jacobian

TOLERANCE = 1e-8  # that of verify.check


def product(A, B):
    return A @ B


def product_grad_A(B, G):
    return G @ B.T


def cube(x):
    return x**3


def half_square(x):
    return (x**2).sum() / 2


@pytest.fixture
def matrices(rng):
    return {
        "A": rng.normal(size=(2, 3)),
        "B": rng.normal(size=(3, 4)),
        "G": rng.normal(size=(2, 4)),
        "x": rng.normal(size=(5,)),
        "g": rng.normal(size=(5,)),
    }


RIGHT = [
    (product_grad_A, product, "A"),
    (lambda x: 3 * x**2, cube, "x"),
    (lambda x: np.diag(3 * x**2), cube, "x"),
    (lambda x, g: 3 * x**2 * g, cube, "x"),
    (lambda x: x, half_square, "x"),
    (lambda x: 1 / x, lambda x: np.log(np.abs(x)), "x"),
]
WRONG = [
    (lambda B, G: 1.0005 * G @ B.T, product, "A"),  # wrong by 1 in 2000
    (lambda B, G: -G @ B.T, product, "A"),
    (lambda x: 3 * x, cube, "x"),
    (lambda x: np.diag(2 * x**2), cube, "x"),
    (lambda x, g: 3 * x**2, cube, "x"),  # the upstream gradient is forgotten
    (lambda x, g: 3 * x**2 * g * (np.arange(5) > 0), cube, "x"),  # one entry of five
    (lambda x: 2 * x, half_square, "x"),
    (lambda x: np.full(5, np.nan), half_square, "x"),
]


@pytest.mark.parametrize(("gradient", "forward", "by"), RIGHT)
def test_right_gradient_passes(gradient, forward, by, matrices):
    assert error(gradient, forward, by, matrices) < TOLERANCE


@pytest.mark.parametrize(("gradient", "forward", "by"), WRONG)
def test_wrong_gradient_fails(gradient, forward, by, matrices):
    assert not error(gradient, forward, by, matrices) < TOLERANCE


def test_gradient_of_another_shape_is_refused_and_not_broadcast(matrices):
    with pytest.raises(ValueError, match=r"shape \(\); finite differences have \(5,\)"):
        error(lambda x: x.sum(), half_square, "x", matrices)


def test_small_arguments_get_small_steps():
    x = np.array([0.01, 0.05, 0.5, 5.0])

    assert_allclose(jacobian(np.log, x), np.diag(1 / x), rtol=1e-7, atol=1e-9)


def test_a_number_can_be_differentiated_as_well():
    assert_allclose(jacobian(lambda x: x**2, 3.0), 6, rtol=1e-10)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("product_grad_A", ("product", "A")),
        ("product_grad_B", ("product", "B")),
        ("cube_prime", ("cube", "x")),
        ("cube_jacobian", ("cube", "x")),
        ("product_vjp", ("product", "A")),
        ("product", None),
        ("graduate", None),
    ],
)
def test_name_says_the_function_and_the_parameter(name, expected):
    assert (
        forward_of(name, SimpleNamespace(product=product, cube=cube, __name__="nn.x")) == expected
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("quotient_grad_A", "quotient, which nn.x does not have"),
        ("product_grad_C", "product has no parameter 'C', only A, B"),
    ],
)
def test_gradient_of_nothing_is_an_error_that_says_so(name, message):
    with pytest.raises(LookupError, match=message):
        forward_of(name, SimpleNamespace(product=product, __name__="nn.x"))
