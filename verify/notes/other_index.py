r"""A letter below the right side alone: the i of ``\partial C / \partial a_k = a_i - y_i``."""

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from verify.notes.found import Found, Status
from verify.notes.macros import Written
from verify.notes.pieces import Formula
from verify.notes.study import Study
from verify.proving.formula import read_at_all_sizes
from verify.proving.indices import free_indices
from verify.reading import nodes as n
from verify.reading.tokens import LatexError

PROBLEM = "is not on the left side"  # in a message


@dataclass(frozen=True)
class Renamed(Formula):
    """A formula with another letter for an index of its right side."""

    one: str = ""
    other: str = ""

    @cached_property
    def written(self) -> Written:
        """The formula as it is read."""
        whole = super().written
        start = whole.text.find("=")
        alone = re.compile(rf"(?<![A-Za-z\\]){self.one}(?![A-Za-z])")
        return Written(whole.text[:start] + alone.sub(self.other, whole.text[start:]), whole.places)


def other_index(study: Study, formula: Formula, error: LatexError) -> Found | None:
    """The verdict on a line that holds with a letter of its left side, and with one alone."""
    if PROBLEM not in str(error):
        return None
    with suppress(LatexError, ValueError):  # several equations, or several such letters
        (chain,) = study.symbols.chains(formula.latex)
        if is_chain_rule(chain):
            return None
        left, *others = (set(free_indices(x.value, study.symbols)) for x in chain.sides)
        (strange,) = set().union(*others) - left
        fields = {name: getattr(formula, name) for name in formula.__dataclass_fields__}
        possible = [Renamed(**fields, one=strange, other=letter) for letter in sorted(left)]
        holding = [one.other for one in possible if _holds(one, study)]
        if len(holding) == 1:
            words = f"{formula.place(error.at)}: {error}"
            kind = f"it would hold with {holding[0]} for {strange}"
            return Found(formula, Status.FALSE, words, kind)
    return None


def is_chain_rule(chain: n.Chain) -> bool:
    r"""Whether all sides are slopes and their products: ``dc/dz_f = dc/dz_g dz_g/dz_f``."""
    parts = [
        factor
        for side in chain.sides
        for factor in (
            [x for _, x in side.value.factors]
            if isinstance(side.value, n.Product)
            else [side.value]
        )
    ]
    return all(isinstance(part, n.Derivative) for part in parts)


def _holds(formula: Formula, study: Study) -> bool:
    with suppress(LatexError):
        return all(step.ok for step in read_at_all_sizes(formula, study.symbols).steps)
    return False
