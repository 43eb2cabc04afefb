"""Losses: what their formulas do not show. Chapter: docs/loss.md."""

import inspect
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

import nn.loss
from nn.activation import sigmoid, sigmoid_prime
from nn.linear import linear, linear_grad_b, linear_grad_W
from nn.loss import (
    binary_cross_entropy,
    binary_cross_entropy_grad_s,
    cross_entropy,
    cross_entropy_grad_P,
    log_softmax,
    log_softmax_vjp,
    log_sum_exp,
    mean_squared_error,
    mean_squared_error_grad_Y,
    negative_log_likelihood,
    soft_cross_entropy,
    soft_cross_entropy_grad_Z,
    softmax_cross_entropy,
    softmax_cross_entropy_and_grad_Z,
    softmax_cross_entropy_grad_Z,
    squared_error,
    squared_error_grad_Y,
    weighted_cross_entropy,
    weighted_cross_entropy_grad_Z,
)
from nn.softmax import softmax, softmax_jacobian, softmax_vjp
from tests.colours import ORANGE, TEAL
from tests.drawn import seen
from tests.states import states
from tests.tables import read, typed
from tests.wrong_lines import listing, run

N, K = 4, 5
SCORES = arrays(np.float64, (N, K), elements=st.floats(-1e4, 1e4))
MODEST = arrays(np.float64, (N, K), elements=st.floats(-30, 30))
WHOLE = arrays(np.float64, (N, K), elements=st.integers(-1000, 1000).map(float))
LABELS = arrays(np.int64, N, elements=st.integers(0, K - 1))


def one_hot(t):
    return np.eye(K)[t]


def parameters(it):
    return inspect.signature(it).parameters if inspect.isfunction(it) else {}


# -- laws


@states("It is least when all is right")
@given(WHOLE, WHOLE)
def test_squared_error_is_zero_only_where_all_is_right(Y, T):
    assert squared_error(T, T) == 0
    assert (squared_error(Y, T) > 0) == (Y != T).any()


@given(WHOLE, WHOLE)
def test_step_against_the_whole_gradient_of_each_example_arrives_at_the_targets(Y, T):
    """The gradient of one example is Y - T: with rate N, one step is enough."""
    assert_allclose(Y - N * squared_error_grad_Y(Y, T), T, atol=1e-12)


@given(MODEST, LABELS)
def test_labels_are_one_hot_targets(Z, t):
    P = softmax(Z)

    assert_allclose(negative_log_likelihood(P, t), cross_entropy(P, one_hot(t)), rtol=1e-14)


@given(MODEST, LABELS)
def test_softmax_cross_entropy_is_cross_entropy_after_softmax(Z, t):
    expected = negative_log_likelihood(softmax(Z), t)

    assert_allclose(softmax_cross_entropy(Z, t), expected, rtol=1e-13, atol=1e-15)


@given(MODEST, LABELS)
def test_gradient_is_that_of_cross_entropy_pulled_back_through_softmax(Z, t):
    G = cross_entropy_grad_P(softmax(Z), one_hot(t))

    assert_allclose(softmax_cross_entropy_grad_Z(Z, t), softmax_vjp(Z, G), atol=1e-15)


@given(SCORES, LABELS)
def test_loss_and_gradient_together_are_bit_for_bit_those_computed_apart(Z, t):
    loss, G = softmax_cross_entropy_and_grad_Z(Z, t)

    assert loss == softmax_cross_entropy(Z, t)
    assert_array_equal(G, softmax_cross_entropy_grad_Z(Z, t))


@states("Log-sum-exp needs no constant.")
@given(SCORES, LABELS)
def test_loss_is_never_negative_and_always_finite(Z, t):
    loss = softmax_cross_entropy(Z, t)

    assert loss >= 0
    assert np.isfinite(loss)


@states("every entry lies between $-1/N$ and $1/N$")
@given(SCORES, LABELS)
def test_gradient_is_bounded_and_each_row_sums_to_zero(Z, t):
    G = softmax_cross_entropy_grad_Z(Z, t)

    assert np.abs(G).max() <= 1 / N
    assert_allclose(G.sum(axis=1), 0, atol=1e-15)


@given(WHOLE, LABELS, st.integers(-(10**6), 10**6).map(float))
def test_adding_a_constant_to_every_score_changes_no_loss(Z, t, c):
    """Whole numbers, so that the sum itself is exact."""
    assert softmax_cross_entropy(Z + c, t) == softmax_cross_entropy(Z, t)


@states(
    "Choose the largest score: then no exponential overflows, and the logarithm is taken of a "
    "number from 1 to $K$:"
)
@given(SCORES)
def test_log_sum_exp_lies_between_the_largest_score_and_log_k_above_it(z):
    found, largest = log_sum_exp(z), z.max(axis=-1)

    assert (found >= largest).all()
    assert (found <= (largest + np.log(K)) + 1e-11).all()


@states("It is least when all is right", "The divergence is never negative")
@given(MODEST, MODEST)
def test_no_distribution_has_less_cross_entropy_than_the_targets_themselves(Z, S):
    """Gibbs' inequality: the Kullback-Leibler divergence is not negative."""
    P, T = softmax(Z), softmax(S)

    assert cross_entropy(P, T) >= cross_entropy(T, T) - 1e-12


@states("zero only if $v = u$")
@given(MODEST, MODEST)
def test_divergence_is_at_least_half_the_square_of_the_distance(Z, S):
    """Pinsker's inequality, so only equal distributions have none."""
    P, T = softmax(Z), softmax(S)
    distance = np.abs(P - T).sum(axis=1)

    divergence = cross_entropy(P, T) - cross_entropy(T, T)

    assert divergence >= (distance**2).mean() / 2 - 1e-12


@states(
    "The $1/N$ makes the loss a mean: with respect to parameters, the gradient of a hundred "
    "examples is the mean of those of its ten batches of ten, and not their sum"
)
def test_gradient_of_a_batch_is_the_mean_over_its_parts_and_not_their_sum(rng):
    X, Z, t = rng.normal(size=(100, 3)), rng.normal(size=(100, K)), rng.integers(0, K, size=100)

    def gradient(part):
        return linear_grad_W(X[part], softmax_cross_entropy_grad_Z(Z[part], t[part]))

    parts = [gradient(slice(n, n + 10)) for n in range(0, 100, 10)]

    assert_allclose(gradient(slice(100)), np.mean(parts, axis=0), rtol=1e-12)
    assert_allclose(10 * gradient(slice(100)), np.sum(parts, axis=0), rtol=1e-12)


@states("Every loss here is a mean; in `nn`, all but `mean_squared_error` also give the sum")
def test_every_loss_but_one_takes_a_reduction():
    takers = {name for name, it in vars(nn.loss).items() if "reduction" in parameters(it)}
    others = {name for name in takers if name.endswith("entropy") or name.startswith("negative")}

    assert takers == others | {"squared_error", "_reduced"}
    assert len(others) == 6 and "reduction" not in parameters(mean_squared_error)


@states("One-hot targets have no entropy: there, cross-entropy *is* the divergence.")
@given(LABELS)
def test_one_hot_targets_have_no_entropy(t):
    assert cross_entropy(one_hot(t), one_hot(t)) == 0


@states("One-hot rows waste work: all but one of the $K$ terms are zero.")
@given(MODEST, LABELS)
def test_one_term_of_a_one_hot_row_is_left(Z, t):
    terms = -one_hot(t) * np.log(softmax(Z))

    assert (np.count_nonzero(terms, axis=1) <= 1).all()
    assert_allclose(terms.sum(axis=1), terms[np.arange(N), t])


