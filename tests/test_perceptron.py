"""The perceptron: what its formula does not show. Chapter: docs/perceptron.md."""

from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nn.perceptron import perceptron
from tests.states import states

B = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
FUNCTIONS = set(product([0, 1], repeat=4))  # the answers of every function of two bits
XOR, XNOR = (0, 1, 1, 0), (1, 0, 0, 1)


def computed_by(weights, biases):
    """The functions of two bits among neurons with such parameters."""
    return {
        tuple(map(int, perceptron(B, np.array([v, w]), b)))
        for v, w, b in product(weights, weights, biases)
    }


@states(
    "So the fourteen are all",
    "A number cannot be positive and not positive, so **no perceptron computes XOR**.",
)
@states("XOR and XNOR alone have no neuron that computes them.", page="figures/perceptron")
def test_a_neuron_computes_every_function_of_two_bits_but_xor_and_xnor():
    found = computed_by([-1.0, 0.0, 1.0], [-1.5, -0.5, 0.5, 1.5])

    assert found == FUNCTIONS - {XOR, XNOR}


@states("a neuron computes a function of bits exactly if a line separates the pairs")
def test_a_neuron_computes_a_function_if_and_only_if_a_line_separates_its_pairs():
    """Along some direction the pairs with one answer lie beyond those with the other."""
    angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    along = np.column_stack([np.cos(angles), np.sin(angles)]) @ B.T
    separated = {
        answers
        for answers in FUNCTIONS
        if len(set(answers)) == 1
        or (
            along[:, np.equal(answers, 1)].min(axis=1) > along[:, np.equal(answers, 0)].max(axis=1)
        ).any()
    }

    assert separated == computed_by(np.linspace(-2, 2, 9), np.linspace(-2, 2, 17))


@states('"Exactly one" means "at least one, but not both".', "they do what a single one cannot")
def test_exclusive_or_is_the_conjunction_of_or_and_nand():
    either, not_both = perceptron(B, np.ones(2), -0.5), perceptron(B, -np.ones(2), 1.5)

    both = perceptron(np.column_stack([not_both, either]), np.ones(2), -1.5)

    assert_array_equal(both, B.sum(axis=1) == 1)


@states(
    "a bias that one input alone cannot overcome and two can", "the bias must be larger, $-1/2$"
)
def test_the_larger_bias_is_the_one_for_which_one_input_is_enough():
    biases = np.linspace(-3, 1, 17)
    computed = np.array([perceptron(B, np.ones(2), b) for b in biases])
    both = biases[(computed == [0, 0, 0, 1]).all(axis=1)]
    either = biases[(computed == [0, 1, 1, 1]).all(axis=1)]

    assert both.max() < either.min() <= -0.5 <= either.max()


@states("Half-way between is safest: weights 1 and 1, bias $-3/2$.")
def test_no_line_for_and_keeps_further_from_the_corners_than_the_one_half_way(rng):
    wanted = 2 * perceptron(B, np.ones(2), -1.5) - 1
    w = np.append(np.ones((1, 2)), rng.normal(1, 0.3, size=(5000, 2)), axis=0)
    b = np.append(-1.5, rng.normal(-1.5, 0.3, size=5000))

    room = (wanted * (w @ B.T + b[:, np.newaxis])).min(axis=1) / np.linalg.norm(w, axis=1)

    assert room.argmax() == 0


@states("unless both weights are zero", "On one side of the line the neuron fires")
def test_without_weights_a_neuron_gives_one_answer_everywhere(rng):
    X = rng.normal(size=(50, 2))

    assert perceptron(X, np.zeros(2), 0.5).tolist() == [1] * 50


@states("The bias moves the line and never turns it; the weights do both.")
def test_a_bias_moves_the_points_of_a_line_by_one_vector_and_weights_turn_and_move_it():
    def point(w, b, t):
        """The point of the line at this place along it, the nearest to the origin at 0."""
        w = np.array(w)
        return (-b * w + t * np.array([-w[1], w[0]])) / (w @ w)

    moved = [point((1, 1), -0.5, t) - point((1, 1), -1.5, t) for t in (-1, 0, 2)]
    distances = [np.linalg.norm(point(w, -1.5, 0)) for w in ((1, 1), (2, 2))]

    assert_allclose(moved, [moved[0]] * 3)
    assert_allclose(distances, [1.5 / np.sqrt(2), 0.75 / np.sqrt(2)])
    assert np.ptp(point((1, 2), -1.5, np.array([[0], [1]])), axis=0).prod() != 0


def test_random_neurons_compute_neither_xor_nor_xnor(rng):
    found = {
        tuple(map(int, perceptron(B, w, b)))
        for w, b in zip(rng.normal(size=(1000, 2)), rng.normal(size=1000), strict=True)
    }

    assert found == FUNCTIONS - {XOR, XNOR}


@pytest.mark.parametrize("wanted", [XOR, XNOR])
def test_a_second_layer_computes_what_one_neuron_cannot(wanted):
    hidden = [(np.array([-1.0, -1.0]), 1.5), (np.array([1.0, 1.0]), -0.5)]
    A = np.column_stack([perceptron(B, w, b) for w, b in hidden])
    sign = 1.0 if wanted == XOR else -1.0

    assert_array_equal(perceptron(A, np.array([sign, sign]), -1.5 * sign), wanted)


