"""What the page on ticks says of the checks is so. Page: docs/what_a_tick_means.md."""

from itertools import product

import numpy as np
import pytest
import sympy as sp

from figures import what_a_tick_means as figures
from tests.states import states
from verify.book.displays import displays
from verify.proving import equality, formula
from verify.proving.code import _relative
from verify.proving.lines import difference
from verify.proving.namespace import symbols
from verify.proving.points import Point
from verify.proving.sampled import Sampled


@states("the chance of hitting one is at most $d / s$, however many variables there are")
@pytest.mark.parametrize("degree", [1, 2, 3])
@pytest.mark.parametrize("variables", [1, 2, 3])
def test_a_polynomial_has_few_zeros_on_a_grid(rng, degree, variables):
    grid = np.array(list(product(range(5), repeat=variables)))
    monomials = [m for m in product(range(degree + 1), repeat=variables) if sum(m) <= degree]
    values = [
        sum(c * np.prod(grid**m, axis=1) for c, m in zip(draw, monomials, strict=True))
        for draw in rng.integers(-2, 3, size=(200, len(monomials)))
        if any(draw)
    ]
    vanishing = [np.mean(value == 0) for value in values]

    assert max(vanishing) <= degree / 5


@states(
    "A line with free indices is compared at no more than {{ value ENTRIES }} values of them, "
    "a line between arrays in every entry."
)
def test_at_other_sizes_few_values_of_the_indices_are_compared(monkeypatch):
    (display,) = [one for one in displays("softmax") if one.label == "softmax_jacobian"]
    names = symbols("softmax").at({"K": 5})
    compared = []
    monkeypatch.setattr(Sampled, "agrees", lambda self, scope: compared.append(scope.indices))
    formula.read(display, names, (Point(0, equality.WORKING_DIGITS),))

    assert len(compared) == figures.ENTRIES < 5 * 5


def test_an_array_is_compared_in_every_entry():
    left = sp.ones(3, 3).tolist()
    right = [*left[:2], [1, 1, 2]]

    assert "entry 3, 3" in difference(np.array(right), np.array(left))[0]


@states("random points, to 1e-12 of the largest entry, at all of these sizes", page="README")
@states("agree to $10^{-12}$ of the largest entry, at all of these sizes", page="index")
@states(
    "the function of `nn` equals the derivation at {{ value SEEDS }} random points, and at "
    "{{ value SEEDS_ELSEWHERE }} of each other size, to {{ value CODE_TOLERANCE:.0e }} of the "
    "largest entry of the array."
)
def test_an_error_is_measured_against_the_largest_entry():
    assert _relative([1.0, 10.0], np.array([1.5, 10.0])) == 0.05
    assert figures.CODE_TOLERANCE == 1e-12


@states("a difference below {{ value TOLERANCE:.0e }} counts as none, and $e^{-200}$ is one.")
def test_what_is_tiny_counts_as_none_and_what_is_not_is_a_difference():
    c, x = sp.symbols("c x", positive=True)
    tiny, small = (sp.exp(-k) * sp.exp(c / x) * 0 + sp.exp(-k) for k in (200, 100))

    assert difference(x + tiny, x)[0] == ""
    assert difference(x + small, x)[0] != ""


@states(
    "For degree 10 the chance that all {{ value POINTS }} points miss a difference is less than"
)
def test_the_chance_is_rounded_up():
    chance = (10 / equality.LARGEST) ** equality.POINTS

    assert chance <= figures.by_chance(10) < 2 * chance
