"""Figures of docs/chain_rule.md."""

from collections.abc import Iterator

import sympy as sp
from matplotlib.figure import Figure

from derivations import chain_rule as derivation
from figures.graph import Node, draw, draw_in_two, exponential, maximum, reciprocal
from figures.live_graph import FORM, Arrow, Graph, Step
from figures.live_graph import draw as draw_live
from verify.live.drawing import Drawing
from verify.live.model import Input, Live, Path


def product(a: Node, b: Node, c: Node) -> Node:
    """The first graph of the chapter, as code."""
    return (a + b) * c


def switch(a: Node, b: Node, c: Node) -> Node:
    """The larger of two numbers, times a third one."""
    return maximum(a, b) * c


def twice(a: Node, b: Node) -> Node:
    """A graph in which one number is used twice."""
    return (a + b) * a


def score(w_1: Node, x_1: Node, w_2: Node, x_2: Node, w_3: Node) -> Node:
    """What the neuron of the chapter squashes."""
    return w_1 * x_1 + w_2 * x_2 + w_3


def squashed(z: Node) -> Node:
    """The sigmoid, taken apart."""
    return reciprocal(exponential(-z) + 1)


def product_graph() -> Figure:
    """A sum, then a product: above each node its value, on each arrow the local derivative.

    Below a node, in orange, stands the derivative of the result with respect to it.
    """
    return draw(product(Node(-2, "a"), Node(5, "b"), Node(-4, "c")), 96, 52)


def maximum_graph() -> Figure:
    """A maximum, then a product: the smaller number has no influence, and its derivative is 0."""
    return draw(switch(Node(3, "a"), Node(5, "b"), Node(2, "c")), 96, 52)


def twice_graph() -> Figure:
    """Two arrows leave the number that is used twice, and its derivative is a sum of two products.

    Each is the number on the arrow times the derivative at its end.
    """
    return draw(twice(Node(3, "a"), Node(-1, "b")), 96, 84)


def neuron_graph() -> Figure:
    """The graph of the neuron, drawn in the same way; the score ends the upper part.

    The lower part goes on with it to the output.
    Going back from there, each derivative is the one before times the number on the arrow.
    """
    inputs = {"w_1": 2, "x_1": -1, "w_2": -3, "x_2": -2, "w_3": -3}
    z = score(*(Node(value, name) for name, value in inputs.items()))
    return draw_in_two(squashed(z), z, "z", 84, 52)


A, B, Q1, Q2, Q3, Q4, RESULT = sp.symbols("a b q_1 q_2 q_3 q_4 E", real=True)
MIXED = Graph(
    [A, B],
    [
        Step(Q1, "+", A + B),
        Step(Q2, "×", A * B),
        Step(Q3, "×", Q1 * Q2),
        Step(Q4, "max", sp.Piecewise((Q1, Q1 >= Q2), (Q2, True))),
        Step(RESULT, "×", Q3 * Q4),
    ],
)
ORDER, CHOSEN = sp.symbols("order path", real=True)
UPPER, LOWER = 68, 208  # from above, the two rows of the graph
PLACES = {
    A: (30, UPPER, -1),
    B: (30, LOWER, 1),
    Q1: (148, UPPER, -1),
    Q2: (148, LOWER, 1),
    Q3: (272, UPPER, -1),
    Q4: (272, LOWER, 1),
    RESULT: (396, (UPPER + LOWER) / 2, -1),
}
ENGINE = """\
from pytest import approx

from exercises.solutions.value_and_gradients import value_and_gradients  # or yours


def mixed(a, b):
    q1, q2 = a + b, a * b
    return q1 * q2 * q1.maximum(q2)


def test_the_gradient_is_the_sum_over_the_paths():
    value, gradients = value_and_gradients(mixed, {a}, {b})
    assert value == approx({E}, rel=1e-12, abs=1e-12)
    assert gradients == approx([{E_a}, {E_b}], rel=1e-12, abs=1e-12)
"""
TORCH = """\
import torch


def number(x):
    return torch.tensor(x, dtype=torch.float64, requires_grad=True)


a, b = number({a}), number({b})
q1, q2 = a + b, a * b
E = q1 * q2 * torch.maximum(q1, q2)
E.backward()
for found, shown in [(E, {E}), (a.grad, {E_a}), (b.grad, {E_b})]:
    torch.testing.assert_close(found, number(shown), rtol=1e-12, atol=1e-12)
    print(found.item())
"""


