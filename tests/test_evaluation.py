"""Evaluation: what scikit-learn finds, and what to refuse. Chapter: docs/evaluation.md."""

import re
import warnings
from functools import cache
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.stats import binom, binomtest, chi2, norm

from figures import evaluation as figures
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
from nn.loss import cross_entropy
from nn.softmax import softmax
from tests.colours import BLUE, GREY, ORANGE, TEAL
from tests.curves import NEAR
from tests.drawn import seen
from tests.pictures import gallery, grey, signed, unpacked
from tests.states import states
from tests.tables import read
from verify.book import runs
from verify.prose.pages import text_of

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


@states("with a row for each true class and a column for each predicted one")
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


@states(
    "But unless it is given the classes (`labels`), its macro averages leave out a class that has "
    "neither an example nor a prediction; here such a class counts 0."
)
def test_a_class_that_never_occurs_counts_in_macro_averages_as_for_scikit_learn_with_labels(
    metrics,
):
    t = np.array([0, 0])
    given = {"average": "macro", "zero_division": 0}

    assert metrics.f1_score(t, t, **given) == 1
    assert macro_f1(confusion_matrix(t, t, 2)) == 0.5
    assert metrics.f1_score(t, t, labels=[0, 1], **given) == 0.5


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
    with pytest.raises(ValueError, match=r"^expected counts, one above 0 at least; got -1 in C"):
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


@states(
    "So about 95 of 100 test sets give an accuracy within two standard errors of $q$.",
    "an interval made this way contains $q$ for about 95 of 100 test sets.",
)
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
    "If they differ on ten, and one net is right on all ten, that happens by chance in two of a "
    "thousand cases"
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
    "and its precision is very likely 1."
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
    "Take 98 healthy patients, two ill ones, and a test that calls everybody healthy:",
    "Accuracy is 98%; macro recall is that of a coin toss.",
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
    " they hardly differ, since no digit is rare and none is read much worse than the others."
)
def test_macro_f1_and_accuracy_of_the_net_hardly_differ(recorded):
    sizes = recorded.sum(axis=1)

    assert sizes.min() > 0.08 * sizes.sum() and np.ptp(recall(recorded)) < 0.05
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


# Thresholds


SCORE = np.array([0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1])
SICK = np.array([1, 1, 0, 1, 0, 1, 0, 0, 0, 0])


def called(threshold):
    """Of the ten patients: how many ill and how many healthy ones are called ill."""
    return tuple(int((SICK[threshold <= SCORE] == which).sum()) for which in (1, 0))


def test_the_patients_of_the_text_are_those_of_the_figure():
    listed = re.findall(r"^>>> (?:score|sick) = np.array\((.*)\)$", text_of("evaluation"), re.M)

    assert listed == [str(figures.SCORES.tolist()), str(figures.SICK.tolist())]
    assert (figures.SCORES == SCORE).all() and (figures.SICK == SICK).all()


@states(
    "Here are ten patients, with the probability that a test gives for being ill:",
    "The lower the threshold, the more ill patients are found, and the more healthy ones are "
    "alarmed.",
    "Recall never falls; precision may rise or fall.",
)
def test_with_a_lower_threshold_more_are_called_ill_and_precision_rises_or_falls():
    ill, healthy = np.transpose([called(threshold) for threshold in SCORE])
    precisions = ill / (ill + healthy)

    assert len(SCORE) == 10
    assert (np.diff(ill) >= 0).all() and (np.diff(healthy) >= 0).all()
    assert (np.diff(precisions) > 0).any() and (np.diff(precisions) < 0).any()


@states(
    "Here that is so in 21 of 24 pairs:",
    "The area under the curve is the probability that a random ill patient has a higher score than "
    "a random healthy one; a pair of equal scores counts one half.",
)
def test_the_area_under_the_curve_is_the_share_of_pairs_in_order(metrics):
    pairs = [(a, b) for a in SCORE[SICK == 1] for b in SCORE[SICK == 0]]
    ordered = sum(a > b for a, b in pairs)

    assert (ordered, len(pairs)) == (21, 24)
    assert metrics.roc_auc_score(SICK, SCORE) == pytest.approx(ordered / len(pairs))
    assert metrics.roc_auc_score([0, 1, 1], [0.3, 0.3, 0.4]) == pytest.approx((1 / 2 + 1) / 2)


