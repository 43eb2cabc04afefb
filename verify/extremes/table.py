"""What is claimed of each function at extreme points: `claims.toml`, read and looked through."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from verify.extremes.points import KINDS

FILE = Path(__file__).with_name("claims.toml")
MANY = 60_000  # examples
UNITS = {
    "entry": "of each entry",
    "largest": "of the largest entry",
    "terms": "of the sum of the sizes of its terms",
    "one": "of the number 1",
}


class Claim(NamedTuple):
    """What holds of one function, and where it was measured."""

    families: tuple[str, ...]
    unit: str  # a key of UNITS
    bounds: Mapping[str, float]  # by the name of the dtype
    holds: str  # for which arguments, in words
    kinds: Mapping[str, str]  # of the parameters
    many: str  # "mean" or "sum" over examples, or nothing
    sizes: Mapping[str, int]  # other sizes than those of the derivation
    made_of: str
    draws: int  # points of each family
    product: bool  # whether a matrix product adds the examples, in an order of its library's

    @property
    def measured_as(self) -> str:
        return UNITS[self.unit]


def text() -> str:
    return FILE.read_text(encoding="utf-8")


def claims(topic: str) -> dict[str, Claim]:
    """The claims of a chapter, by the functions.

    Raises:
        ValueError: the file is no TOML, or a claim has not what a claim has.
    """
    return _parsed(text())[0].get(topic, {})


def exempt() -> dict[str, str]:
    """Why nothing is claimed of some functions, by their names with the chapter's."""
    return _parsed(text())[1]


@lru_cache(maxsize=4)
def _parsed(content: str) -> tuple[dict[str, dict[str, Claim]], dict[str, str]]:
    chapters = tomllib.loads(content)
    reasons = chapters.pop("exempt", {})
    return {topic: _of_chapter(topic, rows) for topic, rows in chapters.items()}, reasons


def _of_chapter(topic: str, rows: dict[str, Any]) -> dict[str, Claim]:
    """Every function of a chapter; what the chapter says holds where the function says nothing."""
    shared = {key: value for key, value in rows.items() if key in KEYS}
    found = {}
    for name in [key for key in rows if key not in KEYS]:
        row = {**shared, **rows[name]} if isinstance(rows[name], dict) else {name: rows[name]}
        if problem := _problem(row):
            raise ValueError(f"verify/extremes/{FILE.name}: {topic}.{name} {problem}")
        found[name] = _claim(row)
    return found


def _problem(row: dict[str, Any]) -> str:
    """What is wrong with a claim, or nothing."""
    if wrong := sorted(row.keys() - KEYS):
        return f"has {', '.join(wrong)}; a claim may have {', '.join(sorted(KEYS))}"
    if missing := sorted({"families", "bounds", "holds"} - row.keys()):
        return f"has no {', '.join(missing)}"
    if row.get("unit", "entry") not in UNITS:
        return f"has the unit {row['unit']!r}; there are {', '.join(UNITS)}"
    if wrong := sorted({*row.get("kinds", {}).values()} - KINDS.keys()):
        return f"has the kind {', '.join(wrong)}; there are {', '.join(KINDS)}"
    if row.get("many", "") not in ("", "mean", "sum"):
        return f"has many = {row['many']!r}; it is a mean, a sum, or neither"
    return ""


KEYS = frozenset(
    ("families", "unit", "bounds", "holds", "kinds", "many", "sizes", "made_of", "draws", "product")
)


def _claim(row: dict[str, Any]) -> Claim:
    bounds = dict(zip(("float64", "float32"), row["bounds"], strict=False))
    return Claim(
        tuple(row["families"]),
        row.get("unit", "entry"),
        bounds,
        row["holds"],
        row.get("kinds", {}),
        row.get("many", ""),
        row.get("sizes", {}),
        row.get("made_of", ""),
        row.get("draws", 2),
        row.get("product", False),
    )
