"""Change a formula in every way that comes to mind, one place at a time."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import sympy as sp

from verify.book.displays import Display
from verify.mutants.mutant import Mutant
from verify.reading.tokens import Token, tokens

WORDS = re.compile(r"\\text\{[^{}]*\}")  # the names of rules, which decide nothing
FUNCTIONS = [r"\exp", r"\log", r"\tanh", r"\sinh", r"\cosh", r"\sin", r"\cos"]
OTHERS = {
    "+": ["-", r"\cdot"], "-": ["+", ""], "=": ["+", r"\neq", "<"], "<": [">", r"\leq", "="],
    ">": ["<", r"\geq", "="], r"\leq": ["<", r"\geq"], r"\geq": [">", r"\leq"], r"\neq": ["="],
    r"\max": [r"\min"], r"\min": [r"\max"], r"\sum": [r"\prod"], r"\prod": [r"\sum"],
    r"\odot": ["", "+", r"\cdot"], r"\cdot": ["+", "/"], r"\times": ["+", "/"],
    "/": ["+", r"\cdot"], r"\lvert": ["("], r"\approx": ["="], "'": ["", "''"],
} | {name: [other for other in FUNCTIONS if other != name] for name in FUNCTIONS}  # fmt: skip
OPENING = {"{": "}", "(": ")", r"\lvert": r"\rvert", r"\lVert": r"\rVert"}
SEPARATORS = {"=", ":=", r"\approx", "&", r"\\", ",", r"\qquad", r"\text"}


def formula_mutants(latex: str, names: Mapping[str, Any]) -> Iterator[Mutant]:
    """Every change of a formula, each one once."""
    seen = {re.sub(r"\s", "", latex)}
    for kind, start, end, new in _Changes(latex, names).all():
        changed = f"{latex[:start]} {new} {latex[end:]}"
        if (bare := re.sub(r"\s", "", changed)) not in seen:
            seen.add(bare)
            yield Mutant(kind, latex[start:end], new, changed, WORDS.sub("", bare))


class _Changes:
    """The changes as (kind, start, end, new text)."""

    def __init__(self, latex: str, names: Mapping[str, Any]):
        self.latex = latex
        self.names = names
        self.tokens = tokens(latex)
        self.partner = _partners(self.tokens)
        self.subscripts = {
            inside
            for at, token in enumerate(self.tokens)
            if token.text == "_"
            for inside in range(at + 1, self.partner.get(at + 1, at + 1) + 1)
        }
        self.indices = {self.tokens[at].text for at in self.subscripts if self._is_letter(at)}
        self.sizes = {name for name in names if len(name) == 1 and isinstance(names[name], int)}
        self.alike = _expressions({name: names[name] for name in sorted(self.sizes)})

    def all(self) -> Iterator[tuple[str, int, int, str]]:
        for at, token in enumerate(self.tokens):
            if token.words is not None:
                continue
            place = token.at, token.end
            for new in OTHERS.get(token.text, ()):
                yield "operator, relation or function", *place, new
            if token.text[0].isdigit():
                for new in _numbers(token.text):
                    yield "number", *place, new
            if token.text == r"\frac":
                yield from self._fraction(at)
            for new in self._of_this_size(at):
                if new != token.text:
                    kind = "size" if token.text in self.sizes else "number as a size"
                    yield kind, *place, new
            if at in self.subscripts:
                yield from self._index(at)
            elif self._is_symbol(at):
                yield from self._symbol(at)
            if token.text == "^":
                yield "dropped power or transpose", token.at, self._end(at + 1), ""
            if token.text == "_":
                yield "dropped subscript or limit", token.at, self._end(at + 1), ""
            yield "dropped token", *place, ""
            yield "doubled token", token.end, token.end, token.text
            if at + 1 < len(self.tokens) and (after := self.tokens[at + 1]).words is None:
                gap = self.latex[token.end : after.at]
                yield "swapped tokens", token.at, after.end, f"{after.text}{gap} {token.text}"
        yield from self._terms()

    def _end(self, at: int) -> int:
        """Where what follows ends: a group, or a single token."""
        last = min(self.partner.get(at, at), len(self.tokens) - 1)
        return self.tokens[last].end

    def _size(self, at: int) -> int | None:
        """The number that stands here, or that a size here is declared to be."""
        text = self.tokens[at].text
        if text.isdecimal():
            return int(text)
        return int(self.names[text]) if text in self.sizes else None

    def _of_this_size(self, at: int) -> list[str]:
        size = self._size(at)
        return [] if size is None else self.alike.get(size, [])

    def _is_letter(self, at: int) -> bool:
        return len(self.tokens[at].text) == 1 and self.tokens[at].text.isalpha()

    def _is_symbol(self, at: int) -> bool:
        name = self.tokens[at].text
        return name.lstrip("\\") in self.names and not callable(self.names[name.lstrip("\\")])

    def _index(self, at: int) -> Iterator[tuple[str, int, int, str]]:
        if self._is_letter(at):
            for other in sorted((self.indices | self.sizes) - {self.tokens[at].text}):
                yield "index", self.tokens[at].at, self.tokens[at].end, other

    def _symbol(self, at: int) -> Iterator[tuple[str, int, int, str]]:
        token = self.tokens[at]
        value = self.names[token.text.lstrip("\\")]
        for name, other in self.names.items():
            spelling = token.text.replace(token.text.lstrip("\\"), name)
            if len(name) == 1 and name != token.text and _alike(value, other):
                yield "symbol", token.at, token.end, spelling.lstrip("\\")
        yield "added power", token.end, token.end, "^2"
        yield "added transpose", token.end, token.end, r"^\top"
        yield "added factor", token.at, token.at, "2"

    def _fraction(self, at: int) -> Iterator[tuple[str, int, int, str]]:
        if (middle := self.partner.get(at + 1)) is None or middle + 1 not in self.partner:
            return
        start, end = self.tokens[at].at, self._end(middle + 1)
        above = self.latex[self.tokens[at + 1].at : self.tokens[middle].end]
        below = self.latex[self.tokens[middle + 1].at : end]
        yield "fraction upside down", start, end, rf"\frac{below}{above}"
        yield "dropped denominator", start, end, f"({above[1:-1]})"
        yield "dropped numerator", start, end, rf"\frac{{1}}{below}"

    def _terms(self) -> Iterator[tuple[str, int, int, str]]:
        """Drop each term, from its sign to the next one on the same level."""
        level, starts = [0], {0: 0}
        for at, token in enumerate(self.tokens):
            closes = token.text in OPENING.values() or token.text.startswith(r"\end")
            if token.text in {"+", "-"} | SEPARATORS or closes:
                first = starts.get(level[-1], at)
                if first < at and len(level) > 0:
                    yield "dropped term", self.tokens[first].at, self.tokens[at - 1].end, ""
                starts[level[-1]] = at if token.text in {"+", "-"} else at + 1
            if token.text in OPENING or token.text.startswith(r"\begin"):
                level.append(at + 1)
                starts[at + 1] = at + 1
            elif closes and len(level) > 1:
                level.pop()


def _expressions(sizes: Mapping[str, int]) -> dict[int, list[str]]:
    """Small expressions of sizes, by their value: for 2 and N = 2, D = 4 also D/2, D - N, √D."""
    found: dict[int, list[str]] = {}

    def add(value: float, text: str) -> None:
        if value == int(value) > 0:
            found.setdefault(int(value), []).append(text)

    for name, n in sizes.items():
        add(n, str(n))
        add(n, name)
        add(n - 1, rf"({name} - 1)")
        add(n + 1, rf"({name} + 1)")
        add(2 * n, rf"2 {name}")
        add(n / 2, rf"\frac{{{name}}}{{2}}")
        add(n * n, rf"{name}^2")
        add(n**0.5, rf"\sqrt{{{name}}}")
        for other, k in sizes.items():
            if other != name:
                add(n - k, rf"({name} - {other})")
                add(n / k, rf"\frac{{{name}}}{{{other}}}")
            if other > name:
                add(n + k, rf"({name} + {other})")
                add(n * k, rf"{name} {other}")
    return found


def _alike(one: Any, other: Any) -> bool:
    """Whether a symbol could stand in the place of another without its shape giving it away."""
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return np.shape(one) == np.shape(other)
    return isinstance(one, sp.Expr) and isinstance(other, sp.Expr)


def _partners(found: Sequence[Token]) -> dict[int, int]:
    """For each opening token the one that closes it."""
    partner, stack = {}, []
    for at, token in enumerate(found):
        if token.text in OPENING:
            stack.append(at)
        elif token.text in OPENING.values() and stack:
            partner[stack.pop()] = at
    return partner


def _numbers(digits: str) -> Iterator[str]:
    """Other numbers: each digit one more and one less, and another power of ten."""
    for at, digit in enumerate(digits):
        if digit.isdigit():
            for other in {(int(digit) + 1) % 10, (int(digit) - 1) % 10}:
                yield f"{digits[:at]}{other}{digits[at + 1 :]}"
    yield f"{digits}0" if "." not in digits else digits.replace(".", "", 1)


def with_latex(display: Display, latex: str) -> Display:
    """The display with another formula in its place, and its label."""
    if display.label:
        latex += rf" \label{{eq:{display.label}}}"
    source = display.source[: display.start] + latex + display.source[display.end :]
    return replace(display, source=source, end=display.start + len(latex))
