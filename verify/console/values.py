"""A claim in numbers: what each symbol is worth at one point, and what each side is."""

from collections.abc import Iterator, Mapping
from typing import Any

import mpmath
import numpy as np
import sympy as sp
from sympy.core.function import UndefinedFunction

from verify.book import slices
from verify.book.displays import Display
from verify.book.limits import limited
from verify.console.near import Unknown
from verify.proving.at_point import AtPoint
from verify.proving.formula import names_of, places
from verify.proving.namespace import Symbols, symbols
from verify.proving.points import DEGREE, Point
from verify.proving.scope import Scope
from verify.proving.sizes import shown
from verify.proving.values import evaluate
from verify.reading import nodes as n
from verify.reading import unicode
from verify.reading.nodes import Chain
from verify.reading.tokens import LatexError
from verify.showing.notation import declared
from verify.showing.transcript import title

NUMBERS = (1.0, -2.0, 0.5, 3.0, -1.0, 2.0, -0.5, 4.0, -3.0, 1.5, 2.5, -1.5)
POSITIVE = (0.1, 0.3, 0.2, 0.15, 0.25, 0.05, 0.35, 0.12)  # some of which add up to less than 1
TRIES = 20
DIGITS = 4
WIDEST = 12  # entries of a row that are printed
MOST = 60  # places of the indices


class Simple(Point):
    """Short decimals for the symbols; what the chapter's example gives is what it gives."""

    def __init__(self, seed: int, given: Mapping[sp.Basic, Any]):
        super().__init__(2 * seed)
        self.first = seed
        self.counts = {True: 0, False: 0}
        self.drawn = {s: float(v) for s, v in given.items() if isinstance(s, sp.Symbol)}

    def __getitem__(self, symbol: sp.Symbol) -> float:
        if symbol not in self.drawn:
            positive = bool(symbol.is_positive)
            every = POSITIVE if positive else NUMBERS
            self.drawn[symbol] = every[(self.first + self.counts[positive]) % len(every)]
            self.counts[positive] += 1
        return self.drawn[symbol]


def printed(display: Display) -> int:
    """Print a display in numbers; the exit status. Raises `Unknown` where there is no number."""
    if display.reason is not None:
        raise Unknown(f"{title(display)} is not checked, so nothing says what its symbols are")
    names = symbols(display.topic)
    with limited():
        lines = [*_instance(display, names)]
    print(title(display))
    for line in lines:
        print(f"  {line}".rstrip())
    return 0


def _instance(display: Display, names: Symbols) -> Iterator[str]:
    equations = names.chains(display.latex)
    bases = _bases(_used(display, equations, names) | {display.label or ""}, names)
    for seed in range(TRIES):
        point = Simple(seed, names.get("given", {}))
        for symbol in (one for name in bases for one in np.ravel(names[name])):
            point[symbol]  # so that those that are declared first are simplest
        try:
            with mpmath.workdps(point.digits):
                sides = [[*_sides(chain, names, point)] for chain in equations]
            listed = [*_symbols(display, equations, names, point)]
        except (ArithmeticError, LatexError, TypeError, ValueError):
            continue
        yield from listed
        for found in sides:
            for lines in found:
                yield ""
                yield from lines
        return
    raise Unknown(f"{title(display)} has no value in simple numbers; is a function unknown?")


def _symbols(
    display: Display, equations: list[Chain], names: Symbols, point: Simple
) -> Iterator[str]:
    """Each symbol with its numbers: those that were chosen, then what is computed from them."""
    used = _used(display, equations, names)
    first = _bases(used, names)
    rest = {names.original(name) for name in used} - {*first} - {*names.sizes}
    if sizes := {name: names.sizes[name] for name in names.sizes_of(used | {display.label or ""})}:
        yield f"at {shown(sizes)}"
    meanings = {python: one.meaning for one in declared(display.topic) for python in one.python}
    order = [*names]
    apart = True
    for name in [*first, *sorted(rest, key=order.index)]:
        lines = [*_symbol(name, names, meanings.get(name, ""), point)]
        if lines and (apart or len(lines) > 1):
            yield ""
        apart = len(lines) > 1
        yield from lines


def _symbol(name: str, names: Symbols, meaning: str, point: Simple) -> Iterator[str]:
    value = names[name]
    if isinstance(value, UndefinedFunction):
        yield f"{unicode.symbol(name)}: any function, here a polynomial of degree {DEGREE}"
    if not (callable(value) or isinstance(value, dict | str)):
        letter = unicode.symbol(_short(name, names))
        yield from _lines(f"{letter} =", _worth(value, point), meaning and f"  {meaning}")


