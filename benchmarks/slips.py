"""Plant slips of a known kind in the displays of a chapter."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from verify.book.displays import Display, displays
from verify.mutants.formulas import with_latex
from verify.proving import worked
from verify.proving.formula import names_of
from verify.proving.indices import free_indices
from verify.proving.namespace import Symbols, symbols
from verify.reading import nodes as n
from verify.reading.alphabet import EQUALS
from verify.reading.tokens import Token, tokens

ENDS = {*EQUALS, "&", r"\\", r"\text", r"\qquad", ","}
OPENING, CLOSING = {"{", "(", "[", r"\lvert", r"\lVert"}, {"}", ")", "]", r"\rvert", r"\rVert"}


@dataclass(frozen=True)
class Planted:
    """A display with one slip: of which kind, and what became of what."""

    kind: str
    display: Display
    old: str
    new: str

    @property
    def key(self) -> str:
        return f"{self.kind}\0{self.display.topic}\0{self.display.latex}"

    def __str__(self) -> str:
        return f"{self.display}: {self.old or 'nothing'} → {self.new or 'nothing'}"


def planted(topic: str) -> Iterator[Planted]:
    """Every slip that is tried in a chapter."""
    names = symbols(topic)
    for display in displays(topic):
        if display.reason is None:
            yield from _of_display(display, names)


def _of_display(display: Display, names: Symbols) -> Iterator[Planted]:
    chains = names.chains(display.latex)
    for chain in chains:
        for side in chain.sides[1:]:
            if worked.is_numeric(side.value) or side.relation == "≈":
                continue
            if any(isinstance(part, n.Remainder) for part in n.walk(side.value)):
                continue
            place = _Side(display, names, side.value, [each.value for each in chain.sides])
            for kind, start, end, new in place.slips():
                old = display.latex[start:end]
                changed = f"{display.latex[:start]} {new} {display.latex[end:]}"
                shown = " ".join(old.split()), " ".join(new.split())
                yield Planted(kind, with_latex(display, changed), *shown)


class _Side:
    """One side of an equation as a piece of LaTeX: its tokens, and which slips it allows."""

    def __init__(self, display: Display, names: Symbols, node: n.Node, sides: list[n.Node]):
        self.display, self.names, self.node = display, names, node
        parts = [part for side in sides for part in n.walk(side)]
        self.used = {part.name for part in parts if isinstance(part, n.Name)}
        every = tokens(display.latex)
        first = next(k for k, token in enumerate(every) if token.at >= node.at)
        self.tokens = every[first : _end(every, first)]
        self.start, self.end = self.tokens[0].at, self.tokens[-1].end
        self.text = display.latex[self.start : self.end]
        self.free = [*free_indices(sides[0], names)]
        self.depths = [*_depths(self.tokens)]
        self.subscripts = {*_subscripts(self.tokens)}

    def slips(self) -> Iterator[tuple[str, int, int, str]]:
        yield "sign", self.start, self.end, rf"-\left( {self.text} \right)"
        yield from self.factors()
        if not self.free:
            yield "transposed", self.start, self.end, rf"\left( {self.text} \right)^\top"
        if len(self.free) == 2 and self.has_both():
            yield "exchanged", self.start, self.end, self.exchanged(*self.free)
        yield from self.terms()
        yield from self.extra()
        yield from self.shifted()
        yield from self.symbols()
        yield from self.primes()
        yield from self.roots()

    def factors(self) -> Iterator[tuple[str, int, int, str]]:
        used = self.names.sizes_of(names_of(self.display, self.names.chains(self.display.latex)))
        for number in ("2", r"\frac{1}{2}"):
            yield "factor", self.start, self.end, rf"{number} \left( {self.text} \right)"
        for size in used:
            for factor in (size, rf"\frac{{1}}{{{size}}}"):
                yield "factor", self.start, self.end, rf"{factor} \left( {self.text} \right)"

    def has_both(self) -> bool:
        """Whether both free indices are subscripts here, of no sequence of steps."""
        steps = [
            x.indices[0] for x in n.walk(self.node) if isinstance(x, n.Entry) and self._of_steps(x)
        ]
        inside = {x.name for step in steps for x in n.walk(step) if isinstance(x, n.Name)}
        used = {self.tokens[k].text for k in self.subscripts}
        return {*self.free} <= used and not inside & {*self.free}

    def _of_steps(self, entry: n.Entry) -> bool:
        array = entry.array
        return isinstance(array, n.Name) and isinstance(self.names.get(array.name), list)

    def exchanged(self, i: str, j: str) -> str:
        turned = {i: j, j: i}
        pieces, at = [], self.start
        for k, token in enumerate(self.tokens):
            new = turned.get(token.text, "") if k in self.subscripts else ""
            pieces += [self.display.latex[at : token.at], new or self._piece(token)]
            at = token.end
        return "".join(pieces)

    def _piece(self, token: Token) -> str:
        return self.display.latex[token.at : token.end]

    def terms(self) -> Iterator[tuple[str, int, int, str]]:
        """Another sign before a term, or no term: where a sign stands between two."""
        for k, token in enumerate(self.tokens):
            if token.text not in "+-" or k in self.subscripts or not self._is_between(k):
                continue
            other = "-" if token.text == "+" else "+"
            yield "term_sign", token.at, token.end, other
            last = self._term_end(k)
            yield "term_missing", token.at, self.tokens[last].end, ""
            first = self._term_start(k)
            if first is not None:
                gone_to = token.end if token.text == "+" else token.at
                yield "term_missing", self.tokens[first].at, gone_to, ""

    def _is_between(self, k: int) -> bool:
        before = self.tokens[k - 1].text if k else "("
        return before not in OPENING and before not in {"^", "_", "&", r"\\"}

    def _term_end(self, k: int) -> int:
        last = k
        for at in range(k + 1, len(self.tokens)):
            if self.depths[at] < self.depths[k] or self.tokens[at].text in {"&", r"\\"}:
                break
            if self.depths[at] == self.depths[k] and self.tokens[at].text in {"+", "-"}:
                break
            last = at
        return last

    def _term_start(self, k: int) -> int | None:
        """The first token of the only term before a sign."""
        for at in range(k - 1, -1, -1):
            if self.depths[at] < self.depths[k]:
                return at + 1
            if self.depths[at] == self.depths[k] and self.tokens[at].text in {"+", "-", "&"}:
                return None
        return 0

    def extra(self) -> Iterator[tuple[str, int, int, str]]:
        """A term too many, with the indices that are there."""
        for name, value in self.names.items():
            if (
                len(name) > 1
                or name in self.used
                or callable(value)
                or isinstance(value, list | int)
            ):
                continue
            if np.ndim(value) == len(self.free):
                subscript = f"_{{{''.join(self.free)}}}" if self.free else ""
                yield "term_extra", self.end, self.end, f"+ {name}{subscript}"

    def shifted(self) -> Iterator[tuple[str, int, int, str]]:
        for k, token in enumerate(self.tokens):
            if k not in self.subscripts:
                continue
            following = [each.text for each in self.tokens[k + 1 : k + 3]]
            if re.fullmatch("[a-z]", token.text) and token.text not in self.names:
                if following == ["-", "1"]:
                    yield "shifted", token.at, self.tokens[k + 2].end, token.text
                elif following[:1] == ["}"] and self._is_step(k):
                    yield "shifted", token.at, token.end, f"{token.text} - 1"
            if following[:2] == ["=", "1"] and self.tokens[k + 3].text == "}":
                one = self.tokens[k + 2]
                yield "shifted", one.at, one.end, "2"
        for k, token in enumerate(self.tokens[:-3]):
            if token.text == "}" and [t.text for t in self.tokens[k + 1 : k + 3]] == ["^", "{"]:
                limit, closing = self.tokens[k + 3], self.tokens[k + 4 : k + 5]
                if limit.text in self.names.sizes and closing and closing[0].text == "}":
                    yield "shifted", limit.at, limit.end, f"{limit.text} - 1"

    def _is_step(self, k: int) -> bool:
        name = self.tokens[k - 3].text.lstrip("\\") if k > 2 else ""
        return isinstance(self.names.get(name), list)

    def symbols(self) -> Iterator[tuple[str, int, int, str]]:
        used = {part.name for part in n.walk(self.node) if isinstance(part, n.Name)}
        for k, token in enumerate(self.tokens):
            name = token.text.lstrip("\\")
            if k in self.subscripts or name not in used or name not in self.names:
                continue
            for other, value in self.names.items():
                if other != name and len(other) == 1 and _alike(value, self.names[name]):
                    kind = "size" if isinstance(value, int) else "symbol"
                    yield kind, token.at, token.end, other

    def primes(self) -> Iterator[tuple[str, int, int, str]]:
        for token in self.tokens:
            if token.text == "'":
                yield "prime", token.at, token.end, ""

    def roots(self) -> Iterator[tuple[str, int, int, str]]:
        """What is added to a root goes inside of it, and the reverse."""
        for k, token in enumerate(self.tokens):
            if token.text != r"\sqrt" or self.tokens[k + 1].text != "{":
                continue
            closing = next(
                at for at in range(k + 2, len(self.tokens))
                if self.tokens[at].text == "}" and self.depths[at] == self.depths[k]
            )  # fmt: skip
            inside = self.display.latex[self.tokens[k + 2].at : self.tokens[closing].at]
            if closing + 1 < len(self.tokens) and self.tokens[closing + 1].text in {"+", "-"}:
                last = self._term_end(closing + 1)
                rest = self.display.latex[self.tokens[closing].end : self.tokens[last].end]
                end = self.tokens[last].end
                yield "root", token.at, end, rf"\sqrt{{{inside} {rest}}}"
            for at in range(k + 2, closing):
                is_last = self._term_end(at) == closing - 1
                if (
                    self.tokens[at].text == "+"
                    and self.depths[at] == self.depths[k] + 1
                    and is_last
                ):
                    first = self.display.latex[self.tokens[k + 2].at : self.tokens[at].at]
                    rest = self.display.latex[self.tokens[at].at : self.tokens[closing].at]
                    end = self.tokens[closing].end
                    yield "root", token.at, end, rf"(\sqrt{{{first}}} {rest})"


def _end(found: list[Token], first: int) -> int:
    """Behind the last token of a side."""
    depth = 0
    for k in range(first, len(found)):
        text = found[k].text
        depth += text in OPENING or text.startswith(r"\begin")
        if depth == 0 and (text in ENDS or text.startswith(r"\end")):
            return k
        depth -= text in CLOSING or text.startswith(r"\end")
    return len(found)


def _depths(found: list[Token]) -> Iterator[int]:
    """How many brackets are open; those of a bracket itself do not count."""
    depth = 0
    for token in found:
        depth -= token.text in CLOSING or token.text.startswith(r"\end")
        yield depth
        depth += token.text in OPENING or token.text.startswith(r"\begin")


def _subscripts(found: list[Token]) -> Iterator[int]:
    depth = 0
    for k, token in enumerate(found):
        if depth == 0 and k and found[k - 1].text == "_":
            if token.text == "{":
                depth = 1
            yield k
        elif depth:
            depth += (token.text == "{") - (token.text == "}")
            yield k


def _alike(one: Any, other: Any) -> bool:
    if callable(one) or callable(other) or isinstance(one, list) or isinstance(other, list):
        return False
    return np.shape(one) == np.shape(other) and isinstance(one, int) == isinstance(other, int)
