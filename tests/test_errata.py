"""What five tutorials say and print, and where it fails. Chapter: docs/errata.md."""

import inspect
import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path
from textwrap import dedent
from timeit import repeat

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from experiments import data
from figures import errata as chapter
from figures import worked, worked_2_2_2
from figures import worked_2_3_2 as example
from nn.activation import relu, relu_prime, sigmoid, step
from nn.errata import (
    floored_loss,
    floored_loss_grad_Z,
    shifted_loss,
    shifted_loss_grad_Z,
)
from nn.loss import (
    cross_entropy,
    mean_squared_error,
    mean_squared_error_grad_Y,
    softmax_cross_entropy,
    softmax_cross_entropy_grad_Z,
)
from nn.network import Network, three_layer_network
from nn.numerical_differentiation import central_difference, numerical_gradient, relative_error
from nn.perceptron import perceptron
from nn.softmax import softmax
from nn.softmax_regression import softmax_regression, softmax_regression_loss_grad_W
from nn.worked_2_2_2 import sigmoid_net_error_grad_b, sigmoid_net_error_grad_c
from nn.worked_2_3_2 import squared_distance, squared_distance_grad_W
from tests.colours import GREY
from tests.curves import NEAR
from tests.drawn import seen
from tests.states import states
from verify.book import runs
from verify.book.cited import number

PAGE = Path(__file__).parents[1] / "docs" / "errata.md"
ORDINARY = np.array([[0.3, -0.2, 0.1], [0.5, 0.4, -0.6]])
SURE_AND_WRONG = np.array([[0.0, 30.0, 1.0], [25.0, 0.0, 0.0]])
RIGHT = np.array([0, 2])
LOSSES = pytest.mark.parametrize(
    ("loss", "gradient", "epsilon"),
    [(floored_loss, floored_loss_grad_Z, 1e-10), (shifted_loss, shifted_loss_grad_Z, 1e-7)],
)
BITS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR = [0, 1, 1, 0]


def differences(loss, Z, epsilon):
    """The gradient of a loss by its scores, from values of the loss alone."""
    return numerical_gradient(lambda Z: loss(Z, RIGHT, epsilon), Z, 1e-4)


def small_weights(net, rng):
    """Parameters as the tutorials draw them."""
    return {
        name: 0.01 * rng.normal(size=shape) if name.startswith("W") else np.zeros(shape)
        for name, shape in net.shapes.items()
    }


# -- a loss and a gradient that do not belong together


@states(
    "Where the net is sure of a wrong class the printed loss is flat, while the printed "
    "gradient is nearly at its largest",
    "at the floor itself there is none, and 0 is [taken](conventions.md)",
)
@LOSSES
def test_the_printed_gradient_is_not_that_of_the_printed_loss(loss, gradient, epsilon):
    printed = softmax_cross_entropy_grad_Z(SURE_AND_WRONG, RIGHT)

    found = differences(loss, SURE_AND_WRONG, epsilon)

    assert np.abs(len(RIGHT) * printed).max(axis=1) == pytest.approx([1, 1])  # 1 is the limit
    assert relative_error(found, printed) > 0.99
    assert relative_error(found, gradient(SURE_AND_WRONG, RIGHT, epsilon)) < 1e-6
    assert not floored_loss_grad_Z(np.zeros((1, 2)), np.zeros(1, int), 0.5).any()  # at the floor


@states("The picture shows why a check at the start finds nothing")
@LOSSES
def test_at_an_ordinary_point_nobody_notices(loss, gradient, epsilon):
    printed = softmax_cross_entropy_grad_Z(ORDINARY, RIGHT)

    assert relative_error(differences(loss, ORDINARY, epsilon), printed) < 1e-6


@states(
    "has next to no slope there, so next to no step is made for it, and only steps for other "
    "images can bring it back"
)
def test_only_steps_for_other_images_bring_a_hopeless_one_back():
    """Two images of one class and one pixel, the other ten times as pale; the loss is shifted."""
    hopeless, pale, t = np.array([[1.0]]), np.array([[0.1]]), np.array([0])
    W, slopes = np.array([[-50.0, 0.0]]), []
    for _ in range(500):
        slopes.append(float(np.abs(shifted_loss_grad_Z(hopeless @ W, t, 1e-7)).max()))
        W = W - pale.T @ shifted_loss_grad_Z(pale @ W, t, 1e-7)

    assert 0 < slopes[0] < 1e-14 < 0.5 < max(slopes)


def test_where_the_printed_loss_is_capped_the_right_one_is_not():
    caps = floored_loss(SURE_AND_WRONG, RIGHT, 1e-10), shifted_loss(SURE_AND_WRONG, RIGHT, 1e-7)

    assert max(caps) < 23.1 < 27 < softmax_cross_entropy(SURE_AND_WRONG, RIGHT)


@states("since the floor also enters the gradient, its rows do not quite add up to zero")
def test_a_gradient_of_floored_probabilities_does_not_sum_to_zero():
    floored = np.maximum(softmax(SURE_AND_WRONG), 1e-10) - np.eye(3)[RIGHT]

    assert (floored.sum(axis=1) > 0.9e-10).all()
    assert np.abs(softmax_cross_entropy_grad_Z(SURE_AND_WRONG, RIGHT).sum(axis=1)).max() < 1e-15


