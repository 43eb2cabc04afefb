"""Softmax: what its formulas do not show. Chapter: docs/softmax.md."""

import re
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from nn import softmax as module
from nn.activation import sigmoid
from nn.softmax import softmax, softmax_jacobian, softmax_vjp
from tests.colours import ORANGE, TEAL
from tests.curves import distance
from tests.drawn import seen
from tests.states import states
from tests.svg import Mark
from tests.wrong_lines import listing, mended, run

N, K = 4, 5
SCORES = arrays(np.float64, (N, K), elements=st.floats(-1e4, 1e4))
WHOLE = arrays(np.float64, K, elements=st.integers(-1000, 1000).map(float))


@given(SCORES)
def test_probabilities_are_between_zero_and_one_and_sum_to_one(z):
    p = softmax(z)

    assert p.min() >= 0
    assert p.max() <= 1
    assert_allclose(p.sum(axis=-1), 1, rtol=1e-15 * K)


@states(
    "So softmax cannot be undone: scores that differ by a constant give the same probabilities.",
    "Only differences count, so the probabilities stay what they are.",
)
@given(WHOLE, st.integers(-(10**6), 10**6).map(float))
def test_adding_a_constant_to_every_score_changes_nothing(z, c):
    """Whole numbers, so that the sum itself is exact."""
    assert_array_equal(softmax(z + c), softmax(z))


@states("Hence softmax keeps the order of the scores")
@given(SCORES)
def test_a_higher_score_never_has_a_lower_probability(z):
    ascending = np.sort(z, axis=-1)

    assert (np.diff(softmax(ascending)) >= 0).all()


@states(
    "**the largest probability belongs to the largest score**",
    "To name the most likely class, take the *argmax* of the scores, the place of the largest one",
    "The largest probability belongs to the largest score, so a prediction needs no softmax.",
)
@given(WHOLE)
def test_largest_probability_is_where_the_largest_score_is(z):
    assert softmax(z).argmax() == z.argmax()


@given(SCORES)
def test_order_of_the_classes_does_not_matter(z):
    assert_allclose(softmax(z[:, ::-1]), softmax(z)[:, ::-1], rtol=1e-15 * K)


@states("With two classes only the difference of the two scores counts")
@given(st.floats(-700, 700), st.floats(-700, 700))
def test_two_classes_give_the_sigmoid_of_the_difference(one, other):
    p = softmax(np.array([one, other]))

    assert_allclose(p[0], sigmoid(np.array([one - other]))[0], rtol=1e-13)


@states("**Subtract the largest score first.**")
@pytest.mark.parametrize(
    ("z", "p"),
    [
        ([1e4, 0.0, -1e4], [1.0, 0.0, 0.0]),
        ([-1e4, -1e4, -1e4], [1 / 3, 1 / 3, 1 / 3]),
        ([1e308, 1e308, 0.0], [0.5, 0.5, 0.0]),
    ],
)
def test_scores_of_any_size_give_finite_probabilities(z, p):
    assert_allclose(softmax(np.array(z)), p, rtol=1e-15)


@states("A probability too small for the format becomes 0, an error too small to see, unless a")
def test_a_probability_that_vanishes_is_off_by_less_than_any_digit_and_its_logarithm_is_lost():
    p = softmax(np.array([0.0, -800.0]))

    with np.errstate(divide="ignore"):
        assert (p[1], 1 - p[0], np.log(p[1])) == (0, 0, -np.inf)


def test_small_probabilities_keep_their_digits():
    p = softmax(np.array([0.0, -700.0]))

    assert_allclose(p[1], np.exp(-700.0), rtol=1e-14)


def test_a_class_that_is_ruled_out_gets_no_probability():
    assert softmax(np.array([0.0, -np.inf])).tolist() == [1.0, 0.0]


def test_each_row_is_computed_as_if_alone(rng):
    z, g = 100 * rng.normal(size=(N, K)), rng.normal(size=(N, K))

    assert_array_equal(softmax(z), [softmax(row) for row in z])
    assert_allclose(
        softmax_vjp(z, g), [softmax_vjp(*row) for row in zip(z, g, strict=True)], rtol=1e-14
    )


def test_any_number_of_axes_may_stand_before_the_classes(rng):
    z = rng.normal(size=(2, 3, K))

    assert_array_equal(softmax(z)[1], softmax(z[1]))


