"""The figure of the small net that computes, in its own numbers. Chapter: docs/backprop.md.

The picture has two decimals, so its numbers are off by half a hundredth.
"""

import ast
import re
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose

from figures import backprop as figures
from figures.live_small_net import TABLE
from nn import backprop
from nn.activation import sigmoid_prime
from nn.network import Network
from tests.live_shown import number, picture, said, state, table, taken
from tests.states import states
from verify.prose.pages import text_of

PARAMETERS = ("W1", "b1", "W2", "b2")
STAGES = ("X", "Z1", "A1", "Z2", "P", "L")
NAMES = {"X": "x{}", "Z1": "z⁽¹⁾{}", "A1": "a⁽¹⁾{}", "Z2": "z⁽²⁾{}", "P": "p{}"}
HALF = 0.00501  # of the last decimal
BELOW = TABLE - 20  # where the net ends
NET = Network(sizes=(2, 2, 2), activation="sigmoid")
START = {}
OTHER = {"x_1": -1.5, "W1_12": 2.0, "W2_21": -0.5, "b2_1": 1.0, "class": 0.0}
THIRD = {"x_2": 0.0, "W1_22": -3.0, "b1_2": -0.25, "W2_12": 0.0, "weight": 7.0}
every_state = pytest.mark.parametrize("changed", [START, OTHER, THIRD])


@cache
def small_net():
    return figures.small_net()


def at(changed):
    return state(small_net(), **changed)


# What the picture shows: cells, and arrows with the numbers beside them


def words(part):
    return "".join(part.itertext()).replace("\u200b", "")


def place(part):
    return np.array([float(part.get("x")), float(part.get("y"))])


class Drawn:
    """The cells by name, and the arrows by what they lead from and to."""

    def __init__(self, changed):
        tree = picture(small_net(), at(changed))
        texts = [text for text in tree.iter("text") if place(text)[1] < BELOW]
        self.boxes = [*tree.iter("rect")]
        self.cells, used = {}, set()
        for rect in self.boxes:
            own = [text for text in texts if inside(rect, text)]
            used |= set(map(id, own))
            name, *numbers = map(words, own)
            self.cells[name] = (rect, own[1:], *map(number, numbers))
        discs = [(float(c.get("cx")), float(c.get("cy"))) for c in tree.iter("circle")]
        used |= {id(text) for text in texts if words(text) in "1"}
        self.arrows = {}
        for line in tree.iter("line"):
            ends = [np.array([float(line.get(f"{axis}{k}")) for axis in "xy"]) for k in (1, 2)]
            names = tuple(self.name(end, discs) for end in ends)
            self.arrows[names] = (ends, "data-lit" in line.attrib, [])
        for text in texts:
            if id(text) not in used:
                across = {"end": -16, "middle": 0}.get(anchor(text), 16)
                middle = place(text) + np.array([across, -5])
                nearest = min(self.arrows.values(), key=lambda arrow: away(middle, *arrow[0]))
                nearest[2].append(text)

    def name(self, end, discs):
        if min(np.hypot(*(end - disc)) for disc in discs) < 12:
            return "1"
        return min(self.cells, key=lambda name: distance(self.cells[name][0], end))

    def value(self, stage, side):
        names = ["L"] if stage == "L" else [NAMES[stage].format(k) for k in (1, 2)]
        return np.array([self.cells[name][2 + side] for name in names])

    def parameters(self, side=0):
        """Those that stand at the arrows (side 0), or the derivatives (1)."""
        found = {}
        for layer, before in ((1, NAMES["X"]), (2, NAMES["A1"])):
            after = [NAMES[f"Z{layer}"].format(k) for k in (1, 2)]
            rows = [[self.pair(before.format(d), z)[side] for z in after] for d in (1, 2)]
            found[f"W{layer}"] = np.array(rows)
            found[f"b{layer}"] = np.array([self.pair(after[k], z, True)[side]
                                           for k, z in enumerate(after)])  # fmt: skip
        return found

    def pair(self, tail, tip, bias=False):
        texts = self.arrows["1" if bias else tail, tip][2]
        black, orange = sorted(texts, key=lambda text: "back" in text.get("class", ""))
        assert place(black)[1] < place(orange)[1]
        return number(words(black)), number(words(orange))

    def weights(self):
        return {
            ends: self.pair(*ends, ends[0] == "1")
            for ends, (*_, texts) in self.arrows.items()
            if any("back" in text.get("class", "") for text in texts)
        }


