r"""What a formula holds with, if it is meant so: ``u_{ik}`` for the entries of ``U``, F for 2."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from verify.notes.pieces import Formula
from verify.notes.study import Study
from verify.proving.formula import Reading, read_at_all_sizes
from verify.reading.tokens import LatexError

STYLE = r"\\(?:mathbf|boldsymbol|bm)\s*"
CAPITAL = re.compile(
    rf"(?<![A-Za-z\\{{])(?:{STYLE}\{{\s*(?P<bold>[A-Z])\s*\}}|(?P<plain>[A-Z])(?![A-Za-z]))(?!\s*_)"
)
TWO = r"_\s*\{\s*[a-z0-9]\s*,?\s*[a-z0-9]\s*\}"
ENTRY = re.compile(rf"(?<![A-Za-z\\])(?P<letter>[a-ce-z]|(?<=d)[a-z]|d(?=\s*_))(?=\s*{TWO})")
NORM = re.compile(r"(?P<bars>\\\||\\rVert|\\Vert|\|\|)\s*_\s*(?:\{\s*2\s*\}|2)")
ENTRIES = "if the {0} are the entries of {1}"
FROBENIUS = "if ‖ ‖_2 of a matrix is its Frobenius norm"


@dataclass(frozen=True)
class _Meant(Formula):
    """A formula in other words."""

    other: str = ""

    @cached_property
    def latex(self) -> str:
        return self.other


def meant(study: Study, formula: Formula) -> tuple[str, Reading] | None:
    """Words and reading where a formula holds as it may be meant; nothing if it does not."""
    for words, latex in _variants(formula.latex):
        other = _Meant(
            **{name: getattr(formula, name) for name in formula.__dataclass_fields__}, other=latex
        )
        with suppress(LatexError, ValueError):
            found = read_at_all_sizes(other, study.symbols)
            if found.steps and all(step.ok for step in found.steps):
                return words, found
    return None


def _variants(latex: str) -> Iterator[tuple[str, str]]:
    frobenius = NORM.sub(lambda x: f"{x['bars']}_F", latex)
    if frobenius != latex:
        yield FROBENIUS, frobenius
    capitals = {x["bold"] or x["plain"] for x in CAPITAL.finditer(latex)}
    letters = {x["letter"] for x in ENTRY.finditer(latex)}
    alone = {x for x in letters if re.search(rf"(?<![A-Za-z\\]){x}(?![A-Za-z])(?!\s*{TWO})", latex)}
    pairs = sorted(x for x in letters - alone if x.upper() in capitals)
    if not pairs:
        return
    words = ENTRIES.format(", ".join(f"{x}_ij" for x in pairs), ", ".join(x.upper() for x in pairs))
    entry = re.compile(rf"(?<![A-Za-z\\])(d?)([{''.join(pairs)}])(?=\s*{TWO})")
    for start, said in ((latex, words), (frobenius, f"{words}, and {FROBENIUS}")):
        if start == latex or said != words:
            yield said, entry.sub(lambda x: x[1] + " " * bool(x[1]) + x[2].upper(), start)
