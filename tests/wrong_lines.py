"""The listings of *Find the mistake*: as a chapter prints them, and with a line mended."""

import re
from typing import Any

import numpy as np

from verify.prose.pages import text_of


def exercise(page: str, number: int) -> str:
    """The text of an exercise of a chapter, with its solution."""
    (found,) = re.findall(
        rf"^\*\*{number}\.\*\* (.*?)(?=^\*\*\d+\.\*\* |^## |\Z)", text_of(page), re.M | re.S
    )
    return found


def listing(page: str, number: int) -> str:
    """The first listing of an exercise."""
    return exercise(page, number).split("```python\n")[1].split("```")[0]


def run(code: str, **given: Any) -> dict[str, Any]:
    """The names that a listing leaves."""
    names = {"np": np, **given}
    exec(code, names)
    return names


def mended(code: str, wrong: str, right: str) -> str:
    """A listing with its wrong piece, which stands there once, replaced."""
    assert code.count(wrong) == 1
    return code.replace(wrong, right)
