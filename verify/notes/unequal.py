"""What can be seen of sides that are not equal as they are read."""

import re
from contextlib import suppress
from itertools import islice

import numpy as np
import sympy as sp

from verify.book import slices
from verify.notes.definitions import names_of as names_in
from verify.notes.study import Study
from verify.proving.formula import Reading
from verify.proving.scope import Scope
from verify.proving.values import evaluate
from verify.proving.worked import is_numeric
from verify.reading.layers import AFTER
from verify.reading.nodes import (
    Call,
    Chain,
    Entry,
    Fold,
    Name,
    Node,
    Number,
    Product,
    Sum,
    Transpose,
    walk,
)
from verify.reading.tokens import LatexError
from verify.reading.unicode import symbol, text

SET_TO_ZERO = "= 0 is taken for a condition"
PURE = {"0", "1"}  # numbers that a formula may be equal to for all values of its symbols
NEEDS = " needs "  # in a problem about where a side has a value
NAME = re.compile(r"[A-Za-z]\w*")
EXPRESSIONS = re.compile(r": (?:entry [\d, ]+: )?[^:;]* against [^;]*; (?=they differ)")
WITHOUT_VALUE = re.compile(
    r": (?:entry [\d, ]+: )?[^:;]* against [^;]*; .* has no value.*\Z", re.DOTALL
)
MOST = 6  # numbers of a point
READABLE = 80  # characters of a condition
WITH_INVERSES = "where all inverses and quotients in it exist"


def shorter(problem: str) -> str:
    """A problem without the expressions that differ, and without a point of many numbers."""
    problem = WITHOUT_VALUE.sub("", EXPRESSIONS.sub(": ", problem))
    before, at, point = problem.rpartition(" at ")
    return before if at and point.count(" = ") > MOST else problem


def exception(problem: str) -> str:
    """Where sides that are equal elsewhere are not: one has no value there, or a corner."""
    if NEEDS in problem:
        where = problem.partition(NEEDS)[2].partition(",")[0]
        return f"where {_written(where)}" if len(where) <= READABLE else WITH_INVERSES
    return f"but not everywhere: {shorter(problem).rpartition(': ')[2].rpartition('; ')[2]}"


def _written(condition: str) -> str:
    """A condition of SymPy's as a reader writes it: ``ŷ^y`` for ``y_hat**y``."""
    found = NAME.sub(lambda x: symbol(x[0]), condition)
    return found.replace("**", "^").replace("*", "·").replace(" - ", " − ")


def without_numbers(study: Study, equations: list[Chain], reading: Reading) -> str:
    """A symbol that has no number, where a number is said to be equal to a formula with it."""
    sides = [(chain, k) for chain in equations for k in range(len(chain.sides))]
    for (chain, k), step in zip(sides, reading.steps, strict=True):
        if step.ok or not k or not is_numeric(chain.sides[k].value):
            continue
        if step.text in PURE:
            continue
        with suppress(LatexError):
            value = evaluate(chain.sides[k - 1].value, Scope(study.symbols, {}, study.symbols))
            given = study.symbols.get("given", {})
            free = {x for entry in np.ravel(value) for x in sp.sympify(entry).free_symbols}
            if missing := sorted(map(str, free - set(given))):
                return missing[0]
    return ""


def only_numbers(equations: list[Chain], reading: Reading) -> bool:
    """Whether all that is not equal are numbers that stand for a formula before them."""
    sides = [side.value for chain in equations for side in chain.sides]
    return all(step.ok or is_numeric(side) for side, step in zip(sides, reading.steps, strict=True))


def leading_to(study: Study, names: set[str]) -> set[str]:
    """The names from which others are made, with these."""
    statements = slices.leading_to(study.symbols.statements, names)
    return names.union(*map(slices.reads, statements))


