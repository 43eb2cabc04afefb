"""Random expressions of arrays, each computed twice: for any sizes, and by NumPy at given ones."""

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from verify.general.arrays import Array, entries, one_hot
from verify.general.axes import Labels, size
from verify.general.calculus import (
    CALCULUS,
    distributions,
    imported,
    rotation,
)
from verify.general.numbers import Sample
from verify.general.terms import Form

N, K = size("N"), size("K")
SHAPES = [(), ("N",), ("K",), ("N", "K"), ("K", "K")]


class Drawn(Sample):
    """A sample in which one entry is moved."""

    moved: tuple[str, tuple[int, ...]] | None = None
    step = 0j

    def entry(self, name: str, places: tuple[int, ...], positive: bool) -> complex:
        return super().entry(name, places, positive) + self.step * ((name, places) == self.moved)


def general() -> SimpleNamespace:
    """What the expressions are made of, for arrays of any size."""
    labels = Labels("label t", N)
    return SimpleNamespace(
        leaves={
            (): [entries("x"), entries("q", positive=True), N, K, Fraction(2, 3) * entries("x")],
            ("N",): [entries("g", N)],
            ("K",): [entries("z", K), entries("u", K, positive=True)],
            ("N", "K"): [entries("X", N, K), one_hot(labels, K), distributions("D", N, K)],
            ("K", "K"): [entries("A", K, K), entries("C", K, K, positive=True), rotation("U", K)],
        },
        exp=CALCULUS["exp"], log=CALCULUS["log"], sqrt=CALCULUS["sqrt"], tanh=CALCULUS["tanh"],
        phi=CALCULUS["unknown"]("phi"), outer=imported("numpy").outer, diag=CALCULUS["diag"],
    )  # fmt: skip


def numeric(sample: Sample) -> SimpleNamespace:
    """The same for NumPy, at the sizes and numbers of a sample."""
    n, k = sample.size("N"), sample.size("K")

    def array(name: str, *shape: int, positive: bool = False) -> np.ndarray:
        places = np.ndindex(shape)
        entries = [sample.entry(name, tuple(i + 1 for i in at), positive) for at in places]
        return np.array(entries, dtype=complex).reshape(shape)

    labels = [sample.label("label t", i + 1, k) - 1 for i in range(n)]
    shares = array("D", n, k, positive=True)
    shares = shares / shares.sum(axis=1)[:, np.newaxis]
    turns = np.linalg.qr(array("U", k, k))[0]
    x = array("x")
    return SimpleNamespace(
        leaves={
            (): [x, array("q", positive=True), n + 0j, k + 0j, 2 * x / 3],
            ("N",): [array("g", n)],
            ("K",): [array("z", k), array("u", k, positive=True)],
            ("N", "K"): [array("X", n, k), np.eye(k)[labels] + 0j, shares],
            ("K", "K"): [array("A", k, k), array("C", k, k, positive=True), turns],
        },
        exp=np.exp, log=np.log, sqrt=np.sqrt, tanh=np.tanh, outer=np.outer, diag=np.diag,
        phi=lambda a: np.sin(sample.number(("phi",)) + sample.number(("phi",), 0, 0) * a),
    )  # fmt: skip


@st.composite
def expressions(draw: Any, shape: tuple[str, ...], depth: int = 3) -> Any:
    """A tree of operations with a value of this shape."""

    def inner(shape: tuple[str, ...]) -> Any:
        return draw(expressions(shape, depth - 1))

    if depth == 0 or draw(st.integers(0, 5)) == 0:
        return ("leaf", shape, draw(st.integers(0, 4)))
    kinds = [
        "+",
        "-",
        "*",
        "scaled",
        "exp",
        "tanh",
        "phi",
        "over",
        "square",
        "root",
        "log",
        "share",
    ]
    kinds += {
        (): ["total", "dot", "trace"], ("N",): ["rows", "times"],
        ("K",): ["columns", "diagonal", "harmonic", "softmax"],
        ("N", "K"): ["outer", "product", "rows of softmax"], ("K", "K"): ["T", "diag", "gram"],
    }[shape]  # fmt: skip
    kind = draw(st.sampled_from(kinds))
    inside = {
        "scaled": [(), shape], "total": [draw(st.sampled_from(SHAPES))], "dot": [("K",), ("K",)],
        "trace": [("K", "K")], "rows": [("N", "K")], "times": [("N", "K"), ("K",)],
        "columns": [("N", "K")], "diagonal": [("K", "K")], "outer": [("N",), ("K",)],
        "product": [("N", "K"), ("K", "K")], "diag": [("K",)], "gram": [("N", "K"), ("N", "K")],
        "share": [shape, ("K",)], "harmonic": [("K", "K")],
        "+": [shape, shape], "-": [shape, shape], "*": [shape, shape], "over": [shape, shape],
    }.get(kind, [shape])  # fmt: skip
    return (kind, *map(inner, inside))


def nodes(tree: Any) -> int:
    """How large an expression is: forms of large ones have thousands of terms."""
    return 1 if tree[0] == "leaf" else 1 + sum(map(nodes, tree[1:]))


def compute(tree: Any, lib: SimpleNamespace) -> Any:
    """The value of a tree, for any sizes or at numbers."""
    kind, *inside = tree
    if kind == "leaf":
        leaves = lib.leaves[inside[0]]
        return leaves[inside[1] % len(leaves)]
    a, b = (*(compute(inner, lib) for inner in inside), None)[:2]
    match kind:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*" | "scaled":
            return a * b
        case "over":
            return a / (lib.exp(b) + 1)
        case "share":
            return a / lib.exp(b).sum()
        case "harmonic":
            a = lib.exp(a)
            return 2 / (1 / a.sum(axis=0) + 1 / a.sum(axis=1))
        case "softmax":
            return lib.exp(a) / lib.exp(a).sum()
        case "rows of softmax":
            return lib.exp(a) / lib.exp(a).sum(axis=1, keepdims=True)
        case "square":
            return a**2
        case "root":
            return lib.sqrt(lib.exp(a) + 3)
        case "log":
            return lib.log(lib.exp(a) + 2)
        case "total":
            return a.sum() if hasattr(a, "sum") else a
        case "rows" | "columns":
            return a.sum(axis=1 if kind == "rows" else 0)
        case "dot" | "times" | "product":
            return a @ b
        case "gram":
            return a.T @ b
        case "trace" | "diagonal" | "T":
            found = getattr(a, kind)
            return found() if callable(found) else found
    return getattr(lib, kind)(*(x for x in (a, b) if x is not None))


def shuffled(tree: Any) -> Any:
    """The same expression with its sums and its products the other way round."""
    kind, *inside = tree
    if kind == "leaf":
        return tree
    inside = [shuffled(inner) for inner in inside]
    return (kind, *(reversed(inside) if kind in ("+", "*", "dot") else inside))


def entry(value: Any, *places: Any) -> Form:
    """An entry of a result for any sizes."""
    return value.at(*places) if isinstance(value, Array) else value
