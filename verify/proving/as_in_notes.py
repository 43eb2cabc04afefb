"""What parts of a formula are where notes mean more than a book says: rows, and powers of entries.

``value`` gives the value of a part.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from verify.proving import arrays
from verify.reading import nodes as n

Value = Callable[[n.Node], Any]


def as_row(factor: n.Node, value: Value) -> Any:
    """The value of a factor where vectors are rows, and their transposes columns."""
    of = factor.of if isinstance(factor, n.Transpose) else factor
    found = value(of)
    if np.ndim(found) == 1:
        return found[None, :] if of is factor else found[:, None]
    return value(factor)


def beside_number(term: n.Node, value: Value) -> Any:
    """The value of a term beside a number: 1 - h^2 of a vector is that of each entry."""
    if isinstance(term, n.Power) and isinstance(term.exponent, n.Number):
        if np.ndim(base := value(term.base)) == 1:
            return arrays.entries_to(base, term.exponent.digits, term.at)
    return value(term)