def anchor(text):
    return next((kind for kind in ("middle", "end") if kind in text.get("class", "")), "start")


def inside(rect, text):
    corner, size = place(rect), [float(rect.get(side)) for side in ("width", "height")]
    return (corner <= place(text)).all() and (place(text) <= corner + size).all()


def distance(rect, point):
    corner, size = place(rect), np.array([float(rect.get(side)) for side in ("width", "height")])
    return np.hypot(*np.maximum(np.maximum(corner - point, point - corner - size), 0))


def away(point, start, end):
    along = np.clip((point - start) @ (end - start) / ((end - start) @ (end - start)), 0, 1)
    return np.hypot(*(start + along * (end - start) - point))


def values_from(stage, start, p, right):
    """Every array from one stage on, the loss of the right class last."""
    steps = {
        "Z1": lambda X: X @ p["W1"] + p["b1"],
        "A1": lambda Z: 1 / (1 + np.exp(-Z)),
        "Z2": lambda A: A @ p["W2"] + p["b2"],
        "P": lambda Z: np.exp(Z) / np.exp(Z).sum(),
        "L": lambda P: -np.log(P[right : right + 1]),
    }
    found = {stage: start}
    for name in STAGES[STAGES.index(stage) + 1 :]:
        start = found[name] = steps[name](start)
    return found


def right_class(changed):
    return int(changed.get("class", 1))


@states(
    "A net for one example with all its numbers, forward from top to bottom.",
    page="figures/backprop",
)
@states(
    "Here are two inputs, two hidden neurons and two classes, and one example, whose class is the "
    "second;",
    page="backprop",
)
@every_state
def test_each_black_number_of_the_net_is_what_the_forward_pass_computes(changed):
    drawn, right = Drawn(changed), right_class(changed)
    values = values_from("X", drawn.value("X", 0), drawn.parameters(), right)

    for stage in STAGES:
        assert_allclose(drawn.value(stage, 0), values[stage], atol=HALF)


def test_the_cells_of_the_net_stand_in_the_order_of_the_forward_pass():
    cells = Drawn(START).cells
    rows = [place(cells[NAMES[stage].format(1)][0]) for stage in STAGES[:-1]]
    heights = [row[1] for row in rows] + [place(cells["L"][0])[1]]

    assert (np.diff(heights) > 40).all()
    for stage in STAGES[:-1]:
        one, other = (place(cells[NAMES[stage].format(k)][0]) for k in (1, 2))
        assert one[1] == other[1] and one[0] < other[0]


@pytest.mark.parametrize(("changed", "right"), [(START, 2), (OTHER, 1)])
def test_between_the_layers_of_the_net_stand_the_functions_and_the_right_class_makes_the_loss(
    changed, right
):
    arrows = Drawn(changed).arrows
    steps = {ends: [words(t) for t in texts] for ends, (_, _, texts) in arrows.items()
             if not any("back" in t.get("class", "") for t in texts)}  # fmt: skip

    assert steps == (
        {(NAMES["Z1"].format(k), NAMES["A1"].format(k)): ["σ"] for k in (1, 2)}
        | {(NAMES["Z2"].format(k), "softmax"): [] for k in (1, 2)}
        | {("softmax", NAMES["P"].format(k)): [] for k in (1, 2)}
        | {(f"p{right}", "L"): ["−log"]}
    )