@states(
    "The matrix is symmetric, and every row and every column adds up to zero:"
    " what one class gains, the others lose.",
    "Every row of the Jacobian adds up to zero",
)
def test_jacobian_is_symmetric_and_its_rows_sum_to_zero(rng):
    """What one class gains, the others lose."""
    J = softmax_jacobian(rng.normal(size=K))

    assert_array_equal(J, J.T)
    assert_allclose(J.sum(axis=1), 0, atol=1e-16)


def test_vjp_is_the_product_with_the_jacobian_in_every_row(rng):
    z, g = rng.normal(size=(N, K)), rng.normal(size=(N, K))

    products = [softmax_jacobian(z[n]).T @ g[n] for n in range(N)]

    assert_allclose(softmax_vjp(z, g), products, rtol=1e-12)


@given(SCORES, st.floats(-1e3, 1e3))
def test_a_constant_added_to_the_upstream_gradient_does_not_reach_the_scores(z, c):
    g = np.linspace(-1, 1, N * K).reshape(N, K)

    assert_allclose(softmax_vjp(z, g + c), softmax_vjp(z, g), atol=1e-12)


@states(
    "Take the scores $\\log 1$, $\\log 2$ and $\\log 5$ once more, whose probabilities are 1/8, "
    "2/8 and 5/8.",
    "In the Jacobian every entry is then a whole number of 64ths",
)
def test_entries_of_the_example_are_64ths():
    z = np.log([1.0, 2.0, 5.0])
    entries = 64 * softmax_jacobian(z)

    assert_allclose(softmax(z), np.array([1, 2, 5]) / 8, rtol=1e-15)
    assert_allclose(entries, entries.round(), atol=1e-13)


@states(
    "Beyond a score of about {{ value np.log(np.finfo(np.float64).max):.1f }} it leaves the range "
    "of float64, beyond {{ value np.log(np.finfo(np.float32).max):.1f }} that of float32"
)
@pytest.mark.parametrize(("dtype", "score"), [(np.float64, 709.8), (np.float32, 88.7)])
def test_the_exponential_overflows_at_the_score_that_the_page_names(dtype, score):
    around = np.array([score - 0.05, score + 0.05], dtype)
    with np.errstate(over="ignore"):
        assert np.isfinite(np.exp(around)).tolist() == [True, False]


def test_gradient_at_a_certain_class_is_zero():
    z, g = np.array([1e4, 0.0, -1e4]), np.array([1.0, 2.0, 3.0])

    assert_array_equal(softmax_vjp(z, g), np.zeros(3))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept(rng, dtype):
    z, g = rng.normal(size=(N, K)).astype(dtype), rng.normal(size=(N, K)).astype(dtype)

    results = softmax(z), softmax_jacobian(z[0]), softmax_vjp(z, g)

    assert {result.dtype for result in results} == {np.dtype(dtype)}


def test_arguments_are_left_as_they_were(rng):
    z, g = rng.normal(size=(N, K)), rng.normal(size=(N, K))
    before = z.copy(), g.copy()

    softmax(z)[:] = 0
    softmax_vjp(z, g)[:] = 0

    assert_array_equal((z, g), before)


@pytest.mark.parametrize("shape", [(), (1, K), (K, K)])
def test_jacobian_of_anything_but_one_example_is_refused(shapes_unchecked, shape):
    """NumPy's diag would take the diagonal of a batch and say nothing."""
    with pytest.raises(ValueError, match=re.escape(f"expects z (K,); got z {shape}; ")):
        softmax_jacobian(np.ones(shape))


@pytest.mark.parametrize("shape", [(), (K,), (1, K), (N, 1), (2, N, K)])
def test_an_upstream_gradient_that_numpy_would_broadcast_is_refused(shapes_unchecked, shape):
    with pytest.raises(ValueError, match=re.escape(f"got z (4, 5), g {shape}; ")):
        softmax_vjp(np.ones((N, K)), np.ones(shape))


@states("The ratio is above one exactly when $z_i > z_j$.")
@given(arrays(np.float64, K, elements=st.integers(-20, 20).map(float)))
def test_the_larger_of_two_scores_has_the_larger_probability(z):
    p = softmax(z)

    assert_array_equal(p[:, None] / p > 1, z[:, None] > z)


