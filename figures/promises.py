"""What was promised of this book's time, in times of that of others, and since which commit.

A bound is written here before it is measured, and its commit afterwards, when it is known.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Promise:
    """A bound of a ratio; of several ways to use a library, the fastest counts."""

    what: str
    at_most: float
    of: tuple[str, ...]
    at: str = ""  # a cell of the steps, "all" of them, or nothing for the whole run
    commit: str = ""


FIRST, SECOND = "2c1fc95", "29bbd3e"
PROMISES = [
    Promise("a step, batch of 100, PyTorch", 0.75, ("torch",), "100x50", FIRST),
    Promise("a step, batch of 512, PyTorch", 0.9, ("torch",), "512x50", FIRST),
    Promise("a step, batch of 100, JAX", 1.0, ("jax",), "100x50", FIRST),
    Promise("a step, batch of 512, JAX", 1.0, ("jax",), "512x50", FIRST),
    Promise("a step, batch of 512, the products alone", 1.35, ("products",), "512x50", FIRST),
    Promise("the whole run, the tutorial", 0.45, ("source",), "", FIRST),
    Promise("the whole run, PyTorch", 0.8, ("torch", "torch_bytes"), "", FIRST),
    Promise("the whole run, JAX", 1.0, ("jax",), "", FIRST),
    Promise("a step, any batch and width, PyTorch", 1.5, ("torch",), "all", SECOND),
    Promise("a step, batch of 100, PyTorch", 0.55, ("torch",), "100x50", SECOND),
    Promise("a step, batch of 512, PyTorch", 0.75, ("torch",), "512x50", SECOND),
    Promise("a step, batch of 100, the products alone", 1.2, ("products",), "100x50", SECOND),
    Promise("a step, batch of 512, the products alone", 1.2, ("products",), "512x50", SECOND),
    Promise("the whole run, the tutorial", 0.32, ("source",), "", SECOND),
]