@states(
    "Below each number, in orange, stands the derivative of the loss with respect to it.",
    page="figures/backprop",
)
@states("The deltas are the orange numbers in the cells of the scores $z$;", page="backprop")
@pytest.mark.parametrize("stage", STAGES)
@every_state
def test_each_orange_number_in_a_cell_is_the_derivative_of_the_loss(changed, stage):
    drawn, right, h = Drawn(changed), right_class(changed), 1e-6
    p = exact(changed)
    values = values_from("X", inputs(changed), p, right)[stage]
    slopes = [
        np.subtract(*(values_from(stage, values + s * h * e, p, right)["L"] for s in (1, -1)))[0]
        / (2 * h)
        for e in np.eye(len(values))
    ]

    assert_allclose(drawn.value(stage, 1), slopes, atol=HALF)
    for _, (black, orange), *_ in [c for name, c in drawn.cells.items() if name != "softmax"]:
        assert place(black)[1] < place(orange)[1] and "back" in orange.get("class", "")


def exact(changed):
    """The parameters of a state."""
    own = dict(zip((str(one.symbol) for one in small_net().inputs), at(changed), strict=True))
    return {
        f"{kind}{layer}": np.array([own[f"{kind}{layer}_{at}"] for at in places]).reshape(shape)
        for layer in (1, 2)
        for kind, places, shape in (("W", (11, 12, 21, 22), (2, 2)), ("b", (1, 2), (2,)))
    }


def inputs(changed):
    return np.array([changed.get("x_1", 1.0), changed.get("x_2", 2.0)])


def gradients(changed):
    X, t = inputs(changed)[np.newaxis], np.array([right_class(changed)])
    return {name: getattr(backprop, f"two_layer_loss_grad_{name}")(X=X, t=t, **exact(changed))
            for name in PARAMETERS}  # fmt: skip


@pytest.mark.parametrize("name", PARAMETERS)
@every_state
def test_each_orange_number_at_an_arrow_is_the_gradient_of_a_parameter(changed, name):
    drawn = Drawn(changed)

    assert_allclose(drawn.parameters()[name], exact(changed)[name], atol=HALF)
    assert_allclose(drawn.parameters(1)[name], gradients(changed)[name], atol=HALF)


@states(
    "On an arrow it is the value where the arrow begins times the orange number where it ends.",
    page="figures/backprop",
)
@every_state
def test_the_orange_number_at_an_arrow_is_a_product_of_the_numbers_at_its_ends(changed):
    drawn = Drawn(changed)

    assert len(drawn.weights()) == 12
    for (tail, tip), (_, orange) in drawn.weights().items():
        given, after = 1 if tail == "1" else drawn.cells[tail][2], drawn.cells[tip][3]
        slack = HALF * (1 + abs(given) + abs(after))
        assert orange == pytest.approx(given * after, abs=slack), (tail, tip)


@states("the last two are the probabilities, less one for the right class.", page="backprop")
@every_state
def test_the_last_deltas_of_the_net_are_the_probabilities_less_one_for_the_right_class(changed):
    drawn, target = Drawn(changed), np.eye(2)[right_class(changed)]

    assert_allclose(drawn.value("Z2", 1), drawn.value("P", 0) - target, atol=2 * HALF)


@states(
    "Two arrows leave each hidden neuron, so two products of a weight and a delta are added",
    page="backprop",
)
def test_what_comes_back_to_a_hidden_neuron_is_a_sum_of_two_products():
    drawn = Drawn(START)
    for name in (NAMES["A1"].format(k) for k in (1, 2)):
        products = [w * drawn.cells[tip][3] for (tail, tip), (w, _) in drawn.weights().items()
                    if tail == name]  # fmt: skip

        assert len(products) == 2
        assert drawn.cells[name][3] == pytest.approx(sum(products), abs=0.02)