def paths() -> Live:
    """Four paths lead from each input to $E$; above or below a node stands its value.

    On each arrow stands the local derivative, and the arrows of the chosen path are wide.
    Orange is the derivative of $E$ with respect to a node.
    """
    every = [path for source in (A, B) for path in MIXED.paths(source)]
    live = Live(
        [
            Input(A, 2, -4, 4, 0.5, "a"),
            Input(B, -1, -4, 4, 0.5, "b"),
            Input(CHOSEN, 0, 0, len(every) - 1, 1, "path", "choice", tuple(map(_plain, every))),
            Input(
                ORDER, 0, 0, 2, 1, "order", "choice",
                ("from E back", "from a forward", "from b forward"),
            ),
        ]
    )  # fmt: skip
    live.without = (
        "its graph is an example of its own, which no formula of the chapter has; tests compare "
        "its values and derivatives with difference quotients, and each sum over paths with both "
        "orders."
    )
    back, by_a, by_b = MIXED.backward(), MIXED.forward(A), MIXED.forward(B)
    drawing = Drawing(live, 430, 276)
    lit = {
        arrow: sp.Add(*(_is(CHOSEN, k) for k, path in enumerate(every) if arrow in path))
        for arrow in MIXED.local
    }
    orders = [
        (back, "back", _is(ORDER, 0)),
        (by_a, "quiet", _is(ORDER, 1)),
        (by_b, "quiet", _is(ORDER, 2)),
    ]
    draw_live(drawing, MIXED, PLACES, orders, lit)
    live.pictures.append(drawing.svg())
    live.invites = (
        "In a forward order, grey is the derivative of a node with respect to the input at which "
        "it begins."
    )
    live.says = "".join(_said(live, every, back))
    live.table(
        ["path", "numbers on its arrows", "product"],
        [
            [
                " → ".join(_formula(symbol) for symbol in _nodes(path)),
                ", ".join(live.number(slope, FORM) for slope in MIXED.along(path)),
                live.number(sp.Mul(*MIXED.along(path)), FORM),
            ]
            for path in every
        ],
    )
    live.table(
        [
            "node",
            "value",
            r"$\partial E / \partial$",
            r"$\partial / \partial a$",
            r"$\partial / \partial b$",
        ],
        [
            [_formula(s), *(live.number(x[s], FORM) for x in (MIXED.value, back, by_a, by_b))]
            for s in MIXED.value
        ],
    )
    numbers = {"a": A, "b": B, "E": MIXED.value[RESULT], "E_a": back[A], "E_b": back[B]}
    exact = {name: live.exact(x) for name, x in numbers.items()}
    live.takes += [
        ("a test for pytest", ENGINE.format(**exact)),
        ("a script for PyTorch", TORCH.format(**exact)),
    ]
    return live


def _is(choice: sp.Symbol, value: int) -> sp.Expr:
    return sp.Piecewise((1, sp.And(choice > value - 0.5, choice < value + 0.5)), (0, True))


def _nodes(path: list[Arrow]) -> list[sp.Symbol]:
    return [path[0][0], *(end for _, end in path)]


def _plain(path: list[Arrow]) -> str:
    subscripts = str.maketrans("1234", "₁₂₃₄", "_")
    return " → ".join(str(symbol).translate(subscripts) for symbol in _nodes(path))


def _formula(symbol: sp.Symbol) -> str:
    return f"${symbol}$"


