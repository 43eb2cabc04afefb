"""Inference: guesses, batches, prepared inputs, the recorded run. Chapter: docs/inference.md."""

import importlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from experiments import command, data
from experiments.conditioning import conditioning, loss, maps
from experiments.examples import Data, Examples
from experiments.inference import (
    LAST,
    RATES,
    SETTINGS,
    agreement,
    pixels,
    run,
    short_run,
    small,
    study,
    untrained,
)
from experiments.predictions import accuracy
from experiments.preprocessing import prepared, statistics, transforms
from experiments.progress import Progress
from experiments.throughput import constants, throughput
from experiments.training import in_chunks
from figures import inference as figures
from figures.inference import NAMES, modelled
from figures.packing import unpack
from nn.activation import sigmoid, sigmoid_prime
from nn.inference import (
    arithmetic_intensity,
    bytes_moved,
    call_time,
    condition_number,
    covariance,
    feature_mean,
    guess_variance,
    normalize,
    pca_whiten,
    standardize,
    zca_whiten,
)
from nn.network import Network, operation_count, parameter_count
from nn.optimizer import GradientDescent
from tests.colours import GREY, ORANGE, TEAL
from tests.curves import NEAR
from tests.drawn import seen
from tests.pictures import gallery, grey, signed, unpacked
from tests.states import states
from tests.tables import read
from verify.book import runs

CHANGED = {"epochs": 2, "untrained": 5, "rounds": 1, "steps": 12, "batch_size": 50}
CHANGED |= {"trainings": 1}
QUICK = replace(SETTINGS, **CHANGED)
SIZES = (784, 50, 100, 10)
QUIET = Progress(0)


@pytest.fixture(scope="module")
def digits() -> Data:
    return data.digits()


@pytest.fixture(scope="module")
def network(digits) -> Network:
    return Network((digits.inputs, 50, 100, 10), "sigmoid")


@pytest.fixture(scope="module")
def few(digits) -> Data:
    """So few digits that a run takes no time."""
    parts = [(digits.train, 200), (digits.test, 30)]
    return Data("few", *(Examples(e.images[:n], e.labels[:n], e.white) for e, n in parts))


@pytest.fixture
def hasty(monkeypatch) -> None:
    in_haste(monkeypatch)


def in_haste(patch: pytest.MonkeyPatch) -> None:
    """Time a few calls only, and check no shapes, which takes longer than a small net."""
    patch.setattr("experiments.throughput.CALLS", 2)
    patch.setattr("jaxtyping.config.jaxtyping_disable", True)


