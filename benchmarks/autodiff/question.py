"""What a library is asked."""

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Question:
    """A derivative of a forward pass by one of its arguments.

    The kind is `value`, `grad`, `prime`, `jacobian`, or `vjp` or `jvp` with a vector to multiply.
    """

    forward: str
    arguments: tuple[Any, ...]
    by: int
    kind: str
    vector: np.ndarray | None = None