@states("their ratios are roots (for $\\tau > 1$) or powers (for $\\tau < 1$) of the old ones")
@pytest.mark.parametrize(("tau", "power"), [(2.0, 1 / 2), (3.0, 1 / 3), (0.5, 2), (0.25, 4)])
def test_a_temperature_takes_roots_or_powers_of_the_ratios(rng, tau, power):
    z = rng.normal(size=K)
    p, q = softmax(z), softmax(z / tau)

    assert_allclose(q[:, None] / q, (p[:, None] / p) ** power)


@states("Each term $p_i p_j$ of this sum is minus the entry of another column.")
def test_beside_the_diagonal_the_jacobian_is_minus_a_product(rng):
    z = rng.normal(size=K)
    p, others = softmax(z), ~np.eye(K, dtype=bool)

    assert_allclose(softmax_jacobian(z)[others], -np.outer(p, p)[others])


class Counted(float):
    """A number that counts the operations that it takes part in."""

    count = 0

    def _operate(self, result: float) -> "Counted":
        Counted.count += 1
        return Counted(result)

    def __mul__(self, other: float) -> "Counted":
        return self._operate(float(self) * float(other))

    def __add__(self, other: float) -> "Counted":
        return self._operate(float(self) + float(other))

    def __sub__(self, other: float) -> "Counted":
        return self._operate(float(self) - float(other))

    def __rsub__(self, other: float) -> "Counted":
        return self._operate(float(other) - float(self))


def operations(compute, *arguments) -> int:
    """How many multiplications, additions and subtractions a computation takes."""
    Counted.count = 0
    compute(*(np.array([*map(Counted, np.ravel(x))], object).reshape(x.shape) for x in arguments))
    return Counted.count


@pytest.mark.parametrize("size", [10, 40])
@states("That takes about $4K$ operations; through the matrix it would be about $K$ times as many.")
def test_the_product_without_the_jacobian_takes_four_operations_a_class(rng, size):
    p, g = softmax(rng.normal(size=size)), rng.normal(size=size)
    direct = operations(lambda p, g: p * (g - (p * g).sum()), p, g)
    through = operations(lambda p, g: (np.diag(p) - np.outer(p, p)) @ g, p, g)

    assert (abs(direct - 4 * size) <= 1, 0.9 * size < through / direct < 1.1 * size) == (True, True)


@states(
    "so the probabilities are $\\frac{1}{4}$ and $\\frac{3}{4}$", "the scores $0$ and $\\log 3$"
)
def test_scores_of_zero_and_log_three_give_a_quarter_and_three_quarters():
    assert_allclose(softmax(np.log([1.0, 3.0])), [1 / 4, 3 / 4])


@states(
    "**Subtract the largest score first.**",
    "Programs subtract the largest score first, and no exponential overflows.",
    "Every exponent is then zero or below, so no exponential overflows, and the largest term is "
    "$e^0 = 1$, so the total is never zero.",
)
@given(z=SCORES)
def test_the_largest_exponent_in_every_row_is_zero(z):
    exponents = []

    def exp(x):
        exponents.append(x)
        return np.exp(x)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "np", SimpleNamespace(exp=exp))
        softmax(z)

    assert_array_equal(exponents[0].max(axis=-1), 0)


@states("if one score rises, its class takes probability from all others.")
def test_a_score_that_rises_raises_its_probability_and_lowers_all_others(rng):
    J = softmax_jacobian(rng.normal(size=K))

    assert_array_equal(np.sign(J), 2 * np.eye(K) - 1)


@states(
    r"Dividing the scores by a *temperature* $\tau > 0$ makes the answer softer or harder without "
    "changing that order.",
)
@pytest.mark.parametrize("tau", [0.25, 0.5, 2.0, 4.0])
def test_a_temperature_keeps_the_order_and_lowers_the_largest_probability_if_above_one(rng, tau):
    z = rng.normal(size=K)
    p, q = softmax(z), softmax(z / tau)

    assert_array_equal(q.argsort(), p.argsort())
    assert (q.max() < p.max()) == (tau > 1)


@states(
    "So raising a score a little raises the loss if the gradient at its class is above this "
    "average, and lowers it if it is below."
)
def test_a_score_pushes_the_loss_up_if_its_class_is_above_the_weighted_average(rng):
    z, g = rng.normal(size=(N, K)), rng.normal(size=(N, K))

    average = (softmax(z) * g).sum(axis=-1, keepdims=True)

    assert_array_equal(softmax_vjp(z, g) > 0, g > average)