def _short(name: str, names: Symbols) -> str:
    """The shortest of the names of one value: of ``softmax = p`` it is ``p``."""
    alike = [other for other in names if names.original(other) == name]
    return min([name, *alike], key=len)


def _used(display: Display, equations: list[Chain], names: Symbols) -> set[str]:
    """The names of a display that stand for something, but for its label."""
    return {one for one in names_of(display, equations) if one in names and one != display.label}


def _bases(used: set[str], names: Symbols) -> list[str]:
    """The symbols of which names are made, in the order in which they are declared."""
    leading = slices.leading_to(names.statements, used)
    needed = used.union(*map(slices.reads, leading))
    found = [name for name in names if name in needed and _is_base(names[name])]
    return [name for name in found if names.original(name) == name]


def _is_base(value: Any) -> bool:
    entries = np.ravel(np.array(value, dtype=object))
    return bool(entries.size) and all(isinstance(entry, sp.Symbol) for entry in entries)


def _worth(value: Any, point: Simple) -> Any:
    if isinstance(value, list):
        return np.array([point.number(step) for step in value if step is not None])
    if isinstance(value, np.ndarray) and value.dtype != object:
        return value
    return point.number(value)


def _sides(chain: Chain, names: Symbols, point: Simple) -> Iterator[list[str]]:
    """The lines for each side: its formula, and its numbers."""
    everywhere = list(places(chain, names, None))[:MOST]
    at_point = AtPoint(point, {})
    for k, side in enumerate(chain.sides):
        main, rest = _split(side.value)
        scopes = [Scope(names, at, names, at_point=at_point) for at in everywhere]
        found = [_finite(evaluate(main, scope)) for scope in scopes]
        relation = f"{side.relation} " if k else ""
        without = f"   (here without {unicode.text(rest)})" if rest else ""
        yield [f"{relation}{unicode.text(side.value)}{without}", *_at_places(found, everywhere)]


def _split(node: n.Node) -> tuple[n.Node, n.Node | None]:
    """A side and the ``O(h^2)`` behind it, which is no number."""
    match node:
        case n.Sum(at=at, terms=(*terms, (_, n.Remainder() as rest))):
            return n.Sum(at, tuple(terms)), rest
    return node, None


def _finite(value: Any) -> Any:
    """A value in floats; raises `ValueError` for one that is no finite number."""
    found = np.array([complex(x) for x in np.ravel(value)]).reshape(np.shape(value))
    if not np.all(np.isfinite(found)):
        raise ValueError("no finite number")
    return found if np.any(found.imag) else found.real


def _at_places(found: list[Any], everywhere: list[dict[str, int]]) -> Iterator[str]:
    """The values of a side: as a table where they have one index or two, else one a line."""
    indices = [*everywhere[0]]
    if not indices:
        yield from _lines("  ", found[0])
    elif np.ndim(found[0]) or len(indices) > 2:
        for value, at in zip(found, everywhere, strict=True):
            where = ", ".join(f"{index} = {k}" for index, k in at.items())
            yield from _lines(f"  {where}:", value)
    else:
        last = [at[indices[-1]] for at in everywhere]
        columns = len({*last})
        table = np.reshape(found, (-1, columns) if len(indices) == 2 else (1, -1))
        yield from _lines("  ", table if len(indices) == 2 else table[0])


def _lines(before: str, value: Any, behind: str = "") -> Iterator[str]:
    """A number or a row behind its name, a matrix with its columns one below another."""
    if np.ndim(value) < 2:
        entries = [number(x) for x in np.ravel(value)[:WIDEST]]
        more = ", …" if np.size(value) > WIDEST else ""
        text = f"[{', '.join(entries)}{more}]" if np.ndim(value) else entries[0]
        yield f"{before} {text}{behind}"
        return
    rows = np.reshape(value, (-1, np.shape(value)[-1]))
    texts = [[number(x) for x in row[:WIDEST]] for row in rows]
    width = max(len(text) for row in texts for text in row)
    for k, row in enumerate(texts):
        start = before if k == 0 else " " * len(before)
        body = "  ".join(text.rjust(width) for text in row)
        yield f"{start} {body}{' …' if rows.shape[1] > WIDEST else ''}{'' if k else behind}"


def number(value: Any) -> str:
    """A number in a few digits, with the minus of the page."""
    plain = f"{value:.{DIGITS}g}"
    return ("0" if plain == "-0" else plain).replace("-", "−")