def _said(live: Live, every: list[list[Arrow]], back: dict[sp.Symbol, sp.Expr]) -> Iterator[str]:
    """Which product the chosen path has, what all add up to, and what an order costs."""
    for k, path in enumerate(every):
        factors = " times ".join(live.number(slope, FORM) for slope in MIXED.along(path))
        product = live.number(sp.Mul(*MIXED.along(path)), FORM)
        yield live.when(_is(CHOSEN, k), f"Along this path {factors} is {product}. ")
    for source in (A, B):
        own = [k for k, path in enumerate(every) if path[0][0] == source]
        products = [live.number(sp.Mul(*MIXED.along(every[k])), FORM) for k in own]
        yield live.when(
            sp.Add(*(_is(CHOSEN, k) for k in own)),
            f"The four paths from {_formula(source)} have the products "
            f"{', '.join(products[:-1])} and {products[-1]}; their sum is "
            rf"$\partial E / \partial {source}$ = {live.number(back[source], FORM)}. ",
        )
    result = live.number(back[A], FORM), live.number(back[B], FORM)
    yield live.when(
        _is(ORDER, 0),
        "Back from $E$, two multiplications for each product (×), 6 in all, give the derivatives "
        "with respect to both inputs.",
    )
    for k, source in enumerate((A, B), start=1):
        yield live.when(
            _is(ORDER, k),
            f"Forward from {_formula(source)}, two multiplications for each product (×), 6 in "
            rf"all, give $\partial E / \partial {source}$ = {result[k - 1]} alone; the other input "
            "needs 6 more.",
        )
    yield live.when(
        sp.Eq(MIXED.value[Q1], MIXED.value[Q2]),
        " Here $q_1$ and $q_2$ are equal: at this kink the maximum has no derivative, and the "
        "figure takes the one on the side of $q_1$.",
    )


n = derivation.n
LARGEST = 1000  # numbers at a stage
LEFT, RIGHT, TOP, BOTTOM = 58, 420, 14, 210
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
PALE = "stroke-width: 9; stroke-dasharray: none; opacity: .35"
CURVES = (  # the class, a style of its own, the name, and where the key has it
    ("line-3", PALE, "cheapest", 340),
    ("line-0", "", "from the input on", 4),
    ("line-1", "", "from the output back", 162),
)
COUNTS = """\
import numpy as np
from nn.chain_rule import backward_multiplications, forward_multiplications

n = np.array([{n}])


def test_the_multiplications_from_the_input_on():
    assert forward_multiplications(n) == {forward}


def test_the_multiplications_from_the_output_back():
    assert backward_multiplications(n) == {backward}
"""
MAPS = """\
from functools import reduce
from itertools import pairwise

import torch
from torch.utils.flop_counter import FlopCounterMode

torch.set_default_dtype(torch.float64)
n = [{n}]
J = [torch.randn(after, before) / before**0.5 for before, after in pairwise(n)]


def through(x, maps):
    return reduce(lambda x, A: A @ x, maps, x)


def counted(pushed, vectors):
    with FlopCounterMode(display=False) as counter:
        found = torch.func.vmap(pushed)(vectors)  # all at once: products of matrices
    return found, counter.get_flop_counts()["Global"][torch.ops.aten.mm] // 2  # half are additions


def forward(column):
    return torch.func.jvp(lambda x: through(x, J[1:]), (torch.zeros(n[1]),), (column,))[1]


_, backward = torch.func.vjp(lambda x: through(x, J[:-1]), torch.zeros(n[0]))
columns, on = counted(forward, J[0].T)  # of the first Jacobian
rows, back = counted(lambda row: backward(row)[0], J[-1])  # of the last one
torch.testing.assert_close(columns.T, rows, rtol=1e-9, atol=1e-9)
assert (on, back) == ({forward}, {backward})
print(on, back)
"""


def orders() -> Live:
    """Work for a product of six Jacobians, first with a hundred numbers at each stage but the last.

    Between stages of one size the two orders cost the same where there are as many outputs as
    inputs.
    The wide, pale line is the cheapest of all ways to bracket the product.
    """
    first, *between, last = n
    live = Live(
        [
            Input(first, 100, 1, LARGEST, 1, "inputs $n_1$"),
            *(Input(s, 100, 1, LARGEST, 1, f"layer ${s}$", "number") for s in between),
            Input(last, 1, 1, LARGEST, 1, "outputs $n_7$"),
        ]
    )
    forward = live.derived("forward_multiplications", derivation.forward_multiplications)
    backward = live.derived("backward_multiplications", derivation.backward_multiplications)
    best = cheapest(list(n))
    live.pictures.append(_curves(live, [best, forward, backward]))
    live.says = "".join(_compared(live, forward, backward, best))
    entries = n[1:] * n[:-1]
    on, back = entries[1:] * first, last * entries[:-1][::-1]
    rows = [
        [f"{k}", live.number(one, "t"), live.number(other, "t")]
        for k, (one, other) in enumerate(zip(on, back, strict=True), start=1)
    ]
    totals = ["all", live.number(forward, "t"), live.number(backward, "t")]
    live.table(["product", "from the input on", "from the output back"], [*rows, totals])
    live.button("exchange inputs and outputs", {first: last, last: first})
    narrow = dict.fromkeys(n, 100) | {n[1]: 1, n[5]: 1}
    live.button("narrow next to both ends", narrow)
    exact = {
        "n": ", ".join(live.exact(size) for size in n),
        "forward": live.exact(forward),
        "backward": live.exact(backward),
    }
    live.takes += [
        ("a test for pytest", COUNTS.format(**exact)),
        ("a script for PyTorch", MAPS.format(**exact)),
    ]
    return live


