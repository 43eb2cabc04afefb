r"""What notes say in words or not at all: that ``a^{(1)}`` is the input x, that I is the identity.

So it is an assumption.
"""

import re
from collections.abc import Collection
from contextlib import suppress

from verify.notes.pieces import Formula
from verify.notes.source import Source
from verify.notes.square import IDENTITY
from verify.notes.unequal import NEEDS
from verify.proving.formula import Reading, read_at_all_sizes
from verify.proving.namespace import Symbols
from verify.reading.tokens import LatexError
from verify.reading.unicode import symbol

FIRST = re.compile(r"[A-Za-z]+[01]")  # a layer before which there is none
INPUTS = ("x", "X")


def with_input(
    source: Source, symbols: Symbols, formula: Formula, names: Collection[str]
) -> tuple[str, Reading] | None:
    """Words and reading where the first layer is the input; nothing if it fails then too."""
    shapes = {one.name: one.shape for one in source.declared if not one.word}
    for name in sorted(x for x in {*names} & shapes.keys() if FIRST.fullmatch(x)):
        for of in (x for x in INPUTS if shapes.get(x) == shapes[name]):
            with suppress(LatexError, ValueError):
                other = source.the_same(name, of).read_like(symbols)
                found = read_at_all_sizes(formula, other)
                if all(step.ok for step in found.steps):
                    return f"if {symbol(name)} is {symbol(of)}", found
    return None


def with_identity(
    source: Source, symbols: Symbols, formula: Formula, names: Collection[str]
) -> tuple[str, Reading] | None:
    """Words and reading where I, of numbers, is 1; nothing if it fails then too."""
    is_number = any(one.name == IDENTITY and not (one.shape or one.word) for one in source.declared)
    if not is_number or IDENTITY not in names:
        return None
    with suppress(LatexError, ValueError):
        other = source.redefined(IDENTITY, "sp.Integer(1)").read_like(symbols)
        found = read_at_all_sizes(formula, other)
        if all(step.ok or NEEDS in step.problem for step in found.steps):
            return "if I is the identity", found
    return None
