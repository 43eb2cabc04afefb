"""The figures of the chain rule that compute. Chapter: docs/chain_rule.md."""

import itertools
import re
from functools import cache, reduce

import numpy as np
import pytest
from numpy.testing import assert_allclose

from exercises.solutions.value_and_gradients import value_and_gradients
from figures import chain_rule
from nn.chain_rule import backward_multiplications, forward_multiplications
from tests.live_shown import number, picture, pressed, said, state, table, taken
from tests.states import states

STATES = [(2.0, -1.0), (-1.5, 0.5), (3.0, 2.0), (-3.0, -2.5), (0.0, 1.0), (1.0, -2.0)]
FORMULAS = {  # every number of the graph, once more and by hand
    "a": lambda a, b: a,
    "b": lambda a, b: b,
    "q_1": lambda a, b: a + b,
    "q_2": lambda a, b: a * b,
    "q_3": lambda a, b: (a + b) * a * b,
    "q_4": lambda a, b: max(a + b, a * b),
    "E": lambda a, b: (a + b) * a * b * max(a + b, a * b),
}
ARROWS = {  # from, to: what happens to the end if only the start moves
    ("a", "q_1"): lambda v: 1,
    ("b", "q_1"): lambda v: 1,
    ("a", "q_2"): lambda v: v["b"],
    ("b", "q_2"): lambda v: v["a"],
    ("q_1", "q_3"): lambda v: v["q_2"],
    ("q_2", "q_3"): lambda v: v["q_1"],
    ("q_1", "q_4"): lambda v: v["q_1"] > v["q_2"],
    ("q_2", "q_4"): lambda v: v["q_2"] > v["q_1"],
    ("q_3", "E"): lambda v: v["q_4"],
    ("q_4", "E"): lambda v: v["q_3"],
}


@cache
def paths():
    return chain_rule.paths()


@cache
def orders():
    return chain_rule.orders()


def values(a, b):
    return {name: formula(a, b) for name, formula in FORMULAS.items()}


def gradient(a, b):
    return value_and_gradients(lambda a, b: (a + b) * (a * b) * (a + b).maximum(a * b), a, b)[1]


def rows(which, a, b, **more):
    """A table of the graph by the names in its first column, the numbers of each row."""
    _, *body = table(paths(), which, state(paths(), a=a, b=b, **more))
    return {re.sub(r"[$ ]", "", first): rest for first, *rest in body}


@pytest.mark.parametrize(("a", "b"), STATES)
@states("above or below a node stands its value.", page="figures/chain_rule")
def test_each_node_has_the_value_of_its_formula(a, b):
    shown = {name: number(cells[0]) for name, cells in rows(1, a, b).items()}

    assert shown == pytest.approx(values(a, b), abs=0.00501)


@pytest.mark.parametrize(("a", "b"), STATES)
@states("Orange is the derivative of $E$ with respect to a node.", page="figures/chain_rule")
def test_the_derivatives_are_those_of_the_engine_and_of_difference_quotients(a, b):
    h, shown = 1e-6, rows(1, a, b)
    for name, formula in FORMULAS.items():
        by_a = (formula(a + h, b) - formula(a - h, b)) / (2 * h)
        by_b = (formula(a, b + h) - formula(a, b - h)) / (2 * h)
        assert [number(x) for x in shown[name][2:]] == pytest.approx([by_a, by_b], abs=0.0052)

    assert [number(shown[name][1]) for name in "ab"] == pytest.approx(gradient(a, b), abs=0.0051)
    assert number(shown["E"][1]) == 1


@pytest.mark.parametrize(("a", "b"), STATES)
@states("Four paths lead from each input to $E$;", page="figures/chain_rule")
@states(
    "What is made of such a number may be used twice again, and the paths multiply: four paths "
    "lead from each input of the next graph to its result.",
    page="chain_rule",
)
def test_four_paths_lead_from_each_input_and_their_products_add_up_to_its_derivative(a, b):
    found, at = rows(0, a, b), values(a, b)
    sums = {"a": [], "b": []}
    for path, (factors, product) in found.items():
        arrows = [*itertools.pairwise(path.split("→"))]
        expected = [float(ARROWS[arrow](at)) for arrow in arrows]
        assert [number(x) for x in factors.split(", ")] == pytest.approx(expected, abs=0.00501)
        assert number(product) == pytest.approx(np.prod(expected), abs=0.00501)
        sums[path[0]].append(np.prod(expected))

    assert [len(products) for products in sums.values()] == [4, 4]
    assert [sum(products) for products in sums.values()] == pytest.approx(gradient(a, b))


def words(part):
    return "".join(part.itertext()).replace("\u200b", "")


