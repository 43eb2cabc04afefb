"""Softmax regression: what its formulas do not show. Chapter: docs/softmax_regression.md."""

import inspect
import re

import numpy as np
import pytest
from numpy.testing import assert_allclose

from experiments import data
from experiments.examples import Data, Examples
from experiments.predictions import accuracy, predictions
from experiments.progress import Progress
from experiments.settings import Settings
from experiments.softmax_regression import (
    SETTINGS,
    initialize,
    loss_and_gradients,
    run,
    templates,
)
from experiments.training import train
from figures.packing import unpack
from nn import softmax_regression as code
from nn.activation import sigmoid
from nn.linear import linear
from nn.loss import softmax_cross_entropy, softmax_cross_entropy_grad_Z
from nn.numerical_differentiation import numerical_gradient
from nn.softmax_regression import (
    softmax_regression,
    softmax_regression_loss,
    softmax_regression_loss_grad_b,
    softmax_regression_loss_grad_W,
)
from tests.colours import ORANGE
from tests.curves import NEAR
from tests.drawn import seen
from tests.pictures import gallery, grey, signed, unpacked
from tests.states import states
from tests.tables import read
from verify.book import runs
from verify.prose.pages import text_of

N, D, K = 6, 5, 4


@pytest.fixture
def model(rng):
    """A batch, parameters and classes that fit together."""
    return (
        rng.normal(size=(N, D)),
        rng.normal(size=(D, K)),
        rng.normal(size=K),
        rng.integers(0, K, N),
    )


@pytest.fixture(scope="module")
def digits() -> Data:
    return data.digits()


@pytest.fixture(scope="module")
def recorded() -> dict:
    return runs.load("softmax_regression").record


# The functions


@states("softmax [doesn't see](softmax.md) a shift of all scores")
def test_the_same_image_added_to_every_class_changes_no_probability(model, rng):
    X, W, b, _ = model
    s = rng.normal(size=(D, 1))

    assert_allclose(softmax_regression(X, W + s, b), softmax_regression(X, W, b), rtol=1e-12)


@states(
    "what a step gives to one column it takes from the others, and the mean of the "
    "columns stays where it was"
)
def test_a_step_moves_no_row_of_the_weights_as_a_whole(model):
    assert_allclose(softmax_regression_loss_grad_W(*model).sum(axis=1), 0, atol=1e-15)


def test_a_batch_has_the_mean_gradient_of_its_examples(model):
    X, W, b, t = model
    alone = [softmax_regression_loss_grad_W(X[n : n + 1], W, b, t[n : n + 1]) for n in range(N)]

    assert_allclose(softmax_regression_loss_grad_W(*model), np.mean(alone, axis=0), rtol=1e-12)


def test_a_small_step_lowers_the_loss(model):
    X, W, b, t = model
    eta = 1e-3
    stepped = W - eta * softmax_regression_loss_grad_W(*model)

    assert softmax_regression_loss(X, stepped, b, t) < softmax_regression_loss(*model)


def test_float32_stays_float32(model):
    X, W, b, t = model
    small = [array.astype(np.float32) for array in (X, W, b)]
    results = [f(*small, t) for f in (softmax_regression_loss, softmax_regression_loss_grad_W)]

    assert {r.dtype for r in [softmax_regression(*small), *results]} == {np.dtype(np.float32)}


ONE_STROKE_OR_THE_OTHER = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


@states('So its score can say "a stroke here *or* there" ([OR](perceptron.md))')
def test_a_stencil_says_a_stroke_here_or_there():
    W, b = np.array([[0.0, 2.0], [0.0, 2.0]]), np.array([1.0, 0.0])

    answers = softmax_regression(ONE_STROKE_OR_THE_OTHER, W, b).argmax(axis=1)

    assert answers.tolist() == [0, 1, 1, 1]


@states(
    "the scores of the two images with one stroke add up to as much as those of the image with "
    "none and the image with both, so the former two can't both be higher than the latter two"
)
def test_no_stencil_says_either_stroke_but_not_both(rng):
    """Scores that add up leave no room for it, whatever the weights."""
    W, b = rng.normal(size=(2, 3)), rng.normal(size=3)

    none, there, here, both = linear(ONE_STROKE_OR_THE_OTHER, W, b)

    assert_allclose(here + there, none + both, atol=1e-12)
    assert (np.minimum(here, there) <= np.maximum(none, both)).all()


@states(
    'The difference of two scores adds up in the same way, so between two classes, "one stroke" '
    'and "none or both", the classifier can\'t decide.'
)
def test_no_two_stencils_tell_one_stroke_from_none_or_both(rng):
    for _ in range(1000):
        W, b = rng.normal(size=(2, 2)), rng.normal(size=2)
        none, there, here, both = linear(ONE_STROKE_OR_THE_OTHER, W, b) @ [1, -1]

        assert np.isclose(here + there, none + both)
        assert not min(here, there) > max(none, both)


