"""Losses: what their formulas do not show. Chapter: docs/loss.md."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

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
from tests.diagrams import arrows
from tests.drawn import seen
from tests.states import states

N, K = 4, 5
SCORES = arrays(np.float64, (N, K), elements=st.floats(-1e4, 1e4))
MODEST = arrays(np.float64, (N, K), elements=st.floats(-30, 30))
WHOLE = arrays(np.float64, (N, K), elements=st.integers(-1000, 1000).map(float))
LABELS = arrays(np.int64, N, elements=st.integers(0, K - 1))


def one_hot(t):
    return np.eye(K)[t]


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
    "with the largest score for $c$ no exponential overflows and the logarithm is of a number "
    "from 1 to $K$"
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
    "The $1/N$ makes the loss a mean: the gradient of a hundred examples is the mean of those of "
    "its ten batches of ten"
)
def test_gradient_of_a_batch_is_the_mean_over_its_parts_and_not_their_sum(rng):
    X, Z, t = rng.normal(size=(100, 3)), rng.normal(size=(100, K)), rng.integers(0, K, size=100)

    def gradient(part):
        return linear_grad_W(X[part], softmax_cross_entropy_grad_Z(Z[part], t[part]))

    parts = [gradient(slice(n, n + 10)) for n in range(0, 100, 10)]

    assert_allclose(gradient(slice(100)), np.mean(parts, axis=0), rtol=1e-12)


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


@states("moves no minimum; in a step of gradient descent it multiplies the learning rate $\\eta$")
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
    "Saitoh's book takes a single example without $1/N$, which is our formula with $N = 1$: ten "
    "outputs, the right one is the third"
)
def test_the_two_published_answers_of_ten_outputs_have_the_published_errors():
    right = np.array([[0.1, 0.05, 0.6, 0.0, 0.05, 0.1, 0.0, 0.1, 0.0, 0.0]])
    wrong = right[:, [0, 1, 7, 3, 4, 5, 6, 2, 8, 9]]
    T = np.eye(10)[[2]]

    assert_allclose([squared_error(right, T), squared_error(wrong, T)], [0.0975, 0.5975])


@states(
    "the right class of the first row is the first, and of the second row the third, with the "
    "probabilities 0.1 and 0.5"
)
def test_two_rows_with_these_probabilities_cost_the_published_loss():
    P = np.array([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]])

    found = negative_log_likelihood(P, np.array([0, 2]))

    assert_allclose(found, [-np.log(0.1 * 0.5) / 2, 1.497866136776995], rtol=1e-15)


@states(
    "the scores $0$ and $\\log 3$ have the probabilities 1/4 and 3/4; if the first class is right, "
    "the loss is $\\log 4$ and the gradient is $(-3/4, 3/4)$."
)
def test_the_loss_by_hand():
    Z, t = np.array([[0, np.log(3)]]), np.array([0])

    assert_allclose(softmax(Z), [[1 / 4, 3 / 4]])
    assert_allclose(softmax_cross_entropy(Z, t), np.log(4))
    assert_allclose(softmax_cross_entropy_grad_Z(Z, t), [[-3 / 4, 3 / 4]])


INPUTS = np.array([[-1.0], [0.0], [2.0]])


def line(weight, bias):
    """Its error for the three examples whose targets are their inputs, and its gradient."""
    W, b = np.array([[weight]]), np.array([bias])
    G = squared_error_grad_Y(linear(INPUTS, W, b), INPUTS)
    slopes = [linear_grad_W(INPUTS, G)[0, 0], linear_grad_b(G)[0]]
    return squared_error(linear(INPUTS, W, b), INPUTS), np.array(slopes)


@states(
    "Take a [linear layer](linear.md) with one weight and one bias, and three examples, with the "
    "inputs −1, 0 and 2 and the same numbers as targets.",
    "At the weight −2 and the bias 3 the outputs are 5, 3 and −1, and the loss is "
    "$(6^2 + 3^2 + (-3)^2) / 6 = 9$.",
    "The gradient there, −4 for the weight and 2 for the bias, points straight uphill",
)
def test_the_line_of_the_landscape_has_this_error_and_this_gradient():
    loss, gradient = line(-2.0, 3.0)

    assert linear(INPUTS, np.array([[-2.0]]), np.array([3.0])).ravel().tolist() == [5, 3, -1]
    assert (loss, gradient.tolist()) == (9, [-4, 2])
    assert_allclose((np.array([5, 3, -1]) - INPUTS.ravel()), [6, 3, -3])


@states(
    "A step the other way, with $\\eta = 1/2$, leads to the weight 0 and the bias 2, where the "
    "loss is only 13/6"
)
def test_the_step_of_the_landscape_leads_to_a_smaller_error():
    end = np.array([-2.0, 3.0]) - 1 / 2 * line(-2.0, 3.0)[1]

    assert end.tolist() == [0, 2]
    assert_allclose(line(*end)[0], 13 / 6)


ROWS = np.array([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]])  # right are the first class and the third


@states(
    "The first row is confident and wrong, since it gives 0.6 to another class, and it costs more "
    "than three times as much as the second, which is right and not sure."
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
    "It could serve for classes too, $\\frac{1}{2} (p_i - 1)^2$ if class $i$ is right.",
    "along the score of that class, its slope has one factor more than $p_i - 1$, that of the "
    "cross-entropy",
)
@given(MODEST, LABELS)
def test_the_slope_of_the_squared_error_has_one_factor_more(Z, t):
    own = np.arange(N), t
    p, factor = softmax(Z)[own], softmax_jacobian(Z[0])[t[0], t[0]]
    of_squares = squared_error_grad_Y(p[:1, np.newaxis], np.ones((1, 1)))[0, 0] * factor

    assert_allclose(of_squares, N * softmax_cross_entropy_grad_Z(Z, t)[own][0] * factor, atol=1e-15)
    assert_allclose(factor, p[0] * (1 - p[0]), atol=1e-15)


@states(
    "is nearly 0 where $p_i$ is nearly 1, which does no harm, but also where $p_i$ is nearly 0.",
    "With two classes, one of which keeps the score 0, $p_1$ is the sigmoid of $z_1$, and the "
    "factor is the slope of a [saturated](activation.md) sigmoid",
)
def test_the_factor_of_two_classes_is_the_slope_of_the_sigmoid_and_fades_on_both_sides():
    z = np.linspace(-20, 20, 41)
    factors = [softmax_jacobian(np.array([score, 0.0]))[0, 0] for score in z]

    assert_allclose(softmax(np.column_stack([z, np.zeros_like(z)]))[:, 0], sigmoid(z))
    assert_allclose(factors, sigmoid_prime(z), rtol=1e-6)
    assert factors[0] < 1e-8 and factors[-1] < 1e-8


@states("What is the entropy of eight equally likely classes in bits?")
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


def contours():
    """The lines of the landscape, each under the number that stands in its gap."""
    axes = seen("loss", "landscape").only
    found = {}
    for curve in axes.lines_in(TEAL):
        gap = (curve.strokes[0][0] + curve.strokes[0][-1]) / 2
        nearest = min(axes.texts, key=lambda text: np.hypot(*(text.at - gap)))
        assert np.hypot(*(nearest.at - gap)) < 5
        found[float(nearest.words)] = curve
    return found


@states(
    "Lines of equal error, like those of a map, each with its error;",
    page="figures/loss",
)
@pytest.mark.parametrize("level", [1, 4, 9])
def test_each_line_of_the_landscape_has_the_error_that_stands_in_it(level):
    curve = contours()[level]
    points = abs(np.diff(curve.x_axis.place([0, 1]))[0])

    for place in zip(curve.x, curve.y, strict=True):
        found, gradient = line(*map(float, place))
        assert abs(found - level) / np.hypot(*gradient) * points < 0.2


def test_the_landscape_has_three_closed_lines_but_for_the_gaps_of_their_numbers():
    found = contours()

    assert [*found] == [1, 4, 9]
    for curve in found.values():
        (stroke,) = curve.strokes
        assert np.hypot(*(stroke[0] - stroke[-1])) < 20
        assert np.hypot(*np.diff(stroke, axis=0).T).max() < 10


@states("the cross is the minimum.", page="figures/loss")
def test_the_cross_of_the_landscape_stands_where_the_error_is_zero():
    cross = seen("loss", "landscape").only.dots(TEAL)

    assert cross.misses([1], [0]) < 0.2 and line(1.0, 0.0)[0] == 0


@states(
    "The dot is where the step begins, and the arrow is the step.",
    page="figures/loss",
)
def test_the_arrow_of_the_landscape_leads_from_the_dot_one_step_downhill():
    axes = seen("loss", "landscape").only
    (arrow,), dot = arrows(axes), axes.dots(ORANGE)
    start = np.array([dot.x[0], dot.y[0]])
    end = np.array([-2.0, 3.0]) - line(-2.0, 3.0)[1] / 2

    assert_allclose(start, [-2, 3], atol=0.01)
    assert np.hypot(*(arrow.tail - dot.strokes[0][0])) < 0.2
    assert np.hypot(*(arrow.tip - [axes.x.place(end[0]), axes.y.place(end[1])])) < 2
    assert arrow.headed and (axes.x.label, axes.y.label) == ("weight", "bias")


@states("across the lines of equal loss")
def test_the_arrow_of_the_landscape_crosses_its_line_at_a_right_angle():
    axes, outer = seen("loss", "landscape").only, contours()[9].strokes[0]
    (arrow,) = arrows(axes)
    near = np.hypot(*(outer - arrow.tail).T).argmin()

    along, across = outer[near + 2] - outer[near - 2], arrow.tip - arrow.tail
    assert abs(along @ across) / (np.hypot(*along) * np.hypot(*across)) < 0.05


@states("The loss of an example by the probability of its right class,", page="figures/loss")
def test_the_curve_of_the_surprise_is_minus_the_logarithm():
    axes, p = seen("loss", "surprise").only, np.geomspace(np.exp(-5), 1, 2000)
    (curve,) = axes.lines_in(TEAL)

    assert curve.misses(p, -np.log(p)) < 0.2 and curve.strays(p, -np.log(p)) < 0.2
    assert (axes.x.label, axes.y.label) == ("probability of the right class", "loss")


@states("and the two rows as dots.", page="figures/loss")
@pytest.mark.parametrize(("row", "words", "p"), [(0, "first", 0.1), (1, "second", 0.5)])
def test_a_dot_stands_on_the_surprise_for_each_row_with_its_loss_beside_it(row, words, p):
    axes = seen("loss", "surprise").only
    dot = axes.dots(ORANGE).strokes[row][0]
    text = min(axes.texts, key=lambda text: np.hypot(*(text.start - dot)))

    assert_allclose(dot, [axes.x.place(p), axes.y.place(-np.log(p))], atol=0.2)
    assert (text.words, ROWS[row, 2 * row]) == (f"{words} row: {-np.log(p):.2f}", p)


Z_1 = np.linspace(-8, 4, 481)
SIGMOID = 1 / (1 + np.exp(-Z_1))
TWO = {  # the losses of a sigmoid, and their slopes
    "cross-entropy": (-np.log(SIGMOID), SIGMOID - 1),
    "squared error": ((SIGMOID - 1) ** 2 / 2, (SIGMOID - 1) * SIGMOID * (1 - SIGMOID)),
}


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("name", TWO)
@states("Two losses of one sigmoid and their slopes;", page="figures/loss")
def test_the_curves_of_the_two_losses_of_a_sigmoid_are_they_and_their_slopes(name, side):
    axes = seen("loss", "slowdown").axes[side]
    curve = axes.curve(name)

    assert curve.misses(Z_1, TWO[name][side]) < 0.2 and curve.strays(Z_1, TWO[name][side]) < 0.2
    assert [*axes.legend] == [*TWO] and axes.x.label == "z_1, with z_2=0"


def test_the_panels_of_the_slowdown_say_which_is_the_slope():
    titles = [axes.title for axes in seen("loss", "slowdown").axes]

    assert titles == ["loss, class 1 is right", "its slope along z_1"]


@states(
    "to the left, it is sure of the wrong class.",
    "There the squared error levels off and its slope fades, and that of the cross-entropy comes "
    "near −1.",
    page="figures/loss",
)
@states("The cross-entropy cancels the factor, and the worse the mistake, the steeper its slope")
def test_in_the_figure_the_squared_error_fades_where_the_cross_entropy_is_steepest():
    losses, slopes = seen("loss", "slowdown").axes
    far = np.array([-8, -7])

    assert abs(np.diff(losses.curve("squared error").at(far))[0]) < 0.01
    assert (abs(slopes.curve("squared error").at(far)) < 0.01).all()
    assert_allclose(slopes.curve("cross-entropy").at(far), -1, atol=0.01)
    assert (np.diff(slopes.curve("cross-entropy").at(Z_1)) > -1e-12).all()


@states("should take its longest steps")
def test_the_slope_of_the_cross_entropy_is_longest_where_the_mistake_is_worst(rng):
    lead = np.sort(rng.normal(scale=5, size=20))
    Z = np.column_stack([np.zeros(20), lead])
    slopes = [softmax_cross_entropy_grad_Z(z[np.newaxis], np.array([0]))[0, 0] for z in Z]

    assert (np.diff(slopes) <= 0).all()


def test_the_slope_of_the_floored_loss_jumps_and_no_line_leads_across():
    curve = seen("loss", "loss_and_slope").axes[1].curve("floor of 10^{−10}")
    jumps = [curve.y_axis.value(stroke[:, 1]) for stroke in curve.strokes]

    assert max(np.ptp(heights[:-1] - heights[1:]) for heights in jumps) < 0.2
    assert {round(h) for heights in jumps for h in heights[-1:]} == {-1, 0}


PRINTED = {
    "log-sum-exp": lambda lead: np.logaddexp(0, lead),
    "constant 10^{−7} added": lambda lead: -np.log(1 / (1 + np.exp(lead)) + 1e-7),
    "floor of 10^{−10}": lambda lead: -np.log(np.maximum(1 / (1 + np.exp(lead)), 1e-10)),
}
LEAD = np.linspace(0.01, 34.99, 350)  # of the wrong class; in none of them the floor begins


@pytest.mark.parametrize("name", PRINTED)
@states("The loss of one example and its slope, exact and as printed,", page="figures/loss")
def test_the_curve_of_a_loss_is_the_loss_of_that_name(name):
    curve = seen("loss", "loss_and_slope").axes[0].curve(name)

    assert curve.misses(LEAD, PRINTED[name](LEAD)) < 0.2


@pytest.mark.parametrize("name", PRINTED)
@states("The loss of one example and its slope, exact and as printed,", page="figures/loss")
def test_the_curve_of_a_slope_is_the_slope_of_the_loss_of_that_name(name):
    loss, curve = PRINTED[name], seen("loss", "loss_and_slope").axes[1].curve(name)

    slope = (loss(LEAD - 1e-4) - loss(LEAD + 1e-4)) / 2e-4  # a larger score is a smaller lead
    assert curve.misses(LEAD, slope) < 0.2


def test_the_panels_of_the_loss_say_which_is_the_slope():
    titles = [axes.title for axes in seen("loss", "loss_and_slope").axes]

    assert titles == ["loss, class 1 is right", "its slope along z_1"]


@states("as the network errs more.", page="figures/loss")
def test_to_the_right_the_lead_of_the_wrong_class_and_the_exact_loss_grow():
    axes = seen("loss", "loss_and_slope").axes
    exact = axes[0].curve("log-sum-exp").at(LEAD)

    assert [a.x.label for a in axes] == ["z_2−z_1"] * 2 and (np.diff(exact) > 0).all()


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


@states('`reduction="sum"` gives the sum, and `reduction="none"` the loss of each example')
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
    "The logarithms of the probabilities are worth a function of their own, since a probability "
    "may underflow where its logarithm doesn't:"
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
    "its [sigmoid](activation.md) is the probability of the first class, and the second has the "
    "rest.",
    "Two classes, one score",
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
    "NumPy's `log1p` computes $\\log (1 + x)$ from $x$ alone, so that a confident example keeps "
    "the digits of its small loss, and its own probability less 1 is minus what the others have:",
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
