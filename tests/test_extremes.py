"""Code against exact values at extreme points, in units of the last place, float by float."""

import math
import os
import subprocess
import sys
from functools import wraps

import numpy as np
import pytest

from tests.states import states
from verify.book.claims import Book
from verify.extremes import measure, points, table
from verify.extremes.exact import Formula
from verify.proving.code import functions
from verify.proving.namespace import symbols

BOOK = Book.now()
CLAIMS = {t: found for t in BOOK.chapters if (found := table.claims(t))}
ROWS = [(t, name, d) for t, found in CLAIMS.items() for name in found for d in found[name].bounds]
EACH = pytest.mark.parametrize(("topic", "name", "dtype"), ROWS)
LEAST = 1  # no bound but 0 has to be less, whatever another machine rounds


@states("where floating point is at its worst, and counts the units", page="README")
@states(
    "how far the code is from the exact value where floating point is at its worst, in units",
    page="index",
)
@states(
    "It is the largest one at all these points, in float64 and in float32, and a test claims a "
    "bound for each.",
    page="what_a_tick_means",
)
@EACH
def test_a_function_is_as_near_to_its_exact_value_as_is_claimed(topic, name, dtype):
    error = measure.measured(topic)[name][dtype]
    if error == math.inf:
        measure.by_family(topic, name, dtype)  # which raises what the function or its claim does

    assert error <= table.claims(topic)[name].bounds[dtype]


@EACH
def test_a_bound_says_something(topic, name, dtype):
    error, claim = measure.measured(topic)[name][dtype], table.claims(topic)[name]
    # Added one after another, each example rounds once, by half a unit of what is added so far.
    most = table.MANY / 4 if claim.product else LEAST * (error > 0)

    assert claim.bounds[dtype] <= max(4 * error, most)


@pytest.mark.parametrize("kernels", ["Haswell", "SkylakeX"])
def test_a_matrix_product_keeps_its_bound_whichever_kernels_add_it(kernels):
    """OpenBLAS has others for each processor, and takes those that it is told where it can."""
    found = subprocess.run(
        [sys.executable, "-c", PRODUCTS],
        capture_output=True,
        text=True,
        env=os.environ | {"OPENBLAS_CORETYPE": kernels, "OPENBLAS_NUM_THREADS": "1"},
    )

    assert found.returncode == 0, found.stderr


PRODUCTS = """
from verify.extremes import measure, table
from verify.book.claims import Book

for topic in Book.now().chapters:
    for name, claim in table.claims(topic).items():
        for dtype, bound in claim.bounds.items() if claim.product else ():
            error = measure.by_family(topic, name, dtype)["many"]
            assert error <= bound, (topic, name, dtype, error, bound)
"""


@states(
    "{{ value EXEMPT }} functions say instead why nothing is measured.", page="what_a_tick_means"
)
def test_every_function_with_a_formula_is_measured_or_says_why_not():
    there = {
        f"{topic}.{claim.display.label}"
        for topic in BOOK.chapters
        for claim in BOOK.claims[topic]
        if claim.display.label
    }
    measured = {f"{topic}.{name}" for topic, name, _ in ROWS}

    assert measured | table.exempt().keys() == there
    assert not measured & table.exempt().keys()


def test_what_is_measured_in_float64_alone_takes_no_array():
    alone = {
        f"{topic}.{name}" for topic, name, _ in ROWS if "float32" not in CLAIMS[topic][name].bounds
    }

    assert alone == {
        "initialization.lecun_std",
        "initialization.xavier_std",
        "initialization.he_std",
        "numerical_differentiation.forward_best_step",
        "numerical_differentiation.central_best_step",
        "optimizer.noise_floor",
        "optimizer.momentum_largest_rate",
        "optimizer.nesterov_largest_rate",
        "optimizer.critical_mu",
        "optimizer.best_rate",
        "optimizer.best_memory",
        "two_layer_net.unseen_share",
    }


def test_every_sum_or_mean_over_examples_is_measured_with_many_of_them():
    """Whether it is one, its formula says: a batch twice over gives the same, or twice as much."""
    wrong = {
        f"{topic}.{name}"
        for topic, name, dtype in ROWS
        if dtype == "float64" and _over(topic, name) != CLAIMS[topic][name].many
    }

    assert wrong == set()