@states("A probability too small for the format becomes 0")
def test_a_score_far_below_the_largest_gets_the_probability_zero():
    assert softmax(np.array([0.0, -745.0, -746.0])).tolist() == [1.0, 5e-324, 0.0]


@states("it leaves the range of float64", "that of float32.")
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_exponential_overflows_beyond_the_logarithm_of_the_largest_number(dtype):
    limit = np.log(np.finfo(dtype).max)

    with np.errstate(over="ignore"):
        last, beyond = np.exp(np.array([limit - 0.1, limit + 0.1], dtype))

    assert (bool(np.isfinite(last)), bool(np.isinf(beyond))) == (True, True)


@pytest.mark.parametrize("k", [1, 2, 3])
@states("The probabilities of three classes", page="figures/softmax")
def test_the_curve_of_a_class_is_its_probability(k):
    z_1 = np.linspace(-5, 7, 121)
    p = softmax(np.column_stack([z_1, np.full_like(z_1, 1), np.zeros_like(z_1)]))

    curve = seen("softmax", "one_score_moves").only.curve(f"p_{k}")
    assert curve.misses(z_1, p[:, k - 1]) < 0.2


@states("while the score of the first one rises.", page="figures/softmax")
def test_three_probabilities_are_drawn_over_the_first_score():
    axes = seen("softmax", "one_score_moves").only

    assert (axes.x.label, list(axes.legend)) == (
        "z_1, with z_2=1 and z_3=0",
        ["p_1", "p_2", "p_3"],
    )


TAUS = {"1/2": 0.5, "1": 1.0, "2": 2.0, "8": 8.0}
EXAMPLE = np.array([1.0, 2.0, 5.0])  # the exponentials of its scores


def tempered(tau):
    """The probabilities of the example by powers of its own."""
    powers = EXAMPLE ** (1 / np.asarray(tau))
    return powers / powers.sum(axis=-1, keepdims=True)


@pytest.mark.parametrize("panel", range(4))
@states(
    r"The probabilities of the scores $\log 1$, $\log 2$ and $\log 5$ at four temperatures.",
    page="figures/softmax",
)
def test_each_bar_is_as_high_as_its_probability_and_has_its_number(panel):
    axes = seen("softmax", "temperatures").axes[panel]
    name = axes.title.removeprefix("τ=")
    expected, bars = tempered(TAUS[name]), axes.bars(TEAL)

    assert name == [*TAUS][panel] and [words for _, words in axes.x.ticks] == ["q_1", "q_2", "q_3"]
    assert_allclose([place for place, _, _ in bars], [at for at, _ in axes.x.ticks], atol=0.2)
    assert_allclose([low for _, low, _ in bars], 0, atol=0.002)
    assert_allclose([high for _, _, high in bars], expected, atol=0.002)
    for (place, _, high), p in zip(bars, expected, strict=True):
        above = [t for t in axes.texts if abs(t.at[0] - place) < 1 and "." in t.words]
        assert [text.words for text in above] == [f"{p:.3f}"]
        assert 0 < axes.y.place(high) - above[0].at[1] < 10


@states(
    "The scores of the example at four temperatures, at the first of which five sixths go to the "
    "largest score, and at the last about a third to each:"
)
def test_the_first_temperature_is_hard_and_the_last_is_soft():
    hard, soft = softmax(np.log(EXAMPLE) / 0.5), softmax(np.log(EXAMPLE) / 8)

    assert hard[2] == pytest.approx(5 / 6)
    assert_allclose(soft, 1 / 3, atol=0.04)


class Triangle:
    """The figure, with places as the three shares of its corners."""

    def __init__(self):
        self.axes = seen("softmax", "triangle").only
        (outline,) = (line for line in self.axes.lines if line.closed)
        self.corners = outline.points[:3]
        self.to_shares = np.linalg.inv(np.vstack([self.corners.T, np.ones(3)]))

    def shares(self, places):
        places = np.atleast_2d(places)
        return (self.to_shares @ np.vstack([places.T, np.ones(len(places))])).T

    def text(self, words):
        (found,) = (text for text in self.axes.texts if text.words == words)
        return found

    @property
    def path(self):
        (path,) = (line for line in self.axes.lines if line.style["stroke"] == ORANGE)
        return path.points

    @property
    def broken(self):
        """The dashed lines and the dotted ones."""
        return [line.points for line in self.axes.lines if "stroke-dasharray" in line.style]


