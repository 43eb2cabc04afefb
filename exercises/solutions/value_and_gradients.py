"""Differentiate a formula by itself, backward through its graph. Chapter: docs/chain_rule.md."""

import numpy as np


def value_and_gradients(f, *numbers):
    """Call f with objects for the numbers, and return its value and its derivatives, a list.

    The objects can be added, subtracted and multiplied, with each other and with plain numbers,
    and they have the methods exp(), log() and maximum(other).
    """
    made = []  # all nodes, in the order in which they were made

    class Node:
        def __init__(self, value, *sources):
            self.value, self.sources, self.gradient = value, sources, 0.0
            made.append(self)

        def __add__(self, other):
            other = as_node(other)
            return Node(self.value + other.value, (self, 1.0), (other, 1.0))

        def __mul__(self, other):
            other = as_node(other)
            return Node(self.value * other.value, (self, other.value), (other, self.value))

        def __neg__(self):
            return self * -1

        def __sub__(self, other):
            return self + -as_node(other)

        def __rsub__(self, other):
            return -self + other

        def exp(self):
            value = np.exp(self.value)
            return Node(value, (self, value))

        def log(self):
            return Node(np.log(self.value), (self, 1 / self.value))

        def maximum(self, other):
            other = as_node(other)
            return self + 0 if self.value >= other.value else other + 0

        __radd__, __rmul__ = __add__, __mul__

    def as_node(x):
        return x if isinstance(x, Node) else Node(x)

    inputs = [Node(x) for x in numbers]
    result = as_node(f(*inputs))
    result.gradient = 1.0
    for node in reversed(made):
        for source, local in node.sources:
            source.gradient += node.gradient * local
    return result.value, [node.gradient for node in inputs]
