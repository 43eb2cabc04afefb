"""The exercises whose answer is a formula, as ``exercises/answers.toml`` declares them."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from verify.book import ROOT

FILE = ROOT / "exercises" / "answers.toml"
KEYS = {"topic", "asked", "right", "indices", "uses", "circular", "slips"}
NEEDED = ("topic", "asked", "right", "uses")


@dataclass(frozen=True)
class Exercise:
    r"""An exercise that asks for a formula.

    ``asked`` is a name of the derivation, or LaTeX such as ``\frac{\partial L}{\partial W}``;
    ``right`` is one way to write the answer, which no page shows in its box.
    """

    name: str
    topic: str
    asked: str
    right: str
    uses: tuple[str, ...]  # names of the derivation that an answer may use
    indices: tuple[str, ...] = ()  # free ones, where the answer is written entry by entry
    circular: tuple[str, ...] = ()  # names that repeat the question
    slips: Mapping[str, str] = field(default_factory=dict)  # in words: what is written with it

    @property
    def digest(self) -> str:
        """Changes when anything that is declared does."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def exercises() -> dict[str, Exercise]:
    """All of them by name, in the order of the file.

    Raises:
        ValueError: something is declared otherwise than it should be.
    """
    return _read(FILE.read_text(encoding="utf-8")) if FILE.is_file() else {}


def exercise(name: str) -> Exercise:
    """One of them.

    Raises:
        LookupError: there is none of this name.
    """
    known = exercises()
    if name not in known:
        raise LookupError(f"there is no exercise {name!r}; there are {', '.join(known)}")
    return known[name]


@lru_cache(maxsize=4)
def _read(text: str) -> dict[str, Exercise]:
    return {name: _declared(name, entry) for name, entry in tomllib.loads(text).items()}


def _declared(name: str, entry: dict[str, Any]) -> Exercise:
    where = f"exercises/answers.toml: [{name}]"
    if missing := [key for key in NEEDED if key not in entry]:
        raise ValueError(f"{where} lacks {missing[0]!r}")
    if unknown := sorted(entry.keys() - KEYS):
        raise ValueError(f"{where} has {unknown[0]!r}; expected keys are {', '.join(sorted(KEYS))}")
    return Exercise(
        name,
        entry["topic"],
        entry["asked"],
        entry["right"],
        tuple(entry["uses"]),
        tuple(entry.get("indices", ())),
        tuple(entry.get("circular", ())),
        dict(entry.get("slips", {})),
    )
