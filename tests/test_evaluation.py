"""Evaluation: what scikit-learn finds, and what to refuse. Chapter: docs/evaluation.md."""

import warnings
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.stats import binom, binomtest

from nn import evaluation
from nn.evaluation import (
    accuracy,
    confusion_matrix,
    f1,
    macro_f1,
    macro_recall,
    micro_f1,
    precision,
    recall,
)
from tests.colours import BLUE, ORANGE, TEAL
from tests.drawn import seen
from tests.pictures import gallery, grey, signed, unpacked
from tests.states import states
from tests.tables import read
from verify.book import runs

K = 4
RATIOS = ["precision", "recall", "f1"]
few = settings(max_examples=25)  # scikit-learn checks its input at length
answers = st.lists(st.tuples(st.integers(0, K - 1), st.integers(0, K - 1)), min_size=1)


@pytest.fixture(scope="module")
def metrics() -> ModuleType:
    """scikit-learn's; importing it takes a second, which no other test need wait."""
    from sklearn import metrics

    return metrics


def reference(metrics: ModuleType, name: str, average: str | None, t, t_hat):
    """scikit-learn's value, over all classes, with 0 for a ratio that is not defined."""
    function = getattr(metrics, f"{name}_score")
    return function(t, t_hat, labels=range(K), average=average, zero_division=0)


@states("a row for each true class, a column for each predicted one.")
@few
@given(answers)
def test_counts_are_those_of_scikit_learn(metrics, pairs):
    t, t_hat = np.array(pairs).T

    expected = metrics.confusion_matrix(t, t_hat, labels=range(K))
    assert np.array_equal(confusion_matrix(t, t_hat, K), expected)


@pytest.mark.parametrize("name", RATIOS)
@few
@given(pairs=answers)
def test_scores_of_each_class_are_those_of_scikit_learn(metrics, name, pairs):
    """Short lists leave classes without examples and classes that are never predicted."""
    t, t_hat = np.array(pairs).T

    found = getattr(evaluation, name)(confusion_matrix(t, t_hat, K))
    assert_allclose(found, reference(metrics, name, None, t, t_hat), rtol=1e-12)


@pytest.mark.parametrize("average", ["macro", "micro"])
@pytest.mark.parametrize("name", RATIOS)
@few
@given(pairs=answers)
def test_averages_are_those_of_scikit_learn(metrics, name, average, pairs):
    t, t_hat = np.array(pairs).T

    found = getattr(evaluation, f"{average}_{name}")(confusion_matrix(t, t_hat, K))
    assert_allclose(found, reference(metrics, name, average, t, t_hat), rtol=1e-12)


@few
@given(answers)
def test_accuracy_is_that_of_scikit_learn(metrics, pairs):
    t, t_hat = np.array(pairs).T

    found = accuracy(confusion_matrix(t, t_hat, K))
    assert_allclose(found, metrics.accuracy_score(t, t_hat), rtol=1e-12)


@states("This book says 0, without a warning")
@pytest.mark.parametrize("predicted", [0, K - 1])
def test_a_class_that_is_never_predicted_scores_zero_without_a_warning(predicted):
    C = confusion_matrix(np.arange(K), np.full(K, predicted), K)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scores = [precision(C), recall(C), f1(C)]

    others = np.arange(K) != predicted
    assert [score[others].tolist() for score in scores] == [[0.0] * (K - 1)] * 3


def test_a_class_without_examples_and_predictions_scores_zero():
    C = confusion_matrix(np.array([0, 1]), np.array([0, 1]), 3)

    assert [f(C).tolist() for f in (precision, recall, f1)] == [[1.0, 1.0, 0.0]] * 3


@states(
    r"Find counts for which it is far from $\bar{F}$.",
    "One class is always right when predicted and seldom predicted, the other takes the rest.",
)
def test_macro_f1_is_not_the_f1_of_the_macro_averages():
    """Both definitions are in use; Opitz and Burst (2019) show how far apart they can be."""
    C = np.array([[1, 99], [0, 1]])
    p, r = evaluation.macro_precision(C), macro_recall(C)

    assert (precision(C)[0], C.sum(axis=0)[0]) == (1, 1)  # always right, and seldom predicted
    assert abs(macro_f1(C) - 2 * p * r / (p + r)) > 0.4