@states(
    "A score that knows nothing has an area of 1/2 on average, and one that is higher for every "
    "ill patient than for every healthy one has an area of 1.",
    "Neither the curve nor its area asks whether the probabilities are *right*.",
)
def test_the_area_is_a_half_for_chance_and_1_for_two_groups_apart(metrics, rng):
    truth = rng.integers(0, 2, 20_000)
    blind, apart = rng.random(20_000), truth + 0.9 * rng.random(20_000)

    assert metrics.roc_auc_score(truth, blind) == pytest.approx(1 / 2, abs=0.02)
    assert metrics.roc_auc_score(truth, apart) == 1
    few = [metrics.roc_auc_score(SICK, rng.random(10)) for _ in range(1000)]
    assert np.mean(few) == pytest.approx(1 / 2, abs=0.02) and np.ptp(few) > 0.5
    assert metrics.roc_auc_score(SICK, SCORE) == metrics.roc_auc_score(
        SICK, SCORE**9
    )  # other probabilities


@states(
    "of all answers that were given with probability 0.8, four in five should be right",
    "The mean [cross-entropy](loss.md#cross-entropy-for-classes), which is also called log loss, "
    "does ask",
)
def test_the_mean_cross_entropy_is_least_for_the_probability_that_comes_true(rng):
    right = rng.random(100_000) < 0.8
    given = np.linspace(0.5, 0.95, 10)
    losses = [-np.log(np.where(right, p, 1 - p)).mean() for p in given]

    assert right.mean() == pytest.approx(4 / 5, abs=0.01)
    assert given[np.argmin(losses)] == pytest.approx(0.8)


@states("The ten patients at every threshold.", page="figures/evaluation")
@states(
    "First precision and recall against the threshold;",
    page="figures/evaluation",
)
@pytest.mark.parametrize("name", ["precision", "recall"])
def test_left_are_precision_and_recall_of_the_patients(name):
    axes = seen("evaluation", "thresholds").axes[0]
    cuts = np.setdiff1d(np.arange(0.02, 0.94, 0.01).round(2), SCORE)
    counts = np.array([called(cut) for cut in cuts])
    share = counts[:, 0] / (counts.sum(axis=1) if name == "precision" else 4)

    assert axes.x.label == "threshold"
    assert axes.curve(name).misses(cuts, share) < NEAR


@states(
    "then the ROC curve, with a dot for each of the three thresholds above.",
    page="figures/evaluation",
)
@states(
    "the share of the ill that are found against the share of the healthy that are alarmed.",
)
def test_right_is_the_curve_with_a_dot_for_each_threshold_of_the_text():
    axes = seen("evaluation", "thresholds").axes[1]
    healthy, ill = np.transpose([(called(cut)[1] / 6, called(cut)[0] / 4) for cut in SCORE])
    shown = np.array([(called(cut)[1] / 6, called(cut)[0] / 4) for cut in (0.85, 0.65, 0.45)])
    dots = axes.dots(ORANGE)

    assert axes.x.label == "share of the healthy alarmed"
    assert axes.y.label == "share of the ill found"
    assert axes.lines_in(TEAL)[0].misses(healthy, ill) < NEAR
    assert len(dots.x) == 3 and dots.misses(*shown.T) < NEAR


@states("The dotted line is that of a score that knows nothing.", page="figures/evaluation")
def test_the_dotted_line_rises_from_corner_to_corner():
    (line,) = seen("evaluation", "thresholds").axes[1].lines_in(GREY)

    assert line.misses(np.linspace(0, 1, 11), np.linspace(0, 1, 11)) < NEAR


@states(
    "the diagonal holds the recalls",
    "Then a cell says which share of a class was taken for which",
)
def test_rows_divided_by_their_sums_add_up_to_1_and_have_the_recalls_on_the_diagonal(rng):
    C = rng.integers(1, 50, (K, K))
    shares = C / C.sum(axis=1)[:, np.newaxis]

    assert_allclose(shares.sum(axis=1), 1)
    assert_allclose(shares.diagonal(), recall(C))


# How sure


@states(
    "and a normally distributed number lies within two standard deviations of its mean in "
    "{{ value inside(2):.1%}} of all cases."
)
def test_of_a_normal_distribution_95_percent_lie_within_two_deviations():
    assert figures.inside(2) == pytest.approx(norm.cdf(2) - norm.cdf(-2))
    assert f"{figures.inside(2):.1%}" == "95.4%"


