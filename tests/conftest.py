"""What every test may use. Laws (hypothesis) are tried on the same examples in every run."""

import os
import re
from collections import Counter

import jaxtyping
import numpy as np
import pytest
from hypothesis import settings

DERIVES = re.compile(r"::test_(?:formula_holds|symbols_have_a_table)\w*\[(\w+)")

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
    """Derive and prove first, and as much on each core: most of what follows needs the outcome.

    Each process begins with its stretch of the tests, so a part of the chapters heads each one.
    """
    cores = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    chapters: dict[str, list[pytest.Item]] = {}
    others = []
    for item in items:
        found = DERIVES.search(item.nodeid)
        (chapters.setdefault(found[1], []) if found else others).append(item)
    first = [item for chapter in chapters.values() for item in chapter]
    items[:] = [
        item
        for core in range(cores)
        for part in (first, others)
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