def test_turning_the_table_exchanges_precision_and_recall(rng):
    C = rng.integers(1, 9, (K, K))

    assert_allclose(precision(C.T), recall(C), rtol=1e-12)


def test_floats_may_count_too(rng):
    """Weights of examples are counts that need not be whole."""
    C = rng.integers(1, 9, (K, K))

    assert_allclose(micro_f1(C / 7), micro_f1(C), rtol=1e-12)


@pytest.mark.parametrize(
    ("t", "t_hat", "words"),
    [
        ([], [], "at least one example"),
        ([0, 1], [0], r"t \(2,\), t_hat \(1,\)"),
        ([[0, 1]], [[0, 1]], r"t \(1, 2\).* become classes by t.argmax"),
        ([0, 3], [0, 1], "from 0 to 2 in t; got int64, 0 to 3"),
        ([0, 1], [0, -1], "from 0 to 2 in t_hat; got int64, -1 to 0"),
        ([0.0, 1.0], [0, 1], "in t; got float64"),
        ([True, False], [0, 1], "in t; got bool"),
    ],
)
def test_what_is_no_list_of_classes_is_refused(shapes_unchecked, t, t_hat, words):
    with pytest.raises(ValueError, match=words):
        confusion_matrix(np.array(t), np.array(t_hat), 3)


@pytest.mark.parametrize("function", [accuracy, precision, recall, f1, macro_f1, micro_f1])
def test_counts_below_zero_are_refused(function):
    with pytest.raises(ValueError, match="counts, one above 0 at least; got -1 in C"):
        function(np.array([[2, -1], [0, 3]]))


@pytest.mark.parametrize("function", [accuracy, precision, recall, f1, macro_f1, micro_f1])
def test_counts_of_no_example_are_refused(function):
    with pytest.raises(ValueError, match="counts, one above 0 at least; got 0 everywhere in C"):
        function(np.zeros((2, 2), int))


def test_the_chapters_numbers_are_those_of_the_recorded_run():
    results = runs.load("two_layer_net").record["results"]

    assert accuracy(np.array(results["confusion"])) == pytest.approx(results["test_accuracy"])


def test_the_variance_of_an_accuracy_is_what_repeated_tests_show(rng):
    q, B = 0.96, 100
    shares = rng.binomial(B, q, size=100_000) / B

    assert shares.var() == pytest.approx(q * (1 - q) / B, rel=0.02)


@states("about 95 of 100 test sets give an accuracy within two of them")
def test_most_test_sets_give_an_accuracy_within_two_standard_errors():
    q, size = 0.96, 10_000
    error = (q * (1 - q) / size) ** 0.5

    near = binom.cdf((q + 2 * error) * size, size, q) - binom.cdf((q - 2 * error) * size, size, q)

    assert near == pytest.approx(0.95, abs=0.01)


@states(
    "Two nets with accuracies near 0.96",
    "if a difference of 0.001 should be four standard errors?",
    "The two accuracies are independent, so their variances add up to that of the difference, "
    "$2 q (1 - q) / B$.",
    "should be a quarter of 0.001",
)
def test_a_difference_of_two_accuracies_is_as_uncertain_as_the_exercise_says(rng):
    q, size = 0.96, 1_228_800
    shares = rng.binomial(size, q, size=(2, 20_000)) / size

    assert 0.001 / np.std(shares[0] - shares[1]) == pytest.approx(4, rel=0.03)


@states(
    "a difference of a tenth of a percent between two nets says nothing by itself: each "
    "accuracy is uncertain by more"
)
def test_an_accuracy_of_the_net_is_uncertain_by_more_than_a_tenth_of_a_percent():
    right = runs.load("two_layer_net").record["results"]["test_accuracy"]

    assert (right * (1 - right) / 10_000) ** 0.5 > 0.001


@states(
    "If ten do, and one net is right on all ten, that happens by chance in two of a thousand cases"
)
def test_ten_disagreements_all_one_way_are_no_chance():
    assert binomtest(10, 10).pvalue == pytest.approx(2 * 0.5**10)


MNIST = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]  # test images of each digit


