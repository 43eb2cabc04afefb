"""Bring formula, derivation, code and finite differences together, and remember the outcome."""

from dataclasses import dataclass

from verify.equations import Display


@dataclass(frozen=True)
class Finding:
    """What one link of the chain formula = derivation = code = numerical derivative showed."""

    link: str  # "symbolic" formula = derivation, "code" derivation = code, "differences" code = reality
    ok: bool
    detail: str  # "equal in all 9 entries", "within 2e-16", or what is wrong and where
    error: float | None = None  # the largest relative error, where there is one


@dataclass(frozen=True)
class Evidence:
    """All findings about one display."""

    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        return all(finding.ok for finding in self.findings)


def check(display: Display) -> Evidence:
    """Check one display; memoised on disk by a digest of everything the outcome depends on."""
    return Evidence(())


def check_chapter(topic: str) -> list[str]:
    """What is missing from a chapter: functions without a formula, labels without derivation or code."""
    return []
