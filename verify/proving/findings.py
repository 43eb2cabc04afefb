"""What was found about a display, by each link of the chain formula = derivation = code."""

from dataclasses import dataclass
from typing import Any

from verify.proving.formula import Step
from verify.proving.verdict import Verdict


@dataclass(frozen=True)
class Finding:
    """What one link of the chain formula = derivation = code = numerical derivative showed."""

    link: str  # "symbolic" the formula, "numeric" derivation = code, "differences" code = reality
    ok: bool
    detail: str  # "equal in all 9 entries", "within 2e-16", or what is wrong and where
    error: float | None = None  # the largest relative error, where there is one
    sizes: int | None = None  # at how many assignments of its sizes, where it has any
    every_size: bool = False  # whether it is proved whatever the sizes of the arrays are


@dataclass(frozen=True)
class Evidence:
    """All findings about one display, and its steps as they were read."""

    findings: tuple[Finding, ...]
    steps: tuple[Step, ...] = ()
    uses: tuple[str, ...] = ()  # what it needs of its symbols, besides what it says itself

    @property
    def ok(self) -> bool:
        """Whether every link holds; true as well for a display that its author left unchecked."""
        return bool(self.findings) and all(finding.ok for finding in self.findings)

    @property
    def marks(self) -> list[Verdict]:
        """What speaks for its sides, each once."""
        found = {step.verdict for step in self.steps if step.relation}
        return [verdict for verdict in Verdict if verdict in found]


def remembered(stored: dict[str, Any]) -> Evidence:
    """Evidence from the form in which it is stored, that of `dataclasses.asdict`."""
    return Evidence(
        tuple(Finding(**finding) for finding in stored["findings"]),
        tuple(_step(**step) for step in stored["steps"]),
        tuple(stored["uses"]),
    )


def _step(verdict: str | None, **rest: Any) -> Step:
    return Step(verdict=None if verdict is None else Verdict(verdict), **rest)