@states(
    "What each cell of the matrix is for class k.",
    "Its true positives (TP) stand where its row crosses its column, its false positives (FP) in "
    "the rest of the column, its false negatives (FN) in the rest of the row.",
    page="figures/evaluation",
)
@states("In the matrix they are a cell, the rest of its column and the rest of its row:")
def test_each_cell_of_the_matrix_is_named_by_the_count_that_it_belongs_to():
    axes = seen("evaluation", "cells").only
    names = {
        (True, True): "TP", (False, True): "FP", (True, False): "FN", (False, False): "TN",
    }  # fmt: skip

    assert (axes.y.label, axes.x.label) == ("true", "predicted")
    assert (axes.y.words, axes.x.words) == ([*"12k…K"], [*"12k…K"])
    assert axes.table() == {
        (true, taken): names[true == "k", taken == "k"] for true in "12k…K" for taken in "12k…K"
    }


@states(
    "All the others are its true negatives (TN): they belong elsewhere and were put elsewhere.",
    page="figures/evaluation",
)
def test_true_negatives_are_all_that_no_count_of_the_class_holds():
    C, k = np.arange(25).reshape(5, 5), 2
    elsewhere = np.delete(np.delete(C, k, axis=0), k, axis=1).sum()
    counts = (evaluation.true_positives, evaluation.false_positives, evaluation.false_negatives)

    assert C.sum() - sum(count(C)[k] for count in counts) == elsewhere


def test_cells_of_one_count_have_one_colour_and_those_of_none_have_none():
    axes, found = seen("evaluation", "cells").only, {}
    for text in axes.texts:
        boxes = [line for line in axes.lines if np.hypot(*(line.centre - text.at)) < 4]
        found.setdefault(text.words, set()).add(tuple(box.style["fill"] for box in boxes))

    assert found == {"TP": {(TEAL,)}, "FP": {(ORANGE,)}, "FN": {(BLUE,)}, "TN": {()}}


@states("How many test images of each class", page="figures/evaluation")
def test_the_rows_of_the_drawn_counts_are_the_true_digits():
    axes = seen("evaluation", "confusion").only

    assert (axes.y.label, [*axes.numbers("0123456789").sum(axis=1)]) == ("true", MNIST)


@states("the net takes for which class;", page="figures/evaluation")
def test_the_columns_of_the_drawn_counts_are_what_the_net_says():
    axes = seen("evaluation", "confusion").only
    found = runs.load("two_layer_net").record["results"]["confusion"]

    assert axes.x.label == "predicted" and (axes.numbers("0123456789") == found).all()


@states("mistakes in orange.", page="figures/evaluation")
def test_the_more_mistakes_a_cell_counts_the_more_orange_it_is():
    axes = seen("evaluation", "confusion").only
    counts = axes.numbers("0123456789")
    wrong = counts * (1 - np.eye(10))

    orange = -signed(axes.pictures[0].pixels)
    assert np.abs(orange - wrong / wrong.max()).max() < 0.2


@states("The three commonest confusions, a row each:", page="figures/evaluation")
def test_each_row_of_images_is_one_of_the_three_commonest_confusions():
    confusion = seen("evaluation", "confusion").only.numbers("0123456789")
    commonest = sorted(confusion[~np.eye(10, dtype=bool)])[-3:]
    pairs = [text.words.split(" as ") for text, _ in gallery("evaluation", "pairs", 3)]

    counts = [confusion[int(true), int(taken)] for true, taken in pairs]
    assert counts == [count for count in reversed(commonest) for _ in range(6)]


@states("the images of which the net is surest.", page="figures/evaluation")
def test_of_each_confusion_the_images_are_those_of_which_the_net_is_surest():
    pairs = runs.load("two_layer_net").record["results"]["pairs"]
    images = np.concatenate([unpacked(pair["images"]) / pair["white"] for pair in pairs])
    sure = [pair["probability"] for pair in pairs]

    drawn = np.array([grey(pixels) for _, pixels in gallery("evaluation", "pairs", 3)])
    assert np.abs(drawn - images).max() < 0.2 and sure == [sorted(p, reverse=True) for p in sure]


# The table of the page


def test_table_of_classes_counts_what_the_recorded_net_confused():
    C = np.array(runs.load("two_layer_net").value("confusion"))  # row: true, column: predicted

    expected = {
        str(k): {
            "images": C[k].sum(),
            "precision": C[k, k] / C[:, k].sum(),
            "recall": C[k, k] / C[k].sum(),
            "F1": 2 * C[k, k] / (C[k].sum() + C[:, k].sum()),
        }
        for k in range(10)
    }
    assert read("evaluation", "classes").wrong(expected) == []


