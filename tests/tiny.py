"""A book of one chapter in a folder of its own, to change what must not be changed in this one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
FILES = {
    "mkdocs.yml": "nav:\n  - Chapters:\n      - square.md\n",
    "docs/square.md": r"""# Squares

$$
y = x^2
\label{eq:square}
$$

$$
\begin{aligned}
\frac{\partial y}{\partial x}
  &= x + x && \text{product rule} \\
  &= 2 x && \text{common factor}
\end{aligned}
\label{eq:square_prime}
$$

$$
(x + 1)^2 = x^2 + 2 x + 1
$$

$$
\int x = \frac{x^2}{2}
\unchecked{no integrals yet}
$$
""",
    "derivations/square.py": '''"""Squares. Chapter: docs/square.md."""

from derivations import show
from derivations.calculus import derivative, scalar

x = scalar("x")  # any number
square = y = x**2  # its square
square_prime = derivative(y, x)

if __name__ == "__main__":
    show(__file__)
''',
    "nn/square.py": '''"""Squares. Chapter: docs/square.md."""


def square(x):
    """Multiply x by itself."""
    return x * x


def square_prime(x):
    """Differentiate the square."""
    return 2 * x


def _helper(x):
    return x
''',
}


def write(folder: Path) -> Path:
    """Put the book into a folder."""
    ignored = shutil.ignore_patterns("__pycache__", "theme")
    shutil.copytree(ROOT / "verify", folder / "verify", ignore=ignored)
    for package in ("derivations", "nn"):
        (folder / package).mkdir()
    for path in ("derivations/__init__.py", "derivations/__main__.py", "derivations/calculus.py"):
        shutil.copy(ROOT / path, folder / path)
    shutil.copy(ROOT / "nn/__init__.py", folder / "nn")
    (folder / "docs").mkdir()
    for path, text in FILES.items():
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def run(
    folder: Path, *arguments: str, env: Mapping[str, str] = os.environ, **options
) -> subprocess.CompletedProcess[str]:
    """Run Python in the folder, whose packages hide those of this repository.

    It writes bytecode, as it does for a user who forbids nothing.
    """
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**env, "PYTHONDONTWRITEBYTECODE": ""},
        **options,
    )
