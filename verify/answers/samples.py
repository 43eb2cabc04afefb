"""Where an answer is compared: values of its symbols, what is expected there, and known slips.

What a page gets of an exercise is these numbers, and no formula.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import sympy as sp

from verify.answers import slips
from verify.answers.declared import Exercise
from verify.answers.slips import Place
from verify.answers.values import numbers, read, value
from verify.book import sources
from verify.book.limits import limited
from verify.book.memory import remember
from verify.diagnosis.numeric import same
from verify.diagnosis.terms import terms
from verify.proving.indices import index_ranges
from verify.proving.namespace import Symbols, symbols
from verify.proving.points import Point
from verify.proving.sizes import assignments
from verify.reading import nodes as n

DIGITS = 12  # of a number in a page
INPUTS = 2  # decimals of what is drawn
LEAST = 0.1  # a number that is drawn is no smaller, so that it is away from 0
FEWEST, OF_NUMBERS = 3, 6  # samples; of a number, which says less than an array
OF_SCALARS = 3
ATTEMPTS = 40
APART = 1e-3  # of the largest entry that is expected: how far a slip must be from it
MODULES = ("verify.answers.samples", "verify.answers.values", "verify.answers.slips")
KNOWN: dict[str, Callable[[Any], Any]] = {  # functions that both readers know
    "sigma": lambda x: 1 / (1 + sp.exp(-x)),
    "ReLU": lambda x: sp.Piecewise((x, x > 0), (0, True)),
    "u": lambda x: sp.Piecewise((1, x > 0), (0, True)),
    "id": lambda x: x,
}
LIBRARY = ("diag", "tr")  # of arrays
Data = dict[str, Any]


def data(exercise: Exercise) -> Data:
    """What a box compares with, remembered while the exercise and its derivation are the same.

    Raises:
        ValueError: there is no point at which every slip can be told from the answer, or the
            right answer is not what the derivation gives.
        LatexError: something declared cannot be read.
    """
    key = sources.digest(f"derivations.{exercise.topic}", *MODULES, extra=exercise.digest)
    return dict(remember(key, lambda: _data(exercise)))


def _data(exercise: Exercise) -> Data:
    with limited():
        first = symbols(exercise.topic)
        names = {*exercise.uses, *_names(exercise, first)}
        _, sized = assignments(first, names & {*first})
    places = [_place(exercise, at, 2 * seed) for seed, at in enumerate(_places(exercise, sized))]
    known = slips.found(exercise, places)
    return {
        "samples": [
            _sample(exercise, place, slipped) for place, slipped in zip(places, known, strict=True)
        ],
        "functions": sorted(functions(first)),
        "free": [*exercise.indices],
        "asked": [*exercise.circular],
        "labels": [name for name in exercise.uses if _is_labels(first.get(name))],
    }


def functions(derivation: Mapping[str, Any]) -> set[str]:
    """The functions of a derivation that both readers know, and that are what they expect."""
    found = {name for name in LIBRARY if callable(derivation.get(name))}
    x = sp.Symbol("x", real=True)
    for name, expected in KNOWN.items():
        if callable(derivation.get(name)):
            given = derivation[name](x)
            if all(_at(given, x, k) == _at(expected(x), x, k) for k in (-2, -1, 1, 3)):
                found.add(name)
    return found


def _at(expression: Any, x: sp.Symbol, k: int) -> Any:
    return sp.simplify(sp.sympify(expression).subs(x, k))


def _names(exercise: Exercise, symbols: Symbols) -> set[str]:
    """All names that an exercise speaks of."""
    written = [latex for latex in (exercise.asked, exercise.right) if latex not in symbols]
    inner = [node for latex in written for node in n.walk(read(latex, symbols))]
    return {node.name for node in inner if isinstance(node, n.Name)} | {exercise.asked}


def _places(exercise: Exercise, sized: Sequence[Symbols]) -> Iterator[Symbols]:
    """The derivation at one assignment of the sizes after the other, often enough."""
    is_number = not exercise.indices and np.ndim(_expected(exercise, sized[0], Point(0))) == 0
    count = max(len(sized), OF_NUMBERS if is_number else FEWEST)
    yield from (sized[k % len(sized)] for k in range(count))


def _place(exercise: Exercise, symbols: Symbols, seed: int) -> Place:
    """The first of some points at which everything has a value and slips differ from the answer."""
    problem = ""
    for attempt in range(ATTEMPTS):
        point = Rounded(seed + OF_NUMBERS * 4 * attempt + attempt % 2)
        expected = _expected(exercise, symbols, point)
        problem = _unclear(exercise, symbols, point, expected)
        if not problem:
            return symbols, point, expected
    raise ValueError(f"exercises/answers.toml: [{exercise.name}]: {problem}")


def _unclear(exercise: Exercise, symbols: Symbols, point: Point, expected: np.ndarray) -> str:
    """What cannot be told apart at a point, or has no value."""
    largest = np.max(abs(expected))
    used = [given(symbols[name], point) for name in exercise.uses if name not in symbols.sizes]
    if not all(np.all(np.isfinite(x)) for x in (expected, *used)) or largest < APART:
        return "there is no point at which everything has a value that is not 0"
    right = _written(read(exercise.right, symbols), exercise, symbols, point, expected)
    if right.shape != expected.shape or not same(right, expected):
        raise ValueError(
            f"exercises/answers.toml: [{exercise.name}]: {exercise.right} is not {exercise.asked}"
        )
    for words, latex in exercise.slips.items():
        slip = _written(read(latex, symbols), exercise, symbols, point, expected)
        if slip.shape == expected.shape and np.max(abs(slip - expected)) < APART * largest:
            return f"the slip {words!r} cannot be told from the answer"
    for _, term in terms(read(exercise.right, symbols)):
        if np.max(abs(_written(term, exercise, symbols, point, expected))) < APART * largest:
            return "a term of the answer is nearly 0"
    return ""


def _written(
    node: n.Node, exercise: Exercise, symbols: Symbols, point: Point, expected: np.ndarray
) -> np.ndarray:
    found = value(node, symbols, symbols, point, exercise.indices, expected.shape)
    return slips.filled(found, expected, exercise)


def _sample(exercise: Exercise, place: Place, slipped: dict[str, np.ndarray]) -> Data:
    symbols, point, expected = place
    parts = [part for _, part in terms(read(exercise.right, symbols))]
    return {
        "sizes": {k: v for k, v in symbols.sizes.items() if k in exercise.uses},
        "values": {
            name: listed(given(symbols[name], point))
            for name in exercise.uses
            if name not in symbols.sizes
        },
        "expected": listed(expected),
        "terms": [listed(_written(part, exercise, symbols, point, expected)) for part in parts],
        "slips": {words: listed(values) for words, values in slipped.items()},
    }


def _expected(exercise: Exercise, symbols: Symbols, point: Point) -> np.ndarray:
    """What the derivation gives for what is asked."""
    if exercise.asked in symbols:
        return numbers(point.number(symbols[exercise.asked]))
    left = read(exercise.asked, symbols)
    ranges = index_ranges(left, symbols)
    shape = [len(ranges[index]) for index in exercise.indices if index in ranges]
    return value(left, symbols, symbols, point, exercise.indices, shape)


def given(value: Any, point: Point) -> np.ndarray:
    """The numbers of a symbol at a point; those of labels are what they are."""
    if _is_labels(value):
        return np.array(value)
    return numbers(point.number(value))


def _is_labels(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind == "i"


def listed(values: Any) -> Any:
    """Nested lists, with as many digits as count."""
    array = np.asarray(values)
    if array.ndim:
        return [listed(row) for row in array]
    number = float(f"{float(array):.{DIGITS}g}")
    return int(number) if number == int(number) else number


class Rounded(Point):
    """A point with short numbers, none of them near 0 and no two of them equal."""

    def __getitem__(self, symbol: sp.Symbol) -> float:
        while symbol not in self.drawn:
            drawn = float(super().__getitem__(symbol))
            del self.drawn[symbol]
            if symbol.is_positive and "_" not in symbol.name:
                drawn *= OF_SCALARS  # a number alone leaves nothing of 1 for others
            number = round(drawn, INPUTS + bool(symbol.is_positive))
            least = LEAST / 2 if symbol.is_positive else LEAST
            if abs(number) >= least and number not in self.drawn.values():
                self.drawn[symbol] = number
        return self.drawn[symbol]