@states("probabilities of independent examples multiply, so their surprises add")
@given(MODEST, LABELS)
def test_surprises_add_where_probabilities_multiply(Z, t):
    p = softmax(Z)[np.arange(N), t]

    assert_allclose(-np.log(p.prod()), N * softmax_cross_entropy(Z, t), rtol=1e-10, atol=1e-12)


@states("Only one term of the double sum contains $Y_{nk}$")
def test_an_output_changes_the_term_of_its_own_place(rng):
    Y, T = rng.normal(size=(N, K)), rng.normal(size=(N, K))
    moved = Y.copy()
    moved[1, 2] += 1

    assert np.argwhere((moved - T) ** 2 != (Y - T) ** 2).tolist() == [[1, 2]]


@states("$\\log K$, whatever the targets; for ten classes {{ value np.log(10):.3f }}.")
def test_equal_scores_cost_the_logarithm_of_the_number_of_classes(rng):
    targets = softmax(rng.normal(size=(N, K)))

    assert_allclose(cross_entropy(np.full((N, K), 1 / K), targets), np.log(K), rtol=1e-14)


@states("the smallest cross-entropy belongs to the network under which the data are most likely")
@given(MODEST, LABELS)
def test_cross_entropy_is_minus_the_mean_logarithm_of_the_likelihood(Z, t):
    P = softmax(Z)

    likelihood = P[np.arange(N), t].prod()

    assert_allclose(np.exp(-N * negative_log_likelihood(P, t)), likelihood, rtol=1e-10)


@states(
    "Multiplying a loss by $a > 0$ does not move its minimum; in a step of "
    "[gradient descent](descent.md#one-step), it multiplies the "
    "[learning rate](descent.md#the-learning-rate) $\\eta$, and that is all it does:"
)
def test_a_factor_before_the_loss_is_one_before_the_rate(rng):
    Y, T = rng.normal(size=(N, K)), rng.normal(size=(N, K))

    assert_allclose(
        Y - 0.1 * (3 * squared_error_grad_Y(Y, T)), Y - 0.3 * squared_error_grad_Y(Y, T)
    )


def test_cross_entropy_is_linear_in_the_targets(rng):
    P, T = softmax(rng.normal(size=(N, K))), rng.uniform(size=(N, K))

    assert_allclose(cross_entropy(P, 3 * T), 3 * cross_entropy(P, T), rtol=1e-14)
    assert_allclose(cross_entropy_grad_P(P, 3 * T), 3 * cross_entropy_grad_P(P, T), rtol=1e-14)


def test_mean_of_a_batch_is_the_mean_of_its_examples(rng):
    Z, T, t = rng.normal(size=(N, K)), softmax(rng.normal(size=(N, K))), np.array([4, 0, 2, 2])
    P = softmax(Z)
    rows = [slice(n, n + 1) for n in range(N)]

    for loss, A, B in (
        (squared_error, Z, T),
        (cross_entropy, P, T),
        (negative_log_likelihood, P, t),
        (softmax_cross_entropy, Z, t),
    ):
        assert_allclose(loss(A, B), np.mean([loss(A[n], B[n]) for n in rows]), rtol=1e-14)


def test_gradient_of_an_example_is_its_own_divided_by_the_size_of_the_batch(rng):
    Z, T, t = rng.normal(size=(N, K)), softmax(rng.normal(size=(N, K))), np.array([4, 0, 2, 2])
    P = softmax(Z)

    for gradient, A, B in (
        (squared_error_grad_Y, Z, T),
        (cross_entropy_grad_P, P, T),
        (softmax_cross_entropy_grad_Z, Z, t),
    ):
        assert_allclose(gradient(A, B)[1], gradient(A[1:2], B[1:2])[0] / N, rtol=1e-14)


# -- numbers of the chapter


@states("Square the differences, add them up, divide by twice the number of examples")
def test_squared_error_is_half_the_mean_of_the_squared_distances(rng):
    Y, T = rng.normal(size=(N, K)), rng.normal(size=(N, K))

    assert_allclose(squared_error(Y, T), ((Y - T) ** 2).sum(axis=1).mean() / 2)


@states(
    "Saitoh's book takes a single example without $1/N$, which is our formula with $N = 1$.",
    "There are ten outputs, of which the third is right; in the first case the network prefers the "
    "third, in the second the eighth:",
)
def test_the_two_published_answers_of_ten_outputs_have_the_published_errors():
    right = np.array([[0.1, 0.05, 0.6, 0.0, 0.05, 0.1, 0.0, 0.1, 0.0, 0.0]])
    wrong = right[:, [0, 1, 7, 3, 4, 5, 6, 2, 8, 9]]
    T = np.eye(10)[[2]]

    assert_allclose([squared_error(right, T), squared_error(wrong, T)], [0.0975, 0.5975])
    assert (right.argmax(), wrong.argmax()) == (3 - 1, 8 - 1)


@states(
    "the right class of the first row is the first, and of the second row the third, with the "
    "probabilities 0.1 and 0.5"
)
def test_two_rows_with_these_probabilities_cost_the_published_loss():
    P = np.array([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]])

    found = negative_log_likelihood(P, np.array([0, 2]))

    assert_allclose(found, [-np.log(0.1 * 0.5) / 2, 1.497866136776995], rtol=1e-15)


@states(
    "The scores $0$ and $\\log 3$ have the probabilities 1/4 and 3/4; if the first class is right, "
    "the loss is $\\log 4$ and the gradient is $(-3/4, 3/4)$."
)
def test_the_loss_by_hand():
    Z, t = np.array([[0, np.log(3)]]), np.array([0])

    assert_allclose(softmax(Z), [[1 / 4, 3 / 4]])
    assert_allclose(softmax_cross_entropy(Z, t), np.log(4))
    assert_allclose(softmax_cross_entropy_grad_Z(Z, t), [[-3 / 4, 3 / 4]])


ROWS = np.array([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]])  # right are the first class and the third


@states(
    "The first row is confident and wrong, since it gives 0.6 to another class, and it costs more "
    "than three times as much as the second, which is right but not sure."
)
def test_the_row_that_is_wrong_costs_more_than_three_times_as_much_as_the_one_that_is_right():
    wrong, right = (
        negative_log_likelihood(ROWS[[n]], np.array([label])) for n, label in enumerate((0, 2))
    )

    assert ROWS[0].max() == ROWS[0, 2] == 0.6 and ROWS[1].argmax() == 2
    assert 3 * right < wrong < 3.5 * right


@states(
    "Whenever the right class loses nine tenths of its probability, the loss grows by $\\log 10$, "
    "about {{ value np.log(10):.1f }}, and nothing bounds it"
)
def test_a_tenth_of_the_probability_costs_the_logarithm_of_ten_more():
    p = 0.5 * (1 - 0.9) ** np.arange(300)
    losses = [negative_log_likelihood(np.array([[each]]), np.array([0])) for each in p]

    assert_allclose(np.diff(losses), np.log(10))


@states(
    "For any number of classes it is the same.",
    "The squared error could serve there too; if class $i$ is right, its term for that class is "
    "$\\frac{1}{2} (p_i - 1)^2$.",
    "along the score of that class, the slope of this term has one factor more than $p_i - 1$, "
    "that of the cross-entropy",
)
@given(MODEST, LABELS)
def test_the_slope_of_the_squared_error_has_one_factor_more(Z, t):
    own = np.arange(N), t
    p, factor = softmax(Z)[own], softmax_jacobian(Z[0])[t[0], t[0]]
    of_squares = squared_error_grad_Y(p[:1, np.newaxis], np.ones((1, 1)))[0, 0] * factor

    assert_allclose(of_squares, N * softmax_cross_entropy_grad_Z(Z, t)[own][0] * factor, atol=1e-15)
    assert_allclose(factor, p[0] * (1 - p[0]), atol=1e-15)