@states("The three probabilities as a point: a corner is certainty,", page="figures/softmax")
def test_the_triangle_has_equal_sides_and_at_each_corner_stands_its_class():
    triangle = Triangle()
    sides = np.hypot(*(triangle.corners - np.roll(triangle.corners, 1, axis=0)).T)

    assert_allclose(sides, sides[0], rtol=0.002)
    for k, corner in enumerate(triangle.corners):
        nearest = min(triangle.axes.texts, key=lambda text: np.hypot(*(text.at - corner)))
        assert nearest.words == f"class {k + 1}"


@states("the middle is a third for each.", page="figures/softmax")
@states("On the dashed lines two of them tie for the largest;", page="figures/softmax")
@states("The regions of the three answers of argmax meet in the middle")
def test_the_dashed_lines_lead_from_a_third_each_to_halves_of_two():
    triangle = Triangle()
    ends = [triangle.shares(line) for line in triangle.broken if np.ptp(line[:, 1]) > 1]

    found = sorted(tuple(shares[0].round(2)) for shares in ends)
    assert found == [(0, 0.5, 0.5), (0.5, 0, 0.5), (0.5, 0.5, 0)]
    for shares in ends:
        assert_allclose(shares[-1], 1 / 3, atol=0.003)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_each_region_of_the_triangle_says_whose_probability_is_the_largest(k):
    triangle = Triangle()
    text = triangle.text(f"p_{k}\nlargest")

    for shift in np.array([[0, 0], [18, 10], [-18, 10], [5, -10], [-5, -10]]):
        shares = triangle.shares(text.at + shift)[0]
        assert shares.argmax() == k - 1 and shares.min() > 0


@states(
    "the curve is the path of the example through all temperatures, from the middle to a corner.",
    page="figures/softmax",
)
def test_the_path_in_the_triangle_is_that_of_the_probabilities_of_the_example():
    triangle, path = Triangle(), Triangle().path
    shares = tempered(np.geomspace(0.03, 500, 500)[:, np.newaxis])

    assert max(distance(place, path) for place in shares @ triangle.corners) < 0.2
    dense = tempered(np.geomspace(0.01, 2000, 3000)[:, np.newaxis]) @ triangle.corners
    assert max(distance(place, dense) for place in path) < 0.2


@pytest.mark.parametrize(("words", "tau"), [("τ=1/2", 0.5), ("τ=1: 1/8, 2/8, 5/8", 1), ("τ=2", 2)])
def test_from_each_dot_of_the_path_a_line_leads_to_its_temperature(words, tau):
    triangle = Triangle()
    at, text = tempered(tau) @ triangle.corners, triangle.text(words)
    dots = [mark.at for group in triangle.axes.rest for mark in group.all(Mark)]
    lead = min(triangle.broken, key=lambda line: np.hypot(*(line[0] - at)))

    assert len(dots) == 3 and min(np.hypot(*(dot - at)) for dot in dots) < 0.2
    assert_allclose(lead[0], at, atol=0.2)
    assert np.hypot(*(lead[-1] - [text.start[0], text.at[1]])) < 8


@states("a temperature moves the point without leading it out of its region")
@given(arrays(np.float64, 3, elements=st.integers(-5, 5).map(float)))
def test_at_no_temperature_another_class_is_the_largest(z):
    q = softmax(z / np.geomspace(0.1, 100, 50)[:, np.newaxis])

    assert_allclose(q.max(axis=1), q[:, z.argmax()], rtol=1e-12)


@states(
    "Three probabilities that add up to one are a point in a triangle: the nearer it is to a "
    "corner, the likelier is the class of that corner."
)
def test_the_nearest_corner_of_the_triangle_is_the_likeliest_class(rng):
    corners = Triangle().corners
    p = softmax(rng.normal(size=(100, 3), scale=2))
    gaps = np.linalg.norm((p @ corners)[:, np.newaxis] - corners, axis=-1)

    assert_array_equal(gaps.argsort(axis=1), (-p).argsort(axis=1))


@pytest.mark.parametrize("z", [[1.0, np.nan], [np.inf, 0.0], [-np.inf, -np.inf]])
def test_scores_without_a_largest_number_are_refused(z):
    with pytest.raises(
        ValueError, match="softmax needs finite scores; got NaN or an infinity in z"
    ):
        softmax(np.array(z))


