"""Softmax regression: what its formulas do not show. Chapter: docs/softmax_regression.md."""

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
from nn.linear import linear
from nn.loss import softmax_cross_entropy, softmax_cross_entropy_grad_Z
from nn.softmax_regression import (
    softmax_regression,
    softmax_regression_loss,
    softmax_regression_loss_grad_b,
    softmax_regression_loss_grad_W,
)
from tests.curves import NEAR
from tests.drawn import seen
from tests.pictures import gallery, grey, signed, unpacked
from tests.states import states
from tests.tables import read
from verify.book import runs

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


@states('So it can say "a stroke here *or* there" ([OR](perceptron.md))')
def test_a_stencil_says_a_stroke_here_or_there():
    W, b = np.array([[0.0, 2.0], [0.0, 2.0]]), np.array([1.0, 0.0])

    answers = softmax_regression(ONE_STROKE_OR_THE_OTHER, W, b).argmax(axis=1)

    assert answers.tolist() == [0, 1, 1, 1]


@states(
    "two images with one of the strokes have the same scores together as one with none "
    "and one with both"
)
def test_no_stencil_says_either_stroke_but_not_both(rng):
    """Scores that add up leave no room for it, whatever the weights."""
    W, b = rng.normal(size=(2, 3)), rng.normal(size=3)

    none, there, here, both = linear(ONE_STROKE_OR_THE_OTHER, W, b)

    assert_allclose(here + there, none + both, atol=1e-12)


@states("what ink at one pixel says does not depend on the ink at any other")
def test_what_ink_at_a_pixel_says_does_not_depend_on_other_pixels(model, rng):
    X, W, b, _ = model
    inked = X + np.eye(D)[2]

    assert_allclose(linear(inked, W, b) - linear(X, W, b), np.tile(W[2], (N, 1)), rtol=1e-9)


@states("An image that is read well changes next to nothing, though never nothing")
def test_an_image_that_is_read_well_changes_next_to_nothing_but_something():
    X, t, b = np.ones((1, 1)), np.array([0]), np.zeros(2)

    steps = [
        np.abs(softmax_regression_loss_grad_W(X, np.array([[lead, 0.0]]), b, t)).max()
        for lead in (5.0, 10.0, 30.0)
    ]

    assert_allclose(steps, np.exp([-5.0, -10.0, -30.0]), rtol=0.01)


@states("It can't be trained for: a weight that moves a little changes no answer")
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


# The experiment


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


def test_solution_of_the_exercise_on_long_steps(digits):
    slow, fast, wild = (
        run(digits, Settings(learning_rate=rate), Progress(0)) for rate in (0.05, 5.0, 50.0)
    )

    assert (np.diff(slow["test_loss"]) < 0).all()
    assert fast["loss"][0] > np.log(10) and fast["test_loss"][-1] < slow["test_loss"][-1] / 2
    assert (np.diff(wild["test_loss"]) > 0).sum() >= 2


def test_the_seed_decides_the_run(digits):
    first, again, other = (run(digits, Settings(epochs=1, seed=s), Progress(0)) for s in (1, 1, 2))

    assert first == again
    assert first["loss"] != other["loss"]


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


def test_the_loss_that_the_tutorial_prints_is_that_of_the_last_batch_alone(digits, rng):
    parameters = initialize(digits.inputs, rng)
    X, t = digits.train.batch(np.arange(len(digits.train)))
    _, _, losses = tutorial(X.astype(float), t, **parameters, eta=0.05, size=100)
    kept = Settings(epochs=1, keep_order=True)

    (mean,) = train(parameters, loss_and_gradients, digits.train, kept, rng)

    sizes = [100] * 14 + [38]
    assert mean == pytest.approx(np.average(losses, weights=sizes), rel=1e-5)
    assert abs(mean - losses[-1]) > 0.05


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


def test_the_settings_are_the_tutorials():
    assert (SETTINGS.epochs, SETTINGS.batch_size, SETTINGS.learning_rate) == (10, 100, 0.05)


@states("it reads about nine handwritten digits out of ten")
def test_the_recorded_classifier_reads_what_the_tutorial_promises(recorded):
    assert recorded["results"]["test_accuracy"] >= 0.915


@states("So it has not learnt its examples by heart.")
def test_the_recorded_classifier_has_not_learnt_its_examples_by_heart(recorded):
    assert recorded["results"]["train_accuracy"] < recorded["results"]["test_accuracy"] + 0.005


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

    assert [text.colour == "#d9662b" for text in texts] == wrong


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
