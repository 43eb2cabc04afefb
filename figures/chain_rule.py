"""Figures of docs/chain_rule.md."""

import numpy as np
from matplotlib.figure import Figure

from figures.graph import Node, draw, draw_in_two, exponential, maximum, reciprocal
from figures.styles import LINES
from nn.chain_rule import backward_multiplications, forward_multiplications


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


def orders() -> Figure:
    """Work for a product of three Jacobians, a hundred numbers at each stage but the outputs.

    The two orders cost the same where there are as many outputs as inputs.
    """
    figure = Figure(figsize=(5.6, 2.9), layout="constrained")
    axes = figure.subplots()
    outputs = np.unique(np.logspace(0, 4, 60).round())
    sizes = [np.array([100, 100, 100, k]) for k in outputs]
    for count, label, look in (
        (forward_multiplications, "from the input on", LINES[0]),
        (backward_multiplications, "from the output back", LINES[1]),
    ):
        axes.loglog(outputs, [count(n) for n in sizes], label=label, **look)
    axes.set(xlabel="outputs", ylabel="multiplications")
    axes.legend()
    return figure