@states(
    "(If none and both are two classes, they have stencils of their own, and for three classes "
    "even this classifier gives the right answers.)"
)
def test_three_stencils_tell_none_one_stroke_and_both():
    W, b = np.array([[-3.0, 0.0, 3.0], [-3.0, 0.0, 3.0]]), np.array([2.0, 0.5, -4.0])

    answers = softmax_regression(ONE_STROKE_OR_THE_OTHER, W, b).argmax(axis=1)

    assert answers.tolist() == [0, 1, 1, 2]


@states("what ink at one pixel says does not depend on the ink at any other")
def test_what_ink_at_a_pixel_says_does_not_depend_on_other_pixels(model, rng):
    X, W, b, _ = model
    inked = X + np.eye(D)[2]

    assert_allclose(linear(inked, W, b) - linear(X, W, b), np.tile(W[2], (N, 1)), rtol=1e-9)


@states(
    "An image that is read well changes next to nothing, but, rounding apart, never quite nothing, "
    "since no probability is exactly 1."
)
def test_an_image_that_is_read_well_changes_next_to_nothing_but_something():
    X, t, b = np.ones((1, 1)), np.array([0]), np.zeros(2)

    steps = [
        np.abs(softmax_regression_loss_grad_W(X, np.array([[lead, 0.0]]), b, t)).max()
        for lead in (5.0, 10.0, 30.0, 800.0)
    ]

    assert_allclose(steps[:3], np.exp([-5.0, -10.0, -30.0]), rtol=0.01)
    assert steps[3] == 0  # by rounding


@states(
    "It can't be trained for: a weight that moves a little changes no answer, so accuracy has a "
    "gradient of zero nearly everywhere."
)
def test_a_weight_that_moves_a_little_changes_no_answer(model, rng):
    X, W, b, _ = model
    moved = W + 1e-6 * rng.normal(size=W.shape)

    before, after = (softmax_regression(X, weights, b).argmax(axis=1) for weights in (W, moved))

    assert np.array_equal(before, after)


@states(
    "The answer is the class with the largest probability, which is the class with the "
    "largest score."
)
def test_the_largest_probability_is_that_of_the_largest_score(model):
    X, W, b, _ = model

    answers = softmax_regression(X, W, b).argmax(axis=1)

    assert np.array_equal(answers, linear(X, W, b).argmax(axis=1))


@states("Three chapters of this book are enough to teach a computer to read.")
def test_the_classifier_is_made_of_what_three_chapters_have():
    chapters = set(re.findall(r"^from nn\.(\w+) import", inspect.getsource(code), re.M))

    assert chapters - {"shapes"} == {"linear", "softmax", "loss"}


@states(
    r"A classifier that knows nothing gives every class the same probability and has the loss "
    r"$\log 10$ = {{ value np.log(10):.3f }}."
)
def test_the_same_probability_for_each_of_ten_classes_has_the_loss_log_ten(rng):
    X, t = rng.normal(size=(N, D)), rng.integers(0, 10, N)

    assert_allclose(softmax_regression_loss(X, np.zeros((D, 10)), np.ones(10), t), 2.302585093)


@states(
    "Could all weights start at zero?",
    "Every class then has the probability $1/K$, and the gradient differs from class to class, "
    "because the targets do",
)
def test_weights_of_zero_give_equal_probabilities_and_different_gradients(model):
    X, W, b = model[0], np.zeros((D, K)), np.zeros(K)
    G = softmax_regression_loss_grad_W(X, W, b, np.arange(N) % K)

    assert_allclose(softmax_regression(X, W, b), np.full((N, K), 1 / K))
    assert len(np.unique(G.round(9), axis=1).T) == K


@states(
    "So the first step gives a class the sum of its own images, less a $K$-th of the sum of all "
    "images, both times $\\eta / N$."
)
def test_the_first_step_gives_a_class_its_images_less_a_share_of_all(model):
    X, t, eta = model[0], np.arange(N) % K, 0.3
    step = -eta * softmax_regression_loss_grad_W(X, np.zeros((D, K)), np.zeros(K), t)

    for k in range(K):
        own = X[t == k].sum(axis=0) - X.sum(axis=0) / K
        assert_allclose(step[:, k], eta / N * own, rtol=1e-12)


@states("The bias is the weight of an input that is always 1")
def test_the_gradient_of_the_bias_is_that_of_a_weight_whose_input_is_one(model):
    X, W, b, t = model
    wider, taller = np.column_stack([X, np.ones(N)]), np.vstack([W, b])

    found = softmax_regression_loss_grad_W(wider, taller, np.zeros(K), t)
    assert_allclose(softmax_regression_loss_grad_b(*model), found[-1], rtol=1e-12)