def cheapest(sizes: list[sp.Symbol]) -> sp.Expr:
    """The fewest multiplications with which matrices between these sizes can be multiplied."""
    found: dict[tuple[int, int], sp.Expr] = {}
    for width in range(1, len(sizes)):
        for i in range(len(sizes) - width):
            k = i + width
            work = [
                found[i, j] + found[j, k] + sizes[i] * sizes[j] * sizes[k] for j in range(i + 1, k)
            ]
            found[i, k] = sp.Min(*work, evaluate=False) if work else sp.Integer(0)
    return found[0, len(sizes) - 1]


def _curves(live: Live, counts: list[sp.Expr]) -> str:
    """Multiplications over outputs, on scales of powers of ten that fit the curves."""
    s = sp.Symbol("s", real=True)
    last = n[-1]
    best, forward, backward = counts
    least = best.xreplace({last: sp.Integer(1)})
    most = sp.Max(
        *(count.xreplace({last: sp.Integer(LARGEST)}) for count in (forward, backward)),
        evaluate=False,
    )
    near = sp.Float(1e-9)  # so that rounding does not decide where a power of ten belongs
    low, high = sp.floor(_log(least) + near), sp.floor(_log(most) + near) + 1

    def across(power: sp.Expr) -> sp.Expr:
        return LEFT + (RIGHT - LEFT) / sp.Integer(3) * power

    def up(power: sp.Expr) -> sp.Expr:
        return BOTTOM - (BOTTOM - TOP) * (power - low) / (high - low)

    drawing = Drawing(live, 440, 282)
    for power in range(4):
        drawing.line(across(power), BOTTOM, across(power), BOTTOM + 5, "axis")
        drawing.text(across(power), BOTTOM + 20, f"{10**power}", kind="middle")
    for power in range(11):
        seen = sp.Piecewise((1, sp.And(low <= power, power <= high)), (0, True))
        drawing.line(LEFT, up(power), RIGHT, up(power), "axis thin", when=seen)
        label = "10" + str(power).translate(SUPERSCRIPTS)
        drawing.text(LEFT - 6, up(power) + 4, label, kind="end", when=seen)
    drawing.text((LEFT + RIGHT) / 2, BOTTOM + 40, "outputs", kind="middle")
    for (kind, style, name, at), count in zip(CURVES, counts, strict=True):
        drawing.line(at, 270, at + 24, 270, kind, style=style)
        drawing.text(at + 29, 274, name)
        moved = count.xreplace({last: 10**s})
        drawing.path(
            Path(across(s), up(_log(moved)), variable=s, high=3, count=60), kind, style=style
        )
        drawing.circle(across(_log(last)), up(_log(count)), 4, "point")
    return drawing.svg()


def _log(x: sp.Expr) -> sp.Expr:
    return sp.log(x) / sp.log(10)


def _compared(live: Live, forward: sp.Expr, backward: sp.Expr, best: sp.Expr) -> Iterator[str]:
    """Which order costs less, how many times, and whether a mixture beats both."""
    counts = live.number(forward, "t"), live.number(backward, "t")
    yield (
        f"From the input on the product takes {counts[0]} multiplications, from the output back "
        f"{counts[1]}. "
    )
    for cheaper, dearer, words in (
        (backward, forward, "Back is cheaper, by a factor of {}. "),
        (forward, backward, "From the input on is cheaper, by a factor of {}. "),
    ):
        times = live.number(dearer / cheaper, "p3")
        yield live.when(cheaper < dearer, words.format(times))
    yield live.when(sp.Eq(forward, backward), "Both cost the same. ")
    mixture = sp.And(best < forward, best < backward)
    yield live.when(
        mixture,
        "A mixture costs less than both: the cheapest of all 42 ways to bracket the product takes "
        f"{live.number(best, 't')}.",
    )
    yield live.when(sp.Not(mixture), "None of the 42 ways to bracket the product costs less.")
