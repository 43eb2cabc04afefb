"""Read a formula once for all that its names may be: the notes are read again for each new name."""

from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp

from verify.reading import nodes as n
from verify.reading.open_names import open_chains
from verify.reading.tokens import LatexError, tokens

MOST = 4096  # formulas that are kept

Shapes = Mapping[str, tuple[str, ...]]
Read = tuple[tuple[n.Chain, ...], Shapes]


class Reader:
    """Reads formulas with these symbols."""

    def __init__(self, symbols: Mapping[str, Any]):
        self.symbols = symbols
        self.kinds = [(name, _kind(value)) for name, value in symbols.items()]

    def read(self, latex: str) -> Read:
        """The equations of a formula as they are written, and the shapes that it states.

        Raises:
            LatexError: it cannot be read with these symbols.
        """
        initials, known = _found(latex)
        kinds = frozenset(pair for pair in self.kinds if pair[0][0] in initials)
        if kinds not in known:
            known[kinds] = self._read(latex)
        found = known[kinds]
        if isinstance(found, LatexError):
            raise found
        return found

    def _read(self, latex: str) -> Read | LatexError:
        try:
            chains, reader = open_chains(latex, self.symbols)
        except LatexError as error:
            return error
        return tuple(chains), reader.shapes


@lru_cache(maxsize=MOST)
def _found(latex: str) -> tuple[set[str], dict[frozenset[Hashable], Read | LatexError]]:
    """The letters with which a name in a formula may begin, and how it was read before."""
    try:
        return {*"".join(token.text for token in tokens(latex))}, {}
    except LatexError:
        return set(), {}


class _Same:
    """A value that is the same as another only if it is that one."""

    def __init__(self, value: Any):
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


def _kind(value: Any) -> Hashable:
    """What a reader may ask of a value: equal for values that are read alike."""
    if callable(value):
        return "function", tuple(getattr(value, "parameters", None) or ())
    if isinstance(value, int | sp.Symbol):
        return value
    if isinstance(value, np.ndarray) and value.dtype == object:
        entries = value.ravel()
        if all(isinstance(entry, sp.Symbol) for entry in entries):
            return value.shape, *entries
    return _Same(value)