@states(
    "Two images of two pixels, $(1, 0)$ of class 1 and $(1, 2)$ of class 2, and all "
    "parameters zero.",
    "Every probability is one half",
    "The first pixel is the same in both images and tells nothing; the second speaks for class 2.",
)
def test_of_two_images_by_hand_only_the_pixel_that_differs_speaks_for_a_class():
    model = np.array([[1.0, 0.0], [1.0, 2.0]]), np.zeros((2, 2)), np.zeros(2), np.array([0, 1])

    first, second = -softmax_regression_loss_grad_W(*model)

    assert (softmax_regression(*model[:3]) == 0.5).all()
    assert (first.tolist(), second[1] > 0 > second[0]) == ([0, 0], True)


@states(
    "Show that softmax regression with two classes is a sigmoid of one score.",
    "Two columns of weights do the work of one, their difference.",
)
def test_two_classes_are_a_sigmoid_of_the_difference_of_their_columns(rng):
    X, W, b = rng.normal(size=(N, D)), rng.normal(size=(D, 2)), rng.normal(size=2)

    found = softmax_regression(X, W, b)[:, 0]
    assert_allclose(found, sigmoid(X @ (W[:, 0] - W[:, 1]) + b[0] - b[1]), rtol=1e-12)


@states(
    r"add $\frac{\lambda}{2}$ times the sum of their squares to the loss.",
    r"The step takes $\eta \lambda W_{dk}$ more from each weight: it shrinks by the factor "
    r"$1 - \eta \lambda$ before the data contribute.",
)
def test_a_price_of_squares_shrinks_every_weight_before_the_step(model):
    X, W, b, t = model
    eta, price = 0.3, 0.2

    def dear(W):
        return softmax_regression_loss(X, W, b, t) + price / 2 * (W**2).sum()

    step = W - eta * numerical_gradient(dear, W, 1e-4)
    plain = -eta * softmax_regression_loss_grad_W(*model)
    assert_allclose(step, (1 - eta * price) * W + plain, rtol=1e-6)


# The experiment


@states(
    "gives every image ten scores",
    "Each of the $K$ = 10 classes has a column of weights and a bias",
    "The classifier lays ten stencils on the image",
)
def test_ten_classes_have_a_column_of_weights_and_a_bias_each(rng):
    parameters = initialize(784, rng)

    assert (parameters["W"].shape, parameters["b"].shape) == ((784, 10), (10,))


@states(
    r"An image has $28 \times 28$ grey values, from 0 where there is no ink to "
    "{{ value 2**8 - 1 }} where there is most.",
)
def test_recorded_images_have_grey_values_from_none_to_the_largest_of_a_byte(recorded):
    kept = unpacked(recorded["results"]["samples"]["images"])

    assert (kept.shape[1:], kept.min(), kept.max()) == ((28, 28), 0, 255)


@states(
    "an image is a row of $D$ = {{ value 28 * 28 }} numbers, divided by the largest so that they "
    "lie between 0 and 1",
    "Here a pixel is one byte, and four while its batch is computed.",
    "The images stay bytes in memory; a batch becomes numbers when its turn comes.",
)
@states("Here a pixel is one byte, and four while its batch is computed.", page="two_layer_net")
def test_a_batch_of_bytes_becomes_rows_of_numbers_from_zero_to_one(recorded):
    kept = recorded["results"]["samples"]
    examples = Examples(unpack(kept["images"]), np.array(kept["true"]), kept["white"])
    X, _ = examples.batch(np.arange(3))

    assert (X.shape, X.min(), X.max()) == ((3, 784), 0, 1)
    assert (examples.images.itemsize, X.itemsize) == (1, 4)


@states("[1] turns all images into float64 at the start, eight bytes a pixel.")
@states("[2] keeps all images as float64, eight bytes a pixel", page="two_layer_net")
def test_a_number_of_float64_has_eight_bytes():
    assert np.dtype(np.float64).itemsize == 8


def test_training_uses_the_gradients_of_the_chapter(model):
    X, W, b, t = model

    loss, gradients = loss_and_gradients({"W": W, "b": b}, X, t)

    assert loss == softmax_regression_loss(*model)
    assert np.array_equal(gradients["W"], softmax_regression_loss_grad_W(*model))
    assert np.array_equal(gradients["b"], softmax_regression_loss_grad_b(*model))


def test_an_untrained_classifier_knows_nothing(digits, rng):
    X, t = digits.test.batch(np.arange(len(digits.test)))
    loss, _ = loss_and_gradients(initialize(digits.inputs, rng), X, t)

    assert loss == pytest.approx(np.log(10), abs=0.02)


@states("small positive random weights to begin with")
def test_weights_start_between_zero_and_a_hundredth_as_in_the_tutorial(rng):
    parameters = initialize(784, rng)

    assert 0 <= parameters["W"].min() < 1e-4 and 0.0099 < parameters["W"].max() < 0.01
    assert not parameters["b"].any()