@states(
    "the program prints $J$, and steps along the gradient of its half, $E$",
    "The comment (4) says `dloss/net_o`; it is half of that.",
)
def test_the_step_of_the_worked_example_has_half_the_gradient_of_its_printed_loss():
    net = example.run()[0].parameters
    o = sigmoid(net["V"] @ sigmoid(net["W"] @ net["i"] + net["b"]) + net["c"])
    delta = (o - net["t"]) * o * (1 - o)
    hidden = sigmoid(net["W"] @ net["i"] + net["b"])
    printed = np.outer((net["V"].T @ delta) * hidden * (1 - hidden), net["i"])

    found = numerical_gradient(lambda W: squared_distance(**(net | {"W": W})), net["W"], 1e-4)

    assert_allclose(found, 2 * printed, rtol=1e-6)
    assert_allclose(squared_distance_grad_W(**net), 2 * printed, rtol=1e-12)


@states(
    "One example has two outputs here, so $2 / (N K)$ is 1, and the program follows the gradient "
    "of the loss that its text names.",
    "With a third output it would not.",
)
@pytest.mark.parametrize(("outputs", "same"), [(2, True), (3, False)])
def test_only_with_two_outputs_the_printed_gradient_is_that_of_the_mean(rng, outputs, same):
    Y, C = rng.normal(size=(2, 1, outputs))

    assert len(example.run()[0].parameters["t"]) == 2
    assert np.allclose(mean_squared_error_grad_Y(Y, C), Y - C) == same
    assert_allclose(mean_squared_error(Y, C), ((Y - C) ** 2).mean(), rtol=1e-14)


@states("along the gradient the loss *rises* most, and falls most against it")
def test_a_step_along_the_gradient_raises_the_loss(rng):
    net = Network((4, 3, 2))
    w, X, t = net.initialize(rng), rng.normal(size=(5, 4)), np.array([0, 1, 1, 0, 1])
    loss, g = net.loss_and_gradients(w, X, t)

    along, against = (
        net.loss({name: w[name] + eta * g[name] for name in w}, X, t) for eta in (0.01, -0.01)
    )

    assert against < loss < along


@states(r"Of all directions of one length, none has a larger $g^\top v$ than $g$ itself")
def test_no_direction_of_that_length_leads_down_faster_than_against_the_gradient(rng):
    """And none leads up faster than along it: that is what a gradient is."""
    g = rng.normal(size=6)
    directions = rng.normal(size=(1000, 6))
    directions *= np.linalg.norm(g) / np.linalg.norm(directions, axis=1, keepdims=True)

    slopes = directions @ g

    assert -g @ g < slopes.min() < slopes.max() < g @ g


@states(
    "For ReLU, [2] has `np.where(x>=0,1,0)`, slope 1 at 0, where most libraries and this book "
    "have 0.",
    "any number from 0 to 1 will do",
)
@states(
    "[2] gives it the slope 1, this book [and most others](activation.md) 0. Any value "
    "between is a subgradient.",
    page="two_layer_net",
)
def test_the_slope_of_relu_at_zero_is_a_choice_in_which_texts_differ():
    zero, h = np.zeros(1), 1e-6
    one_sided = [(relu(zero) - relu(zero - h)) / h, (relu(zero + h) - relu(zero)) / h]
    tutorial = np.where(zero >= 0, 1, 0)

    assert_array_equal(np.ravel(one_sided), [0, 1])
    assert (tutorial, relu_prime(zero)) == (1, 0)


@states(
    "`da1 = np.dot(dy, W2.T)` is the gradient with respect to `z1`, and "
    "`dz1 = relu_grad(a1) * da1` the one with respect to `a1`",
    "anyone who inserts a line between them will be misled",
)
def test_what_is_called_da1_is_the_gradient_by_z1(rng):
    """The program's own names: a1 are scores, z1 = relu(a1)."""
    a1, W2, t = rng.normal(size=(4, 3)), rng.normal(size=(3, 2)), np.array([0, 1, 1, 0])
    da1 = softmax_cross_entropy_grad_Z(relu(a1) @ W2, t) @ W2.T
    dz1 = relu_prime(a1) * da1

    by_z1 = numerical_gradient(lambda z: softmax_cross_entropy(z @ W2, t), relu(a1), 1e-4)
    by_a1 = numerical_gradient(lambda a: softmax_cross_entropy(relu(a) @ W2, t), a1, 1e-4)

    assert_allclose(da1, by_z1, atol=1e-8)
    assert_allclose(dz1, by_a1, atol=1e-8)
    assert relative_error(da1, by_a1) > 0.1


# -- programs that do something else


def numerical_slopes(f, x, goes_on):
    """Central differences over all entries, with the loop's condition as a parameter."""
    slopes, it = np.zeros_like(x), np.nditer(x, flags=["multi_index"])
    while goes_on(it):
        k = it.multi_index
        around = [x.copy(), x.copy()]
        around[0][k] += 1e-4
        around[1][k] -= 1e-4
        slopes[k] = (f(around[0]) - f(around[1])) / 2e-4
        it.iternext()
    return slopes