@states(
    "The terms for the other classes do not help: along the same score, that for class $k$ has "
    "the slope $-p_i p_k^2$, which is nearly 0 there as well.",
    "There the network has ruled out the right class, and should take its longest steps.",
)
@given(MODEST, LABELS)
def test_the_other_terms_of_the_squared_error_fade_with_the_right_class_as_well(Z, t):
    i, p = t[0], softmax(Z)[0]
    along = softmax_jacobian(Z[0])[:, i]
    slopes = squared_error_grad_Y(p[np.newaxis], one_hot(t[:1]))[0] * along

    others = np.arange(K) != i
    assert_allclose(slopes[others], (-p[i] * p**2)[others], atol=1e-15)
    assert np.abs(slopes).sum() <= K * p[i]
    assert_allclose(-N * softmax_cross_entropy_grad_Z(Z, t)[0, i], 1 - p[i], atol=1e-15)


@states(
    "is nearly 0 where $p_i$ is nearly 1, which does no harm, but also where $p_i$ is nearly 0.",
    "With two classes, one of which keeps the score 0, $p_1$ is the sigmoid of $z_1$, and the "
    "factor is the slope of a [saturated](activation.md#what-the-computer-needs) sigmoid",
)
def test_the_factor_of_two_classes_is_the_slope_of_the_sigmoid_and_fades_on_both_sides():
    z = np.linspace(-20, 20, 41)
    factors = [softmax_jacobian(np.array([score, 0.0]))[0, 0] for score in z]

    assert_allclose(softmax(np.column_stack([z, np.zeros_like(z)]))[:, 0], sigmoid(z))
    assert_allclose(factors, sigmoid_prime(z), rtol=1e-6)
    assert factors[0] < 1e-8 and factors[-1] < 1e-8


@states("what is the entropy of eight equally likely classes in bits?")
def test_eight_equal_classes_have_three_bits():
    u = np.full((1, 8), 1 / 8)

    assert_allclose(cross_entropy(u, u) / np.log(2), 3)


# -- extremes


def test_log_sum_exp_of_huge_scores_does_not_overflow():
    z = np.array([[1e4, 1e4], [-1e4, -1e4], [1e4, -1e4]])

    assert_allclose(log_sum_exp(z), [1e4 + np.log(2), -1e4 + np.log(2), 1e4], rtol=1e-15)


@states("**Subtract the largest score first**", "Scores of thousands are then no problem")
def test_hopeless_scores_cost_their_distance_and_no_more():
    Z, t = np.array([[1e4, -1e4], [1e4, -1e4]]), np.array([0, 1])

    assert softmax_cross_entropy(Z, t) == 1e4
    assert_array_equal(softmax_cross_entropy_grad_Z(Z, t), [[0, 0], [0.5, -0.5]])


@states("in float32 a small loss does not drown in large scores")
def test_a_small_loss_does_not_drown_in_large_scores():
    Z = np.array([[1e4, 1e4 - 5]], dtype=np.float32)

    assert_allclose(softmax_cross_entropy(Z, np.array([0])), np.log1p(np.exp(-5)), rtol=1e-5)


def test_a_class_that_is_ruled_out_costs_nothing_unless_it_is_right():
    Z = np.array([[0.0, -np.inf]])

    assert softmax_cross_entropy(Z, np.array([0])) == 0
    assert softmax_cross_entropy(Z, np.array([1])) == np.inf


def test_probability_zero_is_free_where_the_target_is_zero():
    P, T = np.array([[0.0, 1.0]]), np.array([[0.0, 1.0]])

    assert cross_entropy(P, T) == 0
    assert_array_equal(cross_entropy_grad_P(P, T), [[0, -1]])
    assert negative_log_likelihood(P, np.array([1])) == 0


# -- types


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept(rng, dtype):
    Z, T, t = rng.normal(size=(N, K)).astype(dtype), np.eye(N, K, dtype=dtype), np.arange(N)
    P = softmax(Z)

    results = (
        squared_error(Z, T),
        squared_error_grad_Y(Z, T),
        cross_entropy(P, T),
        cross_entropy_grad_P(P, T),
        negative_log_likelihood(P, t),
        log_sum_exp(Z),
        softmax_cross_entropy(Z, t),
        softmax_cross_entropy_grad_Z(Z, t),
        *softmax_cross_entropy_and_grad_Z(Z, t),
    )

    assert {result.dtype for result in results} == {np.dtype(dtype)}


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.int64])
def test_labels_of_any_integer_type_mean_the_same(rng, dtype):
    Z, t = rng.normal(size=(N, K)), np.array([4, 0, 2, 2])

    assert softmax_cross_entropy(Z, t.astype(dtype)) == softmax_cross_entropy(Z, t)


def test_one_hot_rows_of_integers_mean_the_same(rng, shapes_unchecked):
    P, T = softmax(rng.normal(size=(N, K))), np.eye(N, K, dtype=int)

    assert_array_equal(cross_entropy_grad_P(P, T), cross_entropy_grad_P(P, T.astype(float)))


def test_arguments_are_left_as_they_were(rng):
    Z, T, t = rng.normal(size=(N, K)), np.eye(N, K), np.arange(N)
    P = softmax(Z)
    before = [array.copy() for array in (Z, P, T, t)]

    squared_error_grad_Y(Z, T)[:] = 0
    cross_entropy_grad_P(P, T)[:] = 0
    softmax_cross_entropy_grad_Z(Z, t)[:] = 0
    softmax_cross_entropy_and_grad_Z(Z, t)[1][:] = 0

    for array, copy in zip((Z, P, T, t), before, strict=True):
        assert_array_equal(array, copy)


# -- what is refused

OF_ROWS = [squared_error, squared_error_grad_Y, cross_entropy, cross_entropy_grad_P]
OF_LABELS = [negative_log_likelihood, softmax_cross_entropy, softmax_cross_entropy_grad_Z]
FIRST = dict(zip(OF_ROWS + OF_LABELS, "YYPPPZZ", strict=True))


def refusal(function, *arguments):
    with pytest.raises(ValueError, match=f"^{function.__name__} (needs|expects) ") as error:
        function(*arguments)
    return str(error.value)


@pytest.mark.parametrize("function", OF_ROWS)
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((N, 1), (N,)),
        ((N, K), (1, K)),
        ((N, K), (N, 1)),
        ((K,), (K,)),
        ((2, N, K), (2, N, K)),
    ],
)
def test_shapes_that_numpy_would_broadcast_are_refused(shapes_unchecked, function, one, other):
    name = FIRST[function]

    assert refusal(function, np.ones(one), np.ones(other)).startswith(
        f"{function.__name__} expects {name} (N, K), T (N, K); got {name} {one}, T {other}; "
    )


@pytest.mark.parametrize("function", OF_LABELS)
@pytest.mark.parametrize(
    ("scores", "labels"),
    [((N, K), (N, K)), ((N, K), (1,)), ((N, K), ()), ((K,), (K,)), ((2, N, K), (2,))],
)
def test_anything_but_a_label_for_each_row_is_refused(shapes_unchecked, function, scores, labels):
    name, t = FIRST[function], np.zeros(labels, dtype=int)

    assert refusal(function, np.ones(scores), t).startswith(
        f"{function.__name__} expects {name} (N, K), t (N,); got {name} {scores}, t {labels}; "
    )


