"""The perceptron: what its formula does not show. Chapter: docs/perceptron.md."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from matplotlib.path import Path
from numpy.testing import assert_allclose, assert_array_equal

from figures.perceptron import corrections as corrections_shown
from nn.perceptron import Perceptron, corrected_b, corrected_w, perceptron
from tests.colours import TEAL
from tests.diagrams import arrows, inside, links, nearest, rounds
from tests.drawn import seen
from tests.live_shown import said, state
from tests.states import states
from tests.svg import Mark
from tests.tables import read

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
    "Fourteen are found; the two that are missing are XOR and XNOR, which no search can "
    "find, as we know.",
    "A number cannot be positive and not positive, so **no perceptron computes XOR**.",
    "Fourteen are found; the two that are missing are XOR and XNOR, which no search can "
    "find, as we know.",
    "So the fourteen are all",
)
def test_a_neuron_computes_every_function_of_two_bits_but_xor_and_xnor():
    found = computed_by([-1.0, 0.0, 1.0], [-1.5, -0.5, 0.5, 1.5])

    assert found == FUNCTIONS - {XOR, XNOR}


@states(
    "a neuron computes a function of two bits exactly if the function is constant, or a line "
    "separates the pairs where it is 1 from those where it is 0."
)
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


@states(
    "To fire only if both are 1, a neuron needs a bias too negative for one input to overcome, but "
    "not for two.",
    "If one input is to be enough, the bias must be larger, for instance $-1/2$.",
)
def test_the_larger_bias_is_the_one_for_which_one_input_is_enough():
    biases = np.linspace(-3, 1, 17)
    computed = np.array([perceptron(B, np.ones(2), b) for b in biases])
    both = biases[(computed == [0, 0, 0, 1]).all(axis=1)]
    either = biases[(computed == [0, 1, 1, 1]).all(axis=1)]

    assert both.max() < either.min() <= -0.5 <= either.max()


@states(
    "With the weights 1 and 1, any bias above $-2$ and up to $-1$ will do; $-3/2$ leaves the "
    "widest margin."
)
def test_biases_of_and_with_weights_of_one_lie_above_minus_two_and_up_to_minus_one():
    biases = np.linspace(-3, 0, 97)
    found = biases[[perceptron(B, np.ones(2), b).tolist() == [0, 0, 0, 1] for b in biases]]

    assert_array_equal(found, biases[(biases > -2) & (biases <= -1)])


@states("$-3/2$ leaves the widest margin")
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


@states(
    "The bias shifts the line and never turns it; the weights can turn it and, unless the bias is "
    "0, shift it, too.",
    "the weights can turn it, the bias only shifts it",
)
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
    assert not any(point(w, 0, 0).any() for w in ((1, 1), (2, 2), (1, -3)))  # through the origin
    assert not any(point(w, 0, 0).any() for w in ((1, 1), (2, 2), (1, -3)))  # through the origin


@states("a grid of {{ value 17**3:,d }} neurons finds no other")
def test_a_grid_of_neurons_finds_no_other_function():
    fine = np.linspace(-2.0, 2.0, 17)

    assert len(list(product(fine, fine, fine))) == 4913


def test_a_fine_grid_of_neurons_computes_the_same_fourteen_functions():
    fine = np.linspace(-2.0, 2.0, 17)

    assert computed_by(fine, fine) == FUNCTIONS - {XOR, XNOR}


@states(
    "Those of *exclusive or*, XOR, which is 1 if exactly one input is 1, are not.",
    "the neuron must not fire at $(0, 0)$ and $(1, 1)$",
    "It must fire at $(1, 0)$ and $(0, 1)$",
)
def test_xor_is_one_where_one_input_is():
    fires = {(int(p), int(q)) for (p, q), y in zip(B, XOR, strict=True) if y}

    assert fires == {(1, 0), (0, 1)}


@states(
    "One input must not be enough and two must be: $0.5 + b \\leq 0$ and $1 + b > 0$.",
    "The bias can be any number above $-1$ and up to $-0.5$.",
)
def test_biases_of_and_with_half_weights_lie_between_minus_one_and_minus_a_half():
    biases = np.array([-1.0, np.nextafter(-1.0, 0), -0.7, -0.5, np.nextafter(-0.5, 0)])
    answers = [perceptron(B, np.array([0.5, 0.5]), b).tolist() for b in biases]

    assert [row == [0, 0, 0, 1] for row in answers] == [False, True, True, True, False]


@states("The first layer has moved the corners: $(0, 1)$ and $(1, 0)$ now lie on the same point")
def test_the_first_layer_makes_one_point_of_two_corners():
    hidden = [(np.array([-1.0, -1.0]), 1.5), (np.array([1.0, 1.0]), -0.5)]
    A = np.column_stack([perceptron(B, w, b) for w, b in hidden])

    assert [[*map(int, B[n])] for n in range(4) if (A[n] == A[1]).all()] == [[0, 1], [1, 0]]


@states(
    "The scores of two opposite corners of the square have the same sum as those of the other two"
)
def test_scores_of_both_diagonals_have_one_sum(rng):
    scores = rng.normal(size=(50, 3)) @ np.column_stack([B, np.ones(4)]).T

    assert_allclose(scores[:, 0] + scores[:, 3], scores[:, 1] + scores[:, 2], atol=1e-14)


@states(
    "No score is zero, so every answer is clear-cut.",
    "The step function, applied to each of them, gives the truth tables of AND, OR and NAND, a "
    "column for each:",
)
def test_no_score_of_the_three_gates_is_nearer_to_zero_than_a_half():
    gates = np.array([[1, 1, -1.5], [1, 1, -0.5], [-1, -1, 1.5]])
    scores = gates @ np.column_stack([B, np.ones(4)]).T

    assert np.abs(scores).min() == 0.5
    assert (scores > 0).astype(int).tolist() == [[0, 0, 0, 1], [0, 1, 1, 1], [1, 1, 1, 0]]


@states("$(0, 1)$ and $(1, 0)$ now lie on the same point, and a line separates")
def test_the_hidden_layer_moves_two_corners_onto_one_point_and_and_parts_them():
    A = np.column_stack([perceptron(B, -np.ones(2), 1.5), perceptron(B, np.ones(2), -0.5)])

    assert A.tolist() == [[1, 0], [1, 1], [1, 1], [0, 1]]
    assert tuple(perceptron(A, np.ones(2), -1.5)) == XOR


@states("The bias can be any number above $-1$ and up to $-0.5$.")
def test_weights_of_a_half_compute_and_for_these_biases_and_no_others():
    biases = np.linspace(-1.5, 0.5, 65)

    found = biases[[perceptron(B, np.full(2, 0.5), b).tolist() == [0, 0, 0, 1] for b in biases]]

    assert_array_equal(found, biases[(biases > -1) & (biases <= -0.5)])


@states("With the bias $-1/2$ the scores are the same as those of AND in the second layer.")
def test_a_product_as_third_input_takes_the_place_of_the_hidden_layer():
    A = np.column_stack([perceptron(B, -np.ones(2), 1.5), perceptron(B, np.ones(2), -0.5)])
    three = np.column_stack([B, B.prod(axis=1)])

    assert_array_equal(three @ [1, 1, -2] - 0.5, A @ [1, 1] - 1.5)


@states(
    "The second is the reason why there are networks.",
    "what can such a neuron never do, whatever its weights are?",
    "A number cannot be positive and not positive, so **no perceptron computes XOR**",
    "the same holds for its opposite, XNOR",
)
def test_random_neurons_compute_neither_xor_nor_xnor(rng):
    found = {
        tuple(map(int, perceptron(B, w, b)))
        for w, b in zip(rng.normal(size=(1000, 2)), rng.normal(size=1000), strict=True)
    }

    assert found == FUNCTIONS - {XOR, XNOR}


@states("or a line separates the pairs where it is 1 from those where it is 0.")
def test_a_line_through_a_corner_can_be_moved_off_it_without_another_answer():
    """So a score of 0, which is a no, is no exception."""
    fine = np.linspace(-2.0, 2.0, 17)
    for v, w, b in product(fine, fine, fine):
        scores = B @ [v, w] + b - 1e-3

        assert scores.all()
        assert_array_equal(scores > 0, perceptron(B, np.array([v, w]), b))


@states(
    "Those of *exclusive or*, XOR, which is 1 if exactly one input is 1",
    '"Exactly one" means "at least one, but not both".',
)
def test_exactly_one_is_at_least_one_but_not_both():
    either, both = B.any(axis=1), B.all(axis=1)

    assert tuple(B.sum(axis=1) == 1) == tuple(either & ~both) == XOR


@states("which never sees the bits themselves")
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


@states(
    "With all signs changed, a neuron gives the opposite answers, as long as no score is 0",
    "The weights $\\frac{1}{2}$ and $\\frac{1}{2}$ and the bias $-\\frac{1}{2}$ make an AND.",
    "The scores of $(0, 1)$ and $(1, 0)$ are 0, which is a no with either sign.",
)
def test_changed_signs_leave_a_score_of_zero_a_no():
    w, b = np.array([0.5, 0.5]), -0.5

    answers = [perceptron(B, sign * w, sign * b).tolist() for sign in (1, -1)]

    assert answers == [[0, 0, 0, 1], [1, 0, 0, 0]]


@states(
    "all weights, biases and scores in the text are multiples of 1/4, which are exact in binary",
    "The count of the figure can depend on it, once a point is moved (exercise 8).",
)
def test_scores_of_the_gates_and_of_the_grid_are_multiples_of_a_quarter():
    fine = np.linspace(-2.0, 2.0, 17)
    grid = np.array(list(product(fine, fine, fine)))
    gates = np.array([[1, 1, -1.5], [1, 1, -0.5], [-1, -1, 1.5]])

    scores = np.append(grid, gates, axis=0) @ np.column_stack([B, np.ones(4)]).T

    assert_array_equal(4 * scores, np.round(4 * scores))


AND = np.array([0.0, 0.0, 0.0, 1.0])


def corrections(X, t, limit=1000, sign=1, start=0):
    """Every correction by Rosenblatt's rule: the example, and the parameters around it.

    Written once more, with the bias as the last weight; ``sign`` is that of what the weights get.
    """
    X1, theta, found = (
        np.column_stack([X, np.ones(len(X))]),
        np.full(X.shape[1] + 1, 0.0) + start,
        [],
    )
    signs = np.append(np.full(X.shape[1], sign), 1)
    while len(found) < limit and ((X1 @ theta > 0) != t).any():
        for n, x in enumerate(X1):
            if (x @ theta > 0) != t[n]:
                found.append((n, theta, theta + signs * (2 * t[n] - 1) * x))
                theta = found[-1][2]
    return found


@states(
    "Does it always come to an end?",
    "It does **if there is a line** that makes no mistake: then the rule finds one, after "
    "finitely many corrections",
    "If there is none, every line makes a mistake, so there is always something left to correct, "
    "and it goes on for ever.",
    "It comes to an end exactly if a line exists that makes no mistake.",
)
def test_correcting_every_mistake_ends_for_all_functions_but_xor_and_xnor():
    counts = {y: len(corrections(B, np.array(y))) for y in FUNCTIONS}

    assert {y for y, count in counts.items() if count >= 1000} == {XOR, XNOR}


@states(
    "If the answer is right, change nothing.",
    "If it said no and should have said yes, add the inputs to the weights, and 1 to the bias.",
    "If it said yes and should have said no, subtract them.",
    "All three cases are in one rule, because $t - a$ is 0, 1 or $-1$ (a plus marks what is new):",
)
@pytest.mark.parametrize(("b", "t", "sign"), [(9, 1, 0), (-9, 0, 0), (-9, 1, 1), (9, 0, -1)])
def test_a_correction_adds_the_inputs_or_subtracts_them_or_does_nothing(b, t, sign):
    x, w = np.array([2.0, -3.0]), np.array([0.5, 0.25])

    assert_array_equal(corrected_w(x, w, float(b), float(t)), w + sign * x)
    assert corrected_b(x, w, float(b), float(t)) == b + sign


@states(
    "The last bracket is at least 1, so after a mistake the score moves in the right direction, by "
    "at least 1.",
    "It may still have the wrong sign, and the answers to other examples may have become worse.",
)
def test_a_correction_moves_the_score_the_right_way_by_one_or_more(rng):
    X, t = rng.normal(size=(30, 3)), rng.integers(0, 2, 30).astype(float)
    found = corrections(X, t, limit=200)
    X1 = np.column_stack([X, np.ones(30)])
    moved = np.array([(2 * t[n] - 1) * (X1[n] @ (after - before)) for n, before, after in found])
    still = [((X1[n] @ after) > 0) != t[n] for n, _, after in found]
    right = [[((X1 @ theta > 0) == t).sum() for theta in pair] for _, *pair in found]

    assert moved.min() >= 1
    assert any(still) and any(after < before for before, after in right)


@states(
    "These are the last three corrections of a neuron that learns AND:",
    "From the third pass on, it answers all four pairs wrongly, one after the other, and each pass "
    "ends where it began.",
    "It comes back to where it was:",
)
def test_a_neuron_that_learns_xor_repeats_four_mistakes_for_ever():
    found = corrections(B, np.array(XOR), limit=45)[5:]

    assert [n for n, *_ in found] == [*range(4)] * 10
    assert all((after == found[3][2]).all() for _, _, after in found[3::4])


@states(
    "The class `Perceptron` goes through the examples once, corrects each mistake, and counts the "
    "mistakes:"
)
@pytest.mark.parametrize("wanted", [AND, np.array(XOR), np.array([0, 1, 1, 1])])
def test_a_pass_of_the_class_makes_the_same_corrections(wanted):
    one, count = Perceptron(np.zeros(2), 0.0), 0
    for _ in range(6):
        count += one.learn(B, wanted)
    found = corrections(B, wanted, limit=count)

    assert len(found) == count
    assert_array_equal([*one.w, one.b], found[-1][2])


def test_a_perceptron_starts_with_the_parameters_that_it_is_given():
    one = Perceptron(np.array([1.0, 1.0]), -1.5)  # AND, which has nothing to learn

    assert (one.learn(B, B.prod(axis=1)), one.b) == (0, -1.5)


def test_a_pass_in_float32_stays_in_float32():
    one = Perceptron(np.zeros(2, np.float32), 0.0)
    one.learn(B.astype(np.float32), AND)

    assert one.w.dtype == np.float32


@states(
    "All corrections of a neuron that learns AND from 0, in the order of the figure: $(0, 0)$, "
    "$(0, 1)$, $(1, 0)$, $(1, 1)$, and again.",
    "Examples that are answered rightly are left out.",
    "At the start the score of everything is 0, which is a no, and only $(1, 1)$ is answered "
    "wrongly: add the inputs to the weights, and 1 to the bias.",
    "Then $(0, 0)$ has the score 1, which is a yes and should be a no: subtract the inputs, which "
    "changes no weight, and 1 from the bias.",
)
def test_the_table_has_every_correction_on_the_way_to_and():
    expected = {
        str(number): {
            "example": f"$({B[n, 0]:.0f}, {B[n, 1]:.0f})$",
            "answer": 1 - AND[n],
            "right answer": AND[n],
            **dict(zip(("$w_1$", "$w_2$", "$b$"), after, strict=True)),
        }
        for number, (n, _, after) in enumerate(corrections(B, AND), start=1)
    }

    assert read("perceptron", "learning").wrong(expected) == []


@states(
    "It sees the inputs 2 and 3, and the right answer is yes.",
    "A neuron has the weights 1 and $-1$ and the bias 0.",
    "The score is $2 - 3 = -1$, so it says no.",
    "Add the inputs to the weights and 1 to the bias: the weights become 3 and 2, the bias 1.",
    "The new score is $3 \\times 2 + 2 \\times 3 + 1 = 13$, which is larger by $2^2 + 3^2 + 1 = "
    "14$.",
)
def test_the_correction_of_the_exercise_leads_to_the_score_thirteen():
    x, w = np.array([2.0, 3.0]), np.array([1.0, -1.0])
    after = [*corrected_w(x, w, 0.0, 1.0), corrected_b(x, w, 0.0, 1.0)]

    assert x @ w == -1 and after == [3, 2, 1]
    assert x @ after[:2] + after[2] == 13 == -1 + 2**2 + 3**2 + 1


@states(
    "Line (2): it takes $a - t$ for $t - a$, and pushes the weights in the wrong direction.",
    "The bias goes the right way, so the neuron may even look as if it learnt something.",
    "For AND it does not come to an end, although a line exists.",
)
def test_with_the_wrong_line_the_weights_run_away():
    lengths = [np.hypot(*after[:2]) for _, _, after in corrections(B, AND, sign=-1)[::50]]

    assert len(corrections(B, AND)) == 10
    assert len(lengths) >= 20 and (np.diff(lengths) > 0).all()


@states(
    "Each correction adds at least some fixed amount to the product, and at most some fixed amount "
    "to the square of the length.",
    "And the scalar product of two vectors is at most the product of their lengths.",
    "Let $\\gamma$ be the smallest size of a score that the teacher gives, and $R$ the length of "
    "the longest example.",
    "A correction adds or subtracts an example, whichever the teacher's score wants, so the "
    "product with the teacher's weights grows by at least $\\gamma$.",
    "If the learner starts from 0, it is at least $k \\gamma$ after $k$ corrections.",
    "The square of the learner's length grows by the square of the example's length, less twice "
    "the size of the wrong score.",
    "So it grows by at most $R^2$, and after $k$ corrections the length is at most $R \\sqrt{k}$.",
    "The product of lengths cannot be less than the scalar product: $k \\gamma$ is at most $R "
    "\\sqrt{k}$ times the teacher's length.",
    "So $\\sqrt{k}$ is at most $R / \\gamma$ times that length, and $k$ is at most the "
    "square of that.",
)
def test_the_number_of_corrections_keeps_within_novikoffs_bound(rng):
    X, teacher = rng.normal(size=(30, 2)), np.array([1.0, -2.0, 0.3])
    X1 = np.column_stack([X, np.ones(30)])
    found = corrections(X, X1 @ teacher > 0)
    gamma, R = np.abs(X1 @ teacher).min(), np.linalg.norm(X1, axis=1).max()

    for k, (n, before, after) in enumerate(found, start=1):
        grown = after @ after - before @ before

        assert (after - before) @ teacher >= gamma - 1e-12
        assert grown == pytest.approx(X1[n] @ X1[n] - 2 * abs(X1[n] @ before))
        assert grown <= R**2 and np.linalg.norm(after) <= R * np.sqrt(k) + 1e-12
        assert k * gamma <= after @ teacher + 1e-9
        assert after @ teacher <= np.linalg.norm(after) * np.linalg.norm(teacher) + 1e-9
    assert 0 < len(found) <= (R / gamma * np.linalg.norm(teacher)) ** 2


@states(
    "(If the teacher gives the score 0, where the answer is no, a slightly smaller bias makes no "
    "mistake either.)",
    "For AND, with the teacher of the weights 1 and 1 and the bias $-3/2$, this bound is 51; the "
    "learner above needed ten corrections.",
)
def test_for_and_the_bound_is_fifty_one_and_ten_corrections_are_needed():
    teacher, X1 = np.array([1, 1, -1.5]), np.column_stack([B, np.ones(4)])
    bound = (X1**2).sum(axis=1).max() * (teacher @ teacher) / 0.5**2

    assert np.abs(X1 @ teacher).min() == 0.5 and bound == 51
    assert len(corrections(B, AND)) == 10
    assert perceptron(B, np.ones(2), -1.0).tolist() == perceptron(B, np.ones(2), -1.001).tolist()


def corrections_with_the_yes_at(place):
    return len(corrections(np.array([*B[:3], [place, place]]), AND, limit=3000))


@states("The very first correction moves a neuron that has no line yet: walk *back* to it.")
def test_the_first_correction_moves_a_neuron_without_weights():
    _, before, after = corrections(B, AND)[0]

    assert not before.any() and after[:2].all()


@states(
    "It goes up and down at first, and near the middle it grows and grows.",
    "The figure stops after a hundred corrections, but the neuron would come to an end, as long as "
    "the point has not reached the middle.",
    "In the middle there is no line that makes no mistake, and no end.",
    "In the middle it lies on the line between two points of the no.",
    "The bound of the last exercise says why it can: the closer the points, the smaller is the "
    "smallest score of a teacher of a given length.",
)
def test_the_closer_the_yes_is_to_the_middle_the_more_corrections_it_may_take():
    first = [corrections_with_the_yes_at(place) for place in (1.0, 0.875, 0.75)]
    near = [corrections_with_the_yes_at(0.5 + 2.0**-k) for k in range(2, 10)]
    teachers = [np.array([1, 1, -(1 + 2 * place) / 2]) for place in (1.0, 0.7, 0.55)]
    gammas = [
        min(abs(np.append(x, 1) @ w) for x in ([0, 1], [place, place])) / np.hypot(1, 1)
        for place, w in zip((1.0, 0.7, 0.55), teachers, strict=True)
    ]

    assert first[1] > first[0] > first[2]
    assert (np.diff(near) > 0).all() and near[-1] < 3000
    assert (np.diff(gammas) < 0).all()
    assert corrections_with_the_yes_at(0.5) == 3000
    assert ((B[1] + B[2]) / 2).tolist() == [0.5, 0.5]


@states(
    "These places are exact in binary.",
    "At 0.55 the figure counts 96 corrections, and on paper there are 41: after them the scores "
    "of $(0, 1)$ and $(1, 0)$ are 0 on paper, which is a no, and a little more in float64, which "
    "is a yes.",
)
def test_on_paper_there_are_as_many_corrections_but_for_places_that_are_not_exact():
    def counted(place):
        """The neuron after each correction, in numbers like that of the place."""
        one, zero = place / place, place - place
        X1 = [(zero, zero, one), (zero, one, one), (one, zero, one), (place, place, one)]
        found, still = [[zero] * 3], True
        while still:
            still = False
            for x, t in zip(X1, AND, strict=True):
                if (score(x, found[-1]) > 0) != t:
                    still = True
                    signed = x if t else [-each for each in x]
                    found.append([w + each for w, each in zip(found[-1], signed, strict=True)])
        return X1, found[1:]

    def score(x, theta):
        return sum(w * each for w, each in zip(theta, x, strict=True))

    for place in (1.0, 0.875, 0.75, 0.625, 0.5625, 0.53125):
        assert counted(Fraction(place)) == counted(place)
    (X1, paper), (rounded, floats) = counted(Fraction(55, 100)), counted(0.55)
    then = [(score(*p), score(*f)) for p, f in zip(
        product(X1, paper[-1:]), product(rounded, floats[40:41]), strict=True)]  # fmt: skip
    live = corrections_shown()

    assert (len(paper), len(floats)) == (41, 96)
    assert [(p, 0 < f < 1e-14) for p, f in then[1:3]] == [(0, True)] * 2
    assert said(live, state(live, X_41=0.55, X_42=0.55)).startswith("Correction 96:")


@states(
    "A learner that starts elsewhere, with weights of the length $r$, comes to an end, too.",
    "After $k$ corrections the product is at least $k \\gamma$ less $r$ times the teacher's "
    "length, and the square of the learner's length is at most $r^2 + k R^2$.",
    "So the product grows at least like $k$, the length at most like $\\sqrt{k}$, and $k$ is "
    "bounded again.",
)
def test_a_learner_that_starts_elsewhere_keeps_within_such_bounds(rng):
    X, teacher = rng.normal(size=(30, 2)), np.array([1.0, -2.0, 0.3])
    X1 = np.column_stack([X, np.ones(30)])
    gamma, R = np.abs(X1 @ teacher).min(), np.linalg.norm(X1, axis=1).max()
    start = np.array([-3.0, 8.0, 10.0])
    found = corrections(X, X1 @ teacher > 0, start=start)
    r, length = np.linalg.norm(start), np.linalg.norm(teacher)

    for k, (_, _, after) in enumerate(found, start=1):
        assert k * gamma - r * length <= after @ teacher
        assert after @ after <= r**2 + k * R**2
    assert 0 < len(found) < 1000
    assert any(k * gamma > after @ teacher for k, (*_, after) in enumerate(found, start=1))
    assert any(np.linalg.norm(after) > R * np.sqrt(k) for k, (*_, after) in enumerate(found, 1))


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


def text(axes, words):
    return next(text for text in axes.texts if text.words == words)


def neuron():
    """The axes of the drawn neuron, and its nodes under their names."""
    axes = seen("perceptron", "neuron").only
    total, decision = rounds(axes)
    named = {words: text(axes, words) for words in ("x_1", "x_2", "b", "y")}
    return axes, named | {inside(axes, total): total, "step": decision}


@states(
    "A neuron: inputs come in from the left, are weighted and added up,", page="figures/perceptron"
)
def test_inputs_and_bias_are_led_to_the_sum_and_the_sum_to_the_answer():
    axes, nodes = neuron()
    names, ends = [*nodes], links(axes, [*nodes.values()])

    assert [(names[tail], names[tip]) for tail, tip in ends] == [
        ("x_1", "∑"), ("x_2", "∑"), ("b", "∑"), ("∑", "step"), ("step", "y"),
    ]  # fmt: skip


@pytest.mark.parametrize(("words", "source"), [("w_1", "x_1"), ("w_2", "x_2"), ("z", "∑")])
@states("inputs come in from the left, are weighted", page="figures/perceptron")
def test_a_weight_stands_at_the_arrow_of_its_input_and_the_score_at_that_of_the_sum(words, source):
    axes, nodes = neuron()
    lines = arrows(axes)

    arrow = lines[nearest(lines, text(axes, words).at)]
    assert [*nodes][nearest([*nodes.values()], arrow.tail)] == source


@states("and the step decides.", page="figures/perceptron")
def test_in_the_last_circle_a_step_leads_up():
    axes, nodes = neuron()
    (step,) = (line for line in axes.lines if not line.closed)

    across, down = step.points.T
    assert nearest([*nodes.values()], step.centre) == [*nodes].index("step")
    assert (np.diff(across) >= 0).all() and np.sign(np.diff(down)).tolist() == [0, -1, 0]


def corners(axes):
    """The four corners as places on the paper, and whether they are filled."""
    marks = [m for each in axes.rest for m in each.all(Mark)]
    rings = [line for line in axes.lines if line.closed and line.bent]
    return [(m.at, m.style["fill"] != "none") for m in marks] + [
        (ring.centre, ring.style["fill"] != "none") for ring in rings
    ]


def answers(axes):
    """Whether the corners (0, 0), (0, 1), (1, 0), (1, 1) are filled; None where there is none."""
    return _at_corners(axes, {tuple(at): full for at, full in corners(axes)})


def tinted(axes):
    """Whether these corners lie where the panel is tinted."""
    tints = [s for line in axes.lines if line.closed and not line.bent for s in line.strokes]
    places = [at for at, _ in corners(axes)]
    return _at_corners(
        axes, {tuple(at): any(Path(tint).contains_point(at) for tint in tints) for at in places}
    )


def _at_corners(axes, found):
    """What is found at places on the paper, in the order of the corners."""
    middle, of = axes.box.centre, {}
    for (across, down), value in found.items():
        of[int(across > middle[0]), int(down < middle[1])] = int(value)
    return tuple(of.get(corner) for corner in product((0, 1), (0, 1)))


GATES = {"AND": (0, 0, 0, 1), "OR": (0, 1, 1, 1), "NAND": (1, 1, 1, 0)}


@states(
    "AND, OR and NAND: each fires in the tinted half",
    "a filled corner is a 1.",
    page="figures/perceptron",
)
def test_corners_of_a_gate_are_filled_where_it_is_1():
    assert {axes.title: answers(axes) for axes in seen("perceptron", "gates").axes} == GATES


@states("each fires in the tinted half of the plane;", page="figures/perceptron")
def test_corners_of_a_gate_are_tinted_where_it_fires():
    assert {axes.title: tinted(axes) for axes in seen("perceptron", "gates").axes} == GATES


@pytest.mark.parametrize(
    ("name", "weights", "bias"),
    [("AND", (1, 1), -3 / 2), ("OR", (1, 1), -1 / 2), ("NAND", (-1, -1), 3 / 2)],
)
def test_the_line_of_a_gate_and_its_tint_begin_where_the_score_of_the_chapter_is_0(
    name, weights, bias
):
    (axes,) = (each for each in seen("perceptron", "gates").axes if each.title == name)
    (line,) = axes.lines_in(TEAL)
    tint = next(shape for shape in axes.lines if shape.closed and not shape.bent).strokes[0]
    tinted = np.array([axes.x.value(tint[:, 0]), axes.y.value(tint[:, 1])])

    assert_allclose(weights @ np.array([line.x, line.y]) + bias, 0, atol=0.01)
    assert (weights @ tinted + bias).min() == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("name", ["gates", "xor"])
def test_the_first_input_is_drawn_across_and_the_second_up(name):
    axes = seen("perceptron", name).axes[0]

    assert (axes.x.label, axes.y.label, axes.x.words, axes.y.words) == (
        "x_1", "x_2", ["0", "1"], ["1", "0"],
    )  # fmt: skip


@states("All sixteen functions of two bits:", page="figures/perceptron")
def test_the_sixteen_panels_show_every_function_of_two_bits_once():
    shown = [answers(axes) for axes in seen("perceptron", "sixteen").axes]

    assert sorted(shown) == sorted(FUNCTIONS)


@states("XOR and XNOR alone have no neuron that computes them.", page="figures/perceptron")
def test_each_panel_but_xor_and_xnor_is_tinted_where_its_function_is_1():
    panels = seen("perceptron", "sixteen").axes
    without = {axes.title: answers(axes) for axes in panels if tinted(axes) != answers(axes)}

    assert (
        without
        == {"XOR": XOR, "XNOR": XNOR}
        == {axes.title: answers(axes) for axes in panels if axes.title}
    )


@states("The inputs: XOR fires between two lines.", page="figures/perceptron")
def test_on_the_left_two_lines_enclose_the_corners_where_xor_is_1():
    axes = seen("perceptron", "xor").axes[0]
    (borders,) = (line for line in axes.lines if not line.closed)

    assert (axes.title, answers(axes), tinted(axes), len(borders.strokes)) == (
        "inputs",
        XOR,
        XOR,
        2,
    )


@states("The hidden layer: one line will do.", page="figures/perceptron")
def test_on_the_right_one_straight_line_parts_what_nand_and_or_make_of_the_corners():
    axes = seen("perceptron", "xor").axes[1]
    (border,) = (line for line in axes.lines if not line.closed)
    (stroke,) = border.strokes
    turns = np.diff(stroke, axis=0)

    hidden = {(int(not (a and b)), int(a or b)): int(a != b) for a, b in product((0, 1), (0, 1))}
    assert (axes.title, axes.x.label, axes.y.label) == ("hidden layer", "NAND", "OR")
    assert answers(axes) == tuple(hidden.get(corner) for corner in product((0, 1), (0, 1)))
    assert np.ptp(turns[:, 1] / turns[:, 0]) < 0.02


def test_on_the_right_the_two_inputs_with_a_single_1_are_where_xor_is_1():
    axes = seen("perceptron", "xor").axes[1]
    at = text(axes, "(0, 1) and (1, 0)").at

    place, full = min(corners(axes), key=lambda corner: np.hypot(*(corner[0] - at)))
    assert full and [axes.x.value(place[0]), axes.y.value(place[1])] == pytest.approx(
        [1, 1], abs=0.01
    )


@states(
    "With $h = \\mathrm{NAND}(x_1, x_2)$ take $\\mathrm{NAND}(\\mathrm{NAND}(x_1, h), "
    "\\mathrm{NAND}(x_2, h))$: four neurons in three layers."
)
def test_xor_is_four_times_nand():
    calls = []

    def nand(p, q):
        calls.append((p, q))
        return perceptron(np.column_stack([p, q]), -np.ones(2), 1.5)

    h = nand(*B.T)
    answers = nand(nand(B[:, 0], h), nand(B[:, 1], h))

    assert (tuple(answers), len(calls)) == (XOR, 4)


@states(
    "An entry of $B V$ is a row of $B$ times a column of $V$, number by number and added up: a "
    "pair of bits, weighed.",
    "The product $\\mathbf{1} c^\\top$, a column of ones times the row of biases, repeats the "
    "biases for each pair, so these are all the scores:",
)
def test_the_two_products_of_the_gates_are_the_weighed_pairs_and_the_repeated_biases():
    V, c = np.array([[1.0, 1.0, -1.0], [1.0, 1.0, -1.0]]), np.array([-1.5, -0.5, 1.5])
    weighed = [
        [sum(x * w for x, w in zip(row, column, strict=True)) for column in V.T] for row in B
    ]
    repeated = np.ones((4, 1)) @ c[np.newaxis]

    assert np.array_equal(B @ V, weighed) and np.array_equal(repeated, [c] * 4)
    for k in range(3):
        assert np.array_equal(perceptron(B, V[:, k], c[k]), B @ V[:, k] + repeated[:, k] > 0)


@states(
    "NumPy's usual numbers, *float64*, have 64 bits, which hold about 16 digits; what is left over "
    "is rounded off."
)
def test_a_usual_number_of_numpy_has_64_bits_and_about_16_digits():
    usual = np.array(0.1)

    assert (usual.dtype, 8 * usual.nbytes) == (np.dtype("float64"), 64)
    assert -np.log10(np.finfo(usual.dtype).eps) == pytest.approx(16, abs=0.5)
    assert usual + 1e-18 == usual