@pytest.fixture(scope="module")
def output(few, tmp_path_factory) -> Path:
    """What the command writes."""
    folder = tmp_path_factory.mktemp("output")
    options = (f"--{name.replace('_', '-')}={value}" for name, value in CHANGED.items())
    with pytest.MonkeyPatch.context() as patch:
        in_haste(patch)
        patch.setattr(data, "load", lambda *_: few)
        assert command.main(["inference", *options, "--output", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def quick(output) -> dict:
    return json.loads((output / "result.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def recorded() -> dict:
    return runs.load("inference").record


@pytest.fixture
def cloud(rng) -> np.ndarray:
    """Correlated data far from 0, with features of very different sizes."""
    return rng.normal(size=(200, 4)) @ rng.normal(size=(4, 4)) * [1, 10, 0.1, 1] + [5, -3, 0, 7]


@pytest.fixture
def ask(tmp_path, capsys) -> Callable[..., tuple[int, str]]:
    """Run the command on the small digits; give its exit status and what it said."""

    def ask(*options: object) -> tuple[int, str]:
        options = (*map(str, options), "--output", str(tmp_path / "output"))
        status = command.main(["inference", *options])
        said = capsys.readouterr()
        return status, said.err if status else said.out

    return ask


def whitening(X: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What `pca_whiten` and `zca_whiten` need to know of a training set."""
    mu = feature_mean(X)
    lambda_, U = np.linalg.eigh(covariance(X, mu))
    return mu, U, lambda_


# Guesses


@states(
    "which reads a thousand digits one by one and then in batches",
    "An accuracy that cannot be",
    "Of a thousand images, printed with `:.4f`, it reports `Accuracy:0.09352`.",
    "an accuracy over $N$ images, times $N$, is a whole number",
    "Here it is not; these are the nearest possible accuracies on either side:",
)
def test_the_tutorials_accuracy_is_none_that_a_thousand_images_can_have():
    printed = {f"{right / 1000:.4f}" for right in range(1001)}

    assert "0.09352" not in printed
    assert "0.0935" not in printed and "0.0936" not in printed
    assert sorted(np.arange(1001) / 1000, key=lambda a: abs(a - 0.09352))[:2] == [0.094, 0.093]


@states(
    "No digit is preferred when the weights are drawn, so the mean over all such nets is exactly"
)
def test_naming_one_class_for_all_varies_as_the_formula_says(rng):
    t = rng.choice(4, size=1000, p=[0.1, 0.2, 0.3, 0.4])
    q = np.bincount(t) / len(t)
    accuracies = q[rng.integers(0, 4, 50_000)]

    assert accuracies.mean() == pytest.approx(1 / 4, rel=0.01)
    assert accuracies.var() == pytest.approx(guess_variance(q), rel=0.02)


@states(
    "And four decimals are not five.",
    "With five, some other numbers of images would do; among them is {{ value 42_000:, }}",
)
def test_with_five_decimals_some_numbers_of_images_would_do_and_with_four_none():
    would_do = [N for N in range(1, 42_001) if f"{round(0.09352 * N) / N:.5f}" == "0.09352"]

    assert len(f"{0.09352:.4f}".partition(".")[2]) == 4
    assert 1000 not in would_do and would_do[-1] == 42_000 and len(would_do) > 1


@states(
    "Let $r_n$ be 1 for an image that is read right and 0 for another.",
    "The accuracy is their mean",
)
def test_the_accuracy_is_the_mean_of_ones_for_right_and_zeros_for_wrong(few, rng):
    Z = rng.normal(size=(len(few.train), 10))

    r = np.where(Z.argmax(axis=1) == few.train.labels, 1, 0)
    assert accuracy(Z, few.train) == pytest.approx(r.mean())


@states("Its weights are small, so every hidden sigmoid is near 1/2 whatever the image")
def test_hidden_sigmoids_of_an_untrained_net_are_near_a_half(digits, network, rng):
    parameters = small(network, rng)
    X, _ = digits.test.batch(np.arange(len(digits.test)))

    A = sigmoid(X @ parameters["W1"] + parameters["b1"])
    A_2 = sigmoid(A @ parameters["W2"] + parameters["b2"])
    assert max(np.abs(A - 1 / 2).max(), np.abs(A_2 - 1 / 2).max()) < 0.1


def test_an_untrained_net_of_the_tutorial_names_one_class_for_all(digits, network):
    found = untrained(network, digits.train, replace(QUICK, untrained=40), QUIET)

    assert found["classes_named"] == [[1, 40]]
    assert {accuracy for accuracy, _ in found["accuracies"]} <= set(found["shares"])
    assert sum(count for _, count in found["accuracies"]) == 40


def test_untrained_nets_of_other_seeds_are_other_nets(digits, network):
    one, other = (small(network, np.random.default_rng(seed))["W1"] for seed in (0, 1))

    assert one.std() == pytest.approx(0.01, rel=0.05) and one.dtype == np.float32
    assert not np.array_equal(one, other)


# Batches


@states("A call reads all $P$ parameters, *once for the whole batch*")
def test_parameters_are_fetched_once_for_a_batch():
    numbers = parameter_count(SIZES) + 784 + 50 + 50 + 100 + 100 + 10

    assert bytes_moved(SIZES, 1, 4) == 4 * numbers
    assert bytes_moved(SIZES, 100, 4) < 4 * bytes_moved(SIZES, 1, 4)


@states(
    "Three things take time.",
    r"Now add up the three, with an overhead $\alpha$, bytes at the rate $\beta$ and operations at "
    r"the rate $\gamma$:",
    "The three constants are not fitted to the curve",
)
def test_the_time_of_a_call_is_overhead_and_bytes_and_operations():
    def seconds(alpha=0.0, beta=np.inf, gamma=np.inf):
        return call_time(SIZES, 8, 4, alpha, beta, gamma)

    alone = [seconds(alpha=1e-5), seconds(beta=4e10), seconds(gamma=1e11)]
    expected = [1e-5, bytes_moved(SIZES, 8, 4) / 4e10, operation_count(SIZES, 8) / 1e11]
    assert alone == pytest.approx(expected)
    assert seconds(1e-5, 4e10, 1e11) == pytest.approx(sum(expected))


@states(
    "In float32 this net has {{ value arithmetic_intensity(SIZES, 1, 4):.2f }} operations a byte "
    "for one image, {{ value arithmetic_intensity(SIZES, 10, 4):.1f }} for ten and {{ value "
    "arithmetic_intensity(SIZES, 100, 4):.1f }} for a hundred; it can't go above {{ value "
    "arithmetic_intensity(SIZES, 10**9, 4):.1f }}, where the weights no longer count and all bytes "
    "are the images' own.",
)
def test_intensity_grows_with_the_batch_up_to_what_the_activations_allow():
    found = [arithmetic_intensity(SIZES, B, 4) for B in (1, 10, 100, 1000, 10**9)]
    limit = operation_count(SIZES, 1) / (4 * (784 + 50 + 50 + 100 + 100 + 10))

    own = 784 + 50 + 50 + 100 + 100 + 10
    expected = [
        2 * B * (784 * 50 + 50 * 100 + 100 * 10) / (4 * (45_360 + B * own)) for B in (1, 10, 100)
    ]
    assert found == sorted(found)
    assert found[:3] == pytest.approx(expected) and figures.SIZES == SIZES
    assert found[-1] == pytest.approx(limit, rel=1e-4)


def test_a_call_of_two_batches_saves_one_overhead_and_one_fetch_of_the_parameters():
    constants = 1e-5, 4e10, 1e11
    one, two = (call_time(SIZES, B, 4, *constants) for B in (8, 16))

    assert 2 * one - two == pytest.approx(1e-5 + 4 * parameter_count(SIZES) / 4e10, rel=1e-9)


@states("The scores of an image do not depend on the other images of its batch")
@pytest.mark.parametrize("size", [1, 7, 100, 359])
def test_predictions_do_not_depend_on_the_size_of_the_batches(digits, network, rng, size):
    parameters = network.initialize(rng, np.float32)
    X = digits.test.batch(np.arange(len(digits.test)))[0]
    whole = network.forward(parameters, X)

    parts = [network.forward(parameters, X[n : n + size]) for n in range(0, len(X), size)]

    assert_allclose(np.concatenate(parts), whole, atol=1e-5)
    assert np.array_equal(np.concatenate(parts).argmax(axis=1), whole.argmax(axis=1))


def test_agreement_finds_a_net_that_looks_at_the_size_of_the_batch(network, digits, rng):
    class Counting(Network):
        def forward(self, parameters, X):
            Z = super().forward(parameters, X)
            Z[:, len(X) % 10] += 100
            return Z

    X = digits.test.batch(np.arange(20))[0]
    parameters = network.initialize(rng, np.float32)

    assert all(a["other_predictions"] == 0 for a in agreement(network, parameters, X))
    counted = agreement(Counting(network.sizes, "sigmoid"), parameters, X)
    assert counted[-1]["largest_difference"] > 0.01
    assert counted[-1]["other_predictions"] > 0


def test_every_size_of_batch_that_there_are_images_for_is_timed(network, digits, rng, hasty):
    turns = []
    parameters = network.initialize(rng, np.float32)
    X = digits.test.batch(np.arange(60))[0]

    timed = throughput(network, parameters, X, rounds=2, step=lambda: turns.append(1))

    assert [call["batch_size"] for call in timed["calls"]] == [1, 2, 5, 10, 20, 50]
    assert all(sorted(call["seconds"]) == call["seconds"] for call in timed["calls"])
    assert timed["threads"] == 1 and len(turns) == 2
    assert min(timed[name] for name in ("alpha", "beta", "gamma")) > 0


# Preprocessing


@states("maps the range of each pixel, from $u_d$ to $v_d$, to that from 0 to 1.")
def test_normalized_features_range_from_0_to_1(cloud):
    found = normalize(cloud, cloud.min(axis=0), cloud.max(axis=0))

    assert_allclose([found.min(axis=0), found.max(axis=0)], [[0] * 4, [1] * 4], atol=1e-12)


def test_normalize_is_what_scikit_learn_does(cloud):
    from sklearn.preprocessing import MinMaxScaler

    expected = MinMaxScaler().fit(cloud[:100]).transform(cloud)

    found = normalize(cloud, cloud[:100].min(axis=0), cloud[:100].max(axis=0))

    assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


@states(
    "scikit-learn divides such a pixel by 1, which is the same for the training set and "
    "not for later."
)
def test_a_feature_that_hardly_varies_is_divided_all_the_same():
    X = np.array([[0.0, 3e-6], [2.0, 1e-6]])

    assert_allclose(standardize(X, X.mean(axis=0), X.std(axis=0)), [[-1, 1], [1, -1]], rtol=1e-9)


def test_standardize_is_what_scikit_learn_does(cloud):
    from sklearn.preprocessing import StandardScaler

    train = cloud[:100]
    mu = feature_mean(train)
    sigma = np.sqrt(np.diag(covariance(train, mu)))

    expected = StandardScaler().fit(train).transform(cloud)

    assert_allclose(standardize(cloud, mu, sigma), expected, rtol=1e-10)


def test_pca_whiten_is_what_scikit_learn_does_but_for_order_signs_and_n_minus_1(cloud):
    from sklearn.decomposition import PCA

    expected = PCA(whiten=True).fit(cloud).transform(cloud)[:, ::-1]

    found = pca_whiten(cloud, *whitening(cloud), 0.0) * np.sqrt(199 / 200)

    assert_allclose(np.abs(found), np.abs(expected), rtol=1e-8, atol=1e-10)


@states(
    "every variance 1, and every other covariance 0",
    r"With $\epsilon = 0$ it is the identity, if no $\lambda_i$ is 0.",
    "the tests do it with numbers in more dimensions",
)
@pytest.mark.parametrize("whiten", [pca_whiten, zca_whiten])
def test_the_covariance_of_whitened_data_is_the_identity(cloud, whiten):
    Y = whiten(cloud, *whitening(cloud), 0.0)

    assert_allclose(feature_mean(Y), 0, atol=1e-12)
    assert_allclose(covariance(Y, np.zeros(4)), np.eye(4), atol=1e-11)


@states(
    "so it has perpendicular [eigenvectors](matmul.md#a-program-that-moves-the-input) of length 1 "
    "(they are *orthonormal*), the columns of $U$"
)
def test_a_covariance_has_perpendicular_eigenvectors_of_length_1(cloud):
    mu, U, lambda_ = whitening(cloud)

    assert_allclose(np.linalg.norm(U, axis=0), 1)
    assert_allclose(U.T @ U, np.eye(4), atol=1e-12)
    assert_allclose(U @ np.diag(lambda_) @ U.T, covariance(cloud, mu), atol=1e-9)


@states(
    "The proof is for $D = 3$, where three numbers describe $U$, up to the signs of its columns"
)
def test_three_numbers_describe_the_rotation_of_the_derivation():
    derived = importlib.import_module("derivations.inference")
    named = set().union(*(entry.free_symbols for entry in derived.U.ravel()))

    assert (derived.D, derived.U.shape, len(named)) == (3, (3, 3), 3)


@states(
    r"By the proof above the covariance of white data after a map $A$ is $A^\top A$, so those with "
    r"$A^\top A$ equal to the identity: rotations and reflections, also several one after the "
    "other, and of these some columns alone."
)
def test_white_data_stays_white_after_a_map_only_if_its_columns_are_orthonormal(cloud, rng):
    white = pca_whiten(cloud, *whitening(cloud), 0.0)
    A = rng.normal(size=(4, 4))
    turned, _ = np.linalg.qr(A)
    reflected = turned * [1, 1, 1, -1]

    both = turned @ reflected
    for which in (A, turned, reflected, both, both[:, :2]):
        found = covariance(white @ which, np.zeros(which.shape[1]))
        assert_allclose(found, which.T @ which, atol=1e-10)
    for which in (turned, reflected, both, both[:, :2]):
        assert_allclose(which.T @ which, np.eye(which.shape[1]), atol=1e-12)
    assert not np.allclose(A.T @ A, np.eye(4))


@states(
    "four points in a stretched cloud, with variances 4 along one diagonal and 1 along the other."
)
def test_the_cloud_by_hand_has_its_variances_along_the_diagonals():
    X = np.array([[5.0, 3.0], [1.0, -1.0], [4.0, 0.0], [2.0, 2.0]])

    along = [(X @ direction / 2**0.5).var() for direction in ([1, 1], [1, -1])]
    assert along == pytest.approx([4, 1]) and len(X) == 4


def test_epsilon_keeps_directions_with_little_variance_small(cloud):
    mu, U, lambda_ = whitening(cloud)
    epsilon = float(lambda_[1])

    Y = pca_whiten(cloud, mu, U, lambda_, epsilon)

    assert_allclose(covariance(Y, np.zeros(4)), np.diag(lambda_ / (lambda_ + epsilon)), atol=1e-11)


def test_zca_changes_white_data_only_where_it_must(rng):
    """Where the covariance is the identity already, nothing is turned; PCA turns all the same."""
    X = rng.normal(size=(50, 3))
    white = zca_whiten(X, *whitening(X), 0.0)

    again = zca_whiten(white, *whitening(white), 0.0)

    assert_allclose(again, white, atol=1e-10)


def test_the_covariance_of_a_large_set_is_the_weighted_mean_of_its_parts(cloud):
    mu = feature_mean(cloud)
    parts = [covariance(part, mu) * len(part) / 200 for part in (cloud[:130], cloud[130:])]

    assert_allclose(sum(parts), covariance(cloud, mu), rtol=1e-12)
    assert_allclose(covariance(cloud, mu), np.cov(cloud.T, bias=True), rtol=1e-10)


@states("what becomes of it must not depend on the images that happen to come with it")
@pytest.mark.parametrize("epsilon", [0.0, 0.5])
def test_what_becomes_of_an_example_depends_on_no_other(cloud, epsilon):
    known = whitening(cloud)
    sigma = np.sqrt(np.diag(covariance(cloud, known[0])))

    for function, arguments in (
        (normalize, (cloud.min(axis=0), cloud.max(axis=0))),
        (standardize, (known[0], sigma)),
        (pca_whiten, (*known, epsilon)),
        (zca_whiten, (*known, epsilon)),
    ):
        alone = [function(row[np.newaxis], *arguments)[0] for row in cloud[:5]]
        assert_allclose(function(cloud, *arguments)[:5], alone, atol=1e-12)


@states("This book makes them 0, also for a later image with ink there")
def test_a_constant_feature_becomes_zero_even_where_it_is_not_constant_later():
    X = np.array([[0.0, 1.0], [0.0, 3.0]])
    later = np.array([[9.0, 2.0]])

    assert standardize(later, np.array([0.0, 2.0]), np.array([0.0, 1.0])).tolist() == [[0, 0]]
    assert normalize(later, X.min(axis=0), X.max(axis=0)).tolist() == [[0, 0.5]]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept_and_arguments_are_left_alone(cloud, dtype):
    X = cloud.astype(dtype)
    mu, U, lambda_ = whitening(X)
    sigma = np.sqrt(np.diag(covariance(X, mu)))
    before = X.copy()

    found = [
        mu,
        covariance(X, mu),
        normalize(X, X.min(axis=0), X.max(axis=0)),
        standardize(X, mu, sigma),
        pca_whiten(X, mu, U, lambda_, 0.1),
        zca_whiten(X, mu, U, lambda_, 0.1),
    ]

    assert {array.dtype for array in found} == {np.dtype(dtype)}
    assert np.array_equal(X, before)


@states("Standardization and the layer are both affine, and so is one after the other")
def test_a_layer_can_standardize_by_its_own_weights(cloud, rng):
    mu = feature_mean(cloud)
    sigma = np.sqrt(np.diag(covariance(cloud, mu)))
    W, b = rng.normal(size=(4, 3)), rng.normal(size=3)

    folded = cloud @ (W / sigma[:, np.newaxis]) + b - (mu / sigma) @ W

    assert_allclose(folded, standardize(cloud, mu, sigma) @ W + b, rtol=1e-9, atol=1e-9)


@states(
    "for a round valley it is 1:",
    r"whitening makes it round, except where $\epsilon$ damps it",
)
def test_the_condition_number_of_whitened_data_is_one(cloud):
    mu, U, lambda_ = whitening(cloud)
    Y = pca_whiten(cloud, mu, U, lambda_, 0.0)

    assert condition_number(lambda_) > 1000
    assert condition_number(np.linalg.eigvalsh(covariance(Y, np.zeros(4)))) == pytest.approx(1)


# Bad input


ONES = np.ones((5, 3))
SAME = np.zeros(3), np.zeros(3)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: feature_mean(np.ones((0, 3))), r"at least one example .*; got \(0, 3\)"),
        (lambda: feature_mean(np.ones(3)), r"got X \(3,\); examples are rows, X\[np.newaxis, :\]"),
        (lambda: feature_mean(np.array([[1, np.nan]])), "finite .* in X; leave the broken"),
        (lambda: covariance(ONES, np.ones(2)), r"mu \(D,\); got X \(5, 3\), mu \(2,\)"),
        (lambda: covariance(ONES, np.ones((1, 3))), r"got X \(5, 3\), mu \(1, 3\)"),
        (lambda: covariance(ONES, np.array([0, np.inf, 0])), "infinity in mu"),
        (lambda: standardize(ONES, *SAME), "a feature that varies; got 0 to 0; constant data"),
        (lambda: standardize(ONES, np.zeros(3), -np.ones(3)), "sigma of 0 or more.* got -1 to -1"),
        (lambda: standardize(ONES, np.zeros(3), np.full(3, np.nan)), "NaN or infinity in sigma"),
        (lambda: normalize(ONES, *SAME), "v - u of 0 or more, and a feature that varies"),
        (lambda: normalize(ONES, np.ones(3), np.zeros(3)), "got -1 to -1"),
        (lambda: normalize(ONES, np.zeros(1), np.ones(1)), r"got X \(5, 3\), u \(1,\), v \(1,\)"),
        (lambda: pca_whiten(ONES, np.zeros(3), np.eye(2), np.ones(3), 0.0), r"U \(D, D\)"),
        (lambda: zca_whiten(ONES, np.zeros(3), np.eye(3), np.zeros(3), 0.0), "a larger epsilon"),
        (
            lambda: pca_whiten(ONES, np.zeros(3), np.eye(3), np.array([1e-17, 1, 1]), 0.0),
            "1e-17 to 1",
        ),
        (lambda: zca_whiten(ONES, np.zeros(3), np.eye(3), np.ones(3), -1.0), "epsilon -1.0"),
        (lambda: pca_whiten(ONES, np.zeros(3), np.eye(3), np.ones(3), np.nan), "epsilon nan"),
        (lambda: condition_number(np.array([0.0, 1.0])), "positive eigenvalues; got 0 to 1"),
        (lambda: condition_number(np.array([np.nan, 1.0])), "positive eigenvalues"),
        (lambda: condition_number(np.ones(0)), "got none"),
    ],
)
def test_what_cannot_be_prepared_is_refused(shapes_unchecked, call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize("X", [np.array([[1e200], [-1e200]]), np.array([[1e308], [1e308]])])
def test_an_overflow_shows(X):
    with np.errstate(over="ignore", invalid="ignore"):
        assert np.isinf(covariance(X, feature_mean(X / 2))).all()


def test_a_variance_counts_from_the_rounding_of_the_largest_on():
    """Of three eigenvalues with the largest 1, that is 3 epsilon."""
    epsilon = np.finfo(float).eps
    known = np.zeros(3), np.eye(3)

    assert np.isfinite(pca_whiten(ONES, *known, np.array([4 * epsilon, 1, 1]), 0.0)).all()
    with pytest.raises(ValueError, match="expected a variance in every direction"):
        pca_whiten(ONES, *known, np.array([2 * epsilon, 1, 1]), 0.0)


@states(
    "Constant pixels, or no more images than pixels, leave eigenvalues that are 0 but for rounding."
)
def test_constant_features_or_few_examples_leave_eigenvalues_of_0_but_for_rounding(rng):
    constant = np.column_stack([rng.normal(size=(20, 3)), np.full((20, 2), 7.0)])
    for X, without in ((constant, 2), (rng.normal(size=(5, 8)), 4), (rng.normal(size=(8, 8)), 1)):
        *_, lambda_ = whitening(X)
        assert np.abs(lambda_[:without]).max() < 1e-14 * lambda_[-1]
        assert lambda_[without] > 1e-4 * lambda_[-1]


@states(
    r"Without an $\epsilon$ that is larger than the rounding, whitening would blow up "
    "noise, so it refuses"
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_fewer_examples_than_features_cannot_be_whitened_without_epsilon(rng, dtype):
    """The eigenvalues that should be 0 are not, but for rounding: dividing by them gives noise."""
    X = rng.normal(size=(5, 8)).astype(dtype)
    known = whitening(X)

    with pytest.raises(ValueError, match="fewer examples than features"):
        pca_whiten(X, *known, 0.0)
    assert np.isfinite(pca_whiten(X, *known, 0.01)).all()


# The experiment


def test_statistics_in_parts_are_those_of_all_examples(digits, monkeypatch):
    monkeypatch.setattr("experiments.preprocessing.CHUNK", 100)
    X = digits.train.batch(np.arange(len(digits.train)))[0].astype(float)

    known = statistics(digits.train)

    assert_allclose(known.mu, X.mean(axis=0), rtol=1e-12)
    assert_allclose(known.C, np.cov(X.T, bias=True), atol=1e-12)
    assert_allclose(known.sigma, X.std(axis=0), atol=1e-9)
    assert_allclose(known.u, X.min(axis=0), atol=1e-7)
    assert_allclose(known.v, X.max(axis=0), atol=1e-7)


@states(
    "**the training set and nothing else**: a test image stands for one that comes later, alone"
)
def test_statistics_never_see_a_test_image(digits):
    other = Data("other", digits.train, Examples(digits.test.images * 0, digits.test.labels, 16))
    kinds, same = (transforms(statistics(given.train), 0.01, 16) for given in (digits, other))
    X = digits.test.batch(np.arange(10))[0]

    assert all(np.array_equal(kinds[name](X), same[name](X)) for name in NAMES)


def test_the_kinds_of_inputs_are_what_they_are_called(digits):
    kinds = transforms(statistics(digits.train), 1e-4, digits.train.white)
    X = {
        name: np.concatenate([X for X, _ in in_chunks(prepared(digits.train, transform))])
        for name, transform in kinds.items()
    }
    varies = X["scaled"].std(axis=0) > 0

    assert X["bytes"].max() == 16 and X["scaled"].max() == 1
    assert_allclose(np.ptp(X["normalized"], axis=0), varies.astype(float), atol=1e-6)
    assert_allclose(X["standardized"].std(axis=0), varies, atol=1e-3)
    C = np.cov(X["PCA"][:, -40:].T, bias=True)
    assert_allclose(C, np.eye(40), atol=1e-2)
    assert_allclose(X["ZCA"] @ X["ZCA"].T, X["PCA"] @ X["PCA"].T, atol=2e-2)
    assert {x.dtype for x in X.values()} == {np.dtype(np.float32)}


def test_prepared_examples_stay_bytes_in_memory(digits):
    found = prepared(digits.train, lambda X: X + 1)

    assert found.images is digits.train.images and found.images.dtype == np.uint8
    assert found.batch(np.arange(3))[0].min() == 1


@states(
    "Here the theory is exact: a linear layer, all images in every step, each with the rate "
    r"$1 / \lambda_{\max}$."
)
def test_gradient_descent_by_moments_is_gradient_descent(digits):
    """The same steps with the examples themselves."""
    known = statistics(digits.train)
    found = conditioning(digits.train, known, 0.01)["standardized"]
    X, t = digits.train.batch(np.arange(len(digits.train)))
    scale, shift = maps(known, 0.01, 16)["standardized"]
    X = np.column_stack([(X - shift) @ scale, np.ones(len(X))])
    T, W = np.eye(10)[t], np.zeros((65, 10))
    rate = 1 / np.linalg.eigvalsh(X.T @ X / len(X))[-1]

    above = []
    for _ in range(3):
        W -= rate * X.T @ (X @ W - T) / len(X)
        above.append(((X @ W - T) ** 2).sum() / (2 * len(X)))
    best = np.linalg.lstsq(X, T, rcond=None)[0]
    least = ((X @ best - T) ** 2).sum() / (2 * len(X))

    assert 1 / rate == pytest.approx(found["largest"])
    assert_allclose(found["losses"][:3], np.array(above) - least, rtol=1e-3)
    assert loss(X.T @ X / len(X), X.T @ T / len(X), best) == pytest.approx(least)


@states(
    "with the bias counted as an input that is always 1, and leaving out the flattest directions, "
    "which hold a hundredth of the sum of all eigenvalues:"
)
def test_the_condition_leaves_out_a_hundredth_of_the_eigenvalues(digits):
    found = conditioning(digits.train, statistics(digits.train), 0.01)["scaled"]
    X, _ = digits.train.batch(np.arange(len(digits.train)))
    X = np.column_stack([X, np.ones(len(X))]).astype(float)
    lambda_ = np.linalg.eigvalsh(X.T @ X / len(X))[::-1]
    left_out = lambda_[found["kept"] :]

    assert left_out.sum() <= lambda_.sum() / 100 < left_out.sum() + found["smallest"]
    assert lambda_[found["kept"] - 1] == pytest.approx(found["smallest"])


@states(
    r"If a pixel is the same in all images, its $\omega_d$ and $\sigma_d$ are 0;",
    "In the corners of MNIST no image has ink: {{ run inference pixels.constant }} of the pixels "
    r"are 0 in the whole training set, so $\sigma_d$ and $v_d - u_d$ are 0.",
    "({{ run inference pixels.unseen }} of the test images has some)",
)
def test_pixels_without_ink_are_counted_and_the_test_images_with_ink_there(rng):
    train, test = (rng.integers(0, 256, (n, 2, 3), dtype=np.uint8) for n in (50, 20))
    train[:, 0, 0] = train[:, 1, 2] = 0
    test[:, 0, 0], test[:, 1, 2] = 0, [9, 9, 9] + 17 * [0]
    sets = [Examples(each, np.arange(len(each)) % 10, 255) for each in (train, test)]
    known = statistics(sets[0])

    found = pixels(known, transforms(known, 0.01, 255), sets[1])

    assert (found["constant"], found["unseen"]) == (2, 3)
    assert not known.sigma[[0, 5]].any() and not (known.v - known.u)[[0, 5]].any()


def test_the_net_learns_and_everything_is_measured(quick, few):
    results = quick["results"]

    assert results["loss"][1] < results["loss"][0]
    assert results["test_accuracy"] == results["test_accuracies"][-1]
    assert [a["other_predictions"] for a in results["agreement"]] == [0] * 5
    assert {one["inputs"] for one in results["prepared"]} == set(results["sizes"]) == set(NAMES)
    assert all(len(one["losses"]) == 12 for one in results["prepared"])
    assert results["pixels"]["constant"] == (few.train.pixels.std(axis=0) == 0).sum()
    shown = results["pixels"]["shown"]
    assert {unpack(shown[name]).shape for name in ("images", "standardized", "ZCA")} == {(4, 8, 8)}


def test_the_seed_decides_everything_but_the_times(quick, few, hasty):
    again = json.loads(json.dumps(run(few, QUICK, QUIET)))

    assert again | {"throughput": 0} == quick["results"] | {"throughput": 0}


def test_where_a_training_diverges_the_curve_ends(digits, network):
    network = replace(network, activation="identity")

    wild = replace(QUICK, learning_rate=1e30)
    losses, accuracy_ = short_run(network, *digits.held_out, wild, QUIET)

    assert accuracy_ is None and len(losses) < 12


def test_the_command_leaves_results_and_figures(output, quick):
    assert quick["settings"] == vars(QUICK)
    assert {path.stem for path in output.glob("*.png")} == {
        "guesses", "images_per_second", "roofline", "inputs", "curves", "descent",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("--untrained", "0", "a whole number, 1 or more, of 12 digits at most"),
        ("--rounds", "0", "a whole number, 1 or more, of 12 digits at most"),
        ("--steps", "1e3", "a whole number, 1 or more, of 12 digits at most"),
        ("--epsilon", "0", "a positive number"),
        ("--epsilon", "nan", "a positive number"),
        ("--learning-rate", "-1", "a positive number"),
    ],
)
def test_settings_out_of_range_are_refused(ask, option, value, expected):
    status, said = ask(f"{option}={value}")

    assert status == 1 and said.count("\n") == 1
    assert said.startswith(f"error: {option} expects {expected}; got {value!r}; leave it out")


def test_an_epsilon_that_is_lost_in_rounding_is_refused(ask):
    status, said = ask("--epsilon", "1e-30")

    assert status == 1 and said.count("\n") == 1
    assert said.startswith("error: cannot prepare the training set: expected a variance in every")
    assert said.endswith("choose a larger epsilon\n")


def test_images_that_are_all_alike_are_refused(ask, monkeypatch):
    grey = Examples(np.full((20, 2, 2), 7, np.uint8), np.arange(20) % 10, 16)
    monkeypatch.setattr(data, "load", lambda *_: Data("grey", grey, grey))

    status, said = ask()
    assert status == 1 and said.count("\n") == 1
    assert "a feature that varies; got 0 to 0; constant data has no scale\n" in said


# The record: what is said of it on the page, but nothing about its times


@states(
    "Here are {{ run inference settings.untrained:, }} such nets, drawn with as many seeds, on "
    "MNIST's first {{ run inference untrained.examples:, }} training images:",
    "The mean is {{ run inference untrained.mean:.4f }} and the spread {{ run inference "
    "untrained.spread:.4f }}, but look at the bars: nearly all accuracies are one of ten numbers.",
    "Of the {{ run inference settings.untrained:, }} nets {{ run inference "
    "untrained.classes_named.0.1 }} name *one digit for everything*, and their accuracy is the "
    "share $q_k$ of that digit in the data.",
    "For these images its root is {{ value guess_variance(np.array(shares())) ** 0.5:.4f }}.",
)
def test_recorded_untrained_nets_guess(recorded):
    found = recorded["results"]["untrained"]

    assert found["examples"] == 1000 and sum(n for _, n in found["accuracies"]) == 1000
    assert recorded["settings"]["untrained"] == 1000
    assert found["classes_named"][0][0] == 1 and found["classes_named"][0][1] > 990
    every = [accuracy for accuracy, count in found["accuracies"] for _ in range(count)]
    assert (found["mean"], found["spread"]) == pytest.approx((np.mean(every), np.std(every)))
    assert len(found["shares"]) == 10 and figures.shares() == found["shares"]
    assert {accuracy for accuracy, count in found["accuracies"] if count > 3} == set(
        found["shares"]
    )
    spread = guess_variance(np.array(found["shares"])) ** 0.5
    assert found["mean"] == pytest.approx(0.1, abs=3 * spread / 1000**0.5)
    assert found["spread"] == pytest.approx(spread, rel=0.05)


@states(
    "Trained for {{ run inference settings.epochs }} epochs at a rate of {{ run inference "
    "settings.learning_rate:.0f }}, from [weights of the right size](initialization.md), the same "
    "net reads **{{ run inference test_accuracy:.4f }}** of the test images right."
)
def test_the_recorded_net_reads_what_the_tutorial_hopes_for(recorded):
    found = recorded["results"]

    assert found["test_accuracy"] == found["test_accuracies"][-1] > 0.95
    assert len(found["test_accuracies"]) == recorded["settings"]["epochs"]


@states(
    "with a net of {{ value 28 * 28 }} inputs, hidden layers of 50 and 100 sigmoids, and ten "
    "outputs"
)
def test_the_recorded_net_has_the_layers_of_the_tutorials(recorded):
    assert recorded["results"]["throughput"]["sizes"] == [784, 50, 100, 10]


@states(
    "For all {{ run inference data.test:, }} test images, in batches of 1, 2, 5 and so on up to "
    "all of them, the trained net names the same digits, without exception; rounding moves a score "
    "by less than $10^{-5}$.",
)
def test_recorded_predictions_agree_for_every_size_of_batch(recorded):
    found = recorded["results"]["agreement"]

    sizes = [size["batch_size"] for size in found]
    assert sizes[:3] == [1, 2, 5] and sizes[-1] == recorded["data"]["test"] == 10_000
    assert [size["other_predictions"] for size in found] == [0] * len(found)
    assert max(size["largest_difference"] for size in found) < 1e-5


@states(
    "inputs lead to the best net at every rate but the smallest",
    "With a large one they do not recover from the jumps.",
)
def test_recorded_claims_about_prepared_inputs_hold(recorded):
    found = {
        (one["inputs"], one["learning_rate"]): one["validation_accuracy"]
        for one in recorded["results"]["prepared"]
    }

    for rate in (0.1, 0.5, 1.0):
        assert found["standardized", rate] == max(found[name, rate] for name in NAMES)
        assert abs(found["PCA", rate] - found["ZCA", rate]) < 0.01
    assert found["bytes", 0.01] > found["standardized", 0.01]
    assert found["bytes", 1.0] < found["bytes", 0.1] - 0.2


@states(
    "Whitening reaches the bottom of the valley almost at once, except along the directions that "
    r"$\epsilon$ damps."
)
def test_recorded_condition_numbers_order_the_descents_of_the_linear_layer(recorded):
    found = recorded["results"]["conditioning"]
    bytes_, scaled, standardized, white = (
        kind["largest"] / kind["smallest"] for kind in found.values()
    )
    after = recorded["results"]["conditioning_steps"].index(100)
    left = [kind["losses"][after] for kind in found.values()]

    assert list(found) == ["bytes", "scaled", "standardized", "PCA"]
    assert min(bytes_, scaled) > standardized > white
    assert min(left[:2]) > left[2] > left[3]


# The figures


CALLED = {"bytes": "0 to 255", "scaled": "0 to 1", "standardized": "standardized"} | {
    "PCA": "whitened, PCA"
}


@states("How many of the untrained nets have which accuracy.", page="figures/inference")
def test_bars_stand_at_the_accuracies_and_are_as_high_as_the_nets_are_many(recorded):
    axes = seen("inference", "guesses").only
    bars = [(axes.x.value(place), top) for place, _, top in axes.bars(TEAL)]

    assert (axes.x.label, axes.y.label) == ("accuracy", "nets")
    assert_allclose(bars, recorded["results"]["untrained"]["accuracies"], rtol=1e-3, atol=0.6)


@states(
    "Above a bar is the digit whose share of the images it is, if there is one;",
    page="figures/inference",
)
def test_above_each_bar_that_is_a_share_is_its_digit(recorded):
    axes = seen("inference", "guesses").only
    shares = recorded["results"]["untrained"]["shares"]
    digits = [text for text in axes.texts if text.words.isdecimal()]
    above = {}
    for place, _, top in axes.bars(TEAL):
        for text in digits:
            if abs(text.at[0] - place) < NEAR and 0 < axes.y.place(top) - text.foot < 5:
                above[text.words] = axes.x.value(place)

    assert above == {str(k): pytest.approx(share, abs=5e-4) for k, share in enumerate(shares)}


@states("the dotted line is the number that [3] prints.", page="figures/inference")
def test_the_dotted_line_is_at_the_accuracy_that_the_tutorial_prints():
    (line,) = seen("inference", "guesses").only.lines_in(GREY)

    assert line.x.mean() == pytest.approx(0.09352, abs=1e-4)


@states("Images a second by the size of the batches: dots are measured,", page="figures/inference")
def test_the_dots_of_the_throughput_are_measured(recorded):
    axes = seen("inference", "images_per_second").only
    calls = recorded["results"]["throughput"]["calls"]
    sizes, seconds = np.transpose([(call["batch_size"], call["seconds"][1]) for call in calls])

    dots = axes.dots(axes.colour("measured"))
    assert (axes.x.label, axes.y.label) == ("images in a batch", "images a second")
    assert dots.misses(sizes, sizes / seconds) < NEAR


@states("the line is the model.", page="figures/inference")
def test_the_line_of_the_throughput_is_the_model(recorded):
    found = recorded["results"]["throughput"]
    sizes = np.array([call["batch_size"] for call in found["calls"]])
    constants = [found[name] for name in ("alpha", "beta", "gamma")]

    seconds = np.array([call_time(SIZES, int(n), 4, *constants) for n in sizes])
    curve = seen("inference", "images_per_second").only.curve("model")
    assert curve.misses(sizes, sizes / seconds) < NEAR


BY_HAND = np.array([[5.0, 3.0], [1.0, -1.0], [4.0, 0.0], [2.0, 2.0]])
WHITE = {
    "as they are": BY_HAND,
    "PCA": [[0, 2**0.5], [0, -(2**0.5)], [2**0.5, 0], [-(2**0.5), 0]],
    "ZCA": [[1, 1], [-1, -1], [1, -1], [-1, 1]],
}


def clouds():
    """The panels of the figure of whitening, by what stands above them."""
    return {axes.title: axes for axes in seen("inference", "whitening").axes}


@pytest.mark.parametrize("name", WHITE)
@states("The four points,", page="figures/inference")
def test_each_of_the_four_points_stands_with_its_number_where_its_panel_says(name):
    axes = clouds()[name]
    dots, expected = np.concatenate(axes.dots(ORANGE).strokes), np.array(WHITE[name], float)
    numbered = {text.words: text.at for text in axes.texts if text.words.isdecimal()}
    near = [min(dots, key=lambda dot: np.hypot(*(dot - numbered[number]))) for number in "1234"]
    found = np.array([[axes.x.value(x), axes.y.value(y)] for x, y in near])
    if name == "PCA":
        expected = expected * np.sign(found[[2, 0], [0, 1]])  # an eigenvector has no sign

    assert_allclose(found, expected, atol=0.02)
    assert max(np.hypot(*(a - numbered[n])) for a, n in zip(near, "1234", strict=True)) < 14


@pytest.mark.parametrize("name", WHITE)
@states(
    "the ellipse through them,",
    "Whitening makes the ellipse a circle",
    page="figures/inference",
)
@states("Drawn, with the ellipse on which they lie and a cloud around them:")
def test_the_line_through_the_points_is_an_ellipse_and_whitened_a_circle(name):
    axes, angles = clouds()[name], np.linspace(0, 2 * np.pi, 500)
    (line,) = axes.lines_in(TEAL, dashed=False)
    round_, diagonals = (
        np.column_stack([np.cos(angles), np.sin(angles)]),
        np.array([[1, 1], [-1, 1]]),
    )
    expected = 2**0.5 * round_
    if name == "as they are":  # as long as the standard deviations, 2 and 1, along the diagonals
        expected = [3, 1] + expected * [2, 1] @ diagonals / 2**0.5

    assert max(line.misses(*expected.T), line.strays(*expected.T)) < 0.2
    assert line.misses(axes.dots(ORANGE).x, axes.dots(ORANGE).y) < 0.2


@states("and a cloud of the same mean and covariance.", page="figures/inference")
def test_the_cloud_has_nearly_the_mean_and_the_covariance_of_the_points():
    cloud = clouds()["as they are"].dots(GREY)
    points = np.column_stack([cloud.x, cloud.y])

    assert len(points) == 12
    assert_allclose(points.mean(axis=0), [3, 1], atol=0.5)
    assert_allclose(np.cov(points.T, bias=True), [[2.5, 1.5], [1.5, 2.5]], atol=0.8)


@states("and the cloud round.", page="figures/inference")
@pytest.mark.parametrize("name", ["PCA", "ZCA"])
def test_the_cloud_is_moved_as_the_points_are_and_becomes_round(name):
    cloud, white = clouds()["as they are"].dots(GREY), clouds()[name].dots(GREY)
    whiten = {"PCA": pca_whiten, "ZCA": zca_whiten}[name]
    mu = feature_mean(BY_HAND)
    lambda_, U = np.linalg.eigh(covariance(BY_HAND, mu))
    expected = whiten(np.column_stack([cloud.x, cloud.y]), mu, U, lambda_, epsilon=0.0)
    before, after = (np.linalg.eigvalsh(np.cov(c.x, c.y)) for c in (cloud, white))

    assert white.misses(*expected.T) < 0.2
    assert after[1] / after[0] < 1.5 < 2.5 < before[1] / before[0]


def directions(name):
    """Where the axes of the ellipse point in a panel, each as a row of length 1."""
    steps = [
        [np.diff(line.x)[0], np.diff(line.y)[0]] for line in clouds()[name].lines_in(TEAL, True)
    ]
    return np.array([step / np.hypot(*step) for step in np.array(steps)])


@states(
    "ZCA rescales along the axes of the ellipse and leaves their directions; PCA makes them those "
    "of the picture.",
    page="figures/inference",
)
def test_zca_leaves_the_directions_of_the_axes_and_pca_makes_them_those_of_the_picture():
    before, zca, pca = (np.abs(directions(name)) for name in ("as they are", "ZCA", "PCA"))

    assert_allclose(before, np.full((2, 2), 0.5**0.5), atol=0.01)
    assert_allclose(zca, before, atol=0.01)
    assert_allclose(np.sort(pca, axis=1), [[0, 1], [0, 1]], atol=0.01)


@pytest.mark.parametrize(("column", "name"), [(1, "standardized"), (2, "PCA"), (3, "ZCA")])
@states(
    "standardized, whitened by PCA and by ZCA.",
    "Teal is above 0, orange below.",
    page="figures/inference",
)
def test_each_column_of_images_is_prepared_as_its_head_says(recorded, column, name):
    shown = recorded["results"]["pixels"]["shown"]
    pictures = gallery("inference", "inputs", 3)[column::4]

    found = np.array([signed(pixels) for _, pixels in pictures])
    assert pictures[0][0].words == name
    assert np.abs(found - (unpacked(shown[name])[:3] - 128) / 127).max() < 0.2


@states("Test images, a row each: as they are,", page="figures/inference")
@states(r"And three test images, with $\epsilon$ = {{ run inference settings.epsilon }}:")
def test_the_first_column_of_images_is_as_they_are(recorded):
    shown = recorded["results"]["pixels"]["shown"]
    pictures = gallery("inference", "inputs", 3)[::4]

    assert len(pictures) == 3
    found = np.array([grey(pixels) for _, pixels in pictures])
    assert pictures[0][0].words == "0 to 1"
    assert np.abs(found - unpacked(shown["images"])[:3] / shown["white"]).max() < 0.2


@pytest.mark.parametrize("kind", CALLED)
@pytest.mark.parametrize("panel", [0, 1])
@states("Mean loss of ten batches at a time,", page="figures/inference")
def test_each_kind_of_inputs_has_its_losses_under_its_name(recorded, panel, kind):
    axes = seen("inference", "curves").axes[panel]
    rate = float(axes.y.label.removeprefix("loss, η = "))
    training = next(
        one
        for one in recorded["results"]["prepared"]
        if (one["inputs"], one["learning_rate"]) == (kind, rate)
    )
    steps = 10 * (np.arange(len(training["losses"])) + 0.5)  # the middle of each ten

    curve = axes.curve(CALLED[kind])
    assert training["losses_every"] == 10 and curve.x.max() > 0.98 * steps[-1]
    assert curve.strays(steps, training["losses"]) < NEAR


@states(
    "Each is trained {{ run inference settings.trainings }} times, from {{ run inference "
    "settings.trainings }} seeds: the first weights and the batches differ from seed to seed, and "
    "are the same for all kinds and rates.",
)
def test_a_study_gives_every_kind_of_inputs_the_same_nets_and_batches(few, network, monkeypatch):
    given = []

    def descend(parameters, function, examples, batches, rule):
        given.append((float(parameters["W1"].sum()), [rows.tolist() for rows in batches]))
        return iter([1.0])

    monkeypatch.setattr("experiments.inference.descend", descend)
    study(network, few, replace(QUICK, trainings=2, steps=3), QUIET)

    first, second = given[:2]
    assert first != second and given == [first, second] * (len(given) // 2)
    assert len(given) == 2 * len(NAMES) * len(RATES) and len(first[1]) == 3


@states(
    "They are compared on a [validation set](two_layer_net.md#what-the-settings-do), the last "
    "sixth of the training images, which neither the nets nor the statistics of the inputs have "
    "seen.",
    "The test images have no part in it.",
)
def test_a_study_looks_at_the_last_sixth_of_the_training_images_and_at_no_test_image(
    few, network, monkeypatch
):
    seen_, asked = [], []
    monkeypatch.setattr("experiments.inference.statistics", lambda e: seen_.append(len(e)))
    monkeypatch.setattr("experiments.inference.transforms", lambda *_: {"bytes": lambda X: X})
    monkeypatch.setattr("experiments.inference.test", lambda n, p, e, r: asked.append(len(e)) or 1)
    nothing = replace(few, test=None)

    study(network, nothing, replace(QUICK, trainings=1, steps=1), QUIET)
    assert seen_ == [200 - 200 // 6] and {*asked} == {200 // 6}


@states("The accuracies are the middle ones of the {{ run inference settings.trainings }}.")
@states("the middle one of five trainings:", page="figures/inference")
def test_the_recorded_accuracies_are_the_middle_ones_of_five(recorded):
    assert recorded["settings"]["trainings"] == 5
    for one in recorded["results"]["prepared"]:
        assert one["validation_accuracy"] == sorted(one["validation_accuracies"])[2]


@states(
    "The rate of {{ run inference settings.learning_rate:.0f }}, with which the net above was "
    "trained, is the best of the four for inputs from 0 to 1.",
    "with each kind of inputs and each of four rates.",
)
def test_the_rate_of_the_trained_net_is_the_best_of_the_recorded_ones_on_validation_images(
    recorded,
):
    scaled = {
        one["learning_rate"]: one["validation_accuracy"]
        for one in recorded["results"]["prepared"]
        if one["inputs"] == "scaled"
    }

    assert len(scaled) == len(RATES) == 4
    assert max(scaled, key=scaled.get) == recorded["settings"]["learning_rate"] == 1


@states("a small rate above.", page="figures/inference")
def test_the_upper_panel_of_losses_has_the_smaller_rate():
    upper, lower = seen("inference", "curves").axes

    assert [upper.y.label, lower.y.label, lower.x.label] == [
        "loss, η = 0.1",
        "loss, η = 1.0",
        "step",
    ]


@pytest.mark.parametrize("kind", CALLED)
@states(
    "How far the loss of a linear layer is above the least one, by the steps made.",
    page="figures/inference",
)
def test_each_descent_of_the_linear_layer_stands_under_its_inputs(recorded, kind):
    axes, found = seen("inference", "descent").only, recorded["results"]
    curve = axes.curve(CALLED[kind])

    assert (axes.x.label, axes.y.label) == ("step", "loss above the least")
    assert curve.misses(found["conditioning_steps"], found["conditioning"][kind]["losses"]) < NEAR


# What the chapter says in words


def valley(X) -> float:
    """The condition number of the second derivatives, the bias being an input that is 1."""
    X = np.column_stack([X, np.ones(len(X))])
    return float(np.linalg.cond(X.T @ X / len(X)))


@states(
    "In a layer with a bias, centring never makes the valley longer, since it leaves the largest "
    "curvature no larger and the smallest no smaller"
)
def test_centring_never_makes_the_valley_longer(rng):
    for _ in range(300):
        X = rng.normal(size=(20, 3)) @ rng.normal(size=(3, 3)) + 3 * rng.normal(size=3)
        assert valley(X - feature_mean(X)) <= valley(X) * (1 + 1e-9)


@states("Standardizing usually shortens it")
def test_standardizing_makes_most_valleys_rounder(rng):
    shrunk = []
    for _ in range(300):
        X = rng.normal(size=(50, 3)) @ rng.normal(size=(3, 3)) * rng.uniform(0.1, 10, size=3)
        X = X - feature_mean(X)
        shrunk.append(valley(X / X.std(axis=0)) < valley(X))

    assert 0.8 < np.mean(shrunk) < 1


@states("but need not: pixels that go together can do so even more once they are of one size")
def test_standardizing_can_make_a_valley_longer(rng):
    white = rng.normal(size=(50, 3))
    white = pca_whiten(white, *whitening(white), 0.0)
    X = white @ np.array([[0, -2, 0], [2, 3, -1], [1, 3, -2]]).T

    assert valley(X / X.std(axis=0)) > 1.2 * valley(X)


@states("to which normally distributed first weights and gradient descent are blind")
def test_gradient_descent_is_blind_to_a_rotation_of_inputs_and_first_weights(rng):
    network, rule = Network((4, 3, 2), "sigmoid"), GradientDescent(0.5)
    U, _ = np.linalg.qr(rng.normal(size=(4, 4)))
    X, t = rng.normal(size=(20, 4)), rng.integers(0, 2, 20)
    plain = network.initialize(rng)
    turned = {k: v.copy() for k, v in plain.items()} | {"W1": U.T @ plain["W1"]}
    for parameters, inputs in ((plain, X), (turned, X @ U)):
        state = rule.start(parameters)
        for _ in range(50):
            rule.step(parameters, network.gradients(parameters, inputs, t), state)

    assert_allclose(network.loss(turned, X @ U, t), network.loss(plain, X, t), rtol=1e-9)


@states(
    "PCA and ZCA whitening are two choices among infinitely many; of all that keep the number of "
    "dimensions, ZCA moves the data least, in the mean square."
)
def test_of_all_whitenings_zca_moves_the_data_least(rng, cloud):
    mu, U, lambda_ = whitening(cloud)
    white = zca_whiten(cloud, mu, U, lambda_, 0.0)

    def moved(turn):
        return ((white @ turn - (cloud - mu)) ** 2).mean()

    turns = [np.linalg.qr(rng.normal(size=(4, 4)))[0] for _ in range(200)]
    assert moved(np.eye(4)) < min(map(moved, turns))


@states("the scores are nearly the same for all images")
def test_the_scores_of_an_untrained_net_are_nearly_the_same_for_all_images(digits, network, rng):
    X, _ = digits.test.batch(np.arange(len(digits.test)))

    scores = network.forward(small(network, rng), X)

    assert np.ptp(scores, axis=0).max() < 0.1 * np.ptp(scores.mean(axis=0))


@states(
    "From about five hundred images on there is little left to share, and a larger batch gains "
    "next to nothing."
)
def test_recorded_batches_of_more_than_five_hundred_gain_next_to_nothing(recorded):
    """Within the noise of a machine; from a hundred to five hundred, some."""
    took = {
        one["batch_size"]: one["seconds"][1] / one["batch_size"]
        for one in recorded["results"]["throughput"]["calls"]
    }

    assert took[500] < 1.05 * min(took.values()) and took[100] > 1.2 * took[500]
    shared = call_time(SIZES, 500, 4, recorded["results"]["throughput"]["alpha"], np.inf, np.inf)
    assert shared / (500 * took[500]) < 0.05


@states("For large batches the model promises too much")
def test_for_large_batches_the_recorded_model_promises_too_much(recorded):
    calls = recorded["results"]["throughput"]["calls"]

    assert all(modelled(one["batch_size"]) < one["seconds"][1] for one in calls[-4:])


@states(
    "With the smallest rate the next layers do surprisingly well on what a random first "
    'layer says, better than with any other inputs: {{ value share("bytes", 0.01):.0%}}.'
)
def test_with_the_smallest_recorded_rate_raw_bytes_lead(recorded):
    found = {
        one["inputs"]: one["validation_accuracy"]
        for one in recorded["results"]["prepared"]
        if one["learning_rate"] == 0.01
    }

    assert max(found, key=found.get) == "bytes"
    assert figures.share("bytes", 0.01) == found["bytes"]


@states("whether each pixel has its own range or all share one makes next to no difference")
def test_one_range_for_all_pixels_or_one_for_each_is_recorded_as_nearly_the_same(recorded):
    found = {
        (one["inputs"], one["learning_rate"]): one["validation_accuracy"]
        for one in recorded["results"]["prepared"]
    }

    for rate in (0.01, 0.1, 0.5, 1.0):
        assert abs(found["scaled", rate] - found["normalized", rate]) < 0.002


@states(
    "At the highest rate its loss in training is nearly that of inputs from 0 to 1 ({{ run "
    "inference prepared.22.last_loss:.3f }} and {{ run inference prepared.19.last_loss:.3f }}, "
    "over the last 50 batches), but its validation accuracy is lower.",
)
def test_whitened_inputs_lead_to_lower_recorded_accuracy_at_nearly_the_same_loss(recorded):
    found = recorded["results"]["prepared"]
    white, scaled = found[22], found[19]

    assert (white["inputs"], scaled["inputs"]) == ("PCA", "scaled")
    assert white["learning_rate"] == scaled["learning_rate"] == 1
    assert LAST == 50
    for one in (white, scaled):  # the curves have the means of ten batches each
        ends = [np.mean(one[name][-5:]) for name in ("least_losses", "largest_losses")]
        assert one["losses_every"] == 10
        assert ends[0] - 0.001 <= one["last_loss"] <= ends[1] + 0.001
    assert white["last_loss"] < 1.1 * scaled["last_loss"]
    assert white["validation_accuracy"] < scaled["validation_accuracy"] - 0.005


# The tables of the page

INPUTS = {
    "0 to 255": "bytes",
    "0 to 1": "scaled",
    "0 to 1, each pixel": "normalized",
    "standardized": "standardized",
    "whitened, PCA": "PCA",
    "whitened, ZCA": "ZCA",
}


def test_table_of_calls_shows_microseconds_for_an_image_as_they_were_recorded():
    found = runs.load("inference").value("throughput")
    constants = found["alpha"], found["beta"], found["gamma"]

    expected = {}
    for call in found["calls"]:
        size = call["batch_size"]
        if size in (1, 10, 100, 1000, 10_000):
            low, middle, high = (1e6 * seconds / size for seconds in call["seconds"])
            expected[f"{size:,}"] = {
                "measured": middle,
                "quartiles": f"{low:.2f} to {high:.2f}",
                "the same images again": 1e6 * call["again"] / size,
                "model": 1e6 * call_time(found["sizes"], size, 4, *constants) / size,
                "sigmoids": 1e6 * call["sigmoid"] / size,
            }
    assert read("inference", "calls").wrong(expected) == []


def test_table_of_conditions_shows_the_recorded_curvatures_and_what_follows_from_them():
    found = runs.load("inference").value("conditioning")
    shown = [name for name, key in INPUTS.items() if key in found]

    expected = {
        name: {
            r"$\lambda_{\max}$": found[INPUTS[name]]["largest"],
            r"largest rate $2 / \lambda_{\max}$": 2 / found[INPUTS[name]]["largest"],
            "directions kept": found[INPUTS[name]]["kept"],
            r"$\kappa$": found[INPUTS[name]]["largest"] / found[INPUTS[name]]["smallest"],
        }
        for name in shown
    }
    assert read("inference", "conditions").wrong(expected) == []


def test_table_of_accuracies_shows_size_slope_and_the_recorded_trainings():
    run = runs.load("inference")
    accuracies = {
        (each["inputs"], each["learning_rate"]): each["validation_accuracy"]
        for each in run.value("prepared")
    }

    expected = {
        name: {
            "size": run.value(f"sizes.{key}.root_mean_square"),
            "slope": run.value(f"sizes.{key}.slope"),
            **{rf"$\eta$ = {rate}": accuracies[key, rate] for rate in (0.01, 0.1, 0.5, 1.0)},
        }
        for name, key in INPUTS.items()
    }
    assert read("inference", "accuracies").wrong(expected) == []


@states(
    "For a hundred steps dividing by {{ value 2**8 - 1 }} changes next to nothing except which "
    "rate is right; then raw bytes fall behind, since with so small a rate the bias, whose input "
    "is 1, hardly moves."
)
def test_dividing_by_the_largest_byte_hardly_changes_the_first_recorded_steps(recorded):
    found = recorded["results"]["conditioning"]
    bytes_, scaled = (found[k]["largest"] / found[k]["smallest"] for k in ("bytes", "scaled"))
    behind = np.divide(*(found[k]["losses"] for k in ("bytes", "scaled")))
    early = np.array(recorded["results"]["conditioning_steps"]) <= 100

    assert scaled == pytest.approx(bytes_, rel=0.05)
    assert found["bytes"]["largest"] / found["scaled"]["largest"] > 0.9 * 255**2
    assert_allclose(behind[early], 1, atol=0.05)
    assert behind[-1] > 1.5
    assert recorded["results"]["conditioning_steps"][-1] / found["bytes"]["largest"] < 0.001


@states(
    "An image in a batch of a hundred takes a {{ value per_second(100) / per_second(1):.0f }}th of "
    "the time that it takes alone.",
    "For a single image the model predicts {{ value 1e6 * modelled(1):.1f }} µs, and "
    '{{ value 1e6 * call(1)["seconds"][1]:.1f }} are measured.',
    'Of the predicted time, overhead is {{ value measured("alpha") / modelled(1):.0%}}',
    "model and sigmoids together come to "
    '{{ value 1e4 * (modelled(100) + call(100)["sigmoid"]):.2f }} µs for an image, where '
    '{{ value 1e4 * call(100)["again"]:.2f }} are measured',
    'Images that have not just been read take {{ value 1e4 * call(100)["seconds"][1]:.2f }}',
)
def test_the_numbers_in_the_text_are_those_of_the_recorded_calls_and_of_the_model(recorded):
    found = recorded["results"]["throughput"]
    constants = [found[name] for name in ("alpha", "beta", "gamma")]
    calls = {one["batch_size"]: one for one in found["calls"]}
    alone, hundred = calls[1], calls[100]

    fraction = figures.per_second(100) / figures.per_second(1)
    assert fraction == pytest.approx(alone["seconds"][1] / (hundred["seconds"][1] / 100))
    assert (figures.call(1), figures.call(100)) == (alone, hundred)
    for size in (1, 100):
        assert modelled(size) == pytest.approx(call_time(SIZES, size, 4, *constants))
    assert 1 / 2 < found["alpha"] / modelled(1) < 1
    assert modelled(100) + hundred["sigmoid"] < hundred["again"] < hundred["seconds"][1]


@states(
    r'has only overhead, $\alpha$ = {{ value 1e6 * measured("alpha"):.0f }} µs.',
    r'is nearly all bytes, $\beta$ = {{ value measured("beta") / 1e9:.0f }} GB a second.',
    "A product of two matrices of {{ value 512 }} rows and columns is nearly all operations, "
    r'$\gamma$ = {{ value measured("gamma") / 1e9:.0f }} billion a second.',
)
def test_the_constants_in_the_text_are_measured_where_each_is_nearly_alone(
    recorded, network, digits, rng, monkeypatch
):
    timed = constants(
        network, network.initialize(rng, np.float32), digits.test.batch(np.arange(1))[0]
    )
    (overhead, _), (bytes_, _), (operations, _) = (
        timed[name] for name in ("overhead", "bytes", "operations")
    )

    assert overhead().shape == (1, 1)
    assert bytes_().shape == (1, 50)
    assert operations().shape == (512, 512)
    for name in ("alpha", "beta", "gamma"):
        assert figures.measured(name) == recorded["results"]["throughput"][name]


@states(
    "these weights are {{ value 4 * parameter_count(SIZES) / 1000:.0f }} kB",
    "A hundred images are {{ value 100 * 784 * 4 / 1000:.0f }} kB",
    "of ten thousand images, {{ value 10_000 * 784 * 4 / 1e6:.0f }} MB",
)
def test_weights_and_images_have_the_bytes_that_the_text_says(rng):
    weights = Network(SIZES, "sigmoid").initialize(rng, np.float32).values()
    images = [np.empty((n, 28, 28), np.float32).nbytes for n in (100, 10_000)]

    assert round(sum(value.nbytes for value in weights) / 1e3) == 181
    assert [round(images[0] / 1e3), round(images[1] / 1e6)] == [314, 31]
    assert round(4 * parameter_count(figures.SIZES) / 1e3) == 181


@states("the largest limits the rate, $\\eta < 2 / \\lambda_{\\max}$")
@pytest.mark.parametrize(("part", "shrinks"), [(0.99, True), (1.01, False)])
def test_gradient_descent_gets_nearer_below_two_by_the_largest_curvature(rng, part, shrinks):
    X = rng.normal(size=(30, 3))
    H = X.T @ X / 30
    w, eta = rng.normal(size=3), part * 2 / np.linalg.eigvalsh(H)[-1]
    start = np.linalg.norm(w)
    for _ in range(1000):
        w = w - eta * H @ w

    assert (np.linalg.norm(w) < start) == shrinks


@states(
    "half the mean squared error as its loss $L$.",
    "Its second derivatives depend on the inputs alone:",
)
def test_second_derivatives_of_half_the_mean_squared_error_are_made_of_the_inputs(cloud, rng):
    t, theta, mu = rng.normal(size=200), rng.normal(size=4), feature_mean(cloud)
    e = np.eye(4)

    def L(theta):
        return ((cloud @ theta - t) ** 2).mean() / 2

    found = [[L(theta + a + b) - L(theta + a) - L(theta + b) + L(theta) for a in e] for b in e]
    assert_allclose(found, covariance(cloud, mu) + np.outer(mu, mu), rtol=1e-8, atol=1e-8)


@states("Means that are not 0 add a large eigenvalue")
def test_means_that_are_not_0_add_a_large_eigenvalue(rng):
    X = rng.normal(size=(500, 4))
    moved = X + 10

    before, after = (np.linalg.eigvalsh(x.T @ x / 500) for x in (X, moved))
    assert after[-1] > 100 * before[-1] and after[-2] < 2 * before[-1]


@states("In the standardized 2 a few pixels where hardly any image has ink drown out all others")
def test_a_few_pixels_of_the_standardized_2_are_far_above_the_others(recorded):
    shown = recorded["results"]["pixels"]["shown"]
    two = np.abs(unpacked(shown["standardized"])[shown["true"].index(2)].astype(float) - 128)

    assert 1 <= np.count_nonzero(two > two.max() / 4) <= 10
    assert np.median(two) < two.max() / 50


@states(
    '"slope" the mean slope of the first layer\'s sigmoids before training, which is at most 1/4.',
    "They are centred, and their size is about 1, for which",
    "its slopes are nearly 0, so it hardly learns",
)
def test_recorded_slopes_are_below_a_quarter_and_standardized_inputs_are_nearest_to_1(recorded):
    found = recorded["results"]["sizes"]
    away = {name: abs(size["root_mean_square"] - 1) for name, size in found.items()}

    assert sigmoid_prime(np.linspace(-9, 9, 181)).max() == sigmoid_prime(np.zeros(1))[0] == 1 / 4
    assert all(size["slope"] <= 1 / 4 for size in found.values())
    assert min(away, key=away.get) == "standardized" and away["standardized"] < 0.15
    assert found["bytes"]["slope"] < 0.01 < 0.2 < found["standardized"]["slope"]


@states(
    "A pixel that only two of all training images touch, and faintly, has a $\\sigma_d$ of "
    "{{ run inference pixels.least_sigma:.5f }}"
)
def test_the_recorded_least_deviation_is_that_of_two_faint_bytes(recorded):
    N, sigma = recorded["data"]["train"], recorded["results"]["pixels"]["least_sigma"]
    a, b = np.meshgrid(np.arange(256), np.arange(256))
    deviations = np.sqrt((a**2 + b**2) / N - ((a + b) / N) ** 2) / 255

    fits = np.abs(deviations / sigma - 1) < 1e-6
    assert sorted(zip(a[fits].tolist(), b[fits].tolist(), strict=True)) == [(4, 7), (7, 4)]


@states("a weight whose input was always 0 was never trained")
def test_a_weight_whose_input_is_always_0_keeps_its_first_value(network, few, rng):
    X, t = few.train.batch(np.arange(50))
    X[:, 7] = 0

    gradient = network.gradients(network.initialize(rng, np.float32), X, t)["W1"]
    assert not gradient[7].any() and gradient.any()


@states(
    "From which batch size on does the net of this chapter have more than 10 operations for each "
    "byte?"
)
def test_from_the_batch_of_the_solution_on_there_are_more_than_10_operations_a_byte():
    assert [arithmetic_intensity(SIZES, B, 4) > 10 for B in (38, 39, 1000)] == [False, True, True]


@states(
    "By the model, how fast would a thousand images be read without any overhead, and how fast "
    "with an infinitely fast memory?",
    "In both cases hardly faster than before: in a large batch most of the time that the model "
    "knows of goes into operations.",
)
def test_without_overhead_or_bytes_a_thousand_images_are_read_hardly_faster():
    real, *better, operations = (
        call_time(SIZES, 1000, 4, *given, 1e11)
        for given in ((3.5e-5, 4e10), (0.0, 4e10), (3.5e-5, np.inf), (0.0, np.inf))
    )

    assert 0.85 < min(better) / real < max(better) / real < 1
    assert 0.8 < operations / real < 0.9


def test_a_mean_over_sixty_thousand_examples_keeps_the_digits_of_float32(rng):
    X = rng.random((60_000, 3), np.float32)

    assert_allclose(feature_mean(X), X.astype(float).mean(axis=0), rtol=2**-24)


def test_one_size_makes_no_layer():
    with pytest.raises(ValueError, match="arithmetic_intensity needs two sizes or more"):
        arithmetic_intensity([784], 1, 4)


# The roofline


@states(
    "Without the overhead, the two rates alone would make a *roofline*: with $I$ operations for "
    "each byte, a processor does at most $\\beta I$ operations a second, since the bytes come no "
    "faster, and at most $\\gamma$.",
    "The two ceilings meet at $\\gamma / \\beta$",
    "Operations for each byte tell which of the two ceilings counts",
)
def test_neither_bytes_nor_operations_let_a_batch_be_faster_than_the_roofline():
    beta, gamma = 6e10, 1.2e11
    for B in (1, 2, 4, 5, 10, 100, 10_000):
        operations, intensity = operation_count(SIZES, B), arithmetic_intensity(SIZES, B, 4)
        times = bytes_moved(SIZES, B, 4) / beta, operations / gamma

        assert operations / max(times) == pytest.approx(min(beta * intensity, gamma))
        assert (times[0] > times[1]) == (intensity < gamma / beta)


@states(
    'here at {{ value measured("gamma") / measured("beta"):.1f }} operations a byte.',
    "A single image has {{ value arithmetic_intensity(SIZES, 1, 4):.2f }}, far below: waiting for "
    "bytes, it could use {{ value roof(1):.0%}} of what the processor can compute.",
    "Ten images, with {{ value arithmetic_intensity(SIZES, 10, 4):.1f }}, could use all of it.",
)
def test_a_single_image_is_far_below_where_the_recorded_ceilings_meet_and_ten_are_above(recorded):
    found = recorded["results"]["throughput"]
    meet = found["gamma"] / found["beta"]

    assert figures.measured("gamma") / figures.measured("beta") == meet
    assert arithmetic_intensity(SIZES, 1, 4) < meet / 2
    assert figures.roof(1) == pytest.approx(arithmetic_intensity(SIZES, 1, 4) / meet)
    assert arithmetic_intensity(SIZES, 10, 4) > meet and figures.roof(10) == 1


@states(
    "With the overhead a single image uses {{ value used(1):.0%}}, ten use {{ value used(10):.0%}} "
    "and a hundred {{ value used(100):.0%}}."
)
def test_with_the_overhead_a_batch_uses_less_than_the_roofline_lets_it(recorded):
    found = recorded["results"]["throughput"]
    for call in found["calls"]:
        size = call["batch_size"]
        share = operation_count(SIZES, size) / call["seconds"][1] / found["gamma"]
        assert figures.used(size) == pytest.approx(share)
        assert share < figures.roof(size)


@states("The most that the processor could do (line),", page="figures/inference")
def test_the_line_is_the_lower_one_of_the_two_ceilings(recorded):
    found = recorded["results"]["throughput"]
    axes = seen("inference", "roofline").only
    (roof,) = axes.lines_in(ORANGE)
    at = np.geomspace(0.5, 49, 60)

    assert axes.x.label == "operations for each byte"
    assert axes.y.label == "billion operations a second"
    assert roof.misses(at, np.minimum(found["beta"] * at, found["gamma"]) / 1e9) < NEAR


@states(
    "and what the net does (dots).",
    "Above a dot is the size of its batch.",
    page="figures/inference",
)
@states(
    "Of the batches in the figure that of a hundred comes nearest to its ceiling, and none reaches "
    "it:"
)
def test_below_it_are_measured_batches_with_their_sizes(recorded):
    calls = {c["batch_size"]: c["seconds"][1] for c in recorded["results"]["throughput"]["calls"]}
    axes = seen("inference", "roofline").only
    dots = axes.dots(TEAL)
    sizes = [1, 2, 5, 10, 20, 100]
    at = np.array([arithmetic_intensity(SIZES, size, 4) for size in sizes])
    done = np.array([operation_count(SIZES, size) / calls[size] / 1e9 for size in sizes])
    (roof,) = axes.lines_in(ORANGE)
    named = [
        min(axes.texts, key=lambda text: np.hypot(*(text.at - dot))).words
        for dot in np.concatenate(dots.strokes)
    ]

    assert len(dots.x) == 6 and dots.misses(at, done) < NEAR
    assert named == [str(size) for size in sizes]
    assert np.argmax(done / roof.at(at)) == 5 and (done < roof.at(at)).all()


# By hand and exercises


@states(
    "A net with two inputs, three hidden neurons and one output has 9 weights and 4 biases.",
    "It reads ten examples at once, in numbers of four bytes.",
    "How many operations and bytes does a net with three inputs, four hidden neurons and two "
    "outputs need for five examples, if a number has eight bytes?",
    "It has 20 weights and 6 biases, and moves 13 numbers for each example:",
)
@pytest.mark.parametrize(
    ("sizes", "weights", "biases", "moved", "B", "w", "expected"),
    [((2, 3, 1), 9, 4, 9, 10, 4, (180, 412)), ((3, 4, 2), 20, 6, 13, 5, 8, (200, 728))],
)
def test_the_nets_by_hand_have_the_counts_of_the_text(
    sizes, weights, biases, moved, B, w, expected
):
    first, second, last = sizes

    assert first * second + second * last == weights and second + last == biases
    assert parameter_count(sizes) == weights + biases and first + 2 * second + last == moved
    assert (operation_count(sizes, B), bytes_moved(sizes, B, w)) == expected


@states(
    "A report says: 500 test images, accuracy 0.8734.",
    "No: 500 times 0.8734 is no whole number, and its neighbours are 0.872 and 0.874.",
)
def test_no_number_of_right_answers_among_500_gives_the_reported_accuracy():
    shares = np.arange(501) / 500
    near = shares[np.argsort(np.abs(shares - 0.8734))[:2]]

    assert "0.8734" not in {f"{share:.4f}" for share in shares}
    assert sorted(near) == [0.872, 0.874]


@states(
    "Line 3: the statistics are those of the training set, once and for all.",
    "With statistics of the test images, the same image becomes another one in other company:",
)
def test_statistics_of_the_test_images_make_an_image_depend_on_its_company(rng):
    mu, sigma = np.zeros(3), np.ones(3)
    image, companies = rng.normal(size=3), rng.normal(size=(2, 4, 3))
    tests = [np.vstack([image, company]) for company in companies]
    wrong = [((X - X.mean(axis=0)) / X.std(axis=0))[0] for X in tests]
    right = [standardize(X, mu, sigma)[0] for X in tests]

    assert not np.allclose(*wrong) and np.allclose(*right)
