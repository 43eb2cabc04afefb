"""From LaTeX to a tree, and from a tree to Unicode."""

import os
import sys

# SymPy reads this when it is imported; as it is, it forgets an expression after a thousand others.
os.environ.setdefault("SYMPY_CACHE_SIZE", "100000")

import sympy  # noqa: F401

# It asks what is known of an expression in a random order, and now in the same one every time.
sys.modules["sympy.core.assumptions"].shuffle = list.sort  # type: ignore[attr-defined]
