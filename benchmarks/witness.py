"""Every gradient of `nn` beside those of JAX and PyTorch, which know nothing of this book.

The libraries differentiate forward passes that are written anew, with functions of their own where
they have them: neither `nn` nor a derivation has a part in it. All is in float64, at random points
of several sizes and off the kinks; what each library says at a kink is noted, and not compared.
"""

import argparse
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.autodiff.kinks import kinks
from benchmarks.autodiff.questions import APPROXIMATE, Answered, ask, axes, gradients
from benchmarks.missing import Skipped, require_package
from experiments.errors import InputError
from experiments.progress import followed

SIZES: tuple[dict[str, Any], ...] = (
    {"*n": (5,), "n": 1, "d": 3, "h": 4, "k": 2},
    {"*n": (2, 3), "n": 2, "d": 5, "h": 3, "k": 4},
    {"*n": (7,), "n": 7, "d": 4, "h": 6, "k": 5},
    {"*n": (64,), "n": 64, "d": 30, "h": 20, "k": 10},
)
POINTS = 5  # of each size
EXACT = 1e-12  # of the largest entry: float64 has 2e-16, and sums of 64 terms lose some
NEAR = 1e-7  # of central differences, which are off by the square of their step, some 1e-8


def measure(asked: argparse.Namespace) -> dict:
    """Compare every gradient with every library that is here.

    Raises:
        InputError: one differs, or cannot be computed.
        Skipped: neither library is here.
    """
    libraries, skipped = available()
    if not libraries:
        raise Skipped("; ".join(skipped.values()))
    points = 1 if asked.quick else POINTS
    return {
        "points": points,
        "skipped": skipped,
        "libraries": {name: library.VERSION for name, library in libraries.items()},
        "gradients": {
            name: {
                "chapter": chapter,
                "sizes": sizes_of(name),
                "bound": bound(name),
                "witnesses": {
                    key: witness(name, key, library, points) for key, library in libraries.items()
                },
            }
            for name, chapter in followed([*gradients().items()], "gradient")
        },
        "kinks": kinks(libraries),
    }


def available() -> tuple[dict[str, ModuleType], dict[str, str]]:
    """The libraries that are here, and the reasons why others aren't."""
    found, skipped = {}, {}
    for name, library in (("jax", _jax), ("torch", _torch)):
        try:
            require_package(name)
            found[name] = library()
        except Skipped as why:
            skipped[name] = str(why)
    return found, skipped


# A digest sees what is imported by these statements, and not what is imported by a name.
def _jax() -> ModuleType:
    from benchmarks.autodiff import in_jax

    return in_jax


def _torch() -> ModuleType:
    from benchmarks.autodiff import in_torch

    return in_torch


def witness(name: str, key: str, library: Any, points: int) -> dict[str, Any]:
    """What a library says of a gradient at all sizes; raises `InputError` if they differ."""
    errors, kinds, zero = [], set(), True
    rng = np.random.default_rng(0)
    for sizes in SIZES:
        for point in range(points):
            at = f"{shown(axes(name), sizes)}, point {point + 1}"
            try:
                for answered in ask(name, sizes, rng):
                    kinds.add(answered[1].kind)
                    errors.append(compared(name, key, library, answered, at))
                    zero &= not np.any(answered[0])
            except InputError:
                raise
            except Exception as error:  # whatever a gradient that is being written raises
                raise InputError(
                    f"expected nn.{gradients()[name]}.{name} to be compared with {key}; got "
                    f"{type(error).__name__} at {at}: {error}"
                ) from error
    if zero:
        raise InputError(
            f"expected a slope of nn.{gradients()[name]}.{name} at some point; got 0 at all of them"
        )
    how = " and ".join(library.HOW[kind] for kind in sorted(kinds - {"value"}))
    return {"how": how, "points": points * len(SIZES), "error": float(f"{max(errors):.1e}")}


def compared(name: str, key: str, library: Any, answered: Answered, at: str) -> float:
    """The largest error, relative to the largest entry."""
    found, question = answered
    if question.forward not in library.FORWARDS:
        raise InputError(
            f"expected a forward pass for nn.{gradients()[name]}.{name}; got no "
            f"{question.forward!r} in FORWARDS of benchmarks/autodiff/in_{key}.py; write one"
        )
    expected = library.answer(question)
    how = library.HOW.get(question.kind, key)
    if np.shape(found) != expected.shape:
        error, came = np.inf, f"the shapes {np.shape(found)} and {expected.shape}"
    else:
        error = float(np.abs(found - expected).max() / (np.abs(expected).max() or 1.0))
        came = f"a relative error of {error:.1e}"
    if not error <= bound(name):
        raise InputError(
            f"expected nn.{gradients()[name]}.{name} to be what {how} {library.VERSION} finds, to "
            f"{bound(name):.0e}; got {came} at {at}; one of the two is wrong"
        )
    return error


def bound(name: str) -> float:
    """How far a gradient may be off."""
    return NEAR if name in APPROXIMATE else EXACT


def sizes_of(name: str) -> list[str]:
    """At which sizes a gradient is compared."""
    return [*dict.fromkeys(shown(axes(name), sizes) for sizes in SIZES)]


def shown(letters: set[str], sizes: Mapping[str, Any]) -> str:
    """``N=2, K=3``, of the sizes that matter; an axis that stands for any number has ``N=2×3``."""
    return ", ".join(
        f"{k.strip('*').upper()}={'×'.join(map(str, np.ravel(v)))}"
        for k, v in sizes.items()
        if k in letters
    )


def lines(results: dict) -> list[str]:
    """Every gradient with its largest error as a table to print."""
    keys = [*results["libraries"]]
    rows = [f"  {'':44}" + "".join(f"{key:>10}" for key in keys)]
    for name, found in results["gradients"].items():
        errors = (f"{found['witnesses'][key]['error']:>10.1e}" for key in keys)
        rows.append(f"  {name:44}{''.join(errors)}")
    return rows + [f"  without {name}: {why}" for name, why in results["skipped"].items()]
