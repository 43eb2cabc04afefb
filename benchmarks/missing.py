"""What can't be measured on this machine, and why: reported, and never an error."""

import argparse
import hashlib
import os
import shutil
from importlib.util import find_spec
from pathlib import Path

from experiments.mnist import FILES

PROGRAMS = Path(__file__).parent / "programs"


class Skipped(Exception):
    """A contestant or a subject is left out; the message says why, and what to do."""


def require_package(name: str) -> None:
    """Raise `Skipped` where a package is not installed."""
    if find_spec(name) is None:
        raise Skipped(
            f"the package {name} is not installed; make bench installs it, "
            "and so does pip install -r benchmarks/requirements.txt"
        )


def require_compiler() -> None:
    """Raise `Skipped` where `torch.compile` finds no compiler for the C++ that it writes."""
    named = os.environ.get("CXX", "g++")
    if shutil.which(named) is None:
        raise Skipped(f"torch.compile needs a C++ compiler; there is no {named}; install it")


def program(asked: argparse.Namespace, name: str) -> Path:
    """The file of a tutorial's program: the book's transcription, or that of another folder.

    Raises:
        Skipped: the other folder has no file whose name ends so.
    """
    if asked.programs is None:
        return PROGRAMS / name
    found = sorted(asked.programs.glob(f"*{name}"))
    if not found:
        raise Skipped(f"there is no *{name} in {asked.programs}; leave out --programs")
    return found[0]


def sha256(path: Path) -> str:
    """The checksum of a program, for the record: which one was run."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def data(asked: argparse.Namespace) -> Path:
    """The folder with MNIST; raises `Skipped` where none was named."""
    if asked.data is None:
        raise Skipped(f"needs MNIST; name the folder with {', '.join(FILES)}: --data")
    return asked.data