@pytest.mark.parametrize("function", OF_ROWS + OF_LABELS)
def test_an_empty_batch_has_no_mean_and_is_refused(function):
    targets = np.ones((0, K)) if function in OF_ROWS else np.zeros(0, dtype=int)
    name = FIRST[function]

    assert refusal(function, np.ones((0, K)), targets) == (
        f"{function.__name__} needs at least one example; got {name} (0, 5)"
    )


@pytest.mark.parametrize("function", OF_LABELS)
@pytest.mark.parametrize("t", [[0, -1, 2, 3], [0, 1, 2, K]])
def test_labels_out_of_range_are_refused(function, t):
    assert refusal(function, np.ones((N, K)), np.array(t)) == (
        f"{function.__name__} needs class indices 0 ... 4 in t; "
        f"got {min(t)} ... {max(t)}; count classes from 0"
    )


@pytest.mark.parametrize("function", OF_LABELS)
@pytest.mark.parametrize("dtype", [bool, float])
def test_labels_that_are_no_integers_are_refused(shapes_unchecked, function, dtype):
    assert refusal(function, np.ones((N, K)), np.ones(N, dtype)) == (
        f"{function.__name__} needs integers in t; got {np.dtype(dtype)}; "
        "convert with t.astype(int)"
    )


@states(
    "**Never go through the probabilities.**",
    "If a probability underflows to 0, its logarithm is minus infinity.",
    "Once one has become 0, its logarithm is lost",
)
@pytest.mark.parametrize("p", [0.0, -0.5, np.nan])
def test_logarithm_of_what_is_no_probability_is_refused(p):
    P, T, t = np.array([[1.0, 0.5], [p, 1.0]]), np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([1, 0])
    advice = f"; got {p}; a softmax that underflowed? use softmax_cross_entropy on the scores"

    for function in (cross_entropy, cross_entropy_grad_P):
        assert refusal(function, P, T) == (
            f"{function.__name__} needs a probability > 0 wherever T is not 0{advice}"
        )
    assert refusal(negative_log_likelihood, P, t) == (
        f"negative_log_likelihood needs a probability > 0 of the label{advice}"
    )


@pytest.mark.parametrize("z", [np.nan, np.inf])
def test_scores_of_a_run_that_diverged_are_refused(z):
    with np.errstate(invalid="ignore"):
        message = refusal(softmax_cross_entropy, np.array([[1.0, 2.0], [z, 0.0]]), np.array([0, 1]))

    assert message == (
        "softmax_cross_entropy needs finite scores; got NaN or an infinity in Z; "
        "if training led here, lower the learning rate"
    )


@pytest.mark.parametrize(
    ("Z", "t"),
    [
        (np.ones((N, K)), np.zeros((N, K), int)),
        (np.ones((0, K)), np.zeros(0, int)),
        (np.ones((N, K)), np.full(N, K)),
        (np.array([[1.0, 2.0], [np.nan, 0.0]]), np.array([0, 1])),
    ],
    ids=["no labels", "no examples", "a label out of range", "a run that diverged"],
)
def test_loss_and_gradient_together_refuse_what_the_loss_refuses(shapes_unchecked, Z, t):
    message = refusal(softmax_cross_entropy, Z, t)

    assert refusal(softmax_cross_entropy_and_grad_Z, Z, t).endswith(message.split(maxsplit=1)[1])


# -- the constants of other programs


@states(
    "the true slope of the printed loss fades to nothing while the printed gradient is still $-1$",
    "a gradient check fails just where the network is most wrong",
)
def test_loss_with_a_constant_or_a_floor_is_not_the_one_whose_gradient_is_used():
    """At a saturated point its slope is nearly nothing, and the gradient used with it is -1."""
    Z, t, h = np.array([[0.0, 30.0]]), np.array([0]), 1e-5
    step = np.array([[h, 0.0]])

    def slope(loss):
        return (loss(Z + step) - loss(Z - step)) / (2 * h)

    assert_allclose(slope(lambda Z: -np.log(softmax(Z)[0, 0] + 1e-7)), 0, atol=1e-5)
    assert slope(lambda Z: -np.log(np.clip(softmax(Z)[0, 0], 1e-10, 1.0))) == 0
    assert_allclose(slope(lambda Z: softmax_cross_entropy(Z, t)), -1, rtol=1e-8)
    assert_allclose(softmax_cross_entropy_grad_Z(Z, t), [[-1, 1]], rtol=1e-12)


# -- the figures


@states("here the second class is right:")
def test_the_table_of_the_gradient_is_the_probabilities_less_the_target():
    z, names = np.log([[1.0, 2.0, 5.0]]), [rf"$\log {k}$" for k in (1, 2, 5)]
    rows = {
        "probability": softmax(z)[0],
        "target": np.array([0.0, 1, 0]),
        "gradient": softmax_cross_entropy_grad_Z(z, np.array([1]))[0],
    }
    expected = {row: dict(zip(names, values, strict=True)) for row, values in rows.items()}

    assert_allclose(rows["gradient"], rows["probability"] - rows["target"])
    assert read("loss", "gradient").wrong(expected) == []


@states("The loss of an example against the probability of its right class;", page="figures/loss")
def test_the_curve_of_the_surprise_is_minus_the_logarithm():
    axes, p = seen("loss", "surprise").only, np.geomspace(np.exp(-5), 1, 2000)
    (curve,) = axes.lines_in(TEAL)

    assert curve.misses(p, -np.log(p)) < 0.2 and curve.strays(p, -np.log(p)) < 0.2
    assert (axes.x.label, axes.y.label) == ("probability of the right class", "loss")


@states("both rows are marked.", page="figures/loss")
@pytest.mark.parametrize(("row", "words", "p"), [(0, "first", 0.1), (1, "second", 0.5)])
def test_a_dot_stands_on_the_surprise_for_each_row_with_its_loss_beside_it(row, words, p):
    axes = seen("loss", "surprise").only
    dot = axes.dots(ORANGE).strokes[row][0]
    text = min(axes.texts, key=lambda text: np.hypot(*(text.start - dot)))

    assert_allclose(dot, [axes.x.place(p), axes.y.place(-np.log(p))], atol=0.2)
    assert (text.words, ROWS[row, 2 * row]) == (f"{words} row: {-np.log(p):.2f}", p)


@states("The cross-entropy cancels the factor, and the worse the mistake, the steeper its slope.")
def test_the_slope_of_squares_fades_where_that_of_the_cross_entropy_is_steepest():
    z = np.linspace(-8, 4, 481)
    Z, t = np.column_stack([z, np.zeros_like(z)]), np.array([0])
    steep = [softmax_cross_entropy_grad_Z(scores[np.newaxis], t)[0, 0] for scores in Z]
    of_squares = np.array(steep) * sigmoid_prime(z)

    assert (np.diff(steep) > 0).all()
    assert_allclose(steep[0], -1, atol=1e-3)
    assert abs(of_squares[0]) < 1e-3


@states("should take its longest steps")
def test_the_slope_of_the_cross_entropy_is_longest_where_the_mistake_is_worst(rng):
    lead = np.sort(rng.normal(scale=5, size=20))
    Z = np.column_stack([np.zeros(20), lead])
    slopes = [softmax_cross_entropy_grad_Z(z[np.newaxis], np.array([0]))[0, 0] for z in Z]

    assert (np.diff(slopes) <= 0).all()


def with_constant(z):
    """The loss as it is often printed, with the first class right."""
    return -np.log(softmax(z)[:, :1] + 1e-7)


