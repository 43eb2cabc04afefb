"""Figures of docs/chain_rule.md."""

import numpy as np
from matplotlib.figure import Figure

from figures.graph import Node, draw, exponential, reciprocal
from figures.styles import LINES
from nn.chain_rule import backward_multiplications, forward_multiplications


def product(a: Node, b: Node, c: Node) -> Node:
    """The first graph of the chapter, as code."""
    return (a + b) * c


def neuron(w_1: Node, x_1: Node, w_2: Node, x_2: Node, w_3: Node) -> Node:
    """The neuron of the chapter, as code."""
    z = w_1 * x_1 + w_2 * x_2 + w_3
    return reciprocal(exponential(-z) + 1)


def product_graph() -> Figure:
    """A sum, then a product: above each node its value, on each arrow the local derivative.

    Below a node, in orange, stands the derivative of the result by it.
    """
    return _graph(product(Node(-2, "a"), Node(5, "b"), Node(-4, "c")), 4.2, 2.4)


def neuron_graph() -> Figure:
    """The graph of the neuron, drawn in the same way.

    Going back from the right, each derivative is the one before times the number on the arrow.
    """
    inputs = {"w_1": 2, "x_1": -1, "w_2": -3, "x_2": -2, "w_3": -3}
    return _graph(neuron(*(Node(value, name) for name, value in inputs.items())), 7.4, 4)


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


def _graph(result: Node, width: float, height: float) -> Figure:
    figure = Figure(figsize=(width, height), layout="constrained")
    draw(figure.subplots(), result)
    return figure
