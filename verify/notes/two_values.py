"""Formulas that hold at both values of a symbol by which the notes tell cases apart."""

from collections.abc import Iterator
from contextlib import suppress

from verify.notes.pieces import Formula
from verify.notes.source import Source
from verify.proving.formula import Reading, read_at_all_sizes
from verify.proving.namespace import Symbols
from verify.reading.tokens import LatexError

SAID = "for {0} = {1} and {0} = {2}, as the cases say"


def at_two_values(source: Source, symbols: Symbols, formula: Formula) -> tuple[str, Reading] | None:
    """Words and reading where a formula holds at both values of a symbol; nothing if not."""
    for letter, first, second in sorted(formula.document.two_values):
        name = symbols.apart.get(letter, letter)
        shape = next((x.shape for x in source.declared if x.name == name and not x.word), None)
        if shape is None or len(shape) > 1:
            continue
        with suppress(LatexError, ValueError):
            readings = [
                read_at_all_sizes(formula, source.redefined(name, text).read_like(symbols))
                for text in _statements(shape, first, second)
            ]
            if all(step.ok for reading in readings for step in reading.steps):
                return SAID.format(letter, first, second), readings[0]
    return None


def _statements(shape: tuple[str, ...], first: int, second: int) -> Iterator[str]:
    for one, other in ((first, second), (second, first)):
        if not shape:
            yield f"sp.Integer({one})"
        else:
            each = f"sp.Integer({other} if k % 2 else {one})"
            yield f"np.array([{each} for k in range({shape[0]})], dtype=object)"
