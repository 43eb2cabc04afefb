"""Numbers as somebody else printed them, one table for each source: ``docs/cited.toml``.

    [mazur2015]
    title = "Mazur (2015)"
    where = "Matt Mazur, A Step by Step Backpropagation Example, 2015"
    page = "worked_2_2_2"

    [mazur2015.numbers]
    w5_plus = { number = "0.35891648", equals = "exact('w5_plus')" }
    E_plus = { number = "0.291027924", equals = "exact('E_plus')", differs = "another algorithm" }

A text says ``{{ cited mazur2015.w5_plus }}`` and code `number`. The expression is one of the
page's, as in ``{{ value }}``; with ``differs`` the printed number must not be its value.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from verify.book import ROOT

FILE = ROOT / "docs" / "cited.toml"
USED_IN = ("docs/**/*.md", "figures/*.py", "tests/*.py", "derivations/*.py")


@dataclass(frozen=True)
class Printed:
    """One printed number, and the expression that it is, or is not."""

    number: str
    equals: str = ""
    differs: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.number, str):  # which would lose a zero at the end
            raise TypeError(f"write the number in quotes: {self.number}")


@dataclass(frozen=True)
class Source:
    """Who printed the numbers, and the page whose names the expressions use."""

    title: str
    where: str
    page: str
    numbers: dict[str, Printed]


def number(key: str) -> str:
    """The digits of ``mazur2015.w5_plus`` as they were printed.

    Raises:
        LookupError: there is no such source or number.
    """
    name = key.partition(".")[2]
    there = source(key).numbers
    if name not in there:
        raise LookupError(
            f"docs/cited.toml has no {key!r}; of this source it has {', '.join(there)}"
        )
    return there[name].number


def source(key: str) -> Source:
    """The source that ``mazur2015.w5_plus`` names.

    Raises:
        LookupError: there is no such source.
    """
    there = sources()
    if (name := key.partition(".")[0]) not in there:
        raise LookupError(
            f"docs/cited.toml has no source {name!r}; it has {', '.join(there)}: write "
            "{{ cited SOURCE.NAME }}, and the number into its table there"
        )
    return there[name]


def sources(file: Path = FILE) -> dict[str, Source]:
    """Every source by its name.

    Raises:
        LookupError: the file is missing, or not as described above.
    """
    try:
        return _read(file, file.stat().st_mtime_ns)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise LookupError(f"docs/cited.toml: {type(error).__name__}: {error}") from error


@lru_cache(maxsize=8)
def _read(file: Path, stamp: int) -> dict[str, Source]:
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    return {
        name: Source(
            entry["title"],
            entry["where"],
            entry.get("page", ""),
            {
                key: Printed(row) if isinstance(row, str) else Printed(**row)
                for key, row in entry["numbers"].items()
            },
        )
        for name, entry in content.items()
    }


def unused(root: Path = ROOT) -> list[str]:
    """The keys that no text and no code names, in one word or in quotes beside the source."""
    used: set[str] = set()
    for path in (path for each in USED_IN for path in root.glob(each)):
        text = path.read_text(encoding="utf-8")
        used.update(re.findall(r"\w+\.\w+", text))
        for name in sources():
            if f"{name}." in text:
                used.update(f"{name}.{key}" for key in re.findall(r'"(\w+)"', text))
    return [key for key in _keys() if key not in used]


def repeated() -> Iterator[str]:
    """Pairs of entries of one source that stand for the same."""
    for name, entry in sources().items():
        meanings: dict[str, str] = {}
        for key, printed in entry.numbers.items():
            if printed.equals and printed.equals in meanings:
                yield f"docs/cited.toml: {name}.{meanings[printed.equals]} and {name}.{key} are one"
            meanings.setdefault(printed.equals, key)


def _keys() -> list[str]:
    return [f"{name}.{key}" for name, entry in sources().items() for key in entry.numbers]
