"""What a derivation assumes of its symbols, and the same derivation without it.

`derivations.calculus` says what a symbol is: positive, a row that sums to one, a class. Here it is
any number, and what follows from it is computed once more.
"""

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

import numpy as np
import sympy as sp

from derivations import calculus
from verify.book import slices
from verify.proving.namespace import Symbols
from verify.reading import unicode
from verify.reading.alphabet import PYTHON

Draw = Callable[[Random, int], Any]  # so many numbers
Signs = Mapping[str, bool]  # what SymPy is told of a symbol


def positive(random: Random, size: int) -> np.ndarray:
    """Small numbers: a few of them leave something of 1."""
    return np.array(
        [sp.Rational(random.randint(50, 300 if size > 1 else 900), 1000) for _ in range(size)]
    )


def negative(random: Random, size: int) -> np.ndarray:
    return np.array([-sp.Rational(random.randint(10, 4000), 1000) for _ in range(size)])


def mixed(random: Random, size: int) -> np.ndarray:
    """The first is negative, so that not all are positive."""
    signs = [True, *(random.random() < 0.5 for _ in range(size - 1))]
    return np.where(signs, negative(random, size), positive(random, size))


def zero(random: Random, size: int) -> np.ndarray:
    return np.array([sp.Integer(0)] * size)


@dataclass(frozen=True)
class Weaker:
    """Less than what is assumed, and numbers that meet no more than this."""

    text: str  # nothing where nothing is assumed
    signs: Signs | None  # nothing where they stay as they are
    draws: tuple[Draw, ...]


@dataclass(frozen=True)
class Assumption:
    """What is assumed of a number, or of the entries of an array."""

    text: str
    symbols: tuple[sp.Symbol, ...]
    signs: Signs
    draw: Draw  # numbers that meet this, and all else that is assumed of these symbols
    weaker: tuple[Weaker, ...]  # the weakest first


ANY: Signs = {}
SIGNS: dict[str, tuple[str, Draw, list[tuple[str, Signs, tuple[Draw, ...]]]]] = {
    "positive": (
        "> 0",
        positive,
        [
            ("", ANY, (negative, negative, mixed, zero)),
            ("≠ 0", {"nonzero": True}, (negative, mixed)),
        ],
    ),
    "nonnegative": ("≥ 0", positive, [("", ANY, (negative, mixed))]),
    "nonzero": ("≠ 0", mixed, [("", ANY, (zero,))]),
    "negative": (
        "< 0",
        negative,
        [("", ANY, (positive, mixed, zero)), ("≠ 0", {"nonzero": True}, (positive, mixed))],
    ),
}


class Changed(Symbols):
    """A derivation in which functions of the alphabet are replaced, where a call of them changes.

    What follows from these calls is run again once it is asked for.
    """

    def __init__(self, names: Symbols, calls: Callable[[ast.Call], bool], *functions: Any):
        vars(self).update(vars(names))
        replaced = {function.__name__: function for function in functions}
        self._replaced, self._held = {**self._replaced, **replaced}, {}
        self.everything = {**self.everything, **replaced}
        self._left = slices.following_from(
            self.statements,
            lambda part: any(isinstance(x, ast.Call) and calls(x) for x in ast.walk(part)),
        )
        self.changed = {name for part in self._left for name in slices.writes(part)}
        self._values = dict(self._values)
        self._old = self.changed & self._values.keys()

    def __getitem__(self, name: str) -> Any:
        if name in self._old:
            wanted = slices.leading_to(self.statements, {name})
            for statement in [part for part in self._left if part in wanted]:
                self._left.remove(statement)
                slices.execute(statement, self.topic, self.everything)
            self._old.remove(name)
            self._values[name] = self.everything[name]
        return super().__getitem__(name)