def exactly(z):
    """The loss of the first class without a constant."""
    return (log_sum_exp(z) - z[:, 0])[:, np.newaxis]


@states("a program that trains by finite differences of this loss gets stuck there")
@pytest.mark.parametrize(("loss", "arrives"), [(with_constant, False), (exactly, True)])
def test_a_thousand_steps_by_finite_differences_from_a_sure_mistake(loss, arrives):
    z, h = np.array([[0.0, 30.0]]), 1e-5
    steps = h * np.eye(2)[:, np.newaxis]
    for _ in range(1000):
        z = z - 0.1 * np.hstack([(loss(z + step) - loss(z - step)) / (2 * h) for step in steps])

    assert (z.argmax() == 0) == arrives


@states(
    "An event of probability $p$ surprises us by $-\\log p$: not at all if it was certain, without "
    "bound if it was thought impossible."
)
def test_what_is_certain_is_no_surprise_and_what_is_impossible_an_unbounded_one():
    surprises = [cross_entropy(np.array([[p]]), np.ones((1, 1))) for p in (1.0, 1e-30, 1e-300)]

    assert_allclose(surprises, np.log([1.0, 1e30, 1e300]))


# -- soft targets, weights, sums, and one score for two classes

SHARES = arrays(np.float64, (N, K), elements=st.floats(0.01, 1))
WEIGHTS = arrays(np.float64, K, elements=st.floats(0.01, 10))


@given(MODEST, LABELS)
def test_one_hot_targets_are_soft_targets(Z, t):
    assert_allclose(soft_cross_entropy(Z, one_hot(t)), softmax_cross_entropy(Z, t), rtol=1e-14)
    assert_allclose(
        soft_cross_entropy_grad_Z(Z, one_hot(t)), softmax_cross_entropy_grad_Z(Z, t), rtol=1e-12
    )


@given(MODEST, SHARES)
def test_soft_cross_entropy_is_cross_entropy_after_softmax(Z, T):
    T = T / T.sum(axis=1, keepdims=True)

    assert_allclose(soft_cross_entropy(Z, T), cross_entropy(softmax(Z), T), rtol=1e-12)
    assert_allclose(soft_cross_entropy_grad_Z(Z, T), (softmax(Z) - T) / N, atol=1e-15)


@states("With equal weights it is $L$ again.")
@given(MODEST, LABELS, st.floats(0.1, 10))
def test_equal_weights_change_nothing(Z, t, weight):
    w = np.full(K, weight)

    assert_allclose(weighted_cross_entropy(Z, t, w), softmax_cross_entropy(Z, t), rtol=1e-13)
    assert_allclose(
        weighted_cross_entropy_grad_Z(Z, t, w), softmax_cross_entropy_grad_Z(Z, t), rtol=1e-12
    )


@states("Where one class is rare, a network does well by never naming it.")
def test_a_network_that_never_names_a_rare_class_is_punished_by_weights():
    """Ninety-nine of a hundred examples have the first class, and the scores say so of all."""
    Z, t = np.tile([4.0, 0.0], (100, 1)), np.array([0] * 99 + [1])
    even = np.array([1 / 99, 1.0])

    assert softmax_cross_entropy(Z, t) < 0.1
    assert weighted_cross_entropy(Z, t, even) > 2


@states(
    'also give the sum, with `reduction="sum"`, and the loss of each example, with '
    '`reduction="none"`'
)
@pytest.mark.parametrize(
    ("loss", "given"),
    [
        (squared_error, (np.eye(3), np.ones((3, 3)))),
        (cross_entropy, (np.full((3, 2), 0.5), np.eye(2)[[0, 1, 1]])),
        (negative_log_likelihood, (np.array([[0.1, 0.9]] * 3), np.array([0, 1, 1]))),
        (softmax_cross_entropy, (np.arange(6.0).reshape(3, 2), np.array([0, 1, 1]))),
        (soft_cross_entropy, (np.arange(6.0).reshape(3, 2), np.full((3, 2), 0.5))),
        (weighted_cross_entropy, (np.eye(3), np.array([0, 1, 1]), np.ones(3))),
        (binary_cross_entropy, (np.array([-1.0, 0.0, 2.0]), np.array([0.0, 1.0, 0.5]))),
    ],
)
def test_a_reduction_is_the_mean_the_sum_or_the_loss_of_each(loss, given):
    each = loss(*given, "none")

    assert each.shape == (3,)
    assert each.ptp() > 0 if hasattr(each, "ptp") else np.ptp(each) >= 0
    assert_allclose(loss(*given, "sum"), each.sum(), rtol=1e-15)
    assert_allclose(loss(*given), each.mean(), rtol=1e-15)
    with pytest.raises(ValueError, match="expected the reduction 'mean', 'sum' or 'none'; got 'su"):
        loss(*given, "summe")


@given(MODEST)
def test_the_logarithms_of_probabilities_are_those_of_softmax(Z):
    assert_allclose(log_softmax(Z), np.log(softmax(Z)), rtol=1e-12, atol=1e-13)
    assert_allclose(log_softmax_vjp(Z, Z), softmax_vjp(Z, Z / softmax(Z)), atol=1e-11)


def test_large_scores_keep_the_digits_of_their_logarithms():
    """The case `test_logsoftmax_large_number` of ONNX, in float32."""
    z = np.array([0, 1, 2, 3], np.float32) + np.float32(1e4)

    assert_allclose(log_softmax(z), [-3.4401896, -2.4401896, -1.4401896, -0.44018969], rtol=1e-7)


@states(
    "The logarithms of the probabilities deserve a function of their own, since a "
    "probability may underflow, that is, become 0, where its logarithm is still finite:"
)
def test_the_logarithm_of_a_probability_that_underflows_is_there():
    z = np.array([0.0, 5000.0])

    assert softmax(z)[0] == 0
    assert log_softmax(z).tolist() == [-5000.0, 0.0]


@states(
    "By hand: the score $\\log 3$ has the probability 3/4; if it should be 1, the loss is "
    "$\\log (4/3)$ and the gradient is $-1/4$.",
)
def test_a_score_of_log_three_has_three_quarters():
    s, y = np.log([3.0]), np.array([1.0])

    assert_allclose(sigmoid(s), [3 / 4])
    assert_allclose(binary_cross_entropy(s, y), np.log(4 / 3))
    assert_allclose(binary_cross_entropy_grad_s(s, y), [-1 / 4])


@states(
    "its [sigmoid](activation.md#sigmoid) is the probability of the first class, and the second "
    "has the rest.",
    "That is the loss of [one neuron](descent.md#binary-cross-entropy), in a form "
    "that never takes the logarithm of a probability.",
    "Two classes, one score",
    "Show that one score $s$ with the binary cross-entropy is the same as the two scores $s$ and 0 "
    "with softmax and cross-entropy.",
    "The score of the right class is $s$ if $y = 1$, and 0 if $y = 0$.",
    "So the score of the right class is $y s$ in both cases, and log-sum-exp minus that score is a "
    "term of \\eqref{eq:binary_cross_entropy}:",
    "To tell two classes apart, one score $s_n$ is enough",
    "If the first should have the probability $y_n$, which is 1 or 0 for an example whose class is "
    "known, the cross-entropy of the two is",
)
@given(
    arrays(np.float64, N, elements=st.floats(-30, 30)),
    arrays(np.float64, N, elements=st.floats(0, 1)),
)
def test_one_score_does_what_two_do_of_which_one_is_zero(s, y):
    Z, T = np.column_stack([s, np.zeros(N)]), np.column_stack([y, 1 - y])

    assert_allclose(binary_cross_entropy(s, y), soft_cross_entropy(Z, T), rtol=1e-12, atol=1e-15)
    assert_allclose(
        binary_cross_entropy_grad_s(s, y), soft_cross_entropy_grad_Z(Z, T)[:, 0], atol=1e-15
    )