@states(
    "The mean of many independent numbers of the same distribution, whose variance is finite, is "
    "nearly normally distributed",
    "Of answers there are many in this sense if many are right and many are wrong.",
)
def test_the_mean_of_many_answers_is_nearly_normally_distributed():
    q, size = 0.96, 10_000
    points = np.linspace(-3, 3, 13)
    right = np.floor(q * size + points * (size * q * (1 - q)) ** 0.5)

    assert_allclose(binom.cdf(right, size, q), norm.cdf(points), atol=0.015)
    assert abs(binom.cdf(9_999, size, 0.9999) - norm.cdf(0)) > 0.1  # one wrong answer on average


@states(
    "Two of them to either side make an interval, from {{ value interval()[0]:.4f}} to "
    "{{ value interval()[1]:.4f}}"
)
def test_the_interval_of_the_net_reaches_two_standard_errors_to_either_side(recorded):
    low, high = figures.interval()
    a = recorded.trace() / 10_000

    assert (low + high) / 2 == pytest.approx(a)
    assert (high - low) / 4 == pytest.approx((a * (1 - a) / 10_000) ** 0.5)


def pairs_of_the_page():
    """What the example prints: accuracies, standard errors, lost, won, and the chance of that."""
    printed = re.search(
        r"^([\d.]+) and ([\d.]+): ([\d.]+) standard errors.*?"
        r"^lost (\d+), won (\d+): by chance in ([\d.]+)%",
        text_of("evaluation"),
        re.M | re.S,
    )
    return [float(number) for number in printed.groups()]


@states(
    "they differ by about one standard error, computed as for two separate sets of test points.",
    "of 27 points on which the nets differ, 21 speak for the longer training.",
    "If the nets were equally good, each of these would be the toss of a coin.",
)
def test_the_pairs_of_the_page_show_what_the_accuracies_do_not():
    a, b, errors, lost, won, chance = pairs_of_the_page()

    assert (lost + won, won) == (27, 21) and (won - lost) / 1000 == pytest.approx(b - a)
    assert errors == pytest.approx(1.1, abs=0.1)
    assert binomtest(int(lost), 27).pvalue == pytest.approx(chance / 100, abs=5e-5)


@states(
    "Here is a small net that learns whether a point of the plane is far from the middle, from a "
    "thousand points whose distance is seen through some noise.",
    "It is tested after 40 steps and after 80, on a thousand others:",
)
def test_the_example_trains_on_one_thousand_of_its_points_and_is_tested_on_another():
    code = text_of("evaluation")
    parts = re.findall(r"X\[(:1000|1000:)\], t\[:1000\]|X\[(1000:)\]\) == t\[1000:\]", code)

    assert parts == [(":1000", ""), ("", "1000:")] and "size=(2000, 2)" in code
    assert "early, late = right[40], right[80]" in code


@states(
    "Images that both read right, or both wrong, do not tell them apart.",
    "much of that uncertainty is common to both",
)
def test_nets_that_find_the_same_images_hard_differ_by_less_than_two_independent_ones(rng):
    hard = rng.random((2000, 500)) ** 4
    one, other = (rng.random((2000, 500)) > hard for _ in range(2))
    difference = one.mean(axis=1) - other.mean(axis=1)

    apart = one.mean(axis=1) - rng.permutation(other.mean(axis=1))
    assert difference.var() < 0.8 * apart.var()


@states(
    "for two classifiers it is the exact form of McNemar's test, which has an approximation in "
    "place of the sum."
)
def test_the_sign_test_of_the_page_is_mcnemars_exact_one():
    """Of b + c examples that differ, b are drawn with probability one half."""
    b, c = 6, 21

    tails = binom.cdf(b, b + c, 0.5) + binom.sf(c - 1, b + c, 0.5)
    assert tails == pytest.approx(binomtest(b, b + c).pvalue)
    approximate = chi2.sf((abs(b - c) - 1) ** 2 / (b + c), 1)  # McNemar's own, corrected
    assert tails != approximate == pytest.approx(tails, abs=0.002)


# Are the probabilities right


@cache
def told(points: int, steps: int) -> tuple[np.ndarray, np.ndarray, bool]:
    """A net of the page, trained further by its lines, and with fewer points.

    The probability of being far out that it gives to new points, whether that is so, and whether it
    reads all points right that it has learned from.
    """
    shown = text_of("evaluation").partition(">>> from math import comb\n")[2]
    lines = re.sub(r"^(>>>|\.\.\.) ?", "", shown.partition("\n>>> for step")[0], flags=re.M)
    given: dict = {"np": np}
    exec(lines + "\nright = {}", given)
    net, w, rng, X, t = (given[name] for name in ("net", "parameters", "rng", "X", "t"))
    new = rng.normal(size=(10_000, 2))
    far = np.hypot(*new.T) + 0.2 * rng.normal(size=10_000) > 1.2
    for _ in range(steps):
        g = net.gradients(w, X[:points], t[:points])
        w = {name: w[name] - 0.5 * g[name] for name in w}
    by_heart = np.array_equal(net.predict(w, X[:points]), t[:points])
    return softmax(net.forward(w, new))[:, 1], far, by_heart


