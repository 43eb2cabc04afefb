"""Compare a hand-written gradient with finite differences of the function it belongs to.

The names say what belongs together: ``f_jacobian``, ``f_vjp``, ``f_prime`` and ``f_grad_W``
(the gradient by the parameter ``W`` of ``f``) are found without being listed anywhere.
"""

import re
from collections.abc import Callable, Mapping
from inspect import signature
from types import ModuleType
from typing import Any

import numpy as np

NAME = re.compile(r"(?P<f>\w+?)_(?:(?P<kind>jacobian|vjp|prime)|grad_(?P<by>\w+))")
STEP = 1e-3  # for the fourth-order difference: truncation and rounding both near 1e-12
NEAR = 0.1  # closer to 0 the step shrinks: log and 1/x change there faster than elsewhere
Function = Callable[..., Any]


def forward_of(name: str, module: ModuleType) -> tuple[str, str] | None:
    """The function that a gradient belongs to, and the parameter by which it differentiates.

    Raises:
        LookupError: the name is that of a gradient, but the function or the parameter is missing.
    """
    match = NAME.fullmatch(name)
    if match is None:
        return None
    forward = getattr(module, match["f"], None)
    if forward is None:
        raise LookupError(
            f"{name} is the gradient of {match['f']}, which {module.__name__} does not have"
        )
    parameters = list(signature(forward).parameters)
    by = match["by"] or parameters[0]
    if by not in parameters:
        raise LookupError(
            f"{name}: {match['f']} has no parameter {by!r}, only {', '.join(parameters)}"
        )
    return match["f"], by


def error(gradient: Function, forward: Function, by: str, values: Mapping[str, Any]) -> float:
    """The largest error of a gradient, relative to its largest entry.

    ``values`` holds the parameters of both functions. A parameter that only the gradient has is
    the upstream gradient: the one that the outputs of the function are weighted with.
    """
    inputs = {name: values[name] for name in signature(forward).parameters if name in values}
    found = gradient(
        **{name: values[name] for name in signature(gradient).parameters if name in values}
    )
    upstream = [name for name in signature(gradient).parameters if name in values.keys() - inputs]
    numerical = jacobian(lambda x: forward(**(inputs | {by: x})), inputs[by])
    if upstream:
        weights = values[upstream[0]]
        numerical = np.tensordot(weights, numerical, axes=np.ndim(weights))
    elif numerical.shape == 2 * np.shape(found):  # entry by entry: f'(x) is the diagonal
        size = np.size(found)
        numerical = np.reshape(np.diagonal(numerical.reshape(size, size)), np.shape(found))
    if np.shape(found) != np.shape(numerical):
        raise ValueError(f"shape {np.shape(found)}; finite differences have {np.shape(numerical)}")
    return float(np.max(np.abs(found - numerical)) / max(np.max(np.abs(numerical)), STEP))


def jacobian(function: Function, x: np.ndarray | float) -> np.ndarray:
    """Differentiate every output by every input: central differences of fourth order."""
    columns = []
    x = np.asarray(x)
    for place in np.ndindex(x.shape):
        moved = {}
        step = STEP * float(np.clip(abs(x[place]), NEAR, 1))
        for steps in (-2, -1, 1, 2):
            shifted = x.copy()
            shifted[place] += steps * step
            moved[steps] = np.asarray(function(shifted[()]), dtype=float)
        columns.append((8 * (moved[1] - moved[-1]) - (moved[2] - moved[-2])) / (12 * step))
    stacked = np.stack(columns, axis=-1)
    return stacked.reshape(stacked.shape[:-1] + x.shape)
