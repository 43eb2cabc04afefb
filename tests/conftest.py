"""What every test may use. Laws (hypothesis) are tried on the same examples in every run."""

import os
import re
from collections import Counter

import jaxtyping
import numpy as np
import pytest
from hypothesis import settings

settings.register_profile("book", derandomize=True, deadline=None)
settings.load_profile("book")


@pytest.fixture
def rng() -> np.random.Generator:
    """A fresh, seeded generator for every test, so that each is reproducible alone."""
    return np.random.default_rng(seed=0)


@pytest.fixture
def shapes_unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Call `nn` as a reader does: without the shape checks that the tests switch on."""
    monkeypatch.setattr(jaxtyping.config, "jaxtyping_disable", True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Prove the formulas first, and as many on each core: most of what follows needs the proofs.

    Each process begins with its stretch of the tests, so a part of the proofs heads each stretch.
    """
    cores = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    proofs = [item for item in items if "::test_formula_holds[" in item.nodeid]
    others = [item for item in items if "::test_formula_holds[" not in item.nodeid]
    items[:] = [
        item
        for core in range(cores)
        for part in (proofs, others)
        for item in part[core * len(part) // cores : (core + 1) * len(part) // cores]
    ]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how long the formulas of each chapter took; those of last time are remembered."""
    seconds: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        if match := re.search(r"::test_formula_holds\[(\w+)\.md:", report.nodeid):
            seconds[match[1]] += report.duration
    if seconds:
        terminalreporter.section("time to check the formulas", sep="-")
        each = ", ".join(f"{topic} {duration:.2f}" for topic, duration in seconds.items())
        average = seconds.total() / len(seconds)
        terminalreporter.line(f"{each}; {average:.2f} seconds a chapter")