def circles(tree):
    return [(float(c.get("cx")), float(c.get("cy"))) for c in tree.iter("circle")]


@states(
    "On each arrow stands the local derivative, and the arrows of the chosen path are wide.",
    page="figures/chain_rule",
)
@pytest.mark.parametrize("chosen", range(8))
def test_on_each_arrow_is_its_derivative_and_those_of_the_chosen_path_are_wide(chosen):
    a, b = 3.0, -0.5
    tree, at = picture(paths(), state(paths(), a=a, b=b, path=float(chosen))), values(a, b)
    names = dict(zip(["a", "b", "q_1", "q_2", "q_3", "q_4", "E"], circles(tree), strict=True))
    (chosen_path,) = [*rows(0, a, b)][chosen : chosen + 1]
    numbers = [t for t in tree.iter("text") if "fill-0" in t.get("class", "")]
    wide = set()
    for line, text in zip(tree.iter("line"), numbers, strict=True):
        start, end = ((float(line.get(f"x{k}")), float(line.get(f"y{k}"))) for k in (1, 2))
        arrow = tuple(min(names, key=lambda n: np.hypot(*np.subtract(names[n], p)))
                      for p in (start, end))  # fmt: skip
        assert number(words(text)) == pytest.approx(float(ARROWS[arrow](at)), abs=0.00501), arrow
        middle = np.array([float(text.get("x")), float(text.get("y")) - 5])
        (along_x, along_y), beside = np.subtract(end, start), middle - start
        away = (along_x * beside[1] - along_y * beside[0]) / np.hypot(along_x, along_y)
        assert abs(away) < 20  # half of the way to the next arrow
        if "data-lit" in line.attrib:
            wide.add(arrow)

    assert wide == {*itertools.pairwise(chosen_path.split("→"))}


@pytest.mark.parametrize(("order", "column"), [(0, 1), (1, 2), (2, 3)])
def test_the_coloured_numbers_of_the_picture_are_those_of_the_order(order, column):
    tree = picture(paths(), state(paths(), a=-1.5, b=0.5, order=float(order)))
    kind = "quiet" if order else "back"
    coloured = [words(t) for t in tree.iter("text") if kind in t.get("class", "")]

    assert coloured == [cells[column] for cells in rows(1, -1.5, 0.5).values()]