def _over(topic, name):
    """Whether what comes of examples has no axis for them, and so is a sum or a mean."""
    function, claim = functions(topic)[name], CLAIMS[topic][name]
    measurement = measure.Measurement(
        Formula(symbols(topic), name, function), function, claim, np.dtype(float)
    )
    axes = {
        n: axis for n in measurement.annotations if (axis := measurement.examples(n)) is not None
    }
    if not axes:
        return ""
    values = measurement.draw("ordinary", np.random.default_rng(0))
    twice = values | {n: np.concatenate([values[n], values[n]], axis) for n, axis in axes.items()}
    found, doubled = (
        function(**{n: measurement.passed(n, v[n]) for n in measurement.annotations})
        for v in (values, twice)
    )
    if np.shape(found) != np.shape(doubled):
        return ""
    return "sum" if np.allclose(doubled, 2 * found) else "mean"


# Where it is measured, and in which units


@states(
    "where floating point is at its worst: one class certain, ties, all numbers equal, zeros, "
    "numbers near {{ value FAR:, }} that differ much or little, numbers of very different sizes, "
    "sigmoids that are saturated, numbers next to the smallest float, and, where examples are "
    "added up, {{ value MANY:, }} of them",
    page="what_a_tick_means",
)
def test_the_points_are_those_of_the_page():
    used = {family for claims in CLAIMS.values() for c in claims.values() for family in c.families}

    assert used - {"ordinary"} == set(
        "certain wrong ties equal zeros far near mixed wide saturated subnormal large".split()
    )


@pytest.mark.parametrize(("topic", "name", "dtype"), ROWS)
def test_every_family_changes_a_parameter(topic, name, dtype):
    claim = CLAIMS[topic][name]
    kinds = [
        claim.kinds.get(n, "numbers") for n in measure.signature(functions(topic)[name]).parameters
    ]
    known = {family for kind in [*kinds, *claim.kinds.values()] for family in points.KINDS[kind]}

    assert {*claim.families} <= known


@states(
    "units of the sum of the sizes of the terms, of the largest entry, or of the number 1",
    page="what_a_tick_means",
)
def test_the_units_are_those_of_the_page():
    units = {claim.unit for claims in CLAIMS.values() for claim in claims.values()}

    assert {table.UNITS[unit] for unit in units - {"entry"}} == {
        "of the sum of the sizes of its terms",
        "of the largest entry",
        "of the number 1",
    }


# What is noticed


def loss_of_probabilities(Z, t):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return -np.log(E / E.sum(axis=1, keepdims=True))[np.arange(len(Z)), t].mean()


def slope_of_sigmoid(x):
    p = 1 / (1 + np.exp(-x))
    return p * (1 - p)


BROKEN = {
    "the loss of a confident example is lost": (
        "loss.softmax_cross_entropy",
        loss_of_probabilities,
    ),
    "what a probability lacks of 1 is lost": ("activation.sigmoid_prime", slope_of_sigmoid),
    "an exponential is infinite": (
        "activation.tanh",
        lambda x: (np.exp(2 * x) - 1) / (np.exp(2 * x) + 1),
    ),
    "60,000 numbers are added one by one": (
        "loss.negative_log_likelihood",
        lambda P, t: -np.cumsum(np.log(P[np.arange(len(P)), t]))[-1] / len(P),
    ),
    "a constant has twelve digits": (
        "data_parallel.smallest_shard",
        lambda F, beta: F * beta * 1.33333333333,
    ),
    "it raises an error": ("loss.squared_error", lambda Y, T: 1 / 0),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_function_that_loses_digits_at_an_edge_is_noticed(monkeypatch, name):
    place, broken = BROKEN[name]
    topic, label = place.split(".")
    broken = wraps(functions(topic)[label])(broken)
    monkeypatch.setattr(measure, "functions", lambda topic: {label: broken})

    assert measure.errors(topic, label)["float64"] > 10 * CLAIMS[topic][label].bounds["float64"]
