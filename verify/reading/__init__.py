"""From LaTeX to a tree, and from a tree to Unicode."""

import os

# SymPy reads this when it is imported; as it is, it forgets an expression after a thousand others.
os.environ.setdefault("SYMPY_CACHE_SIZE", "100000")