def test_accuracy_is_the_share_of_right_answers():
    examples = Examples(np.zeros((4, 1, 1), np.uint8), np.array([0, 1, 2, 1]), 1)

    assert accuracy(np.array([[3.0, 1, 2], [1, 3, 2], [3, 2, 1], [1, 3, 2]]), examples) == 0.75


def test_counts_curves_and_pictures_belong_together(digits):
    results = run(digits, Settings(epochs=2), Progress(0))
    counts = np.array(results["confusion"])
    shown = results["shown"]

    assert counts.sum(axis=1).tolist() == np.bincount(digits.test.labels).tolist()
    assert np.trace(counts) / counts.sum() == pytest.approx(results["test_accuracy"], abs=1e-6)
    assert results["test_accuracies"][-1] == results["test_accuracy"]
    assert np.array_equal(unpack(shown["images"]), digits.test.images[shown["index"]])
    assert shown["true"] == digits.test.labels[shown["index"]].tolist()
    for pair in results["confused"]:
        assert counts[pair["true"], pair["predicted"]] == pair["count"]


def test_shown_mistakes_are_mistakes_the_surest_first(digits):
    mistakes = run(digits, Settings(epochs=2), Progress(0))["mistakes"]

    assert all(i != j for i, j in zip(mistakes["true"], mistakes["predicted"], strict=True))
    assert mistakes["probability"] == sorted(mistakes["probability"], reverse=True)


def test_templates_are_the_weights_less_what_all_classes_have_in_common(rng):
    W = rng.normal(size=(6, 10))
    common = rng.normal(size=(6, 1))
    kept = templates(W + common, (2, 3))

    images = (unpack(kept["images"]).astype(float) - 128) / 127 * kept["largest"]
    expected = (W - W.mean(axis=1, keepdims=True)).T.reshape(10, 2, 3)
    assert_allclose(images, expected, atol=kept["largest"] / 127)


@states(
    "With the default the test loss falls in every epoch, but slowly.",
    r"With 5 the first steps overshoot the valley that they should descend into: in the first "
    r"epoch the training loss is worse than $\log 10$, that of knowing nothing.",
    "Afterwards it is soon far better than with the default.",
    "With 50 the test loss goes up and down from epoch to epoch, and after the last it is far "
    "above that with 5.",
)
def test_solution_of_the_exercise_on_long_steps(digits):
    slow, fast, wild = (
        run(digits, settings, Progress(0))
        for settings in (SETTINGS, Settings(learning_rate=5.0), Settings(learning_rate=50.0))
    )

    assert (np.diff(slow["test_loss"]) < 0).all() and slow["test_loss"][-1] > np.log(10) / 2
    assert fast["loss"][0] > np.log(10) and fast["test_loss"][1] < slow["test_loss"][1] / 2
    assert (np.diff(wild["test_loss"]) > 0).sum() >= 2
    assert wild["test_loss"][-1] > 4 * fast["test_loss"][-1]


def test_the_seed_decides_the_run(digits):
    first, again, other = (run(digits, Settings(epochs=1, seed=s), Progress(0)) for s in (1, 1, 2))

    assert first == again
    assert first["loss"] != other["loss"]


@states("So it looks back on average half an epoch")
def test_the_loss_of_an_epoch_looks_back_on_half_of_its_steps(digits, rng):
    """A loss that counts the steps before it."""

    def counted(parameters, X, t):
        return float(parameters["steps"][0]), {"steps": -np.ones(1)}

    parameters, one_by_one = {"steps": np.zeros(1)}, Settings(1, batch_size=1, learning_rate=1.0)
    (mean,) = train(parameters, counted, digits.train, one_by_one, rng)

    total = len(digits.train)
    assert (total - mean) / total == pytest.approx(1 / 2, abs=0.01)


@states("Here an epoch has a new random order, so that no batch comes a second time")
def test_no_batch_of_an_epoch_comes_again_in_the_next(digits, rng):
    batches = []

    def noted(parameters, X, t):
        batches.append(X.sum(axis=1).tobytes())
        return 0.0, {}

    list(train({}, noted, digits.train, Settings(epochs=5), rng))

    assert len({*batches}) == len(batches) == 5 * 15


# The tutorial that the chapter follows


def tutorial(X, t, W, b, eta, size):
    """One epoch as the tutorial has it: float64, a class a row of W, no shuffling, clipped."""
    W, b, losses = W.T.copy(), b[:, np.newaxis].copy(), []
    for start in range(0, len(X), size):
        inputs, labels = X[start : start + size], t[start : start + size]
        outputs = inputs @ W.T + b.T
        y_true = np.eye(10)[labels]
        exp_z = np.exp(outputs - np.max(outputs, axis=1, keepdims=True))
        probs = np.clip(exp_z / np.sum(exp_z, axis=1, keepdims=True), 1e-10, 1.0)
        losses.append(-np.sum(y_true * np.log(probs)) / len(inputs))
        dL_dz = probs - y_true
        W -= eta * (dL_dz.T @ inputs) / len(inputs)
        b -= eta * np.sum(dL_dz.T, axis=1, keepdims=True) / len(inputs)
    return W.T, b[:, 0], losses


