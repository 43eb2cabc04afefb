"""Shapes are held to what the annotations say, and a refusal says what to do."""

import inspect
from collections.abc import Sequence

import numpy as np
import pytest
from jaxtyping import Float, Integer

from nn.linear import linear
from nn.shapes import shapes_checked
from verify.book import sources

Array = np.ndarray


@shapes_checked
def rows(X: Float[Array, "n d"], t: Integer[Array, " n"]) -> tuple:
    return np.shape(X), np.shape(t)


@shapes_checked
def columns(X: Float[Array, "d n"]) -> None: ...


@shapes_checked
def one_example(x: Float[Array, " d"], w: Float[Array, " d+1"]) -> None: ...


@shapes_checked
def bias_first(w: Float[Array, " d+1"], x: Float[Array, " d"]) -> None: ...


@shapes_checked
def any_axes(z: Float[Array, "*n k"], g: Float[Array, "*n k"]) -> None: ...


@shapes_checked
def in_the_middle(z: Float[Array, "d *n k"]) -> None: ...


@shapes_checked
def rate(
    eta: float | Float[Array, "1"], s: Sequence[int] | Float[Array, " m"] = (1, 2)
) -> None: ...


def refusal(function, *shapes):
    with pytest.raises(ValueError, match="expects") as error:
        function(*map(np.ones, shapes))
    return str(error.value)


@pytest.mark.parametrize(
    ("function", "shapes", "message"),
    [
        (
            rows,
            [(4, 5), (3,)],
            "rows expects X (N, D), t (N,); got X (4, 5), t (3,); "
            "there is an axis for each letter, and every letter has one size",
        ),
        (rows, [(5,), (5,)], "examples are rows, X[np.newaxis, :] for a single one"),
        (columns, [(5,)], "examples are columns, X[:, np.newaxis] for a single one"),
        (rows, [(4, 5), (4, 3)], "one-hot rows become classes by t.argmax(axis=1)"),
        (one_example, [(5, 1), (6,)], "x.ravel() has one axis"),
        (one_example, [(5, 2), (6,)], "call it once for each example"),
        (one_example, [(5,), (5,)], "one_example expects x (D,), w (D+1,); got x (5,), w (5,); "),
        (
            any_axes,
            [(2, 3), (3,)],
            "any_axes expects z (..., K), g (..., K); got z (2, 3), g (3,); ",
        ),
        (any_axes, [(), ()], "got z (), g (); "),
        (in_the_middle, [(2,)], "in_the_middle expects z (D, ..., K); got z (2,); "),
        (rate, [(2,)], "rate expects eta a number or (1,); got eta (2,); "),
    ],
)
def test_a_refusal_says_what_was_expected_what_came_and_what_to_do(function, shapes, message):
    assert message in refusal(function, *shapes)


@pytest.mark.parametrize(
    ("function", "shapes"),
    [
        (rows, [(4, 5), (4,)]),
        (rows, [(0, 5), (0,)]),
        (columns, [(5, 4)]),
        (one_example, [(5,), (6,)]),
        (bias_first, [(6,), (5,)]),
        (any_axes, [(3,), (3,)]),
        (any_axes, [(1, 2, 3), (1, 2, 3)]),
        (in_the_middle, [(2, 3)]),
        (in_the_middle, [(2, 7, 8, 3)]),
        (rate, [()]),
        (rate, [(1,)]),
    ],
)
def test_what_fits_is_let_through(function, shapes):
    function(*map(np.ones, shapes))


def test_arguments_may_come_by_name_and_in_any_order():
    assert rows(t=np.ones(4), X=np.ones((4, 5))) == ((4, 5), (4,))
    with pytest.raises(ValueError, match=r"expects t \(N,\), X \(N, D\); got t \(3,\), X \(4, 5\)"):
        rows(t=np.ones(3), X=np.ones((4, 5)))


def test_a_sequence_may_come_where_one_is_allowed():
    rate(0.1, [784, 50, 10])
    with pytest.raises(ValueError, match=r"s \(M,\); got eta \(\), s \(1, 2\)"):
        rate(0.1, [[784, 50]])


@pytest.mark.parametrize("arguments", [(), (np.ones((4, 5)),), (np.ones((4, 5)), np.ones(4), 1)])
def test_missing_and_surplus_arguments_are_those_of_the_function(arguments):
    with pytest.raises(TypeError, match=r"rows\(\) (missing|takes)"):
        rows(*arguments)


@pytest.mark.parametrize("axes", ["n-1", "#n", "...", "n=3", "n d*2"])
def test_an_axis_of_an_unknown_kind_is_refused_when_the_function_is_defined(axes):
    def function(x: Float[Array, axes]) -> None: ...

    with pytest.raises(TypeError, match=r"expected axes such as n, _, \*n, d\+1 and 2; got"):
        shapes_checked(function)


def test_a_checked_function_is_still_seen_as_it_is_written():
    assert inspect.isfunction(linear)
    assert linear.__module__ == "nn.linear"
    assert list(inspect.signature(linear).parameters) == ["X", "W", "b"]


def test_a_listing_shows_that_the_shapes_are_checked():
    assert sources.function("nn.linear", "linear_grad_b").code == (
        "@shapes_checked\n"
        'def linear_grad_b(G: Float[Array, "n k"]) -> Float[Array, " k"]:\n'
        "    wide = np.result_type(G, np.float64)"
        "  # in float32 a sum of many rows would lose digits\n"
        "    return G.sum(axis=0, dtype=wide).astype(G.dtype)"
    )