@pytest.mark.parametrize(("score", "target"), [(40.0, 1.0), (-40.0, 0.0)])
def test_a_confident_score_keeps_the_digits_of_its_loss_and_gradient(score, target):
    s, y = np.array([score]), np.array([target])

    assert_allclose(binary_cross_entropy(s, y), np.exp(-40), rtol=1e-15)
    assert_allclose(np.abs(binary_cross_entropy_grad_s(s, y)), np.exp(-40), rtol=1e-15)


@states(
    "**Add small numbers to 1 with `log1p`.**",
    "When the right class has the largest score, its exponential is 1 and the others add little: "
    "$1 + e^{-40}$ is rounded to 1, and its logarithm to 0.",
    "NumPy's `log1p` computes $\\log (1 + x)$ from $x$ alone, so that a confident example "
    "keeps the digits of its small loss; and in the gradient, its probability minus 1 is "
    "computed as minus the sum of the others:",
)
@pytest.mark.parametrize("margin", [5.0, 12.0, 17.0, 40.0, 700.0])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_confident_example_keeps_the_digits_of_its_loss_and_gradient(margin, dtype):
    if dtype is np.float32 and margin > 80:
        margin = 80.0
    Z, t = np.array([[margin, 0.0]], dtype), np.array([0])
    exact = float(np.exp(-margin)), 2e-7 if dtype is np.float32 else 1e-15

    assert 1 + np.exp(-40.0) == 1
    assert np.log1p(np.exp(-40.0)) > 0
    loss, (G,) = softmax_cross_entropy_and_grad_Z(Z, t)
    assert_allclose(loss, np.log1p(exact[0]), rtol=2 * exact[1])
    assert_allclose(G, np.array([-1, 1]) * exact[0] / (1 + exact[0]), rtol=4 * exact[1])
    assert_allclose(log_sum_exp(Z - margin)[0], np.log1p(exact[0]), rtol=2 * exact[1])
    for gradient in (soft_cross_entropy_grad_Z(Z, np.array([[1, 0]], dtype)),
                     weighted_cross_entropy_grad_Z(Z, t, np.ones(2, dtype))):  # fmt: skip
        assert_allclose(gradient, [G], rtol=1e-6)


@pytest.mark.parametrize(
    ("z", "expected"),
    [
        ([np.inf, 0.0], np.inf),
        ([-np.inf, 0.0], 0.0),
        ([-np.inf, -np.inf], -np.inf),
        ([np.inf, np.inf], np.inf),
        ([np.inf, -np.inf], np.inf),
    ],
)
def test_log_sum_exp_of_infinities_is_their_limit(z, expected):
    assert log_sum_exp(np.array(z)) == expected


def test_nan_among_infinities_stays_nan():
    assert np.isnan(log_sum_exp(np.array([np.inf, np.nan])))


@states("The mean over all entries is what many libraries call the **mean squared error**:")
@given(WHOLE, WHOLE)
def test_the_mean_squared_error_is_a_mean(Y, T):
    assert_allclose(mean_squared_error(Y, T), np.mean((Y - T) ** 2), rtol=1e-15)
    assert_allclose(mean_squared_error_grad_Y(Y, T), 2 / K * squared_error_grad_Y(Y, T))


@pytest.mark.parametrize("function", [mean_squared_error, mean_squared_error_grad_Y])
def test_a_mean_of_nothing_is_refused_by_its_own_name(function):
    with pytest.raises(ValueError, match=rf"{function.__name__} needs at least one entry; got Y"):
        function(np.ones((2, 0)), np.ones((2, 0)))


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (cross_entropy, ([[5.0, 7.0]], [[1.0, 0.0]]), "needs probabilities, at most 1; got 5.0"),
        (negative_log_likelihood, ([[3.0, 1.0]], [0]), "needs probabilities, at most 1; got 3.0"),
        (cross_entropy, ([[0.5, 0.5]], [[1.5, -0.5]]), "needs targets of 0 or more; got -0.5 in T"),
        (cross_entropy, ([[0.5, 0.5]], [[np.nan, 0]]), "needs targets of 0 or more; got nan in T"),
        (soft_cross_entropy, ([[0.5, 0.5]], [[2.0, -1.0]]), "needs targets of 0 or more; got -1.0"),
        (soft_cross_entropy_grad_Z, ([[0.5, 0]], [[2.0, -1.0]]), "needs targets of 0 or more"),
        (soft_cross_entropy, ([[np.nan, 0.5]], [[1.0, 0.0]]), "needs finite scores; got NaN or an"),
        (soft_cross_entropy_grad_Z, ([[np.inf, 0]], [[1.0, 0.0]]), "needs finite scores; got NaN"),
        (softmax_cross_entropy_grad_Z, ([[np.nan, 0]], [0]), "needs finite scores; got NaN"),
        (weighted_cross_entropy, ([[1.0, 2.0]], [0], [-1.0, 1.0]), "needs weights of 0 or more"),
        (
            weighted_cross_entropy,
            ([[1.0, 2.0]], [0], [0.0, 1.0]),
            "needs weights of 0 or more, and one above 0 for a",
        ),
        (
            weighted_cross_entropy_grad_Z,
            ([[1.0, 2.0]], [0], [0.0, 1]),
            "needs weights of 0 or more, and one above 0 for a",
        ),
        (binary_cross_entropy, ([1.0], [2.0]), "needs targets from 0 to 1; got 2.0 in y; 0 is one"),
        (binary_cross_entropy, ([np.inf], [1.0]), "needs finite scores; got inf in s; if training"),
        (binary_cross_entropy_grad_s, ([], []), "needs at least one example; got s (0,)"),
        (softmax, (np.ones((3, 0)),), "needs at least one class; got z (3, 0)"),
        (log_softmax, (np.ones((3, 0)),), "needs at least one class; got z (3, 0)"),
        (softmax, ([[1.0, np.nan]],), "needs finite scores; got NaN or an infinity in z"),
        (softmax, ([-np.inf, -np.inf],), "needs finite scores; got NaN or an infinity in z"),
    ],
)
def test_what_is_no_probability_target_weight_or_score_is_refused(function, arguments, message):
    with pytest.raises(ValueError, match=re.escape(f"{function.__name__} {message}")):
        function(*arguments)


# -- the factors of the sources


@states(
    "[[2]](errata.md#source-2) even calls half the sum, divided by nothing, "
    "`mean_squared_error`: with its batches of 512, a step would be 512 times as long as "
    "with ours."
)
def test_half_the_sum_has_a_gradient_as_many_times_as_large_as_there_are_examples(rng):
    Y, T = rng.normal(size=(2, 512, 10))

    def published(y, t):
        return 0.5 * np.sum((y - t) ** 2)

    assert_allclose(published(Y, T), 512 * squared_error(Y, T))
    assert_allclose(Y - T, 512 * squared_error_grad_Y(Y, T))


def test_a_short_step_against_the_gradient_lowers_the_loss(rng):
    X, W, b, T = (rng.normal(size=shape) for shape in ((N, 3), (3, K), K, (N, K)))
    G = squared_error_grad_Y(linear(X, W, b), T)
    stepped = linear(X, W - 0.01 * linear_grad_W(X, G), b - 0.01 * linear_grad_b(G))

    assert squared_error(stepped, T) < squared_error(linear(X, W, b), T)