def test_with_the_order_kept_an_epoch_ends_at_the_weights_of_the_tutorial(digits, rng):
    parameters = initialize(digits.inputs, rng)
    X, t = digits.train.batch(np.arange(len(digits.train)))
    W, b, _ = tutorial(X.astype(float), t, **parameters, eta=0.05, size=100)
    kept = Settings(epochs=1, batch_size=100, learning_rate=0.05, keep_order=True)

    next(train(parameters, loss_and_gradients, digits.train, kept, rng))

    assert_allclose(parameters["W"], W, atol=1e-6)
    assert_allclose(parameters["b"], b, atol=1e-6)


@states(
    "[1] prints the loss of the last batch of an epoch",
    "Here it is the mean over the epoch.",
)
def test_the_loss_that_the_tutorial_prints_is_that_of_the_last_batch_alone(digits, rng):
    parameters = initialize(digits.inputs, rng)
    X, t = digits.train.batch(np.arange(len(digits.train)))
    _, _, losses = tutorial(X.astype(float), t, **parameters, eta=0.05, size=100)
    kept = Settings(epochs=1, keep_order=True)

    (mean,) = train(parameters, loss_and_gradients, digits.train, kept, rng)

    sizes = [100] * 14 + [38]
    assert mean == pytest.approx(np.average(losses, weights=sizes), rel=1e-5)
    assert abs(mean - losses[-1]) > 0.05


@states("Four things are done differently here.")
def test_each_thing_that_is_done_differently_is_an_item():
    differs = text_of("softmax_regression").partition("## What differs")[2].partition("\n## ")[0]

    assert len(re.findall(r"^- ", differs, re.M)) == 4


@states("the same {{ run softmax_regression settings.batch_size }} images each time")
def test_the_last_recorded_batch_of_an_epoch_is_as_large_as_the_others(recorded):
    assert recorded["data"]["train"] % recorded["settings"]["batch_size"] == 0


@states(
    "[1] puts a floor of $10^{-10}$ under the probabilities (`np.clip`) and prints a loss "
    "that is [not the function](loss.md) whose gradient it follows.",
)
def test_clipped_probabilities_give_a_loss_whose_slope_is_not_the_printed_gradient():
    """Where the right class has less than 1e-10, the tutorial's loss is flat: no slope at all."""
    Z, t, h = np.array([[0.0, 30.0]]), np.array([0]), 1e-4
    along = np.array([[h, 0.0]])

    def clipped(Z):
        probs = np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum()
        return -np.log(np.clip(probs, 1e-10, 1.0))[0, t[0]]

    def slope(loss):
        return (loss(Z + along) - loss(Z - along)) / (2 * h)

    printed = softmax_cross_entropy_grad_Z(Z, t)[0, 0]
    assert slope(clipped) == 0
    assert printed == pytest.approx(-1, rel=1e-10)
    assert slope(lambda Z: softmax_cross_entropy(Z, t)) == pytest.approx(printed, rel=1e-6)


# The recorded run


@states(
    "The settings are those of the tutorial [[1]](errata.md#source-1): "
    "{{ run softmax_regression settings.epochs }} epochs, "
    "batches of {{ run softmax_regression settings.batch_size }} images, learning rate $\\eta$ = "
    "{{ run softmax_regression settings.learning_rate }}"
)
def test_the_settings_are_the_tutorials(recorded):
    used = recorded["settings"]

    assert (SETTINGS.epochs, SETTINGS.batch_size, SETTINGS.learning_rate) == (10, 100, 0.05)
    assert (used["epochs"], used["batch_size"], used["learning_rate"]) == (10, 100, 0.05)


@states("The result is a test accuracy of **{{ run softmax_regression test_accuracy:.4f }}**.")
def test_the_recorded_accuracy_is_the_share_of_counts_on_the_diagonal(recorded):
    counts = np.array(recorded["results"]["confusion"])

    assert recorded["results"]["test_accuracy"] == pytest.approx(np.trace(counts) / counts.sum())