@states(
    "Going back from $a$ to $z$, this sum is multiplied by the slope of the sigmoid, which is a "
    "quarter for the first hidden neuron, whose score is zero.",
    page="backprop",
)
def test_the_slope_of_the_first_hidden_neuron_is_a_quarter():
    drawn = Drawn(START)
    score, by_a = drawn.value("Z1", 0), drawn.value("A1", 1)
    slopes = sigmoid_prime(score)

    assert (score[0], slopes[0]) == (0, 0.25)
    assert_allclose(drawn.value("Z1", 1), by_a * slopes, atol=0.01)


@states(
    "Here are two inputs, two hidden neurons and two classes, and one example, whose class is",
    page="backprop",
)
def test_the_listing_takes_the_parameters_of_the_drawn_net():
    text, drawn = text_of("backprop"), Drawn(START)
    listed = dict(re.findall(r'"([Wb][12])": np\.array\((.*)\),', text))
    printed = dict(re.findall(r"^([Wb][12]) (\[.*\])$", text, re.MULTILINE))

    for name in PARAMETERS:
        assert ast.literal_eval(listed[name]) == drawn.parameters()[name].tolist()
        assert_allclose(ast.literal_eval(printed[name]), drawn.parameters(1)[name], atol=1e-9)


# The chain rule of the chosen parameter

CHOICES = [("W1", d, h) for d in (0, 1) for h in (0, 1)] + [("b1", None, h) for h in (0, 1)]
CHOICES += [("W2", h, k) for h in (0, 1) for k in (0, 1)] + [("b2", None, k) for k in (0, 1)]


def expected(changed, choice):
    """The factors along each path, by hand, and the names of the cells that it comes through."""
    kind, source, neuron = CHOICES[choice]
    p = exact(changed)
    found = values_from("X", inputs(changed), p, right_class(changed))
    delta = found["P"] - np.eye(2)[right_class(changed)]
    given = found["X" if kind in ("W1", "b1") else "A1"]
    last = 1.0 if source is None else given[source]
    if kind in ("W2", "b2"):
        start = "1" if source is None else f"a⁽¹⁾{source + 1}"
        return [[delta[neuron], last]], [[start, f"z⁽²⁾{neuron + 1}"]]
    slope = sigmoid_prime(found["Z1"])[neuron]
    start = "1" if source is None else f"x{source + 1}"
    cells = [start, f"z⁽¹⁾{neuron + 1}", f"a⁽¹⁾{neuron + 1}"]
    return (
        [[delta[k], p["W2"][neuron, k], slope, last] for k in (0, 1)],
        [[*cells, f"z⁽²⁾{k + 1}"] for k in (0, 1)],
    )


@states(
    "Below the net stand the factors of the derivative with respect to the chosen weight or bias, "
    "$w$, those of each path in a row;",
    page="figures/backprop",
)
@pytest.mark.parametrize("choice", range(12))
@every_state
def test_below_the_net_stand_the_factors_of_each_path_and_their_product(changed, choice):
    tree = picture(small_net(), at(changed | {"weight": float(choice)}))
    rows = {}
    for text in tree.iter("text"):
        if place(text)[1] > BELOW and "back" in text.get("class", ""):
            rows.setdefault(place(text)[1], []).append((place(text)[0], number(words(text))))
    shown = [[x for _, x in sorted(row)] for _, row in sorted(rows.items())]
    paths, _ = expected(changed, choice)

    assert [len(row) for row in shown] == [len(path) + 1 for path in paths]
    for row, factors in zip(shown, paths, strict=True):
        assert_allclose(row, [*factors, np.prod(factors)], atol=0.0000501)


