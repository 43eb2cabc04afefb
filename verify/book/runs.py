"""Results that an experiment or a benchmark recorded, and whether they are those of its code.

``softmax_regression`` is an experiment, ``benchmarks/step`` a benchmark.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from verify.book import ROOT, sources
from verify.book.displays import displays

RESULTS = ROOT / "experiments" / "results"
MUTATION = "benchmarks/mutation"


@dataclass(frozen=True)
class Run:
    """One recorded run: its settings, the versions it ran with, its results."""

    name: str
    record: dict[str, Any]

    @property
    def current(self) -> bool:
        """Whether the code that made this record is the code of today."""
        return self.record.get("digest") == sources.digest(_module(self.name))

    def value(self, path: str) -> Any:
        """``test.accuracy``, looked up among the results, then in the whole record.

        Raises `LookupError` that names the keys that are there.
        """
        value: Any = {**self.record, **self.record.get("results", {})}
        for key in path.split("."):
            if isinstance(value, list) and key.lstrip("-").isdecimal():
                value = dict(enumerate(value)) | {-1: value[-1]} if value else {}
                key = int(key)  # type: ignore[assignment]
            if not isinstance(value, dict) or key not in value:
                known = ", ".join(map(str, value)) if isinstance(value, dict) else "nothing below"
                raise LookupError(f"{self.name}.json has no {path!r}; at {key!r} it has: {known}")
            value = value[key]
        return value


def load(name: str) -> Run:
    """The record of an experiment or a benchmark.

    Raises:
        LookupError: there is none, or it is not as it was written.
    """
    folder, _, stem = name.rpartition("/")
    path = (ROOT / folder / "results" if folder else RESULTS) / f"{stem}.json"
    shown = f"{folder or 'experiments'}/results/{stem}.json"
    if not path.is_file():
        raise LookupError(f"{shown} is missing: {command(name)}")
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        intact = record["checksum"] == checksum(record)
    except (ValueError, KeyError, TypeError, RecursionError):
        intact = False
    if not intact:
        raise LookupError(
            f"{shown} has been changed since it was recorded, or has no checksum: restore it, or "
            f"record it again: {command(name)}"
        )
    return Run(name, record)


def checksum(record: dict[str, Any]) -> str:
    """A SHA-256 of everything that a record says, however its file is laid out."""
    content = {key: value for key, value in record.items() if key != "checksum"}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def command(name: str) -> str:
    """What records a run anew."""
    if name == MUTATION:
        return "make mutants"
    package, _, stem = _module(name).partition(".")
    return f"python -m {package} {stem} --data FOLDER --record"


def recorded() -> list[str]:
    """The names of all recorded runs."""
    return sorted(path.stem for path in RESULTS.glob("*.json"))


def digest() -> str:
    """A SHA-256 of all records and cited numbers, for what is computed from any of them."""
    whole = hashlib.sha256()
    for path in sorted([*ROOT.glob("*/results/*.json"), *ROOT.glob("docs/cited.toml")]):
        whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def chapter_digest(topic: str) -> str:
    """A SHA-256 of all that decides which changes of a chapter are noticed.

    That is what changes and checks, the chapter's displays, derivation and code, and its tests.
    """
    modules = ["benchmarks.mutation", "benchmarks.mutants.links"]
    modules += filter(sources.find, [f"derivations.{topic}", f"nn.{topic}"])
    tests = ROOT / "tests" / f"test_{topic}.py"
    texts = [display.latex for display in displays(topic)]
    texts += [tests.read_text(encoding="utf-8")] if tests.is_file() else []
    return sources.digest(*modules, extra="\0".join(texts))


def _module(name: str) -> str:
    return name.replace("/", ".") if "/" in name else f"experiments.{name}"