@states(
    "A step of the scores against this gradient raises that of the right class and lowers all "
    "others, in proportion to how far each probability is off;"
)
@given(MODEST, LABELS)
def test_a_step_moves_each_score_by_how_far_its_probability_is_off(Z, t):
    moves = -softmax_cross_entropy_grad_Z(Z, t)

    assert_allclose(moves, (one_hot(t) - softmax(Z)) / N, atol=1e-15)
    assert (moves[np.arange(N), t] >= 0).all()
    assert (moves[one_hot(t) == 0] <= 0).all()


# -- the table of losses


@states("In each row the gradient is the answer minus the target, over the number of examples")
def test_each_row_of_the_table_has_the_gradient_of_its_loss(rng):
    T, Y = rng.dirichlet(np.ones(K), N), rng.normal(size=(N, K))
    s, y = rng.normal(size=N), rng.random(N)

    assert_allclose(squared_error_grad_Y(Y, T), (Y - T) / N)
    assert_allclose(binary_cross_entropy_grad_s(s, y), (sigmoid(s) - y) / N)
    assert_allclose(soft_cross_entropy_grad_Z(Y, T), (softmax(Y) - T) / N, atol=1e-15)


@states("[table](#which-loss-for-which-output) says which loss belongs to which output.")
def test_each_row_of_the_table_names_the_answer_its_output_and_its_loss():
    table = typed("loss", "The answer is")
    losses = {
        "a number": ("nothing", "squared error", "squared_error", "E"),
        "yes or no": ("[sigmoid]", "binary cross-entropy", "binary_cross_entropy", "B"),
        "one of $K$ classes": ("[softmax]", "cross-entropy", "soft_cross_entropy", r"\hat{C}"),
    }

    assert [*table.rows] == [*losses]
    for name, (output, loss, label, letter) in losses.items():
        row = table.rows[name]
        assert row["After the last linear layer"].startswith(output)
        assert row["Loss"] == f"{loss}, \\eqref{{eq:{label}}}"
        assert row["Gradient at its outputs"].startswith(f"$\\partial {letter} / ")


@states(
    "Where several answers can be yes at once, a cat and a dog in one picture, each has a score, a "
    "sigmoid and a binary cross-entropy of its own, and these losses are added up."
)
def test_of_answers_that_do_not_exclude_each_other_each_score_is_moved_by_its_own_alone(rng):
    S, y = rng.normal(size=(2, N)), np.array([[1.0, 0, 1, 0], [1, 1, 0, 0]])
    h = 1e-6

    def loss(S):
        return sum(binary_cross_entropy(s, each) for s, each in zip(S, y, strict=True))

    for at in np.ndindex(S.shape):
        step = np.zeros_like(S)
        step[at] = h
        slope = (loss(S + step) - loss(S - step)) / (2 * h)
        assert slope == pytest.approx((sigmoid(S)[at] - y[at]) / N, abs=1e-9)


@states(
    "Whoever gives them probabilities applies softmax, or the sigmoid, twice, and no error message "
    "tells.",
    "The loss only refuses to become small: with softmax and ten classes it never falls below "
    "$\\log (1 + 9 / e)$, about {{ value np.log(1 + 9 / np.exp(1)):.3f }}.",
)
@given(arrays(np.float64, (N, 10), elements=st.floats(-1e3, 1e3)), LABELS)
def test_a_loss_of_probabilities_in_the_place_of_scores_never_becomes_small(Z, t):
    lowest = np.log(1 + 9 / np.e)
    sure = 1000 * np.eye(10)[t]

    assert softmax_cross_entropy(softmax(Z), t) >= lowest - 1e-12
    assert_allclose(softmax_cross_entropy(softmax(sure), t), lowest)
    assert f"{lowest:.3f}" == "1.461"
    s, y = Z[:, 0], np.ones(N)
    twice = cross_entropy(sigmoid(sigmoid(s))[:, np.newaxis], y[:, np.newaxis])
    assert_allclose(binary_cross_entropy(sigmoid(s), y), twice)
    assert twice >= np.log(1 + 1 / np.e) - 1e-12


@states(
    "And softmax over a single score is always 1, so a network with one output learns "
    "nothing from it; it needs the sigmoid."
)
@given(arrays(np.float64, (N, 1), elements=st.floats(-1e3, 1e3)))
def test_softmax_over_a_single_score_has_no_gradient(Z):
    t = np.zeros(N, int)

    assert_array_equal(softmax(Z), 1)
    assert not softmax_cross_entropy_grad_Z(Z, t).any()


# -- numbers by hand, and exercises


@states(
    "A batch of two: the scores $\\log 1$, $\\log 2$ and $\\log 5$, of which the second is that of "
    "the right class, and the scores 0, 0 and 0, of which the first is.",
    "The probabilities are 1/8, 2/8 and 5/8, and three times 1/3.",
    "The loss is the mean of two surprises:",
    "Subtract 1 where the right class is, and divide by the number of examples:",
    "Each row adds up to zero: what one score gains, the others lose.",
)
def test_the_batch_by_hand():
    Z, t = np.array([[np.log(1), np.log(2), np.log(5)], [0, 0, 0]]), np.array([1, 0])
    G = softmax_cross_entropy_grad_Z(Z, t)

    assert_allclose(softmax(Z), [[1 / 8, 2 / 8, 5 / 8], [1 / 3, 1 / 3, 1 / 3]])
    assert_allclose(softmax_cross_entropy(Z, t), np.log(12) / 2)
    assert_allclose(G, [[1 / 16, -6 / 16, 5 / 16], [-2 / 6, 1 / 6, 1 / 6]])
    assert_allclose(G.sum(axis=1), 0, atol=1e-16)


@states(
    "The scores of an example are $\\log 2$, 0 and 0, and the third class is right.",
    "The exponentials are 2, 1 and 1, so the probabilities are 1/2, 1/4 and 1/4.",
    "The loss is $\\log 4$, and the gradient is $(1/2, 1/4, -3/4)$.",
)
def test_the_numbers_of_the_first_exercise():
    Z, t = np.array([[np.log(2), 0, 0]]), np.array([2])

    assert_allclose(softmax(Z), [[1 / 2, 1 / 4, 1 / 4]])
    assert_allclose(softmax_cross_entropy(Z, t), np.log(4))
    assert_allclose(softmax_cross_entropy_grad_Z(Z, t), [[1 / 2, 1 / 4, -3 / 4]])


@states(
    "Whether an answer is right depends on which probability is the largest; the loss depends on "
    "how large that of the right class is.",
    "For two classes, 0.51 and 0.95 are both right, and cost {{ value -np.log(0.51):.2f }} and "
    "{{ value -np.log(0.95):.2f }}.",
    "Two networks classify the same images correctly, yet one has ten times the loss of the other.",
)
def test_two_right_answers_may_cost_thirteen_times_as_much_as_one_another():
    P = np.array([[0.51, 0.49], [0.95, 0.05]])
    losses = [negative_log_likelihood(P[n : n + 1], np.array([0])) for n in (0, 1)]

    assert P.argmax(axis=1).tolist() == [0, 0]
    assert [f"{loss:.2f}" for loss in losses] == ["0.67", "0.05"]
    assert losses[0] > 10 * losses[1]


