"""The marks of a chapter: which sides of its equations define, and which need all draws.

A line defines a symbol if it is the first of the chapter to say what the derivation assigns to it.
So `p = softmax(z)` is no theorem, and `dp/dz = p (1 - p)` is one. The same line once more is the
same definition; another one for the same symbol follows.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from verify.book import slices
from verify.book.displays import Display
from verify.proving.assigned import assigns
from verify.proving.indices import index_ranges
from verify.proving.namespace import Symbols
from verify.proving.verdict import Verdict
from verify.reading import nodes as n
from verify.reading.alphabet import DEFINES
from verify.reading.tokens import LatexError
from verify.reading.unicode import symbol, text

NOT_ASSIGNED = "this is not what the derivation assigns to {}: it follows, so write ="
DEFINED_BEFORE = "{} is defined before, {}: write ="


@dataclass(frozen=True)
class Marks:
    """What is known of the sides of a display beside their verdicts; one entry for each side."""

    sides: tuple[str, ...]  # "defined", "enumerated", or nothing
    problem: str = ""  # what is wrong with a := of the display
    at: int = 0  # where in its LaTeX


@dataclass(frozen=True)
class _Definition:
    side: int
    by: int  # the side that says what is assigned
    name: str
    steps: frozenset[int] | None  # that the line is about; nothing for the whole symbol
    text: str


def marks(shown: Iterable[Display], symbols: Symbols) -> list[Marks]:
    """The marks of the displays of a chapter, which are all right."""
    known: dict[str, list[_Definition]] = {}
    draws = _Draws(symbols)
    found = []
    for display in shown:
        try:
            equations = [] if display.reason is not None else symbols.chains(display.latex)
        except LatexError:
            equations = []  # which its own check says
        sides: list[str] = []
        problem = "", 0
        for chain in equations:
            defining = [one for one in _definitions(chain, symbols) if _is_first(one, known)]
            joined = _joined(defining, len(chain.sides))
            for k, side in enumerate(chain.sides):
                drawn = k > 0 and draws.among(chain.sides[k - 1].value, side.value)
                enumerated = Verdict.ENUMERATED.value if drawn else ""
                sides.append(Verdict.DEFINED.value if joined[k] else enumerated)
                if side.relation == DEFINES and k and not joined[k] and not problem[0]:
                    problem = _refusal(chain.sides[k - 1].value, known, symbols), side.value.at
        found.append(Marks(tuple(sides), *problem))
    return found


def weaker(verdict: Verdict | None, mark: str, proved: bool) -> Verdict | None:
    """What claims less, a verdict or a mark of the same side; ``proved`` is for every size."""
    if mark == Verdict.ENUMERATED:
        return Verdict.ENUMERATED if verdict is Verdict.EXACT and not proved else verdict
    is_definition = mark == Verdict.DEFINED and verdict in {Verdict.EXACT, Verdict.DIGITS}
    return Verdict.DEFINED if is_definition else verdict


def _definitions(chain: n.Chain, symbols: Symbols) -> Iterator[_Definition]:
    """The definitions among the sides of a chain, at most one for each symbol."""
    values = [side.value for side in chain.sides]
    for side, left in enumerate(values):
        name = _symbol(left)
        if name is None or name not in symbols:
            continue
        for by, right in enumerate(values):
            if chain.sides[by].relation == "≈":  # a rounded number
                continue
            if by != side and assigns(name, left, right, symbols):
                line = f"{text(left)} = {text(right)}"
                steps = _steps(left, right, symbols)
                yield _Definition(side, by, symbols.original(name), steps, line)
                break


def _symbol(node: n.Node) -> str | None:
    """The name of a side that is a symbol, an entry of one, or a function of symbols."""
    match node:
        case n.Transpose(of=n.Name(name=name)) | n.Name(name=name):
            return name
        case n.Entry(array=n.Name(name=name)):
            return name
        case n.Call(function=n.Name(name=name), primes=0, arguments=arguments):
            return name if all(isinstance(x, n.Name | n.Entry) for x in arguments) else None
    return None


def _steps(left: n.Node, right: n.Node, symbols: Symbols) -> frozenset[int] | None:
    """At which first subscripts a line is about a symbol: the start of a path is one alone."""
    match left:
        case n.Entry(indices=(n.Number(digits=digits), *_)):
            return frozenset({int(digits)})
        case n.Entry(indices=(n.Name(name=index), *_)):
            found = [index_ranges(node, symbols).get(index) for node in (left, right)]
            ranges = [known for known in found if known]
            return frozenset(set.intersection(*ranges)) if ranges else None
    return None


def _is_first(one: _Definition, known: dict[str, list[_Definition]]) -> bool:
    """Whether a definition is the first of its symbol, or the same once more; it is noted."""
    before = known.setdefault(one.name, [])
    if any(other.text == one.text for other in before):
        return True
    told = [other.steps for other in before]
    if told and (one.steps is None or None in told):
        return False
    if one.steps and one.steps <= frozenset().union(*filter(None, told)):
        return False
    before.append(one)
    return True


def _joined(found: list[_Definition], count: int) -> list[bool]:
    """For each side of a chain, whether definitions alone join it to the side before."""
    group = list(range(count))
    for one in found:
        old, new = group[one.side], group[one.by]
        group = [new if number == old else number for number in group]
    return [bool(k) and group[k] == group[k - 1] for k in range(count)]


def _refusal(left: n.Node, known: dict[str, list[_Definition]], symbols: Symbols) -> str:
    name = _symbol(left)
    if name is None or name not in symbols:
        return ":= defines a symbol, and this is none"
    if told := known.get(symbols.original(name)):
        return DEFINED_BEFORE.format(symbol(name), told[0].text)
    return NOT_ASSIGNED.format(symbol(name))


class _Draws:
    """Which names have their value from all outcomes of a draw, which are gone through."""

    def __init__(self, symbols: Symbols):
        self.symbols = symbols
        self.known: dict[str, bool] = {}

    def among(self, *sides: n.Node) -> bool:
        names = {x.name for side in sides for x in n.walk(side) if isinstance(x, n.Name)}
        return any(map(self._is_drawn, names & set(self.symbols)))

    def _is_drawn(self, name: str) -> bool:
        if name not in self.known:
            kept = slices.leading_to(self.symbols.statements, {name})
            loops = [x for x in kept if isinstance(x, ast.FunctionDef) and x.name[0] != "_"]
            self.known[name] = any(
                isinstance(x, ast.ImportFrom) and x.module == "itertools" for x in kept
            ) or (callable(self.symbols[name]) and any([*map(_loops, loops), *map(_law, kept)]))
        return self.known[name]


def _law(statement: ast.stmt) -> bool:
    """Whether a statement takes the mean over values that are listed with their probabilities."""
    return any(
        isinstance(law, ast.Tuple) and len(law.elts) == len(("what", "values", "probabilities"))
        for x in ast.walk(statement)
        if isinstance(x, ast.Call) and isinstance(x.func, ast.Name) and x.func.id == "expectation"
        for law in x.args
    )


def _loops(function: ast.FunctionDef) -> bool:
    return any(isinstance(x, ast.For | ast.comprehension) for x in ast.walk(function))