@pytest.mark.parametrize(("a", "b"), STATES)
def test_the_sentences_have_the_product_of_the_path_and_the_sum_of_all(a, b):
    for chosen, (factors, product) in enumerate(rows(0, a, b).values()):
        told = said(paths(), state(paths(), a=a, b=b, path=float(chosen)))
        of = "ab"[chosen // 4]
        products = [number(p) for _, p in [*rows(0, a, b).values()][chosen // 4 * 4 :][:4]]
        listed = re.search(r"have the products (.*); their sum is .* = (\S+)\. ", told)

        assert f"Along this path {factors.replace(', ', ' times ')} is {product}." in told
        assert f"The four paths from ${of}$" in told
        assert [number(x) for x in re.split(", | and ", listed[1])] == products
        assert number(listed[2]) == pytest.approx(gradient(a, b)[chosen // 4], abs=0.0051)


class Counted:
    """A number with its derivative, which it multiplies as it goes: the count of a product is 2."""

    done = 0

    def __init__(self, value, derivative):
        self.value, self.derivative = value, derivative

    def __add__(self, other):
        return Counted(self.value + other.value, self.derivative + other.derivative)

    def __mul__(self, other):
        Counted.done += 2
        derivative = self.value * other.derivative + self.derivative * other.value
        return Counted(self.value * other.value, derivative)

    def maximum(self, other):
        return self if self.value >= other.value else other


@pytest.mark.parametrize("order", [1, 2])
def test_each_input_takes_six_multiplications_from_it_on(order):
    Counted.done = 0
    a, b = Counted(2.0, float(order == 1)), Counted(-1.0, float(order == 2))
    q1, q2 = a + b, a * b
    result = q1 * q2 * q1.maximum(q2)
    told = said(paths(), state(paths(), order=float(order)))

    assert f"Forward from ${'ab'[order - 1]}$, two multiplications for each product" in told
    assert (
        f"(×), {Counted.done} in all" in told and f"other input needs {Counted.done} more" in told
    )
    assert f"= {result.derivative:.2f} alone".replace("-", "−") in told


def test_both_derivatives_take_six_multiplications_back():
    products = [one for one in chain_rule.MIXED.steps if one.sign == "×"]
    into = [end for _, end in chain_rule.MIXED.local if end in {one.symbol for one in products}]

    assert f"(×), {len(into)} in all, give the derivatives with respect to both" in said(
        paths(), paths().start
    )


@pytest.mark.parametrize(
    ("a", "b", "kink"), [(2.0, 2.0, True), (0.0, 0.0, True), (2.0, 1.5, False)]
)
def test_where_the_maximum_has_no_derivative_the_figure_says_so(a, b, kink):
    inputs = state(paths(), a=a, b=b)

    assert ("at this kink the maximum has no derivative" in said(paths(), inputs)) == kink


@states(
    "In the graph with four paths from each input, let $a = -1$ and $b = 3$.",
    "The products are $-6$, $-6$, 12 and 0, and their sum is zero: the paths cancel, and at first "
    "the result does not move at all.",
    page="chain_rule",
)
def test_at_one_place_the_four_products_of_an_input_cancel():
    products = [number(p) for path, (_, p) in rows(0, -1.0, 3.0).items() if path[0] == "a"]

    assert products == [-6, -6, 12, 0] and sum(products) == 0 == gradient(-1.0, 3.0)[0]


@states("Can their products cancel?", page="chain_rule")
def test_products_cancel_where_the_derivative_is_zero_and_no_path_is():
    found = []
    for a, b in itertools.product(np.arange(-3, 3.5, 0.5), repeat=2):
        products = [number(p) for path, (_, p) in rows(0, a, b).items() if path[0] == "a"]
        if abs(sum(products)) < 1e-9 and np.count_nonzero(products) > 1:
            found.append((a, b))

    assert found


@pytest.mark.parametrize(("a", "b"), STATES)
def test_the_test_that_a_reader_takes_along_passes_and_fails_with_another_number(a, b):
    inputs = state(paths(), a=a, b=b)
    program, names = taken(paths(), 0, inputs), {}
    exec(program, names)

    names["test_the_gradient_is_the_sum_over_the_paths"]()
    assert f"value_and_gradients(mixed, {a:g}, {b:g})" in program


@pytest.mark.parametrize(("a", "b"), STATES)
def test_the_script_for_pytorch_holds_the_value_and_both_derivatives(a, b):
    program = taken(paths(), 1, state(paths(), a=a, b=b))
    pairs = re.search(r"shown in \[\(E, (\S+)\), \(a.grad, (\S+)\), \(b.grad, (\S+)\)\]", program)

    compile(program, "taken", "exec")
    assert f"a, b = number({a:g}), number({b:g})" in program
    assert [*map(float, pairs.groups())] == pytest.approx([values(a, b)["E"], *gradient(a, b)])


def sizes(live, n):
    return state(live, **{f"n_{k}": float(x) for k, x in enumerate(n, start=1)})


SIZES = [
    [100] * 6 + [1],
    [100, 1, 100, 100, 100, 1, 100],
    [1, 7, 3, 20, 4, 900, 50],
    [30, 30, 30, 30, 30, 30, 30],
    [10, 1, 10, 1, 10, 1, 10],
    [2, 9, 4, 8, 3, 7, 5],
]


def brackets(n):
    """The work of every way to bracket a product of matrices between these sizes."""
    if len(n) == 2:
        return [0]
    return [
        left + right + n[0] * n[k] * n[-1]
        for k in range(1, len(n) - 1)
        for left in brackets(n[: k + 1])
        for right in brackets(n[k:])
    ]


@pytest.mark.parametrize("n", SIZES)
@states("Work for a product of six Jacobians,", page="figures/chain_rule")
def test_the_sentence_counts_both_orders_and_the_cheapest_of_all(n):
    told, every = said(orders(), sizes(orders(), n)), brackets(n)
    on, back = forward_multiplications(np.array(n)), backward_multiplications(np.array(n))
    factor = re.search(r"cheaper, by a factor of (\S+)\.", told)

    assert f"takes {on:,} multiplications, from the output back {back:,}." in told
    assert (factor is None) == (on == back) == ("Both cost the same." in told)
    if factor:
        assert float(factor[1]) == pytest.approx(max(on, back) / min(on, back), rel=0.005)
        assert ("Back is cheaper" in told) == (back < on)
    assert len(every) == 42
    if min(every) < min(on, back):
        assert f"the cheapest of all 42 ways to bracket the product takes {min(every):,}." in told
    else:
        assert "None of the 42 ways to bracket the product costs less." in told


@pytest.mark.parametrize("n", SIZES)
def test_the_table_has_the_work_of_each_product_of_both_orders(n):
    _, *body, totals = table(orders(), 0, sizes(orders(), n))
    J = [np.zeros((n[k + 1], n[k])) for k in range(6)]
    work = {1: [], 2: []}

    def multiply(column, left, right):
        work[column].append(left.shape[0] * left.shape[1] * right.shape[1])
        return left @ right

    reduce(lambda product, one: multiply(1, one, product), J)
    reduce(lambda product, one: multiply(2, product, one), J[::-1])

    for column, done in work.items():
        assert [row[column] for row in body] == [f"{one:,}" for one in done]
        assert totals[column] == f"{sum(done):,}"


@states("first with a hundred numbers at each stage but the last.", page="figures/chain_rule")
def test_at_the_start_there_are_a_hundred_numbers_at_each_stage_but_the_last():
    assert orders().start == [100] * 6 + [1]


def curves(n):
    """The points of the three curves and the dots, read with the labels of the axes."""
    tree = picture(orders(), sizes(orders(), n))
    powers = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
    texts = [(words(t), float(t.get("x")), float(t.get("y"))) for t in tree.iter("text")]
    across = [(np.log10(float(w)), x) for w, x, _ in texts if re.fullmatch("10*", w)]
    up = [(float(w[2:].translate(powers)), y - 4) for w, _, y in texts if w[-1] in "⁰¹²³⁴⁵⁶⁷⁸⁹"]
    kx, ky = (
        np.polyfit([at for _, at in ticks], [v for v, _ in ticks], 1) for ticks in (across, up)
    )
    found = []
    for path in tree.iter("path"):
        points = np.array(re.findall(r"([-\d.]+) ([-\d.]+)", path.get("d")), float)
        found.append((np.polyval(kx, points[:, 0]), np.polyval(ky, points[:, 1])))
    dots = [(np.polyval(kx, float(c.get("cx"))), np.polyval(ky, float(c.get("cy"))))
            for c in tree.iter("circle")]  # fmt: skip
    return found, dots


@pytest.mark.parametrize("n", SIZES)
@states(
    "The wide, pale line is the cheapest of all ways to bracket the product.",
    page="figures/chain_rule",
)
def test_the_curves_are_the_counts_of_both_orders_and_the_least_of_all(n):
    counts = (
        lambda k: min(brackets([*n[:-1], k])),
        lambda k: forward_multiplications(np.array([*n[:-1], k])),
        lambda k: backward_multiplications(np.array([*n[:-1], k])),
    )
    found, dots = curves(n)
    for (across, up), dot, count in zip(found, dots, counts, strict=True):
        assert_allclose(up, [np.log10(count(k)) for k in 10**across], atol=0.01)
        assert_allclose(dot, [np.log10(n[-1]), np.log10(count(n[-1]))], atol=0.01)


@states(
    "Between stages of one size the two orders cost the same where there are as many outputs as "
    "inputs.",
    page="figures/chain_rule",
)
@pytest.mark.parametrize("m", [1, 30, 500])
def test_between_stages_of_one_size_the_orders_cross_where_the_ends_are_equal(m):
    (across, on), (_, back) = curves([100, m, m, m, m, m, 1])[0][1:]
    ahead = np.sign(on - back)

    assert (ahead[across < 1.96] == 1).all() and (ahead[across > 2.04] == -1).all()


def test_the_ends_are_exchanged_and_the_narrow_stages_ask_for_a_mixture():
    live = orders()
    exchanged = pressed(live, "exchange inputs and outputs", live.start)
    narrow = pressed(live, "narrow next to both ends", live.start)

    assert exchanged == [1, *[100] * 6]
    assert narrow == [100, 1, 100, 100, 100, 1, 100]
    assert "A mixture costs less than both" in said(live, narrow)


@pytest.mark.parametrize("n", SIZES)
def test_the_counts_that_a_reader_takes_along_are_those_of_the_book(n):
    names = {}
    exec(taken(orders(), 0, sizes(orders(), n)), names)

    names["test_the_multiplications_from_the_input_on"]()
    names["test_the_multiplications_from_the_output_back"]()


@pytest.mark.parametrize("n", SIZES)
def test_the_script_for_pytorch_holds_the_counts_of_the_book(n):
    text = taken(orders(), 1, sizes(orders(), n))
    work = forward_multiplications(np.array(n)), backward_multiplications(np.array(n))

    compile(text, "taken", "exec")
    assert f"n = {n}\n" in text
    assert f"assert (on, back) == ({work[0]}, {work[1]})\n" in text


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of PyTorch's own parts
@pytest.mark.parametrize("n", SIZES)
def test_pytorch_makes_as_many_multiplications_as_the_figure_says(n):
    pytest.importorskip("torch")
    text = taken(orders(), 1, sizes(orders(), n))

    exec(text, {})
    with pytest.raises(AssertionError):
        exec(text.replace("assert (on, back) == (", "assert (on, back) == (1 + "), {})
