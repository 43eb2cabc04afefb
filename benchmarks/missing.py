"""What can't be measured on this machine, and why: reported, and never an error."""

import argparse
from importlib.util import find_spec
from pathlib import Path

from experiments.mnist import FILES


class Skipped(Exception):
    """A contestant or a subject is left out; the message says why, and what to do."""


def require_package(name: str) -> None:
    """Raise `Skipped` where a package is not installed."""
    if find_spec(name) is None:
        raise Skipped(
            f"the package {name} is not installed; make bench installs it, "
            "and so does pip install -r benchmarks/requirements.txt"
        )


def program(asked: argparse.Namespace, name: str) -> Path:
    """The file of one of the sources' programs; raises `Skipped` where it is not at hand."""
    if asked.programs is None:
        raise Skipped(
            "the sources' programs are not part of the book; name their folder: --programs"
        )
    path = asked.programs / name
    if not path.is_file():
        raise Skipped(f"there is no file {path}; name the folder that has it: --programs")
    return path


def data(asked: argparse.Namespace) -> Path:
    """The folder with MNIST; raises `Skipped` where none was named."""
    if asked.data is None:
        raise Skipped(f"needs MNIST; name the folder with {', '.join(FILES)}: --data")
    return asked.data
