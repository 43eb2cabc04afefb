r"""The symbols of a chapter, read from the lines of its derivation that declare them.

    X = matrix("X", N, D)  # inputs, one example a row

gives the row ``X``, ``N × D``, "inputs, one example a row". A line without a comment gives none.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from typing import Any

import numpy as np

from verify.book.memory import remember
from verify.book.sources import digest, find
from verify.proving.namespace import symbols
from verify.reading import unicode
from verify.reading.alphabet import ACCENTS, GREEK, MARKS, ONE


@dataclass(frozen=True)
class Symbol:
    """One row of a table of symbols."""

    latex: str
    shape: str
    meaning: str
    python: tuple[str, ...]

    @property
    def name(self) -> str:
        """The short one of its Python names: the symbol itself, as in `softmax = p = ...`."""
        return min(self.python, key=len)

    @property
    def is_function(self) -> bool:
        return self.shape == "function"


def declared(topic: str) -> list[Symbol]:
    """The lines of a derivation that assign a name and say in a comment what it means."""
    path = find(f"derivations.{topic}")
    if path is None:
        raise LookupError(f"derivations/{topic}.py is missing, so there are no symbols to list")
    text = path.read_text(encoding="utf-8")
    # A shape is known once the derivation has run, which takes a while.
    key = digest(f"derivations.{topic}", "verify.showing.notation", extra=text)
    rows = remember(key, lambda: [astuple(symbol) for symbol in _declared(topic, text)])
    return [Symbol(latex, shape, meaning, tuple(names)) for latex, shape, meaning, names in rows]


def _declared(topic: str, text: str) -> Iterator[Symbol]:
    comments = _comments(text)
    values = symbols(topic)
    sizes = _sizes(topic, values)
    for node in ast.parse(text).body:
        last = node.lineno if isinstance(node, ast.FunctionDef) else node.end_lineno or node.lineno
        comment = comments.get(last) or comments.get(node.lineno)
        if not comment:
            continue
        if isinstance(node, ast.FunctionDef):
            arguments = ", ".join(to_latex(a.arg) for a in node.args.args)
            yield Symbol(f"{to_latex(node.name)}({arguments})", "function", comment, (node.name,))
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
            names = [n.id for n in node.targets[0].elts if isinstance(n, ast.Name)]
            for name, meaning in zip(names, _shared(comment, len(names)), strict=True):
                yield _symbol((name,), meaning, values, sizes, node.value)
        elif isinstance(node, ast.Assign):
            names = [t.id for t in node.targets if isinstance(t, ast.Name) and t.id in values]
            if names:  # a private name is no symbol of the chapter
                yield _symbol(tuple(names), comment, values, sizes, node.value)


def to_latex(name: str) -> str:
    r"""Write a Python name as the chapters do.

    >>> to_latex("y_hat"), to_latex("sigma"), to_latex("net_h1"), to_latex("W1"), to_latex("w_plus")
    ('\\hat{y}', '\\sigma', '\\mathrm{net}_{h1}', 'W^{(1)}', 'w^+')
    """
    head, *rest = name.split("_")
    letters = head.rstrip("0123456789")
    latex = f"\\{letters}" if letters in GREEK else letters
    if len(letters) > 1 and letters not in GREEK:
        latex = f"\\mathrm{{{letters}}}"
    if head == ONE[0]:
        latex = ONE[1]
    if layer := head[len(letters) :]:
        latex += f"_{layer}" if letters.islower() and letters in GREEK else f"^{{({layer})}}"
    for part in filter(None, rest):  # `lambda_`, because Python keeps `lambda` for itself
        if part in ACCENTS:
            latex = f"\\{part}{{{latex}}}"
        elif part in MARKS:
            latex += MARKS[part][0]
        else:
            latex += f"_{{{part}}}"
    return latex


def sizes_of(topic: str) -> str:
    """The sizes at which the proofs of a chapter hold: ``N = 2, D = 3 (computed: D̃ = 4)``."""
    key = digest(f"derivations.{topic}", "verify.showing.notation", extra="declared, computed")
    declared, computed = remember(key, lambda: _declared_and_computed(topic))
    return " ".join(filter(None, [declared, computed and f"(computed: {computed})"]))


def _declared_and_computed(topic: str) -> list[str]:
    """The sizes that a derivation gives as numbers, and those that it makes from them."""
    values = symbols(topic)
    named = [(name, size) for size, name in _sizes(topic, values).items()]
    return [
        ", ".join(f"{unicode.symbol(n)} = {k}" for n, k in named if (n in values.sizes) == given)
        for given in (True, False)
    ]


def _sizes(topic: str, values: Mapping[str, Any]) -> dict[int, str]:
    """The names of the sizes: capital letters, perhaps with an accent, as ``D_tilde``.

    Equal sizes would let a wrong transpose pass, and give a shape a wrong name; a size of 1 would
    let a forgotten sum pass.
    """
    sizes: dict[int, str] = {}
    for name, value in values.items():
        if isinstance(value, int) and name.partition("_")[0].isupper():
            if value == 1 or value in sizes:
                problem = f"{name} is 1" if value == 1 else f"{sizes[value]} and {name} are {value}"
                raise LookupError(
                    f"derivations/{topic}.py: {problem}; choose sizes above 1 that all differ"
                )
            sizes[value] = name
    return sizes


def _symbol(
    names: tuple[str, ...], meaning: str, values: Any, sizes: dict[int, str], assigned: ast.expr
) -> Symbol:
    name = min(names, key=len)
    value = values[name]
    if isinstance(value, int) and sizes.get(value) == name:
        of = meaning.partition(":")[0]  # what follows the colon is about the choice of the size
        return Symbol(to_latex(name), "size", f"number of {of}", names)
    steps = isinstance(value, list)  # a sequence; at its first step nothing may be known
    one = next((entry for entry in value if entry is not None), 0) if steps else value
    axes = _written(assigned, sizes)
    if len(axes) != len(np.shape(one)):
        axes = [to_latex(sizes[n]) if n in sizes else str(n) for n in np.shape(one)]
    shape = " \\times ".join(axes)
    shown = f"${shape}$" if shape else "function" if callable(one) else "number"
    return Symbol(to_latex(name), f"{shown}, one after another" if steps else shown, meaning, names)


def _written(assigned: ast.expr, sizes: dict[int, str]) -> list[str]:
    """An axis as its line has it, ``M + 1`` or ``M**B``, even if it equals another size."""
    match assigned:
        case ast.Call(ast.Name("vector") | ast.Attribute(attr="reshape"), [_, ast.BinOp() as size]):
            named = {node.id for node in ast.walk(size) if isinstance(node, ast.Name)}
            text = re.sub(r" \*\* (\w+)", r"^{\1}", ast.unparse(size))
            latex = re.sub(r"\b[A-Z]\w*", lambda name: to_latex(name[0]), text)
            return [latex] if named <= {*sizes.values()} else []
    return []  # the value of a single size tells its name


def _shared(comment: str, count: int) -> list[str]:
    """``examples, inputs: both small`` for two names means ``examples`` and ``inputs``."""
    parts = [part.strip() for part in comment.partition(":")[0].split(",")]
    return parts if len(parts) == count else [comment] * count


def _comments(text: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {
        t.start[0]: t.string.lstrip("# ")
        for t in tokens
        if t.type == tokenize.COMMENT and t.line.lstrip()[0] != "#"
    }