@states(
    "Most often the classifier reads {{ run softmax_regression confused.0.true }} as "
    "{{ run softmax_regression confused.0.predicted }} "
    "({{ run softmax_regression confused.0.count }} times), "
    "{{ run softmax_regression confused.1.true }} as "
    "{{ run softmax_regression confused.1.predicted }} "
    "({{ run softmax_regression confused.1.count }}) and "
    "{{ run softmax_regression confused.2.true }} as "
    "{{ run softmax_regression confused.2.predicted }} "
    "({{ run softmax_regression confused.2.count }})."
)
def test_the_three_named_confusions_are_the_commonest_ones(recorded):
    counts = np.array(recorded["results"]["confusion"]) * (1 - np.eye(10, dtype=int))
    named = [(c["true"], c["predicted"]) for c in recorded["results"]["confused"][:3]]

    others = sorted(counts[pair] for pair in np.ndindex(10, 10) if pair not in named)
    assert min(counts[pair] for pair in named) > others[-1]
    assert counts[named[0]] > max(counts[pair] for pair in named[1:])


@states("The stencil of 0 forbids ink in the middle, the one of 1 asks for a stroke there.")
def test_in_the_middle_the_recorded_weights_of_zero_are_negative_and_those_of_one_positive(
    recorded,
):
    weights = unpacked(recorded["results"]["templates"]["images"]) - 128
    zero, one = weights[:2, 12:16, 13:15]

    assert zero.max() < 0 < one.min()


@states("it reads about nine handwritten digits out of ten")
def test_the_recorded_classifier_reads_what_the_tutorial_promises(recorded):
    assert recorded["results"]["test_accuracy"] >= 0.915


@states(
    "On the images it was trained with, the classifier is no better: "
    "{{ run softmax_regression train_accuracy:.4f }}.",
    "So it has not learnt its examples by heart.",
)
def test_the_recorded_classifier_has_not_learnt_its_examples_by_heart(recorded):
    assert recorded["results"]["train_accuracy"] <= recorded["results"]["test_accuracy"]


@states("in the first epoch, when there is most to learn, it lies well above the test loss")
def test_in_the_first_epoch_the_training_loss_looks_back(recorded):
    assert recorded["results"]["loss"][0] > 1.2 * recorded["results"]["test_loss"][0]


LABELS = [5, 0, 4, 1, 9, 2, 1, 3, 1, 4, 3, 5, 3, 6, 1, 7, 2, 8, 6, 9]  # of MNIST's first images


def captions(name):
    return [text.words for text, _ in gallery("softmax_regression", name, 2)]


def images(name):
    return np.array([grey(pixels) for _, pixels in gallery("softmax_regression", name, 2)])


@states("The first training image of each class,", page="figures/softmax_regression")
def test_under_each_digit_is_its_first_training_image(recorded):
    first = [LABELS.index(int(words)) for words in captions("digits")]

    assert (sorted(captions("digits")), first) == (
        list("0123456789"),
        recorded["results"]["samples"]["index"],
    )


@pytest.mark.parametrize(
    ("name", "kept"), [("digits", "samples"), ("predictions", "shown"), ("mistakes", "mistakes")]
)
@states("as the classifier gets it.", page="figures/softmax_regression")
def test_images_are_drawn_as_the_classifier_got_them(recorded, name, kept):
    found = recorded["results"][kept]

    assert np.abs(images(name) - unpacked(found["images"]) / found["white"]).max() < 0.2


@states(
    "What the first step does to the column of each class: teal is added, orange taken away.",
    "Before it all weights are zero and every probability is a tenth, so each column gets the "
    "image of its class and loses the mean of all ten.",
    page="figures/softmax_regression",
)
@states(
    "With the ten images above as a batch, and from zero, the first step does this to the ten "
    "columns:"
)
def test_the_first_step_adds_to_each_column_its_image_less_the_mean(recorded):
    kept = recorded["results"]["samples"]
    X = unpacked(kept["images"]) / kept["white"]
    expected = X - X.mean(axis=0)
    P = softmax_regression(X.reshape(10, -1), np.zeros((784, 10)), np.zeros(10))

    found = [signed(pixels) for _, pixels in gallery("softmax_regression", "first_step", 2)]
    assert captions("first_step") == [str(k) for k in kept["true"]] and (P == 0.1).all()
    assert np.abs(found - expected / np.abs(expected).max()).max() < 0.13


@states("Test images drawn at random,", page="figures/softmax_regression")
def test_the_seed_decides_which_images_are_shown(digits):
    P = np.full((len(digits.test), 10), 0.1)
    one, again, other = (
        predictions(P, digits.test, np.random.default_rng(seed))["shown"]["index"]
        for seed in (0, 0, 1)
    )

    assert one == again != other


@pytest.mark.parametrize(
    ("panel", "name", "kept"),
    [(0, "training", "loss"), (0, "test", "test_loss"), (1, "test", "test_accuracies")],
)
@states(
    "The loss in training and on the test images, and the share of test images read right.",
    page="figures/softmax_regression",
)
def test_learning_curves_show_what_the_run_has_recorded(recorded, panel, name, kept):
    axes = seen("softmax_regression", "learning_curves").axes[panel]
    values = recorded["results"][kept]

    assert axes.curve(name).misses(range(1, len(values) + 1), values) < NEAR


