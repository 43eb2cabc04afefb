"""At points a formula has the same value whether it is computed in numbers or in expressions."""

import mpmath
import numpy as np
import pytest
import sympy.core.cache

from verify.book.displays import displays
from verify.proving.at_point import AtPoint
from verify.proving.equality import WORKING_DIGITS, agree
from verify.proving.formula import places
from verify.proving.namespace import symbols
from verify.proving.points import Point
from verify.proving.sampled import Sampled
from verify.proving.scope import Scope
from verify.proving.values import evaluate
from verify.reading.equations import chains

POINTS = tuple(Point(2 * seed, WORKING_DIGITS) for seed in range(40))


def claim(topic, latex):
    """A line of a chapter as it is checked at further sizes, at the first places of its indices."""
    names = symbols(topic)
    (chain,) = chains(latex, names)
    indices = next(places(chain, names, None))
    return chain, Scope(names, indices, names, asks_where=False)


def agrees(topic, latex, name=None):
    chain, scope = claim(topic, latex)
    return Sampled(chain, name and scope.symbols[name], POINTS).agrees(scope)


@pytest.mark.parametrize(
    "topic", ["activation", "softmax", "loss", "matmul", "network", "evaluation"]
)
def test_numbers_are_the_values_of_the_expressions(topic):
    names, compared = symbols(topic), 0
    for display in displays(topic):
        for chain in chains(display.latex, names):
            if any(side.relation == "≈" for side in chain.sides[1:]) or chain.conditions:
                continue
            point = AtPoint(Point(0, WORKING_DIGITS), {})
            scope = Scope(names, next(places(chain, names, None)), names)
            for side in chain.sides:
                expected = evaluate(side.value, scope)
                with mpmath.workdps(WORKING_DIGITS):
                    found = evaluate(side.value, Scope(**vars(scope) | {"at_point": point}))
                    assert np.shape(found) == np.shape(expected)
                    assert all(map(agree, np.ravel(found), np.ravel(point.value(expected))))
                compared += 1

    assert compared > len(displays(topic))


@pytest.mark.parametrize(
    ("topic", "latex"),
    [
        ("matmul", r"(G X^\top)_{ij} = \sum_{n=1}^{N} G_{in} X_{jn}"),
        ("softmax", r"\sum_{j=1}^{K} e^{z_j} = \sum_{j=1}^{K} \exp(z_j)"),
        ("activation", r"\max(0, x) = \frac{x + \lvert x \rvert}{2}"),
        ("loss", r"\sum_{k=1}^{0} p_k = 0"),
    ],
)
def test_sides_that_are_equal_agree(topic, latex):
    assert agrees(topic, latex)


@pytest.mark.parametrize(
    ("topic", "latex"),
    [
        ("softmax", r"\sum_{j=1}^{K} e^{z_j} = \sum_{j=1}^{K} e^{-z_j}"),
        ("activation", r"\lvert x \rvert = x"),  # of these two one holds at the first point
        ("activation", r"\lvert x \rvert = -x"),
        ("activation", r"\max(0, x) = x"),
        ("activation", r"\max(0, x) = 0"),
        ("activation", r"\mathrm{relu}(x) = x"),
        ("activation", r"\mathrm{relu}(x) = 0"),
        ("softmax", r"\frac{z_i}{0} = z_i"),  # without a value nothing is known
        ("softmax", r"z_i \approx z_i"),
        ("softmax", r"z_i = z_i \qquad (z_i > 0)"),
    ],
)
def test_what_differs_somewhere_or_is_not_known_does_not(topic, latex):
    assert not agrees(topic, latex)


def test_a_formula_is_compared_with_the_derivation_too():
    latex = r"p_i = \frac{e^{z_i}}{\sum_{j=1}^{K} e^{z_j}}"

    assert agrees("softmax", latex, "p")
    assert not agrees("softmax", latex, "z")


def test_sympy_remembers_more_than_by_itself():
    """SymPy reads the setting when it is imported, so nothing may import it earlier."""
    assert sympy.core.cache.SYMPY_CACHE_SIZE >= 100_000