def test_scores_of_no_class_are_refused():
    with pytest.raises(ValueError, match=r"^softmax needs at least one class; got z \(2, 0\)"):
        softmax(np.ones((2, 0)))


@states(
    "Squares are never negative, so why not square the scores and divide by the total?",
    "A score of −2 would then count as much as a score of 2, and scores that are all 0 would have "
    "no answer.",
)
def test_squares_forget_the_sign_of_a_score_and_can_add_up_to_nothing(rng):
    assert (rng.normal(size=50) ** 2 >= 0).all()
    assert (-2.0) ** 2 == 2.0**2
    assert sum(score**2 for score in (0.0, 0.0, 0.0)) == 0


@states(
    "the scores 1 and 2 would become 1/5 and 4/5, but the scores 2 and 3, which are no further "
    "apart, 4/13 and 9/13."
)
@pytest.mark.parametrize(("scores", "shares"), [((1, 2), "1/5 4/5"), ((2, 3), "4/13 9/13")])
def test_with_squares_more_than_the_difference_of_two_scores_would_count(scores, shares):
    squares = [Fraction(score) ** 2 for score in scores]

    assert [square / sum(squares) for square in squares] == [*map(Fraction, shares.split())]


@states(
    "With the exponential, a lead is worth the same everywhere: a lead of one multiplies the ratio "
    "of the two probabilities by $e$, wherever it begins."
)
def test_a_lead_of_one_multiplies_the_ratio_of_two_probabilities_by_e(rng):
    z = rng.normal(size=K)
    ahead = z + np.eye(K)[1]

    ratio = softmax(ahead)[1] / softmax(ahead)[2]

    assert_allclose(ratio, np.e * softmax(z)[1] / softmax(z)[2])


@states("Let the loss hand back $g = (8, 0, 4)$.")
@states("They add up to zero, as they must: raising all scores together changes nothing.")
def test_the_gradients_of_the_example_are_sixteenths_that_add_up_to_zero():
    found = 16 * softmax_vjp(np.log([1.0, 2.0, 5.0]), np.array([8.0, 0.0, 4.0]))

    assert_allclose(found, [9, -14, 5])
    assert_allclose(found.sum(), 0, atol=1e-13)


@states(
    "In the third all differences are ten times as large, which is a temperature of 1/10: nearly "
    "everything goes to the largest score."
)
def test_scores_ten_times_as_large_are_those_of_a_tenth_of_the_temperature():
    first, third = np.array([1.0, 2.0, 3.0]), np.array([10.0, 20.0, 30.0])

    assert_allclose(softmax(third), softmax(first / (1 / 10)), rtol=1e-12)
    assert softmax(third)[2] > 0.9999


@states(
    "Line (3): the total must be that of a row, `e.sum(axis=1, keepdims=True)`.",
    "As it stands, the probabilities add up to one over *all* examples together",
    "With a single example nobody notices.",
)
def test_the_total_of_a_batch_makes_one_distribution_of_all_its_rows(rng):
    code = listing("softmax", 5)
    printed, right = run(code), run(mended(code, "e.sum()", "e.sum(axis=1, keepdims=True)"))
    Z = rng.normal(size=(N, K))

    assert_allclose(printed["softmax"](Z).sum(), 1)
    assert_allclose(right["softmax"](Z), softmax(Z), rtol=1e-14)
    assert_allclose(printed["softmax"](Z[:1]), softmax(Z[:1]), rtol=1e-14)


@states(
    "The gradients of all scores must add up to zero, because raising all scores together changes "
    "nothing.",
    "Those of line (4) add up to $K - 1$ times the average of $g$.",
    r"How many terms of $\sum_{i=1}^{K} g_i p_i \delta_{ij}$ are not zero?",
)
def test_only_the_first_two_lines_of_the_wrong_derivation_are_the_gradient(rng):
    z, g = rng.normal(size=K), rng.normal(size=K)
    p, average = softmax(z), (softmax(z) * g).sum()
    second = ((g * p)[:, np.newaxis] * (np.eye(K) - p)).sum(axis=0)
    third = average - p * average
    fourth = (1 - p) * average

    assert_allclose(second, softmax_vjp(z, g))
    assert_allclose(third, fourth)
    assert not np.allclose(third, second)
    assert_allclose((second.sum(), fourth.sum()), (0, (K - 1) * average), atol=1e-14)
    assert np.count_nonzero(np.diag(g * p)[:, 1]) == 1


