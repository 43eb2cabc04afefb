"""Run a derivation with its sizes as symbols: the same statements, with other arrays."""

import ast
import builtins
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from verify.book import ROOT, slices
from verify.book.sources import digest
from verify.general.arrays import entries, shape_of
from verify.general.axes import places, size
from verify.general.calculus import imported
from verify.general.parts import Outside
from verify.general.signs import is_positive


@dataclass(frozen=True)
class Missing:
    """A name whose value is not known for every size."""

    reason: str


class Derivation(dict[str, Any]):
    """The names of a derivation; what cannot be computed for every size is `Missing`."""

    def __init__(self, topic: str, source: str):
        super().__init__()
        self.topic, self.name = topic, f"derivations.{topic}"
        self.statements = slices.statements_of(topic, source)
        self.sizes = slices.whole_numbers(self.statements)
        self._held: dict[tuple[str, frozenset[str]], tuple[dict[str, Any], Any]] = {}
        self.update(self._run(self.statements, {}))

    def _run(self, statements: Sequence[ast.stmt], held: Mapping[str, Any]) -> dict[str, Any]:
        known = {**vars(builtins), "__import__": imported}
        values: dict[str, Any] = {"__name__": self.name, "__builtins__": known, **held}
        missing: dict[str, Missing] = {}
        for statement in statements:
            written = slices.writes(statement)
            try:
                slices.execute(statement, self.topic, values)
                values |= {name: size(name) for name in slices.whole_numbers([statement])}
            except Exception as error:  # whatever arrays of any length cannot do
                reasons = [missing[name] for name in slices.reads(statement) if name in missing]
                reason = min(reasons, key=str) if reasons else Missing(_reason(error))
                missing |= dict.fromkeys(written, reason)
                for name in written:
                    values.pop(name, None)  # whoever needs it fails as well
            values |= held
        return values | missing | dict(held)

    def hold(self, name: str, wanted: set[str]) -> tuple[dict[str, Any], Any]:
        """The names as functions of one that is held fixed, and what stands in its place."""
        key = name, frozenset(wanted)
        if key not in self._held:
            kept = slices.leading_to(self.statements, wanted, held=name)
            names = {name} | {
                other
                for statement in self.statements
                if slices.is_plain(statement) and name in slices.writes(statement)
                for other in slices.writes(statement)  # in a = p = ... both names are held
            }
            free = _free(f"{name} held", self[name])
            self._held[key] = self._run(kept, dict.fromkeys(names, free)), free
        return self._held[key]


def _free(name: str, value: Any) -> Any:
    """A variable in the place of a value, or an array of them."""
    at = [places(length)[0] for length in shape_of(value)]
    positive = is_positive(value.at(*at) if at else value)
    return entries(name, *shape_of(value), positive=positive)


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, Outside) else f"{type(error).__name__}: {error}"


def derivation(topic: str) -> Derivation:
    """The names of a chapter for every size, computed again when its derivation changed."""
    path = ROOT / "derivations" / f"{topic}.py"
    return _derivation(topic, path.read_text(encoding="utf-8"), digest(f"derivations.{topic}"))


@lru_cache(maxsize=64)
def _derivation(topic: str, source: str, version: str) -> Derivation:
    return Derivation(topic, source)
