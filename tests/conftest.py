"""What every test may use. Laws (hypothesis) are tried on the same examples in every run."""

import gc
import os
import re
from collections import Counter

import jaxtyping
import numpy as np
import pytest
from hypothesis import settings

from verify.book.displays import chapters

TOGETHER = re.compile(  # tests that share what takes long: a derivation, its run, an opened page
    r"::test_(?:formula_holds|symbols_have_a_table|all_that_a_chapter_shows)\w*\[(\w+)"
    r"|/test_(worked_\w+)\.py::|/test_site\.py::\w+\[([\w/]+)"
)

# SymPy makes many small objects and remembers most of them, so there is little waste to look for.
gc.set_threshold(100_000, 50, 50)

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
    """Order the tests so that all cores end at the same time, and hand each its stretch of them.

    First, chapter by chapter, come derivations and proofs, whose outcome others need, and pages;
    then the tests of the machinery, which start processes; last the short ones of the chapters.
    """
    cores = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    short = {f"test_{topic}" for topic in chapters()}
    together: dict[str, list[pytest.Item]] = {}
    machinery, others = [], []
    for item in items:
        if found := TOGETHER.search(item.nodeid):
            together.setdefault(found[found.lastindex], []).append(item)
        else:
            (others if item.path.stem in short else machinery).append(item)
    parts = [item for group in together.values() for item in group], machinery, others
    items[:] = [
        item
        for core in range(cores)
        for part in parts
        for item in part[core * len(part) // cores : (core + 1) * len(part) // cores]
    ]


def pytest_sessionfinish() -> None:
    """Spare the end of the process a last look for waste, which takes seconds."""
    gc.freeze()


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