def test_the_factors_of_a_weight_and_of_a_bias_have_their_names_and_formulas():
    def written(choice):
        tree = picture(small_net(), at({"weight": float(choice)}))
        low = [t for t in tree.iter("text") if place(t)[1] > BELOW]
        rows = {}
        for text in sorted(low, key=lambda t: tuple(place(t)[::-1])):
            if "back" not in text.get("class", ""):
                rows.setdefault(place(text)[1], []).append(words(text))
        return [*rows.values()]

    first = ["∂L/∂z⁽²⁾1", "∂z⁽²⁾1/∂a⁽¹⁾2", "∂a⁽¹⁾2/∂z⁽¹⁾2", "∂z⁽¹⁾2/∂w"]
    assert written(1)[:3] == [
        first,
        ["p1 − T1", "W⁽²⁾21", "a2 (1 − a2)", "x1"],
        ["×", "×", "×", "="],
    ]
    assert written(1)[4] == ["p2 − T2", "W⁽²⁾22", "a2 (1 − a2)", "x1"]
    assert written(4)[1] == ["p1 − T1", "W⁽²⁾11", "a1 (1 − a1)", "1"]
    assert written(7) == [["∂L/∂z⁽²⁾2", "∂z⁽²⁾2/∂w"], ["p2 − T2", "a1"], ["×", "="]]
    assert written(5)[1] == ["p1 − T1", "W⁽²⁾21", "a2 (1 − a2)", "1"]
    assert [written(choice)[1] for choice in (10, 11)] == [["p1 − T1", "1"], ["p2 − T2", "1"]]


@states("the arrows of its paths are wide.", page="figures/backprop")
@pytest.mark.parametrize("choice", range(12))
def test_the_arrows_of_the_paths_are_wide(choice):
    wide = {ends for ends, (_, lit, _) in Drawn({"weight": float(choice)}).arrows.items() if lit}
    through = [[*cells, "softmax", "p2", "L"] for cells in expected(START, choice)[1]]

    assert wide == {step for path in through for step in pairwise(path)}


@pytest.mark.parametrize("choice", range(12))
@every_state
def test_the_table_and_the_sentence_have_the_products_and_the_derivative(changed, choice):
    inputs_ = at(changed | {"weight": float(choice)})
    paths, _ = expected(changed, choice)
    products = [np.prod(path) for path in paths]
    kind, *_ = CHOICES[choice]
    gradient = np.concatenate([gradients(changed)[name].ravel() for name in PARAMETERS])[choice]
    told = said(small_net(), inputs_)
    *_, last = table(small_net(), 0, inputs_)

    assert [number(x) for x in last[2:] if x] == pytest.approx(products, abs=6e-7)
    words_ = re.findall(r"(?:product|products) (\S+) and (\S+) add|derivative (\S+)\. ", told)
    numbers = [number(x) for found in words_ for x in found if x]
    assert numbers == pytest.approx([*products, gradient][-len(numbers) :], abs=6e-7)
    assert len(numbers) == (3 if kind in ("W1", "b1") else 1)
    assert told.startswith("Two paths" if len(numbers) == 3 else "One path")


@every_state
def test_the_table_has_every_value_with_its_derivative(changed):
    _, *rows = table(small_net(), 1, at(changed))
    named = {row[0]: [*map(number, row[1:])] for row in rows}
    p, right = exact(changed), right_class(changed)
    found = values_from("X", inputs(changed), p, right)

    for name, array in (("x", "X"), ("z⁽¹⁾", "Z1"), ("a⁽¹⁾", "A1"), ("z⁽²⁾", "Z2"), ("p", "P")):
        shown = [named[f"{name}{k}"] for k in "₁₂"]
        assert_allclose([x for x, _ in shown], found[array], atol=6e-7)
        assert_allclose([g for _, g in shown], Drawn(changed).value(array, 1), atol=HALF)
    assert named["L"] == pytest.approx([found["L"][0], 1], abs=6e-7)
    for name, kind in (("W1", "W⁽¹⁾"), ("b1", "b⁽¹⁾"), ("W2", "W⁽²⁾"), ("b2", "b⁽²⁾")):
        shown = [pair for key, pair in named.items() if key.startswith(kind)]
        assert_allclose([x for x, _ in shown], p[name].ravel(), atol=6e-7)
        assert_allclose([g for _, g in shown], gradients(changed)[name].ravel(), atol=6e-7)