@states(
    r"Zero, and zero: $e^{-\infty}$ is 0, so the others share everything, and the gradient has the "
    "probability as a factor."
)
def test_a_class_that_is_ruled_out_gets_no_gradient(rng):
    z, g = rng.normal(size=K), rng.normal(size=K)
    z[2] = -np.inf

    assert (softmax(z)[2], softmax_vjp(z, g)[2]) == (0, 0)
    assert_allclose(np.delete(softmax(z), 2), softmax(np.delete(z, 2)))


@states(
    "Show that the average of $g$, weighted with the probabilities, cannot fall.",
    "A weighted mean of squares is never negative.",
    "It is zero only if all entries of $g$ are equal.",
)
@given(WHOLE.map(lambda z: z / 1e3), arrays(np.float64, K, elements=st.integers(-9, 9)))
def test_the_slope_of_the_average_along_the_gradient_is_its_variance(z, g):
    p = softmax(z)
    variance = (p * (g - (p * g).sum()) ** 2).sum()

    assert_allclose((g * softmax_vjp(z, g)).sum(), variance, atol=1e-12, rtol=1e-9)
    assert (variance > 1e-9) == (np.ptp(g) > 0)


@states("only exponentials do that for every lead")
def test_another_function_can_do_that_for_a_lead_of_one(rng):
    def f(a):
        return np.exp(a) * (2 + np.sin(2 * np.pi * a))

    at = rng.normal(size=50)

    assert_allclose(f(at + 1) / f(at), np.e)
    assert np.ptp(f(at + 0.5) / f(at)) > 1


@states(
    "Of the functions that are positive and differentiable, only exponentials do that for every "
    "lead, as the [last exercise](#your-turn) proves."
)
@pytest.mark.parametrize(("f", "counts"), [(np.exp, True), (lambda x: x * x + 1, False)])
def test_of_two_positive_functions_only_the_exponential_counts_differences_alone(f, counts):
    a, b, c = 0.3, -1.2, 0.7

    assert np.isclose(f(a + c) * f(b), f(a) * f(b + c)) == counts


@states(
    r"That only differences count means $f(a + c) f(b) = f(a) f(b + c)$ for all numbers $a$, $b$ "
    "and $c$.",
    r"At $c = 0$ the derivatives of both sides are $f'(a) f(b) = f(a) f'(b)$, so "
    r"$f'(a) / f(a) = f'(b) / f(b)$, whatever $a$ and $b$ are.",
)
def test_if_only_differences_count_every_place_has_the_same_relative_slope():
    f, a, b, c = sympy.Function("f"), *sympy.symbols("a b c")
    both = f(a + c) * f(b) - f(a) * f(b + c)

    slope = both.diff(c).subs(c, 0).doit()

    assert slope == f(a).diff(a) * f(b) - f(a) * f(b).diff(b)


@states(
    r"Show that only differences count in $f(z_i) / f(z_j)$ if and only if $f$ is an exponential, "
    r"$f(a) = f(0) \, e^{\beta a}$.",
    "So $f' / f$ is the same number everywhere.",
    r"Call it $\beta$, and differentiate $f(a) e^{-\beta a}$.",
    r"With $\beta$ for this number, $f'(a) - \beta f(a)$ is zero everywhere, and so is",
    r"What has the slope zero everywhere is constant, so $f(a) e^{-\beta a}$ is $f(0)$.",
)
def test_only_exponentials_have_the_same_relative_slope_everywhere():
    f, a, beta = sympy.Function("f"), *sympy.symbols("a beta")

    solution = sympy.dsolve(f(a).diff(a) - beta * f(a), f(a), ics={f(0): f(0)})

    assert sympy.simplify(solution.rhs - f(0) * sympy.exp(beta * a)) == 0


@states("positive, if a higher score must have a higher probability.")
@pytest.mark.parametrize(("beta", "rises"), [(2.0, True), (0.5, True), (-1.0, False)])
def test_the_factor_of_the_scores_is_one_over_the_temperature(beta, rises):
    z = np.array([0.0, 1.0])
    f = np.exp(beta * z)

    assert_allclose(f / f.sum(), softmax(z / (1 / beta)))
    assert (f[1] > f[0]) == rises