def on_one_side(study: Study, equations: list[Chain], reading: Reading) -> str:
    """What nothing declares, and a side has which is made of nothing with it.

    That is the last side, or one that differs from what stands before it.
    """
    guessed = {one.name for one in study.guessed if one.word in {"", "rows"}} | study.stated
    steps = iter(reading.steps)
    for chain in equations:
        behind = [leading_to(study, set(names_in(side.value))) & guessed for side in chain.sides]
        wrong = [k for k, step in enumerate(islice(steps, len(behind))) if not step.ok]
        for k in {len(behind) - 1, *wrong}:
            for one in sorted(behind[k].difference(*behind[:k])):
                return one
        match chain.sides[0].value:
            case Call(arguments=(Name(name=angle),)) if angle in behind[0].difference(*behind[1:]):
                return angle
    return ""


def size_written(equations: list[Chain]) -> int:
    """The largest number that is a subscript, of three or more, or to which a sum runs; or 0."""
    nodes = [x for chain in equations for side in chain.sides for x in walk(side.value)]
    numbers = {
        int(index.digits)
        for x in nodes
        if isinstance(x, Entry)
        for index in x.indices
        if isinstance(index, Number)
    }
    ends = {int(x.last.digits) for x in nodes if isinstance(x, Fold) and isinstance(x.last, Number)}
    return max(ends | numbers) if ends or len(numbers) > 2 else 0


def another_in_each_layer(equations: list[Chain]) -> str:
    r"""The symbol that a line for every layer sets to one thing: \mu of ``\mu = f(z^{[l]})``."""
    lefts = [text(chain.sides[0].value) for chain in equations if chain.layers]
    again = [
        chain.sides[0].value for chain in equations if lefts.count(text(chain.sides[0].value)) > 1
    ]
    symbols = [x.array if isinstance(x, Entry) else x for x in again]
    return next((x.name for x in symbols if isinstance(x, Name)), "")


def set_anew(equations: list[Chain]) -> str:
    r"""A product on a left side that a share of it on the right sets anew, ``\beta V dW + ...``."""
    for chain in equations:
        left, right = chain.sides[0].value, chain.sides[-1].value
        if not isinstance(left, Product) or not isinstance(right, Sum):
            continue
        own = _factors(left)
        shares = [_factors(term) for _, term in right.terms if isinstance(term, Product)]
        if any(len(share) > len(own) and share[-len(own) :] == own for share in shares):
            return text(left)
    return ""


def updated(equations: list[Chain], reading: Reading) -> list[str]:
    r"""The symbols of which a formula says what they are next, ``v = \beta v + g``.

    It is no update if anything else is wrong in it.
    """
    found: list[str] = []
    left_over = [*reading.steps]
    for chain in equations:
        own, left_over = left_over[: len(chain.sides)], left_over[len(chain.sides) :]
        wrong = [k for k, step in enumerate(own) if not step.ok]
        left, *others = (side.value for side in chain.sides)
        name = left.name if isinstance(left, Name) else ""
        old = name.removesuffix(AFTER)
        with_old = [k for k, side in enumerate(others, 1) if old in names_in(side)]
        is_plain = name == old and wrong == [1] and 1 in with_old and not is_turned(others[0], old)
        is_last = name != old and len(others) > 1 and with_old == [len(others)]  # g = ∇J = g f'(a)
        if wrong and not (name and (is_plain or is_last)):
            return []
        found += [old] if wrong else []
    return list(dict.fromkeys(found))


def is_turned(node: Node, name: str) -> bool:
    """Whether the transpose of a symbol is in a side: then it says that it is symmetric."""
    return any(isinstance(x, Transpose) and x.of == Name(x.of.at, name) for x in walk(node))


def _factors(product: Product) -> list[str]:
    return [text(factor) for _, factor in product.factors]


def set_to_zero(equations: list[Chain], reading: Reading) -> str:
    """What is said where only the zero at the end of a chain is not what stands before it."""
    ends = [chain.sides[-1].value for chain in equations if len(chain.sides) > 2]
    if not ends or not all(isinstance(side, Number) and side.digits == "0" for side in ends):
        return ""
    wrong = [step for step in reading.steps if not step.ok]
    return SET_TO_ZERO if all(step.text == "0" for step in wrong) else ""


def relates(equations: list[Chain]) -> bool:
    """Whether sides are about different symbols, as in a = b: that is no identity."""
    return any(len({names_in(s.value) for s in chain.sides}) > 1 for chain in equations)
