"""What a figure computes in states that a reader can choose, compared with `nn` called there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp

Function = Callable[..., Any]
State = Mapping[sp.Symbol, float]


@dataclass(frozen=True)
class Compared:
    """A value of a figure, and with which arguments a function of `nn` gives the same.

    Args:
        label: the name of the formula and of the function.
        shape: that of the value.
        places: where its entries stand among the expressions.
        arguments: of the function, in a state.
        held: inputs that keep one value, since the formula is about that.
    """

    label: str
    shape: tuple[int, ...]
    places: tuple[int, ...]
    arguments: Callable[[State], Mapping[str, Any]]
    held: State


@dataclass(frozen=True)
class Walked:
    """The steps of an orbit, and how they follow from a function of `nn`.

    Args:
        label: the name of the formula and of the function.
        orbit: which one.
        steps: how many of them.
        columns: which numbers of its state are compared.
        expected: these columns after each step, from the function, the inputs and all states.
        held: inputs that keep one value, since the formula is about that.
    """

    label: str
    orbit: int
    steps: int
    columns: tuple[int, ...]
    expected: Callable[[Function, State, np.ndarray], Any]
    held: State


def drawn(inputs: Sequence[Any], count: int) -> list[list[float]]:
    """States at random, on the steps of the controls."""
    rng = np.random.default_rng(0)
    states = []
    for _ in range(count):
        state = []
        for one in inputs:
            if one.step:
                steps = round((one.high - one.low) / one.step)
                state.append(float(one.low + one.step * rng.integers(0, steps + 1)))
            else:
                state.append(float(rng.uniform(one.low, one.high)))
        states.append(state)
    return states


def stepping(first: str, following: str, steps: int) -> str:
    """The code for all states of an orbit, one after the other, from its two functions."""
    return (
        f"(p)=>{{const f={first},n={following};let s=f(p);const out=[...s];"
        f"for(let k=0;k<{steps};k++){{s=n(p,s);out.push(...s)}}return out}}"
    )