def test_learning_curves_are_losses_and_accuracies_over_epochs():
    upper, lower = seen("softmax_regression", "learning_curves").axes

    assert (upper.y.label, lower.y.label, lower.x.label) == ("loss", "accuracy", "epoch")


@states("the true label and the predicted one;", page="figures/softmax_regression")
def test_above_each_image_stand_its_label_and_what_it_is_taken_for(recorded):
    pairs = zip(
        *(recorded["results"]["shown"][name] for name in ("true", "predicted")), strict=True
    )

    assert captions("predictions") == [f"true {i}\npredicted {j}" for i, j in pairs]


def test_the_drawn_templates_find_the_digits_that_stand_above_the_images():
    templates = [signed(pixels) for _, pixels in gallery("softmax_regression", "templates", 2)]
    named = [words[-1] for words in captions("predictions")]

    scores = np.einsum("kij,nij->nk", templates, images("predictions"))
    assert [captions("templates")[k] for k in scores.argmax(axis=1)] == named


@states("mistakes in orange.", page="figures/softmax_regression")
@pytest.mark.parametrize("name", ["predictions", "mistakes"])
def test_the_words_above_a_mistake_are_orange(name):
    texts = [text for text, _ in gallery("softmax_regression", name, 2)]
    wrong = [
        re.findall(r"\d+", text.words)[0] != re.findall(r"\d+", text.words)[1] for text in texts
    ]

    assert [text.colour == ORANGE for text in texts] == wrong


@states(
    "How many test images of each class are taken for which class; mistakes",
    page="figures/softmax_regression",
)
def test_the_drawn_counts_have_a_row_for_each_true_digit(recorded):
    axes = seen("softmax_regression", "confusion").only
    found = axes.numbers("0123456789")

    assert (axes.y.label, axes.x.label, found.tolist(), found.sum(axis=1).tolist()) == (
        "true",
        "predicted",
        recorded["results"]["confusion"],
        [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],  # of MNIST
    )


def test_only_cells_of_mistakes_are_orange():
    axes = seen("softmax_regression", "confusion").only
    wrong = axes.numbers("0123456789") * (1 - np.eye(10))

    assert np.abs(signed(axes.pictures[0].pixels) + wrong / wrong.max()).max() < 0.2


@states(
    "The mistakes that the classifier is most sure of, with the probability that it gives them.",
    page="figures/softmax_regression",
)
def test_mistakes_stand_in_the_order_of_their_probabilities(recorded):
    kept = recorded["results"]["mistakes"]
    rows = zip(*(kept[name] for name in ("true", "predicted", "probability")), strict=True)

    assert captions("mistakes") == [
        f"true {i}\n{j} at {100 * p:.1f}%" for i, j, p in sorted(rows, key=lambda row: -row[2])
    ]


@states("The weights of each class as an image:", page="figures/softmax_regression")
def test_under_each_digit_are_the_weights_that_were_recorded(recorded):
    pictures = gallery("softmax_regression", "templates", 2)
    weights = (unpacked(recorded["results"]["templates"]["images"]) - 128) / 127

    found = np.array([signed(pixels) for _, pixels in pictures])
    assert captions("templates") == list("0123456789") and np.abs(found - weights).max() < 0.2


@states("ink on teal speaks for it, on orange against it.", page="figures/softmax_regression")
def test_the_ink_of_a_digit_lies_more_on_teal_than_on_orange():
    templates = [signed(pixels) for _, pixels in gallery("softmax_regression", "templates", 2)]

    assert all(
        (ink * teal).sum() > 0 for ink, teal in zip(images("digits"), templates, strict=True)
    )


# The table of the page


def test_table_of_epochs_shows_the_recorded_run():
    run = runs.load("softmax_regression")
    columns = {
        "training loss": "loss",
        "test loss": "test_loss",
        "test accuracy": "test_accuracies",
    }

    expected = {
        str(epoch + 1): {heading: run.value(key)[epoch] for heading, key in columns.items()}
        for epoch in range(run.value("settings.epochs"))
    }
    assert read("softmax_regression", "epochs").wrong(expected) == []


# Longer training, and what the exercises say


@pytest.fixture(scope="module")
def longer():
    rows = runs.load("longer_training").record["results"]["softmax_regression"]
    return {row["learning_rate"]: row for row in rows}


@states(
    "So {{ value 60000 // 6:,}} of the training images are held out as a [validation set]",
    "and five trainings from different seeds show what is chance.",
    "With ten times the rate and {{ run longer_training settings.epochs }} epochs:",
)
def test_the_longer_trainings_are_five_and_have_ten_times_the_rate(longer):
    settings = runs.load("longer_training").record["settings"]

    assert settings["trainings"] == len(longer[0.5]["least_loss_after"]) == 5
    assert [*longer] == [0.05, 0.5] and settings["epochs"] == len(longer[0.5]["loss"][1])