@states("a score of 0 is a no")
def test_a_score_of_zero_does_not_fire():
    X = np.array([[1.0, 1.0], [1.0, 0.5], [0.5, 1.0]])

    assert_array_equal(perceptron(X, np.array([1.0, -1.0]), 0.0), [0, 1, 0])


@states("The bias is the threshold with the opposite sign")
def test_the_bias_is_the_threshold_with_the_opposite_sign(rng):
    X, w = rng.normal(size=(50, 3)), rng.normal(size=3)

    assert_array_equal(perceptron(X, w, -0.25), X @ w > 0.25)


def test_a_positive_factor_changes_no_answer_and_a_negative_one_changes_all(rng):
    X, w, b = rng.normal(size=(50, 3)), rng.normal(size=3), 0.25

    assert_array_equal(perceptron(X, 8 * w, 8 * b), perceptron(X, w, b))
    assert_array_equal(perceptron(X, -w, -b), 1 - perceptron(X, w, b))


@states("With all signs changed a neuron gives the opposite answers, as long as no score is 0")
def test_changed_signs_leave_a_score_of_zero_a_no():
    w, b = np.array([0.5, 0.5]), -0.5

    answers = [perceptron(B, sign * w, sign * b).tolist() for sign in (1, -1)]

    assert answers == [[0, 0, 0, 1], [1, 0, 0, 0]]


@states("all weights, biases and scores are multiples of 1/4, which are exact in binary")
def test_scores_of_the_gates_and_of_the_grid_are_multiples_of_a_quarter():
    fine = np.linspace(-2.0, 2.0, 17)
    grid = np.array(list(product(fine, fine, fine)))
    gates = np.array([[1, 1, -1.5], [1, 1, -0.5], [-1, -1, 1.5]])

    scores = np.append(grid, gates, axis=0) @ np.column_stack([B, np.ones(4)]).T

    assert_array_equal(4 * scores, np.round(4 * scores))


def learn(wanted, steps=1000):
    """Rosenblatt's rule on the four corners: whether it ends, or comes back to where it was."""
    X, seen = np.column_stack([B, np.ones(4)]), set()
    parameters = np.zeros(3)
    for _ in range(steps):
        for x, y in zip(X, wanted, strict=True):
            parameters = (
                parameters + (y - perceptron(x[np.newaxis, :2], parameters[:2], parameters[2])) * x
            )
        if (perceptron(B, parameters[:2], parameters[2]) == wanted).all():
            return "ends"
        if tuple(parameters) in seen:
            return "repeats for ever"
        seen.add(tuple(parameters))
    return "neither"


@states("corrected them after every mistake, which comes to an end exactly if some weights make no")
def test_correcting_every_mistake_ends_for_all_functions_but_xor_and_xnor():
    assert {y for y in FUNCTIONS if learn(y) != "ends"} == {XOR, XNOR}
    assert {learn(XOR), learn(XNOR)} == {"repeats for ever"}


@states("Each of the other 152 fails as XOR does", "With whole weights up to 2 these are found")
def test_a_function_of_three_bits_is_found_or_two_sums_of_scores_contradict_each_other():
    bits = list(product([0, 1], repeat=3))
    grid = product(*[range(-2, 3)] * 3, np.arange(-5.5, 6.0))
    found = {tuple(perceptron(np.array(bits, float), np.array(w, float), b)) for *w, b in grid}

    def sums(answers, wanted):
        those = [p for p, y in zip(bits, answers, strict=True) if y == wanted]
        return {tuple(np.add(p, q)) for p in those for q in those}

    impossible = {y for y in product([0, 1], repeat=8) if sums(y, 0) & sums(y, 1)}
    assert impossible == set(product([0, 1], repeat=8)) - found
    assert len(impossible) == 152


@states("Every function of bits can be built like this")
def test_nand_alone_builds_every_function_of_two_bits():
    built = {tuple(B[:, 0]), tuple(B[:, 1])}
    for _ in range(6):
        pairs = product(sorted(built), repeat=2)
        built |= {tuple(perceptron(np.array(p).T, -np.ones(2), 1.5)) for p in pairs}

    assert built == FUNCTIONS


def test_each_example_is_answered_as_if_alone(rng):
    X, w = rng.normal(size=(20, 3)), rng.normal(size=3)

    assert_array_equal(perceptron(X, w, 0.5), [perceptron(x[np.newaxis], w, 0.5)[0] for x in X])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept(dtype):
    assert perceptron(B.astype(dtype), np.ones(2, dtype), -1.5).dtype == dtype


@pytest.mark.parametrize("b", [(4,), (1, 1), (4, 1)])
def test_more_than_one_bias_is_refused(shapes_unchecked, b):
    with pytest.raises(ValueError, match=r"b a number or \(1,\); got"):
        perceptron(B, np.ones(2), np.ones(b))
