"""Formulas of the book with one symbol changed, each refuted by numbers at which it is false."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from verify.answers.samples import Rounded, given
from verify.answers.values import read, value
from verify.book import sources
from verify.book.claims import Book, Claim
from verify.book.limits import OutOfBounds, limited
from verify.book.memory import remember
from verify.mutants.formulas import formula_mutants
from verify.proving.indices import free_indices, index_ranges
from verify.proving.namespace import Symbols, symbols
from verify.reading import nodes as n
from verify.reading import unicode
from verify.reading.alphabet import EQUALS, GREEK
from verify.reading.tokens import LatexError, Token, tokens

COUNT, OF_CHAPTER = 20, 3
TRIED = 12  # changes of a formula
LONGEST = 110  # characters of a line
CLEAR = 0.05  # of the larger side: so much the sides of a planted mistake differ at least
SHOWN = 8  # numbers of a counterexample that are printed
APART = {"&", r"\\", r"\qquad", r"\text", r"\begin{aligned}", r"\end{aligned}", ",", *EQUALS}
FAULTS = (LatexError, LookupError, ArithmeticError, TypeError, ValueError)


@dataclass(frozen=True)
class Planted:
    """A line with a mistake: which token it is, what belongs there, and where the line is false."""

    label: str
    wrong: str  # the line in LaTeX
    right: str
    token: int  # among the tokens of the wrong line
    instead: str  # the token that belongs there
    example: str  # the numbers at which both sides differ


def planted(seed: str, book: Book, accepts: Callable[["Planted"], bool] = bool) -> list[Planted]:
    """Twenty of them, no two of the same formula; the same for the same seed and book.

    ``accepts`` says whether one can be shown.
    """
    rng = random.Random(seed)
    claims = [c for c in book.labels.values() if c.display.reason is None]
    rng.shuffle(claims)
    found: list[Planted] = []
    chapters: dict[str, int] = {}
    for claim in claims:
        topic = claim.display.topic
        if len(found) == COUNT or chapters.get(topic, 0) == OF_CHAPTER:
            continue
        if (each := _remembered(seed, claim)) and accepts(each):
            found.append(each)
            chapters[topic] = chapters.get(topic, 0) + 1
    return found


def _remembered(seed: str, claim: Claim) -> Planted | None:
    display = claim.display
    key = sources.digest(
        f"derivations.{display.topic}",
        "verify.answers.planted",
        extra=f"planted {seed} {display.label} {display.latex}",
    )
    entry: Any = remember(key, lambda: [asdict(each) for each in _planted(seed, claim)])
    return Planted(**entry[0]) if entry else None


def _planted(seed: str, claim: Claim) -> Iterator[Planted]:
    """The first change of a formula that is refuted; nothing where none is."""
    label = claim.display.label or ""
    rng = random.Random(f"{seed} {label}")
    try:
        with limited():
            names = symbols(claim.display.topic)
            left, right = _ends(claim.display.latex)
            changes = list(_changes(right, names))
            rng.shuffle(changes)
            for wrong, at, old in changes[:TRIED]:
                point = Rounded(rng.randrange(1000))
                if example := refuted(left, wrong, names, point):
                    place = len(tokens(left)) + 1 + at
                    lines = f"{left} = {wrong}", f"{left} = {right}"
                    yield Planted(label, *lines, place, old, example)
                    return
    except (*FAULTS, OutOfBounds, OSError):
        return


def _ends(latex: str) -> tuple[str, str]:
    """The first and the last side of a display that is one equation.

    Raises:
        ValueError: it is several equations, or holds under a condition.
    """
    sides = [side for side in pieces(latex) if side]
    if any(mark in latex for mark in (r"\qquad", r"\approx", "cases", "matrix")) or len(sides) < 2:
        raise ValueError("this is not one equation")
    return sides[0], sides[-1].rstrip(".,")


def pieces(latex: str) -> Iterator[str]:
    """The sides of the equations of a display."""
    depth, start = 0, 0
    for token in tokens(latex):
        inner = "aligned" not in token.text
        depth += token.text in ("(", "[", "{", r"\{") or (
            token.text.startswith(r"\begin") and inner
        )
        depth -= token.text in (")", "]", "}", r"\}") or (token.text.startswith(r"\end") and inner)
        if token.text in APART and not depth:
            yield latex[start : token.at].strip()
            start = token.end
    yield latex[start:].strip()


def _changes(latex: str, names: Symbols) -> Iterator[tuple[str, int, str]]:
    """Lines in which one token is another: the line, which token, and what it was."""
    before = tokens(latex)
    for mutant in formula_mutants(latex, names):
        try:
            after = tokens(mutant.text)
        except LatexError:
            continue
        differ = [k for k, pair in enumerate(zip(before, after, strict=False)) if _other(*pair)]
        if len(before) != len(after) or len(differ) != 1 or len(mutant.text) > LONGEST:
            continue
        old, new = before[differ[0]].text, after[differ[0]].text
        if not _is_strange(old, new, mutant.kind, names):
            yield mutant.text, differ[0], old


def _is_strange(old: str, new: str, kind: str, names: Symbols) -> bool:
    """Whether it is too strange for a slip: another number of digits, a size as an index."""
    return len(new) != len(old) if old.isdecimal() else kind == "index" and new in names.sizes


def _other(one: Token, other: Token) -> bool:
    return one.text != other.text


def refuted(left: str, right: str, names: Symbols, point: Rounded) -> str:
    """Numbers at which both sides have a value, and not the same; nothing without any."""
    try:
        one, other = read(left, names), read(right, names)
        free = [*free_indices(one, names)]
        if {*free_indices(other, names)} - {*free}:
            return ""
        ranges = index_ranges(one, names) | index_ranges(other, names)
        shape = [len(ranges[index]) for index in free]
        values = [value(side, names, names, point, free, shape) for side in (one, other)]
    except FAULTS:
        return ""
    expected, found = values
    if found.shape != expected.shape or not all(np.all(np.isfinite(x)) for x in values):
        return ""
    difference = abs(found - expected)
    largest = max(float(np.max(abs(expected), initial=0)), float(np.max(abs(found), initial=0)))
    if not difference.size or np.max(difference) <= CLEAR * largest:
        return ""
    place = np.unravel_index(int(np.argmax(difference)), difference.shape)
    return _told(names, point, [one, other], free, place, (expected[place], found[place]))


def _told(
    names: Symbols,
    point: Rounded,
    sides: Sequence[n.Node],
    free: Sequence[str],
    place: Sequence[Any],
    values: tuple[float, float],
) -> str:
    """``At x = 0.3 the left side is 0.25 and the right side 0.5``."""
    used = [x.name for side in sides for x in n.walk(side) if isinstance(x, n.Name)]
    given_there = []
    for name in dict.fromkeys(used):
        known = names.get(name)
        if isinstance(known, int) or callable(known) or known is None or isinstance(known, list):
            continue
        numbers = given(known, point)
        if numbers.size <= SHOWN:
            given_there.append(f"{unicode.symbol(name)} = {_array(numbers)}")
    at = [f"{index} = {int(k) + 1}" for index, k in zip(free, place, strict=False)]
    if not free and len(place):
        at = [f"the entry ({', '.join(str(int(k) + 1) for k in place)})"]
    sizes = [f"{unicode.symbol(s)} = {names.sizes[s]}" for s in names.sizes if s in used]
    where = ", ".join([*sizes, *given_there]) or "a point that was drawn at random"
    entry = f", for {', '.join(at)}," if at else ""
    left, right = map(_number, values)
    return f"At {where}{entry} the left side is {left} and the right side {right}."


def _array(values: np.ndarray) -> str:
    if values.ndim:
        return f"({', '.join(map(_array, values))})"
    return _number(float(values))


def _number(number: float) -> str:
    return f"{number:.4g}".replace("-", "\N{MINUS SIGN}")


def seen(latex: str) -> Iterator[tuple[int, str]]:
    """Each token of a line that shows: which one it is, and how it looks."""
    for k, token in enumerate(tokens(latex)):
        if token.text not in HIDDEN:
            yield k, LOOKS.get(token.text, token.text.removeprefix("\\"))


HIDDEN = {"{", "}", "^", "_", "&", r"\frac", r"\mathrm", r"\mathbf", r"\sqrt"}
LOOKS = {
    "-": "\N{MINUS SIGN}", "'": "′", r"\odot": "⊙", r"\cdot": "⋅", r"\times": "×", r"\top": "⊤",
    r"\sum": "∑", r"\prod": "∏", r"\partial": "∂", r"\leq": "≤", r"\geq": "≥", r"\neq": "≠",
    r"\{": "{", r"\}": "}", "<": "&lt;", ">": "&gt;",
} | {rf"\{name}": letter for name, letter in GREEK.items()}  # fmt: skip