@states(
    "What does this loop of [4] return for the sum of squares at 3 and 5?",
    "Zeros, where 6 and 10 would be right",
)
@pytest.mark.parametrize("shape", [(3,), (2, 3)])
def test_while_not_multi_index_never_runs(rng, shape):
    x = rng.normal(size=shape)

    def square(x):
        return (x**2).sum()

    assert_array_equal(numerical_slopes(square, x, lambda it: not it.multi_index), 0)
    assert_allclose(numerical_slopes(square, x, lambda it: not it.finished), 2 * x, atol=1e-7)


def test_for_a_single_number_the_same_loop_never_ends():
    """The index of a number is the empty tuple: the only one that counts as false."""
    with pytest.raises(ValueError, match="past the end"):
        numerical_slopes(lambda x: x**2, np.array(3.0), lambda it: not it.multi_index)


@states(
    "[Every gradient is zero](numerical_differentiation.md), and training changes nothing.",
)
def test_training_with_gradients_of_zero_changes_nothing(rng):
    W = rng.normal(size=(4, 3))
    before = W.copy()

    for _ in range(10):
        W -= 0.001 * numerical_slopes(lambda W: (W**2).sum(), W, lambda it: not it.multi_index)

    assert_array_equal(W, before)


@states("the program as printed cannot have had the result that is reported")
def test_a_function_without_return_gives_none_to_the_loss():
    def predict(x):
        softmax(x)

    with pytest.raises(AttributeError, match="NoneType"):
        predict(ORDINARY).shape  # noqa: B018, the first thing that the loss asks for


@states(
    "for a single example it is the number of classes, and the loss is a tenth of what it should be"
)
def test_the_loss_of_a_single_example_is_divided_by_the_number_of_its_classes(rng):
    p, y = softmax(rng.normal(size=10)), np.eye(10)[0]

    printed = -np.sum(y * np.log(p)) / p.shape[0]

    assert_allclose(printed, cross_entropy(p[np.newaxis], y[np.newaxis]) / 10, rtol=1e-14)