@states(
    "So the loss can still fall when the share of right answers no longer rises, and it can "
    "even rise while that share does: a few images that are read wrong with certainty are "
    "enough."
)
def test_the_loss_may_rise_while_more_images_are_read_right():
    t = np.zeros(10, int)
    before, after = np.full((10, 2), 0.5), np.full((10, 2), 0.4)
    before[:, 0], before[:, 1] = [0.6] * 8 + [0.4] * 2, [0.4] * 8 + [0.6] * 2
    after[:, 0], after[:, 1] = [0.6] * 9 + [1e-9], [0.4] * 9 + [1 - 1e-9]

    rising = (after.argmax(axis=1) == t).mean() - (before.argmax(axis=1) == t).mean()

    assert rising > 0
    assert negative_log_likelihood(after, t) > negative_log_likelihood(before, t)


@states(
    "Line (1): the size does not tell one-hot rows from other targets.",
    "With one output, the targets 0 and 1 are a column as large as the column of probabilities; "
    "`argmax` makes zeros of all of them, and the loss no longer depends on the targets.",
    "And soft targets are turned into hard ones, without a word.",
    "What becomes of the row $(0.9, 0.1)$ in line (2)?",
)
def test_the_size_of_the_targets_does_not_say_what_they_are(rng):
    published = run(listing("loss", 4))["cross_entropy_error"]
    y, P = rng.random((N, 1)), rng.dirichlet(np.ones(K), N)
    hard, soft = one_hot(np.arange(N)), 0.9 * one_hot(np.arange(N)) + 0.1 / K

    assert np.array([[0.9, 0.1]]).argmax(axis=1).tolist() == [0]
    assert len({published(y, rng.integers(0, 2, (N, 1))) for _ in range(9)}) == 1
    assert published(P, soft) == published(P, hard) == published(P, np.arange(N))
    assert not np.isclose(published(P, soft), cross_entropy(P, soft))


@states(
    "With two outputs or more, the shape and the type would tell: numbers of classes are integers "
    "with one axis, and everything else is a distribution.",
    "A single output needs the [binary cross-entropy](#two-classes-one-score).",
)
def test_the_losses_of_the_book_take_classes_and_distributions_by_two_names(rng):
    Z, t = rng.normal(size=(N, K)), np.arange(N)

    assert (t.ndim, t.dtype.kind, one_hot(t).ndim) == (1, "i", 2)
    assert_allclose(softmax_cross_entropy(Z, t), soft_cross_entropy(Z, one_hot(t)))
    y, yes = np.array([[0.9], [0.2]]), np.array([[1.0], [0.0]])
    both = [np.hstack([each, 1 - each]) for each in (y, yes)]
    s = np.log(y / (1 - y))[:, 0]
    assert_allclose(binary_cross_entropy(s, yes[:, 0]), cross_entropy(*both))
    assert cross_entropy(y, yes) < binary_cross_entropy(s, yes[:, 0]) / 3  # the no costs nothing


@states(
    "Line (3) has the derivative for $j = i$ only, the diagonal of the Jacobian; in general it is "
    "$p_i (\\delta_{ij} - p_j)$, and the gradient is $p_j - \\delta_{ij}$.",
    "Line (4) does not even contain $j$: it would lower the loss by raising all scores together, "
    "which changes no probability.",
)
def test_the_diagonal_alone_is_the_gradient_at_the_right_class_alone(rng):
    z, i = rng.normal(size=(1, K)), 2
    p = softmax(z)[0]
    fourth = np.full(K, p[i] - 1)
    true = softmax_cross_entropy_grad_Z(z, np.array([i]))[0]

    assert_allclose(true, p - np.eye(K)[i])
    assert np.isclose(fourth, true).tolist() == [j == i for j in range(K)]
    assert fourth.sum() < 0 and abs(true.sum()) < 1e-15


@states(
    "Show that the loss of an example is *convex* in its scores: along every straight line, its "
    "slope never falls.",
    "It is a variance, and never negative.",
)
@given(MODEST, MODEST, LABELS)
def test_along_a_straight_line_the_slope_of_the_loss_never_falls(Z, direction, t):
    places = [Z + step * direction for step in np.linspace(-1, 1, 9)]
    slopes = [np.sum(softmax_cross_entropy_grad_Z(at, t) * direction) for at in places]

    assert (np.diff(slopes) >= -1e-12).all()


@states(
    "The scores of one linear layer lie on a straight line where its parameters do, so the loss is "
    "convex in the parameters too: whoever walks downhill cannot be caught in a hollow that is not "
    "the lowest."
)
def test_the_loss_of_one_layer_is_convex_in_its_parameters(rng):
    X, t = rng.normal(size=(N, 3)), np.arange(N)
    W, b, dW, db = (rng.normal(size=shape) for shape in ((3, K), K, (3, K), K))

    losses = [
        softmax_cross_entropy(linear(X, W + r * dW, b + r * db), t) for r in np.linspace(-9, 9, 99)
    ]

    assert (np.diff(losses, 2) > -1e-12).all()


@states("With a [hidden layer](network.md) that is lost.")
def test_between_two_copies_of_a_hidden_layer_the_loss_is_higher_than_at_both():
    """Exchanging two hidden neurons changes nothing, and half-way between both are the same."""
    X, t = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
    V, c = 20 * np.array([[1.0, -1], [1, -1]]), 20 * np.array([-0.5, 1.5])
    W, b = 20 * np.array([[-1.0, 1], [-1, 1]]), 20 * np.array([1.5, -1.5])

    def loss(V, c, W):
        return softmax_cross_entropy(linear(sigmoid(linear(X, V, c)), W, b), t)

    swapped = V[:, ::-1], c[::-1], W[::-1]
    middle = [(one + other) / 2 for one, other in zip((V, c, W), swapped, strict=True)]

    assert_allclose(loss(*swapped), loss(V, c, W))
    assert loss(*middle) > 2 * loss(V, c, W)


LETTERS = np.array([[c == "#" for c in each] for each in ("###.#..#.", "#..#..###", "#.#.#.#.#")])


@states(
    "Three letters are drawn on $3 \\times 3$ pixels, row after row: T is `###.#..#.`, L is "
    "`#..#..###`, X is `#.#.#.#.#`.",
    "How many of the 27 damaged letters are still read?",
    "A hundred steps, and every damaged letter is read as the letter that it was:",
    "The weights of T are a stencil: positive where only T has ink, negative where only the others "
    "have.",
    "The first pixel has ink in every letter, so its weights equal the biases; the sixth has ink "
    "in none, so its weights never moved from zero.",
    "A network that knows nothing has the loss $\\log 3$, and the gradient is that of the "
    "chapters:",
    "Take a hundred steps with the learning rate 1/2.",
)
def test_three_letters_are_read_with_any_pixel_flipped():
    X, t = LETTERS.astype(float), np.arange(3)
    W, b = np.zeros((9, 3)), np.zeros(3)
    assert_allclose(softmax_cross_entropy(linear(X, W, b), t), np.log(3))
    for _ in range(100):
        G = softmax_cross_entropy_grad_Z(linear(X, W, b), t)
        W, b = W - linear_grad_W(X, G) / 2, b - linear_grad_b(G) / 2
    damaged = np.array([np.abs(letter - np.eye(9)[i]) for letter in X for i in range(9)])
    T, others = LETTERS[0], LETTERS[1:].any(axis=0)

    assert len(damaged) == 27
    assert_array_equal(linear(damaged, W, b).argmax(axis=1), np.repeat(t, 9))
    assert (W[T & ~others, 0] > 0).all() and (W[~T & others, 0] < 0).all()
    assert LETTERS[:, 0].all() and not LETTERS[:, 5].any()
    assert_allclose(W[0], b)
    assert not W[5].any()
