"""From a tree to a verdict: values, equality, worked numbers, code and finite differences."""

import os

# SymPy reads this when it is imported; as it is, it forgets an expression after a thousand others.
os.environ.setdefault("SYMPY_CACHE_SIZE", "20000")