@states(
    'At the end it reads {{ value longer("validation_accuracy"):.4f}} of the validation set; with '
    "the settings of [1] and as many epochs it is "
    '{{ value longer("validation_accuracy", 0.05):.4f}}, and '
    '{{ value longer("validation_accuracy", 0.05, 10):.4f}} after ten.',
    "So there was something left to learn, about one image in a hundred, and the faster rate only "
    "gets there sooner.",
    "[Longer training](#is-it-trained-out) reads about one image in a hundred more.",
)
def test_longer_training_reads_about_one_image_in_a_hundred_more_at_both_rates(longer):
    slow, fast = (longer[rate]["validation_accuracy"][1] for rate in (0.05, 0.5))

    assert 0.005 < slow[-1] - slow[9] < 0.015 and 0.005 < fast[-1] - slow[9] < 0.015
    assert abs(slow[-1] - fast[-1]) < 0.004 and fast[4] > slow[9]


@states(
    'On the images that it learns from it reads {{ value longer("accuracy"):.4f}}, hardly more '
    "than on others: ten stencils can't say much more.",
)
def test_the_longer_classifier_reads_what_it_learns_hardly_better(longer):
    assert 0 < longer[0.5]["accuracy"][1][-1] - longer[0.5]["validation_accuracy"][1][-1] < 0.015


@states("Not quite: the losses still fall.")
def test_the_recorded_losses_still_fall_at_the_end():
    results = runs.load("softmax_regression").record["results"]

    assert (
        results["loss"][-1] < results["loss"][-2]
        and results["test_loss"][-1] < results["test_loss"][-2]
    )


@states(
    "Softmax regression, trained for longer: accuracy on the training and the validation set.",
    "The middle of five trainings, and all of them, at the rate 0.5.",
    page="figures/softmax_regression",
)
@pytest.mark.parametrize(("label", "of"), [("training", ""), ("validation", "validation_")])
def test_the_longer_classifier_has_its_curves(longer, label, of):
    axes = seen("softmax_regression", "longer_classifier").only
    _, middle, _ = longer[0.5][f"{of}accuracy"]
    shown = [n for n, share in enumerate(middle) if share > 0.91]  # the rest is below the panel

    curve = axes.curve(label)
    assert curve.misses(np.array(shown) + 1, np.array(middle)[shown]) < 0.5
    assert (axes.x.label, axes.y.label) == ("epoch", "accuracy")


@states("Here it is for 200 images of four pixels, each with ink at the pixel of its class")
@states("Every row of the gradient adds up to zero: what class 2 gains, class 1 loses.")
@states(
    "What is the sum of a row of $P - T$?",
    "Line (4) adds up over the classes as well as over the images, and every row of $P - T$ adds "
    "up to zero.",
    "With it the biases stay as they are, but for rounding.",
)
def test_a_row_of_probabilities_minus_targets_adds_up_to_zero(model):
    X, W, b, t = model
    G = softmax_regression(X, W, b) - np.eye(W.shape[1])[t]

    assert_allclose(G.sum(axis=1), 0, atol=1e-12)
    assert_allclose(softmax_regression_loss_grad_W(X, W, b, t).sum(axis=1), 0, atol=1e-12)


@states(
    "A single image of two pixels, $(2, 1)$, belongs to class 1 of two; all parameters are zero, "
    "and $\\eta$ is 1.",
    "What are the weights after one step, without a bias, and what probability does class 1 have "
    "then?",
    "Both probabilities are one half at first, so the row of $P - T$ is $(-0.5, 0.5)$.",
    "The image is added to column 1 and taken from column 2, half of it each.",
    "The scores are then 2.5 and −2.5, and class 1 has the probability $\\sigma(5)$.",
)
def test_one_step_with_one_image_gives_the_probability_sigmoid_of_five():
    x, W, b = np.array([[2.0, 1.0]]), np.zeros((2, 2)), np.zeros(2)
    W = W - softmax_regression_loss_grad_W(x, W, b, np.array([0]))

    assert_allclose(x @ W, [[2.5, -2.5]])
    assert softmax_regression(x, W, b)[0, 0] == pytest.approx(1 / (1 + np.exp(-5)))


@states(
    "Where the gradient for the biases is zero, the probability of each class, averaged over all "
    "images, is its share of the images.",
    "If it is zero, the two means are equal.",
)
def test_trained_biases_give_each_class_its_share_of_the_probability(rng):
    X, t, W, b = (
        rng.normal(size=(30, 2)),
        rng.integers(0, 3, 30),
        rng.normal(size=(2, 3)),
        np.zeros(3),
    )
    for _ in range(3000):
        b = b - softmax_regression_loss_grad_b(X, W, b, t)

    shares = np.bincount(t, minlength=3) / 30
    assert_allclose(softmax_regression(X, W, b).mean(axis=0), shares, atol=1e-6)
