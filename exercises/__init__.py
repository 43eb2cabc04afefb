"""Functions to write: a stub for each, the test that it must pass, and the solution, apart.

``exercises/softmax_vjp.py`` is the stub, ``exercises/hidden/test_softmax_vjp.py`` the test and
``exercises/solutions/softmax_vjp.py`` the solution. The chapter that asks for the function is named
in the stub. ``make exercise NAME=softmax_vjp`` runs the test.
"""

from pathlib import Path

HERE = Path(__file__).parent
SOLUTIONS = HERE / "solutions"
HIDDEN = HERE / "hidden"


def known() -> list[str]:
    """The names of all exercises."""
    return sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("__"))