@states(
    "A whole number is a multiple of that only if it is one of 1875, which is every 16th epoch",
    'Its curve of "epochs" has six points, and the first of them is after a single step.',
    page="two_layer_net",
)
@states(
    "A batch of `512` does not divide the images evenly, so `iter_per_epoch` is no whole number, "
    "and [the condition holds in every 16th epoch only](two_layer_net.md).",
    "ten thousand steps should have given 86 and give six",
)
def test_every_epoch_is_every_sixteenth():
    tested = [i for i in range(10_000) if i % max(60_000 / 512, 1) == 0]

    assert tested == [0, 1875, 3750, 5625, 7500, 9375]
    assert 1875 * 512 / 60_000 == 16
    assert (len({i * 512 // 60_000 for i in range(10_000)}), len(tested)) == (86, 6)


def test_the_loss_of_the_last_batch_is_not_that_of_the_epoch(rng):
    """Of ten batches, only the last is an easy one."""
    batches = [rng.permutation([0, 1] * 10) for _ in range(9)] + [np.zeros(20, int)]
    Z = np.tile([1.0, 0.0], (20, 1))

    losses = [softmax_cross_entropy(Z, t) for t in batches]

    assert losses[-1] < 0.5 * np.mean(losses)


@pytest.mark.parametrize(("shuffled", "low", "high"), [(False, 0.05, 0.3), (True, 0.85, 1)])
def test_without_shuffling_a_sorted_file_is_forgotten_class_by_class(rng, shuffled, low, high):
    digits = data.digits().train
    rows = np.argsort(digits.labels, kind="stable")
    if shuffled:
        rng.shuffle(rows)
    W, b = np.zeros((64, 10)), np.zeros(10)

    for batch in np.array_split(rows, 100):
        X, t = digits.batch(batch)
        W -= 1.0 * softmax_regression_loss_grad_W(X.astype(float), W, b, t)

    X, t = digits.batch(rows)
    assert low < (softmax_regression(X.astype(float), W, b).argmax(axis=1) == t).mean() < high


@states(
    "So the last line shows the loss before the last step, {{ value printed_loss(99):.7f }}, above "
    "the weights after it, whose loss is {{ value printed_loss(100):.7f }}.",
)
def test_the_last_loss_and_the_weights_below_it_are_a_step_apart():
    """A program that computes the loss, moves the weights, and prints both at the end."""
    net = example.run()[0]

    for _ in range(100):
        printed, net = squared_distance(**net.parameters), worked.step(net)

    after = squared_distance(**net.parameters)
    assert_allclose(net.w, example.run()[100].w)
    assert_allclose([printed, after], [chapter.printed_loss(99), chapter.printed_loss(100)])
    assert after < 0.99 * printed


@states(
    "The text reports a thousand iterations, and the loop makes a hundred.",
)
def test_a_hundred_updates_are_not_the_thousand_that_are_reported():
    net = example.run()

    assert net[100].error > 15 * net[1000].error


def test_the_alternative_that_is_commented_out_names_what_does_not_exist():
    there = {"network": None, "x_batch": ORDINARY, "y_batch": RIGHT}

    with pytest.raises(NameError, match="t_batch"):
        eval("(x_batch, t_batch)", there)


def test_zeros_take_a_shape_and_no_array():
    with pytest.raises(TypeError):
        np.zeros(ORDINARY)


@states(
    "it adds up everything, so a batch of a hundred images, which the text turns to later, gets "
    "probabilities that add up to 1 over all images together"
)
def test_softmax_without_an_axis_makes_no_distributions_of_a_batch(rng):
    Z = rng.normal(size=(100, 10))
    e = np.exp(Z - np.max(Z))
    printed = e / np.sum(e)

    assert_allclose(printed.sum(), 1)
    assert (printed.sum(axis=1) < 0.1).all()
    assert_allclose(softmax(Z).sum(axis=1), 1)


# -- numbers and claims


def untrained(seed):
    rng = np.random.default_rng(seed)
    return small_weights(Network((784, 50, 100, 10), "sigmoid"), rng)


@states(
    "[3] reads a thousand images and reports `Accuracy:0.09352` from `{accuracy:.4f}`.",
    "and five decimals from a format of four",
)
def test_no_share_of_a_thousand_images_is_the_printed_one():
    assert 0.09352 not in [right / 1000 for right in range(1001)]
    assert [len(shown.partition(".")[2]) for shown in ("0.09352", f"{0.09352:.4f}")] == [5, 4]


@states(
    "What does a net with weights near 0 say to a thousand images",
    "as a rule [it gives all of them the same digit](inference.md)",
)
def test_the_net_that_guesses_blindly_says_the_same_digit_every_time():
    X = chapter.images()
    answers = [three_layer_network(X, **untrained(seed)).argmax(axis=1) for seed in range(8)]

    assert len(X) > 20
    assert [len(set(said)) for said in answers] == [1] * 8
    assert len({said[0] for said in answers}) > 3


@states(
    "The two programs of [3], one by one and in batches, compute the same thing and print two "
    "accuracies: each draws its weights anew, and without a seed.",
)
def test_two_programs_that_draw_their_weights_anew_do_not_run_the_same_net():
    X = chapter.images()
    net = untrained(0)
    alone = np.concatenate([three_layer_network(x[np.newaxis], **net) for x in X])

    assert_allclose(three_layer_network(X, **net), alone, rtol=1e-12)
    assert not np.allclose(three_layer_network(X, **untrained(1)), alone, atol=0.01)


RATE = float(number("toymoban_6.learning_rate"))
CLAIMED = float(number("toymoban_6.accuracy")) / 100


def sixty_steps(rng, white):
    """Train as the fourth tutorial says: how far the loss fell, how far it could, the accuracy."""
    digits, net = data.digits(), Network((64, 50, 10))
    w = small_weights(net, rng)
    X, t = digits.test.batch(np.arange(len(digits.test)))
    X = X * np.float64(white)
    before, possible = net.loss(w, X, t), 0.0
    for _ in range(60):
        x, y = digits.train.batch(rng.choice(len(digits.train), 100))
        g = net.gradients(w, x * np.float64(white), y)
        possible += RATE * sum((slope**2).sum() for slope in g.values())
        w = {name: w[name] - RATE * g[name] for name in w}
    return before - net.loss(w, X, t), possible, (net.predict(w, X) == t).mean()


@states(
    "Suppose that its loop were right, and that the pixels were from 0 to 1, as in [1], [2] and "
    "[3].",
    "With pixels from 0 to 1 the claim fails even with the right gradient.",
    "with a learning rate of {{ cited toymoban_6.learning_rate }}",
)
def test_sixty_steps_at_the_printed_rate_lead_nowhere_with_pixels_up_to_one(rng):
    fall, possible, accuracy = sixty_steps(rng, white=1)

    assert abs(fall) < possible < 0.001
    assert accuracy < 0.3 < CLAIMED


@states(
    '[4] reports {{ cited toymoban_6.accuracy }}% "after a few dozen iterations" (几十个循环)',
    "With raw pixels, from 0 to {{ value 2**8 - 1 }}, the same rate is enough",
)
def test_the_same_steps_with_pixels_up_to_255_lead_beyond_the_claim(rng):
    fall, _, accuracy = sixty_steps(rng, white=255)

    assert fall > 1
    assert accuracy > CLAIMED == pytest.approx(2 / 3, abs=0.005)


@states("it is above one half just where its score is positive")
@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3))
def test_no_sigmoid_alone_solves_xor(numbers):
    w, b = np.array(numbers[:2]), np.array(numbers[2:])

    assert (sigmoid(BITS @ w + b) > 0.5).astype(int).tolist() != XOR


@states("Two linear layers do not, for they come to one.")
def test_two_linear_layers_solve_xor_no_more_than_one(rng):
    W1, b1, W2, b2 = (rng.normal(size=shape) for shape in [(2, 5), 5, (5, 1), 1])

    Z = (BITS @ W1 + b1) @ W2 + b2

    assert_allclose(Z[0] + Z[3], Z[1] + Z[2], atol=1e-12)


@states(
    "in [two layers](perceptron.md) it does solve XOR",
)
@states("what solves XOR is a second layer after something that is not linear")
def test_steps_in_two_layers_solve_xor():
    nand_or = np.array([[-1.0, 1.0], [-1.0, 1.0]])

    hidden = step(BITS @ nand_or + np.array([1.5, -0.5]))

    assert perceptron(hidden, np.ones(2), np.array([-1.5])).tolist() == XOR


@states("on both sides of its jump the slope is zero")
def test_the_step_is_flat_on_both_sides_of_its_jump():
    x = np.array([-2.0, -0.1, 0.1, 3.0])

    assert_array_equal(central_difference(step, x, 1e-4), 0)


@states("On linear scores softmax changes no decision")
def test_softmax_on_linear_scores_decides_as_the_scores_do(rng):
    X, W, b = rng.normal(size=(200, 4)), rng.normal(size=(4, 3)), rng.normal(size=3)

    said = softmax_regression(X, W, b).argmax(axis=1)

    assert_array_equal(said, (X @ W + b).argmax(axis=1))


@states("[5] draws biases, never moves them, and does not say so")
def test_the_fixed_biases_have_a_gradient_like_all_parameters():
    net = example.run()[0].parameters

    assert np.abs(sigmoid_net_error_grad_b(**net)).min() > 1e-4
    assert np.abs(sigmoid_net_error_grad_c(**net)).min() > 1e-3


def test_numerical_differentiation_goes_forward_only(rng):
    calls = []
    net = Network((4, 3, 2))
    W = net.initialize(rng)["W1"]

    numerical_gradient(lambda W: calls.append(1) or float(W.sum()), W, 1e-4)

    assert len(calls) == 2 * W.size


@states(
    "The net of [2] does reach 95%: here {{ run two_layer_net test_accuracy:.4f }} of the test "
    "images.",
    "the gap to the {{ run two_layer_net train_accuracy:.4f }} of the training images is small "
    "indeed, though [more than chance](evaluation.md) would make it",
)
def test_the_gap_between_both_accuracies_is_small_and_more_than_chance():
    results = runs.load("two_layer_net").record["results"]
    train, test = results["train_accuracy"], results["test_accuracy"]
    spread = (test * (1 - test) / 10_000) ** 0.5  # of the share of that many right answers

    assert test > 0.95
    assert 2 * spread < train - test < 0.01


@states(
    "It is no mean: it is half of the *sum* $E$, over the outputs and over the batch.",
    "and for a batch of 512 images and ten outputs the factor is",
    "for a batch of 512 and ten outputs",
)
def test_half_the_sum_of_squares_doubles_with_the_batch_and_a_mean_does_not(rng):
    Y, C = rng.normal(size=(2, 512, 10))
    twice = np.concatenate([Y, Y]), np.concatenate([C, C])

    def printed(y, t):
        return 0.5 * np.sum((y - t) ** 2)

    assert_allclose(printed(*twice), 2 * printed(Y, C), rtol=1e-12)
    assert_allclose(mean_squared_error(*twice), mean_squared_error(Y, C), rtol=1e-12)
    assert_allclose(printed(Y, C), 512 * 10 / 2 * mean_squared_error(Y, C), rtol=1e-12)


@states(
    "It should return 0, and returns 6.",
    "so each answer is compared with every target",
    "This loss is least where all answers are the mean of the targets, so the net learns to "
    "give every input the same answer.",
    "a loss of right answers is 0",
)
def test_a_column_minus_a_plain_array_compares_each_answer_with_every_target(rng):
    def printed(y, t):
        return 0.5 * np.sum((y - t) ** 2)

    t, pairs = np.array([1.0, 2.0, 3.0]), [(a, b) for a in (1, 2, 3) for b in (1, 2, 3)]
    mean = np.full((3, 1), t.mean())

    assert printed(t, t) == 0
    assert printed(t[:, np.newaxis], t) == sum((a - b) ** 2 for a, b in pairs) / 2 == 6
    assert_allclose(numerical_gradient(lambda y: printed(y, t), mean, 1e-4), 0, atol=1e-9)
    for answers in mean + rng.normal(size=(100, 3, 1)):
        assert printed(answers, t) > printed(mean, t)


@states(
    "if each value of the function is wrong by up to $10^{-8}$, the integral from 0 to 1 by the "
    "trapezoidal rule is wrong by no more than that, and a central difference with $h = 10^{-4}$ "
    "by up to $10^{-8} / 10^{-4} = 10^{-4}$",
    "The rules for integrals add values of a function and differentiate nothing.",
)
def test_errors_of_the_values_grow_in_a_quotient_and_not_in_an_integral():
    """The errors have alternating signs for the quotient, and one sign for the integral."""
    wrong, h = 1e-8, 1e-4
    errors = wrong * np.ones(1001)

    assert np.trapezoid(errors, np.linspace(0, 1, 1001)) == pytest.approx(wrong)
    assert (wrong - -wrong) / (2 * h) == pytest.approx(1e-4)


@states(
    "Ten of 160 exponentials are saved, beside 45,200 multiplications.",
    "Measured for a hundred images at once, the softmax takes less than a fifth of the time of the "
    "forward pass.",
)
def test_the_softmax_has_few_of_the_exponentials_and_takes_little_of_the_time(rng):
    net = Network((784, 50, 100, 10), "sigmoid")
    w, X = net.initialize(rng), rng.random((100, 784))
    Z = three_layer_network(X, **w)
    weights = sum(W.size for name, W in w.items() if name.startswith("W"))
    exponentials = sum(b.size for name, b in w.items() if name.startswith("b"))

    whole, last = (
        min(repeat(call, number=10, repeat=20))
        for call in (lambda: three_layer_network(X, **w), lambda: softmax(Z))
    )

    assert (weights, exponentials, Z.shape[1]) == (45_200, 160, 10)
    assert last < whole / 5


@states(
    "`np.e` is $e$ with a relative error of $5.3 \\times 10^{-17}$, and the power multiplies that "
    "by the exponent",
    "A power also takes several times as long as an exponential, and both overflow alike, above "
    "709.",
    "`np.e` is a number of 53 bits, and $e$ is not.",
)
def test_a_power_of_the_rounded_e_is_less_exact_and_slower_than_exp(rng):
    x = np.array([709.0, 710.0])
    with np.errstate(over="ignore"):
        finite = np.isfinite(np.e**x), np.isfinite(np.exp(x))
    with localcontext(prec=40):
        rounded = float(Decimal(np.e) / Decimal(1).exp() - 1)
        exact = Decimal(700).exp()
        power, exp = (abs(float(Decimal(float(y)) / exact - 1)) for y in (np.e**700.0, np.exp(700)))
    many = rng.normal(size=20_000)
    slow, fast = (
        min(repeat(call, number=5, repeat=20))
        for call in (lambda: np.e**many, lambda: np.exp(many))
    )

    assert abs(rounded) == pytest.approx(5.3e-17, rel=0.01)
    assert power == pytest.approx(700 * abs(rounded), rel=0.01)
    assert power > 100 * exp
    assert [found.tolist() for found in finite] == [[True, False]] * 2
    assert slow > 2 * fast


# -- the book's own functions, and the page


def test_at_the_floor_itself_the_slope_is_zero():
    Z, t = np.zeros((1, 2)), np.array([0])

    assert_array_equal(floored_loss_grad_Z(Z, t, 0.5), [[0, 0]])


@LOSSES
def test_labels_that_are_none_are_refused(shapes_unchecked, loss, gradient, epsilon):
    for function in (loss, gradient):
        with pytest.raises(ValueError, match=r"class indices 0 \.\.\. 2 in t; got -1 \.\.\. 0"):
            function(ORDINARY, np.array([0, -1]), epsilon)


@LOSSES
def test_scores_that_are_none_are_refused(loss, gradient, epsilon):
    for function in (loss, gradient):
        with pytest.raises(ValueError, match="finite scores"):
            function(np.full((2, 3), np.nan), RIGHT, epsilon)


def test_the_page_names_every_test_of_a_mistake_and_no_other():
    text = Path(__file__).read_text(encoding="utf-8")
    about_mistakes = text[: text.index("# -- the book's own functions")]

    named = re.findall(r"`(test_\w+)`", PAGE.read_text(encoding="utf-8"))

    assert sorted(named) == sorted(re.findall(r"^def (test_\w+)", about_mistakes, re.M))


@states(
    "Five tutorials gave this book its examples and its experiments.",
    "Matt Mazur's classic example is none of these five",
)
def test_five_tutorials_are_listed_at_the_end():
    sources = PAGE.read_text(encoding="utf-8").partition("## Sources")[2]
    tutorials = re.findall(r"^- \*\*\[\d\]\*\*.*$", sources, re.M)

    assert (len(tutorials), "Mazur" in " ".join(tutorials)) == (5, False)


@states(
    r"A step lowers the loss by about $\eta \lVert g \rVert^2$",
    r"At the start of such a net, with the images that this book shows, $\lVert g \rVert^2$ is "
    r"{{ value squared_gradient():.3f }}, so sixty steps have about "
    r"{{ value 60 * 0.001 * squared_gradient():.4f }} to give, of a loss of "
    r"{{ value np.log(10):.3f }}.",
)
def test_a_first_step_lowers_the_loss_by_the_rate_times_the_squared_gradient():
    results = runs.load("softmax_regression").record["results"]
    t = np.concatenate([results[name]["true"] for name in ("samples", "shown", "mistakes")])
    net, X = Network((784, 50, 10)), chapter.images()
    w = small_weights(net, np.random.default_rng(0))
    loss, g = net.loss_and_gradients(w, X, t)

    fall = loss - net.loss({name: w[name] - RATE * g[name] for name in w}, X, t)

    assert fall == pytest.approx(RATE * chapter.squared_gradient(), rel=0.01)
    assert (round(60 * fall, 4), loss) == (0.0034, pytest.approx(np.log(10), abs=0.002))


@states(
    "[5] writes `4x + 5y = O1` and `7x + 2y = O1`",
    "With the solution $x = 1$, $y = 2$ they have the two targets",
)
def test_the_two_equations_have_the_solution_of_the_page():
    assert_allclose(np.linalg.solve([[4, 5], [7, 2]], [14, 11]), [1, 2])


@states(
    'A "three-layer" net of [3] is at first one of input, hidden layer and output, and later one '
    'of three weight matrices; [2] and [4] call the first kind "two-layer". This book counts '
    "layers of weights."
)
def test_the_book_counts_layers_of_weights():
    three, two = inspect.signature(three_layer_network), Network((4, 3, 2)).shapes

    assert [name for name in three.parameters if name[0] == "W"] == ["W1", "W2", "W3"]
    assert [name for name in two if name[0] == "W"] == ["W1", "W2"]


@states(
    "The middle rate is chosen: each of its three nets is better than all others.",
    "On the test images, the last of the file, the accuracy is about three standard errors below "
    "even the lowest of the three on those held back.",
    "Steps 1 to 4 take some forty lines with `nn`",
)
def test_the_program_of_the_project_prints_what_the_page_shows(capsys):
    solution = PAGE.read_text(encoding="utf-8").partition("*Project.*")[2]
    code, shown = (
        dedent(re.search(rf"^    ```{kind}\n(.*?)^    ```$", solution, re.M | re.S)[1])
        for kind in ("python", "text")
    )

    exec(code, {})

    said = capsys.readouterr().out
    rates = {
        line[0]: sorted(map(float, line[1:])) for line in map(str.split, said.split("\n")[2:5])
    }
    a, error = map(float, re.search(r"(\S+) with a standard error of (\S+)", said).groups())
    assert said == shown
    assert rates["0.2"][0] > max(rates["0.02"] + rates["2.0"])
    assert 2.5 * error < rates["0.2"][0] - a < 3.5 * error
    assert len([line for line in code.splitlines() if line.strip()]) < 45


@states(
    "One example with two outputs, 3 and 1, and the targets 1 and 2.",
    "Two numbers are equal that need not be.",
    "Add a third output with the target 0 that is 0: the sum and its half stay, and the mean "
    "becomes",
    "Their derivatives with respect to the first output are 4, 2 and, with three outputs, 4/3.",
)
def test_sum_half_and_mean_of_the_squares_and_their_slopes_by_hand():
    Y, C = np.array([[3.0, 1.0]]), np.array([[1.0, 2.0]])
    Y3, C3 = (np.append(A, [[0.0]], axis=1) for A in (Y, C))
    squares = ((Y - C) ** 2).sum()

    assert (squares, squares / 2, mean_squared_error(Y, C)) == (5, 2.5, 2.5)
    assert ((Y3 - C3) ** 2).sum() == 5
    assert mean_squared_error(Y3, C3) == pytest.approx(5 / 3)
    assert [2 * (Y - C)[0, 0], (Y - C)[0, 0]] == [4, 2]
    assert mean_squared_error_grad_Y(Y3, C3)[0, 0] == pytest.approx(4 / 3)


@states("one derivative is rounded twice")
def test_a_derivative_of_the_classic_example_is_rounded_twice():
    once, delta = (
        Decimal(f"{float(worked_2_2_2.exact(name)):.9f}") for name in ("E_o2_out_h1", "delta_o2")
    )

    twice = (delta * Decimal("0.5")).quantize(once, ROUND_HALF_UP)
    assert once != twice == Decimal(number("mazur2015.E_o2_out_h1"))


@states(
    "a ratio of 2, or of the size of the batch, is a forgotten factor",
    "Look at the *ratio* of the two; 2, the size of the batch or $-1$ have a simple reason.",
)
def test_a_forgotten_factor_is_the_ratio_of_difference_quotients_and_gradient(rng):
    Z, t = rng.normal(size=(32, 3)), rng.integers(0, 3, 32)
    quotients = numerical_gradient(lambda Z: softmax_cross_entropy(Z, t), Z, 1e-4)
    summed = softmax(Z) - np.eye(3)[t]  # over the batch, where a mean was meant

    assert_allclose(summed / quotients, 32, rtol=1e-5)
    assert_allclose(quotients / (summed / 32 / 2), 2, rtol=1e-5)
    assert_allclose(quotients / (-summed / 32), -1, rtol=1e-5)


@states(
    "For ten classes, up to which lead is it never flat, and from which lead on is it always flat, "
    "whatever the other eight scores are?",
    "All nine together get there first; a single one, with the others far below, needs the most:",
    "then the right class has the probability $1 / (1 + m e^x)$",
    "It is at the floor where $e^x = (10^{10} - 1) / m$.",
)
@pytest.mark.parametrize(("leaders", "steep", "flat"), [(9, 20.82, 20.83), (1, 23.02, 23.03)])
def test_the_floored_loss_of_ten_classes_is_flat_from_a_lead_of_21_to_23(leaders, steep, flat):
    def slopes(lead, others):
        Z = np.array([[0.0] + [lead] * leaders + [others] * (9 - leaders)])
        return floored_loss_grad_Z(Z, np.array([0]), 1e-10).any()

    assert slopes(steep, -700.0) and not slopes(flat, -700.0)
    assert not any(slopes(23.03, others) for others in np.linspace(-700, 23.03, 50))
    assert all(slopes(20.82, others) for others in np.linspace(-700, 20.82, 50))


def sigmoids(W1, b1, W2, b2, X, t, delta, spoilt=""):
    """The gradients of a net with a layer of sigmoids, from its last delta, with a line spoilt."""
    A = sigmoid(X @ W1 + b1)
    back = delta @ W2.T * (1 if spoilt == "slope" else A * (1 - A))
    share = 1 / len(X) if spoilt == "biases" else 1
    return share * X.T @ back, back.sum(axis=0), share * A.T @ delta, delta.sum(axis=0)


@states(
    "For a batch of 32 examples the ratio is 32 in every entry, for a single example 1.",
    "For a batch of 32 it is 1 for all weights and 32 for all biases.",
    "For a single example it is 1 in the last layer; in the first, all entries that belong to the "
    "same neuron have the same ratio, which is at least 4.",
    "The loss is a mean over the batch, and the gradient a sum.",
    "The weights' gradients were divided by 32, and the biases', which are sums over the batch as "
    "well, were not.",
    "Whoever divides the delta of the last layer once has all of them right.",
    "$a (1 - a)$ belongs to each neuron, and the ratio is one over it",
    "What differs from neuron to neuron, and is at most a quarter?",
)
def test_each_forgotten_factor_shows_in_the_ratios(rng):
    w = [rng.normal(size=shape) for shape in ((3, 4), (4,), (4, 2), (2,))]

    def ratios(N, spoilt):
        X, t = rng.normal(size=(N, 3)), rng.integers(0, 2, N)
        scores = lambda W1, b1, W2, b2: sigmoid(X @ W1 + b1) @ W2 + b2  # noqa: E731
        quotients = [
            numerical_gradient(
                lambda v, k=k: softmax_cross_entropy(scores(*w[:k], v, *w[k + 1 :]), t), w[k], 1e-5
            )
            for k in range(4)
        ]
        delta = (softmax(scores(*w)) - np.eye(2)[t]) / (1 if spoilt in ("mean", "biases") else N)
        slopes = sigmoid(X[0] @ w[0] + w[1])
        found = sigmoids(*w, X, t, delta, spoilt)
        return [a / b for a, b in zip(found, quotients, strict=True)], slopes * (1 - slopes)

    for N, spoilt, expected in (
        (32, "", [1, 1, 1, 1]),
        (32, "mean", [32, 32, 32, 32]),
        (1, "mean", [1, 1, 1, 1]),
        (32, "biases", [1, 32, 1, 32]),
    ):
        for found, ratio in zip(ratios(N, spoilt)[0], expected, strict=True):
            assert_allclose(found, ratio, rtol=1e-4)
    (W1, b1, W2, b2), slope = ratios(1, "slope")
    assert_allclose(W1, np.tile(1 / slope, (3, 1)), rtol=1e-4)
    assert_allclose(b1, 1 / slope, rtol=1e-4)
    assert (1 / slope >= 4).all() and np.ptp(1 / slope) > 0.1
    assert_allclose(np.append(W2, b2), 1, rtol=1e-4)


@states(
    "A text reports an accuracy of `0.875` on its test images.",
    "Eight, of which seven are read right: no smaller number makes a fraction of that value.",
)
def test_the_fewest_images_with_that_accuracy_are_eight():
    fewest = next(n for n in range(1, 100) if (0.875 * n).is_integer())

    assert (fewest, 0.875 * fewest) == (8, 7)


LEAD = np.linspace(-5, 35, 81)  # of the wrong class
CHECKED = {
    "floor of 10^{−10}": lambda lead: -np.log(np.maximum(1 / (1 + np.exp(lead)), 1e-10)),
    "constant 10^{−7} added": lambda lead: -np.log(1 / (1 + np.exp(lead)) + 1e-7),
    "log-sum-exp": lambda lead: np.logaddexp(0, lead),
}


def check(name):
    """The relative error of the quotients beside probabilities minus targets, at each lead."""
    quotient = (CHECKED[name](LEAD + 1e-4) - CHECKED[name](LEAD - 1e-4)) / 2e-4
    exact = 1 / (1 + np.exp(-LEAD))  # by the score of the wrong class; by the other, less this
    return np.abs(quotient - exact) / np.maximum(quotient, exact)


@pytest.mark.parametrize("name", CHECKED)
@states(
    "How far difference quotients of a loss are from probabilities minus targets.",
    page="figures/errata",
)
def test_the_curve_of_a_loss_is_the_error_of_its_quotients(name):
    axes, errors = seen("errata", "gradient_checks").only, check(name)
    shown = errors > 1e-6  # below, rounding decides

    curve = axes.curve(name)
    assert np.nan_to_num(curve.at(LEAD[~shown])).max(initial=0) < 2e-6
    assert not shown.any() or curve.misses(LEAD[shown], errors[shown]) < NEAR


@states(
    "To the left the net is right or undecided, and all three checks pass;",
    page="figures/errata",
)
def test_to_the_left_all_three_curves_are_below_the_grey_line():
    axes = seen("errata", "gradient_checks").only

    assert max(axes.curve(name).at(np.linspace(-5, 0, 20)).max() for name in CHECKED) < 1e-2


@states(
    "to the right it is sure of a wrong class, and the two losses with a constant fail.",
    page="figures/errata",
)
def test_to_the_right_two_curves_are_above_the_grey_line():
    axes, sure = seen("errata", "gradient_checks").only, np.linspace(25, 34.9, 20)
    failing = [name for name in CHECKED if axes.curve(name).at(sure).min() > 1e-2]

    assert failing == ["floor of 10^{−10}", "constant 10^{−7} added"]


@states("The grey line marks a relative error of one in a hundred.", page="figures/errata")
def test_the_grey_line_is_at_one_in_a_hundred():
    axes = seen("errata", "gradient_checks").only
    (line,) = axes.lines_in(GREY)

    assert (axes.x.label, axes.y.label) == ("lead of the wrong class, z_2−z_1", "relative error")
    assert_allclose(line.y, 1e-2, rtol=0.02)