@pytest.fixture
def recorded() -> np.ndarray:
    """How many test images of a class the recorded net took for which."""
    return np.array(runs.load("two_layer_net").value("confusion"))


@states(
    "Put everything into the class, and its recall is 1; put only the one surest example there, "
    "and its precision most likely is."
)
def test_either_ratio_can_be_had_for_nothing():
    t = np.array([0, 1, 1, 0, 1])
    all_in = confusion_matrix(t, np.ones(5, int), 2)
    one_in = confusion_matrix(t, np.array([0, 1, 0, 0, 0]), 2)

    assert (recall(all_in)[1], precision(one_in)[1]) == (1, 1)


@states("it is their harmonic mean, which lies nearer to the smaller of the two")
def test_f1_lies_nearer_to_the_smaller_of_precision_and_recall(rng):
    C = rng.integers(1, 50, (50, 2, 2))
    p, r, f = (np.array([function(c) for c in C]) for function in (precision, recall, f1))
    low, high = np.minimum(p, r), np.maximum(p, r)

    assert (f - low <= high - f + 1e-12).all()


@states(
    "By hand: 98 healthy patients, two ill ones",
    "macro recall sees a guess between two classes",
)
def test_a_test_that_calls_everybody_healthy_is_a_guess_to_macro_recall():
    C = np.array([[98, 0], [2, 0]])

    assert (accuracy(C), macro_recall(C)) == (0.98, 1 / 2)


@states(
    "Here is the [two-layer net](two_layer_net.md) on MNIST's {{ run two_layer_net data.test:, }}"
)
def test_every_test_image_is_counted_once(recorded):
    assert recorded.sum() == runs.load("two_layer_net").value("data.test") == 10_000


@states(
    "The digit with the worst recall is the {{ value recall(C()).argmin() }}: "
    "{{ value 1 - recall(C()).min():.1%}} of its images are taken for others.",
)
def test_the_digit_with_the_worst_recall_has_most_of_its_images_taken_for_others(recorded):
    missed = 1 - recorded.diagonal() / recorded.sum(axis=1)

    assert recall(recorded).argmin() == missed.argmax()
    assert 1 - recall(recorded).min() == pytest.approx(missed.max())


@states(
    "The one with the worst precision is the {{ value precision(C()).argmin() }}: "
    "{{ value 1 - precision(C()).min():.1%}} of what is called so is not.",
)
def test_the_digit_with_the_worst_precision_is_most_often_another_one(recorded):
    wrong = 1 - recorded.diagonal() / recorded.sum(axis=0)

    assert precision(recorded).argmin() == wrong.argmax()
    assert 1 - precision(recorded).min() == pytest.approx(wrong.max())


@states(
    "The macro F1 score is {{ value macro_f1(C()):.4f}}, the accuracy {{ value accuracy(C()):.4f}};"
    " MNIST has nearly as many images of one digit as of another, so they hardly differ."
)
def test_macro_f1_and_accuracy_of_the_net_hardly_differ(recorded):
    sizes = recorded.sum(axis=1)

    assert sizes.max() / sizes.min() < 1.3
    assert macro_f1(recorded) == pytest.approx(accuracy(recorded), abs=0.001)


@states(
    "For the net, $B$ = {{ run two_layer_net data.test:, }} and an accuracy of "
    "{{ value accuracy(C()):.4f }} give a standard error of "
    "{{ value (accuracy(C()) * (1 - accuracy(C())) / C().sum()) ** 0.5:.4f }}."
)
def test_the_standard_error_of_the_net_is_what_repeated_tests_show(rng, recorded):
    right, size = accuracy(recorded), recorded.sum()
    shares = rng.binomial(size, right, size=20_000) / size

    assert (right * (1 - right) / size) ** 0.5 == pytest.approx(shares.std(), rel=0.03)


@states("counting is a matrix product, $C = T^\\top \\hat{T}$")
def test_counts_are_a_product_of_one_hot_rows(rng):
    t, t_hat = rng.integers(0, K, (2, 30))

    assert (confusion_matrix(t, t_hat, K) == np.eye(K)[t].T @ np.eye(K)[t_hat]).all()
