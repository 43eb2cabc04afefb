"""Terms for any sizes are worth what NumPy computes, and how they are written decides nothing."""

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.expressions import (
    SHAPES,
    Drawn,
    K,
    N,
    compute,
    entry,
    expressions,
    general,
    nodes,
    numeric,
    shuffled,
)
from verify.general.functions import differentiate, exp, is_zero
from verify.general.numbers import value
from verify.general.parts import Entry, Index, Outside
from verify.general.terms import Form, atom, delta, sum_over

GENERAL = general()
EXAMPLES = settings(max_examples=150)
LARGEST = 7  # expression, in operations and leaves
SIZES = [{"N": 2, "K": 3}, {"N": 3, "K": 2}]
LARGE = 1e8  # beyond, rounding is all that is left
AXES = {"N": N, "K": K}


def computed(tree, lib):
    """The value of an expression; what cannot be computed is no example."""
    try:
        with np.errstate(all="ignore"):
            return compute(tree, lib)
    except Outside:
        assume(False)


def at_numbers(form, sample, at):
    try:
        return value(form, sample, at)
    except OverflowError:
        assume(False)


def trees(shape):
    return expressions(shape).filter(lambda tree: nodes(tree) <= LARGEST)


shapes_and_trees = st.sampled_from(SHAPES).flatmap(
    lambda shape: st.tuples(st.just(shape), trees(shape))
)


@EXAMPLES
@given(shapes_and_trees, st.integers(0, 9))
def test_a_term_is_worth_what_numpy_computes(expression, seed):
    shape, tree = expression
    sample = Drawn(seed, SIZES[seed % 2])
    expected = np.asarray(computed(tree, numeric(sample)))
    assume(np.all(np.abs(expected) < LARGE))
    found = computed(tree, GENERAL)
    indices = [Index("ij"[n], AXES[name]) for n, name in enumerate(shape)]
    form = entry(found, *indices) if shape else found
    form = form if isinstance(form, Form) else form + 0

    for place in np.ndindex(expected.shape):
        at = dict(zip(indices, (k + 1 for k in place), strict=True))
        assert np.isclose(at_numbers(form, sample, at), expected[place], rtol=1e-6, atol=1e-6)


@EXAMPLES
@given(trees(()), st.sampled_from(["x", "z", "X", "A"]), st.integers(0, 9))
def test_a_derivative_is_the_slope_of_the_value(tree, name, seed):
    sample = Drawn(seed, SIZES[seed % 2])
    places = {"x": (), "z": (2,), "X": (1, 2), "A": (2, 1)}[name]
    axes = {"x": (), "z": (K,), "X": (N, K), "A": (K, K)}[name]
    indices = [Index("ij"[n], axis) for n, axis in enumerate(axes)]
    form = computed(tree, GENERAL)
    assume(abs(at_numbers(form, sample, {})) < LARGE)
    slope = differentiate(form, Entry(name, tuple(indices)))
    found = at_numbers(slope, sample, dict(zip(indices, places, strict=True)))

    sample.moved, sample.step = (name, places), 1e-30j  # so small that nothing is lost
    expected = at_numbers(form, sample, {}).imag / 1e-30

    assert np.isclose(found, expected, rtol=1e-6, atol=1e-6)


@EXAMPLES
@given(shapes_and_trees)
def test_the_order_of_terms_and_factors_changes_nothing(expression):
    shape, tree = expression
    indices = [Index("ij"[n], AXES[name]) for n, name in enumerate(shape)]
    one, other = (entry(computed(t, GENERAL), *indices) for t in (tree, shuffled(tree)))

    assert is_zero(one - other)


@EXAMPLES
@given(shapes_and_trees)
def test_the_names_of_indices_change_nothing(expression):
    shape, tree = expression
    found = computed(tree, GENERAL)
    forms = []
    for names in ("ij", "ba"):
        indices = [Index(names[n], AXES[name]) for n, name in enumerate(shape)]
        form = entry(found, *indices)
        weights = atom(Entry("weight", tuple(indices)))
        forms.append(sum_over(weights * form, *indices))

    assert forms[0] == forms[1]


@EXAMPLES
@given(st.permutations("ijkl"), st.permutations([0, 1, 2]))
def test_the_order_of_sums_changes_nothing(names, order):
    i, j, k, l = (Index(name, K) for name in "ijkl")

    def written(order, i, j, k, l):
        a, b, c = (atom(Entry("A", pair)) for pair in ((i, j), (j, k), (k, l)))
        factors = [a, exp(b), c * c + delta(k, l)]
        found = factors[order[0]] * factors[order[1]] * factors[order[2]]
        return found, (i, j, k, l)

    form, indices = written(range(3), i, j, k, l)
    other, others = written(order, *(Index(name, K) for name in names))

    assert sum_over(form, *indices) == sum_over(other, *others[::-1])