class Free(Changed):
    """A derivation that assumes nothing of its symbols but that they are real numbers."""

    def __init__(self, names: Symbols):
        self.assumptions: list[Assumption] = []
        functions = (self.scalar, self.vector, self.matrix, self.distributions, self.rotation)
        super().__init__(names, _assumes, *functions)

    def scalar(self, name: str, **signs: bool) -> Any:
        return self._signed(calculus.scalar, name, signs=signs)

    def vector(self, name: str, size: int, **signs: bool) -> Any:
        return self._signed(calculus.vector, name, size, signs=signs)

    def matrix(self, name: str, rows: int, columns: int, **signs: bool) -> Any:
        return self._signed(calculus.matrix, name, rows, columns, signs=signs)

    def distributions(self, name: str, rows: int, columns: int) -> Any:
        def summing(draw: Draw) -> Draw:
            def drawn(random: Random, size: int) -> np.ndarray:
                found = np.reshape(draw(random, size), (rows, columns))
                found[:, -1] = 1 - found[:, :-1].sum(axis=1)
                return np.ravel(found)

            return drawn

        found = self._signed(
            calculus.matrix, name, rows, columns, signs={"positive": True}, finish=summing
        )
        text = f"the {'rows' if rows > 1 else 'entries'} of {_shown(name)} sum to one"
        told = {"positive": True}
        self._assume(text, found, told, summing(positive), Weaker("", None, (positive,)))
        return found

    def rotation(self, name: str, size: int) -> Any:
        turned = calculus.rotation(name, size).ravel()
        symbols = sorted(set().union(*(x.free_symbols for x in turned)), key=str)

        def drawn(random: Random, size: int) -> np.ndarray:
            values = dict(zip(symbols, mixed(random, len(symbols)), strict=True))
            return np.array([x.xreplace(values) for x in turned])

        found = calculus.matrix(name, size, size)
        text = f"the columns of {_shown(name)} are perpendicular and of length one"
        self._assume(text, found, ANY, drawn, Weaker("", ANY, (mixed,)))
        return found

    def _signed(
        self,
        make: Any,
        name: str,
        *shape: int,
        signs: Signs,
        finish: Callable[[Draw], Draw] = lambda draw: draw,
    ) -> Any:
        """Symbols of which only so much is known as is not said by their sign."""
        found = make(name, *shape, **{key: signs[key] for key in signs if key not in SIGNS})
        shown = f"every entry of {_shown(name)}" if shape else _shown(name)
        for sign in [key for key in signs if key in SIGNS]:
            relation, draw, less = SIGNS[sign]
            weaker = [
                Weaker(text and f"{shown} {text}", told, tuple(map(finish, draws)))
                for text, told, draws in less
            ]
            self._assume(f"{shown} {relation}", found, {sign: True}, finish(draw), *weaker)
        return found

    def _assume(self, text: str, symbols: Any, signs: Signs, draw: Draw, *weaker: Weaker) -> None:
        self.assumptions.append(Assumption(text, (*np.ravel(symbols),), signs, draw, weaker))


def broken(names: Symbols) -> Iterator[tuple[str, Changed]]:
    """What is assumed of whole numbers, and the derivation without it."""
    for statement in names.statements:
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id=function)) as call
            ) if function in BROKEN and not name.startswith("_"):
                text, wrong = BROKEN[function]
                yield text.format(_shown(name)), Changed(names, partial(operator.is_, call), wrong)


def classes(name: str, size: int, count: int) -> np.ndarray:
    return calculus.classes(name, size, count) * 0 + count


def parts(total: int, count: int) -> np.ndarray:
    found = calculus.parts(total, count)
    found[-1] -= 1
    return found


BROKEN = {
    "classes": ("every entry of {} is a class", classes),
    "parts": ("the entries of {} add up to the whole", parts),
}


def _assumes(call: ast.Call) -> bool:
    """Whether a call makes symbols that are not any real numbers."""
    function = call.func.id if isinstance(call.func, ast.Name) else ""
    signs = {keyword.arg for keyword in call.keywords} & SIGNS.keys()
    return bool(signs) or function in ("distributions", "rotation")


def _shown(name: str) -> str:
    return unicode.symbol(PYTHON.get(name, name))