def kept(p: np.ndarray, true: np.ndarray) -> list[tuple[float, float]]:
    """The mean probability of each tenth, and the share that came true."""
    tenths = [np.minimum(10 * p, 9.5) // 1 == k for k in range(10)]  # a 1 is in the last one
    return [(p[these].mean(), true[these].mean()) for these in tenths]


@states(
    "How often a point is far out, against the probability that a net gives it.",
    "Each net has a dot for each tenth of the probabilities.",
    page="figures/evaluation",
)
@states(
    "Sort the points into ten bins by the probability that the net gives to one class, here "
    '"far out", and in each bin compare the mean probability with the share of points that are of '
    "this class."
)
@pytest.mark.parametrize(
    ("name", "given"), [("from 1,000 points", (1000, 400)), ("from 40 points", (40, 1000))]
)
def test_a_dot_of_the_reliability_diagram_is_a_tenth_of_the_probabilities(name, given):
    axes = seen("evaluation", "reliability").only
    dots = axes.dots(axes.colour(name))
    p, far, _ = told(*given)

    assert (axes.x.label, axes.y.label) == ("probability", "share that came true")
    assert len(dots.x) == 10 and dots.misses(*np.transpose(kept(p, far))) < NEAR


@states("On the dotted line all promises are kept.", page="figures/evaluation")
def test_on_the_dotted_line_a_share_is_its_probability():
    (line,) = seen("evaluation", "reliability").only.lines_in(GREY)

    assert line.misses(np.linspace(0, 1, 11), np.linspace(0, 1, 11)) < NEAR


@states(
    "Here it is for two nets, tested on {{ value TESTED:, }} new points.",
    "The first is the net of the last section after {{ value LEARNED[1000] }} steps; the second "
    "starts from the same weights, and takes {{ value LEARNED[40]:, }} steps with the first forty "
    "points only.",
    "Their accuracies are close, {{ value judged(1000)[0]:.2f}} and {{ value judged(40)[0]:.2f}}.",
    "Of the points to which it gives the probability {{ value promised(40)[0][8]:.2f}}, "
    "{{ value promised(40)[1][8]:.0%}} are far out.",
    "Cross-entropy tells the nets apart: {{ value judged(1000)[1]:.2f}} and "
    "{{ value judged(40)[1]:.2f}}.",
)
def test_the_second_net_is_nearly_as_often_right_and_much_too_sure(metrics):
    nets = told(1000, 400), told(40, 1000)
    right = [f"{np.mean((p > 0.5) == far):.2f}" for p, far, _ in nets]
    log_loss = [f"{metrics.log_loss(far, p):.2f}" for p, far, _ in nets]
    p, far, _ = nets[1]

    assert figures.LEARNED == {1000: 400, 40: 1000} and len(p) == figures.TESTED == 10_000
    assert right == ["0.90", "0.89"] == [f"{figures.judged(n)[0]:.2f}" for n in (1000, 40)]
    assert log_loss == ["0.21", "0.39"] == [f"{figures.judged(n)[1]:.2f}" for n in (1000, 40)]
    assert [f"{each:.2f}" for each in kept(p, far)[8]] == ["0.85", "0.57"]
    assert [f"{of[8]:.2f}" for of in figures.promised(40)] == ["0.85", "0.57"]


@states("But the second net has learnt its few points by heart, and is as sure of new ones.")
def test_the_second_net_reads_its_points_right_and_is_sure_of_new_ones():
    excess = {}
    for points, steps in ((1000, 400), (40, 1000)):
        p, far, by_heart = told(points, steps)
        excess[by_heart] = np.mean(np.maximum(p, 1 - p)) - np.mean((p > 0.5) == far)

    assert abs(excess[False]) < 0.02 and excess[True] > 0.06


@states(
    "A net gives ten answers with the probability 0.6 and ten with 0.9, and of each ten six come "
    "true.",
    "Which promise is kept, and by how much would the mean cross-entropy of the other ten fall if "
    "they, too, had the probability 0.6?",
    "An answer with the probability $p$ has the loss $-\\log p$ if it comes true, and "
    "$-\\log(1 - p)$ if not.",
    "The first: 0.6 was said, and six of ten came true.",
    "The other ten lose nearly a third of their loss, and not one answer changes:",
)
def test_ten_answers_lose_nearly_a_third_of_their_loss_with_the_probability_that_comes_true():
    true = np.arange(10) < 6

    def loss(p):
        rows = np.tile([1 - p, p], (10, 1))
        return cross_entropy(rows, np.eye(2)[true.astype(int)])

    assert true.mean() == 0.6
    assert loss(0.6) == pytest.approx(-(6 * np.log(0.6) + 4 * np.log(0.4)) / 10)
    assert 0.3 < 1 - loss(0.6) / loss(0.9) < 1 / 3
    assert (0.6 > 0.5) == (0.9 > 0.5)


# By hand and exercises


@states(
    "Twenty examples of three classes, in a confusion matrix with the rows $(6, 2, 0)$, "
    "$(0, 3, 1)$ and $(2, 0, 6)$.",
    "Its column has five examples, three of them right; its row has four, three of them found.",
    "Its column has seven examples and its row eight, and six are right: 6/7, 6/8, and twelve over "
    "fifteen.",
)
def test_the_example_by_hand_has_the_counts_and_ratios_of_the_text():
    C = np.array([[6, 2, 0], [0, 3, 1], [2, 0, 6]])

    assert (C.sum(), C.shape) == (20, (3, 3))
    assert [C[:, 1].sum(), C[1].sum(), C[1, 1]] == [5, 4, 3]
    assert [C[:, 2].sum(), C[2].sum(), C[2, 2]] == [7, 8, 6]
    assert_allclose([precision(C)[2], recall(C)[2], f1(C)[2]], [6 / 7, 6 / 8, 12 / 15])
    assert_allclose([precision(C)[1], recall(C)[1], f1(C)[1]], [0.6, 0.75, 2 / 3])


@states(
    "The commonest digit among MNIST's test images is the 1, with 1135 of 10,000 images",
    "Accuracy is the share of the ones, and macro recall is a tenth: one recall is 1, and nine are "
    "0.",
    "Only one class has an F1 score that is not 0.",
    "A net says 1 to every image.",
)
def test_a_net_that_says_1_to_every_image_has_the_recall_of_chance(recorded):
    C = np.zeros((10, 10), int)
    C[:, 1] = recorded.sum(axis=1)

    assert (recorded.sum(axis=1).argmax(), recorded[1].sum(), recorded.sum()) == (1, 1135, 10_000)
    assert accuracy(C) == 0.1135 and recall(C).tolist() == [0, 1] + 8 * [0]
    assert macro_recall(C) == pytest.approx(1 / 10) and (f1(C) > 0).sum() == 1


@states(
    "Line 2: NumPy reads all the cells, adds 1, and writes them back, so a cell that is named "
    "twice is raised once.",
    "Nobody notices as long as every pair occurs once at most.",
)
@pytest.mark.parametrize(("again", "right"), [(False, True), (True, False)])
def test_raising_cells_by_their_indices_counts_a_repeated_pair_once(again, right):
    t, t_hat = np.array([0, 1, 2, 0]), np.array([0, 1, 2, 0 if again else 1])
    C = np.zeros((3, 3), int)
    C[t, t_hat] += 1

    assert (confusion_matrix(t, t_hat, 3) == C).all() == right


@states(
    "A net reads all of 20 test images right.",
    "The standard error is 0, so the interval is the single number 1",
    "But a net that is right with probability 0.9 reads 20 images right in 12 of 100 cases:",
    "The normal distribution fits where right and wrong answers are both many; 20 and 0 are not.",
)
def test_an_interval_around_an_accuracy_of_1_says_too_much():
    right = np.ones(20)

    assert right.var() ** 0.5 == 0
    assert binom.pmf(20, 20, 0.9) == pytest.approx(0.12, abs=0.005)


@states(
    "The result is a square over a positive number, and it is 0 only where precision and recall "
    "are equal.",
    "An F1 score never exceeds the ordinary mean of precision and recall.",
)
def test_f1_falls_short_of_the_mean_unless_precision_and_recall_are_equal(rng):
    C = rng.integers(1, 9, (300, 2, 2))
    p, r, f = (np.array([function(c) for c in C]) for function in (precision, recall, f1))
    short = (p + r) / 2 - f

    assert (short > -1e-12).all()
    assert ((short < 1e-12) == np.isclose(p, r)).all()