def loss(changed, name, place_, by):
    p = exact(changed)
    p[name][place_] += by
    return values_from("X", inputs(changed), p, right_class(changed))["L"][0]


@pytest.mark.parametrize("choice", range(12))
@pytest.mark.parametrize("power", [0.0, -1.0, -2.5, -4.0])
@pytest.mark.parametrize("one_sided", [0.0, 1.0])
def test_the_difference_quotient_is_that_of_the_loss(choice, power, one_sided):
    name, source, to = CHOICES[choice]
    place_, h = (to,) if source is None else (source, to), 10**power
    up, here, down = (loss(OTHER, name, place_, by) for by in (h, 0, -h))
    slope = (up - here) / h if one_sided else (up - down) / (2 * h)
    changed = OTHER | {"weight": float(choice), "power": power, "one_sided": one_sided}
    told = said(small_net(), at(changed))
    step, found, differs = re.search(
        r"\$h\$ = (\S+) is (\S+); it differs by (\S+)\.$", told
    ).groups()

    assert float(step) == pytest.approx(h, rel=0.05)
    assert number(found) == pytest.approx(slope, abs=6e-7)
    assert float(differs) == pytest.approx(abs(slope - gradients(OTHER)[name][place_]), abs=6e-7)
    assert ("$(L(w + h) - L(w)) / h$" in told) == bool(one_sided)
    assert ("$(L(w + h) - L(w - h)) / (2 h)$" in told) != bool(one_sided)


@states(
    "The picture of the small net begins with the weight $W^{(1)}_{22}$ and a step of 0.1.",
    "Make the step ten times smaller.",
    "By about 10 with the one-sided quotient and by about 100 with the other;",
    page="backprop",
)
@pytest.mark.parametrize(("one_sided", "factor"), [(1.0, 10), (0.0, 100)])
def test_a_tenth_of_the_step_leaves_a_tenth_of_the_error_or_a_hundredth(one_sided, factor):
    start = state(small_net(), one_sided=one_sided)
    tenth = state(small_net(), one_sided=one_sided, power=-2.0)
    told = [said(small_net(), inputs_) for inputs_ in (start, tenth)]
    steps, errors = zip(*(re.search(r"= (\S+) is .* by (\S+)\.$", t).groups() for t in told),
                        strict=True)  # fmt: skip

    assert "W⁽¹⁾₂₂" in told[0] and [*map(float, steps)] == [0.1, 0.01]
    assert float(errors[0]) / float(errors[1]) == pytest.approx(factor, rel=0.04)


@every_state
def test_the_test_that_a_reader_takes_along_passes(changed):
    names = {}
    exec(taken(small_net(), 0, at(changed)), names)

    names["test_the_loss"]()
    names["test_the_gradients"]()


@every_state
def test_the_script_for_pytorch_holds_the_net_and_its_gradients(changed):
    tree = ast.parse(taken(small_net(), 1, at(changed)))
    lists = [
        np.array(ast.literal_eval(node), float)
        for node in ast.walk(tree)
        if isinstance(node, ast.List) and not any(isinstance(x, ast.Tuple) for x in node.elts)
    ]
    found = gradients(changed)

    for array in [*exact(changed).values(), inputs(changed), *found.values()]:
        assert any(a.shape == array.shape and np.allclose(a, array, atol=1e-12) for a in lists)


def test_the_net_at_the_start_is_that_of_the_loop():
    own = {"X": inputs(START)[np.newaxis], "t": np.array([right_class(START)])}

    assert NET.loss(exact(START), **own) == pytest.approx(Drawn(START).value("L", 0)[0], abs=HALF)
