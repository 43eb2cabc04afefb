"""What every test may use. Laws (hypothesis) are tried on the same examples in every run."""

import gc
import gzip
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import jaxtyping
import numpy as np
import pytest
from hypothesis import settings

import verify.reading  # noqa: F401  before SymPy, which it lets remember more
from experiments import command
from experiments.table import COLUMNS
from tests.small_mnist import TEST, TRAIN, idx_bytes
from verify.book.displays import chapters

NOBODY = 65534

TOGETHER = re.compile(  # tests that share what takes long: a derivation, its run, an opened page
    r"::test_(?:formula_holds|symbols_have_a_table|all_that_a_chapter_shows)\w*\[(\w+)"
    r"|/test_(worked_\w+)\.py::|/test_site\.py::\w+\[([\w/]+)"
)

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


@pytest.fixture
def arrays(rng) -> dict[str, np.ndarray]:
    """A small data set with MNIST's names and layout."""
    found = {}
    for part, count in (("train", TRAIN), ("t10k", TEST)):
        found[f"{part}-images-idx3-ubyte"] = rng.integers(0, 256, (count, 28, 28), dtype=np.uint8)
        found[f"{part}-labels-idx1-ubyte"] = np.arange(count, dtype=np.uint8) % 10
    return found


@pytest.fixture
def folder(arrays, tmp_path) -> Path:
    """The small data set as four gzip files."""
    path = tmp_path / "mnist"
    path.mkdir()
    for name, array in arrays.items():
        (path / f"{name}.gz").write_bytes(gzip.compress(idx_bytes(array)))
    return path


@pytest.fixture
def run(tmp_path, capsys) -> Callable[..., tuple[int, str, list[str]]]:
    """Run the command in this process; give its exit status, what it said, and what it wrote."""

    def run(*options: object, output: Path = tmp_path / "output") -> tuple[int, str, list[str]]:
        status = command.main(["softmax_regression", *map(str, options), "--output", str(output)])
        said = capsys.readouterr()
        written = sorted(p.name for p in output.iterdir()) if output.is_dir() else []
        return status, said.err if status else said.out, written

    return run


@pytest.fixture
def table(rng, tmp_path) -> Path:
    """Sixty digits of noise in a file: reading them needs no further package."""
    lines = [",".join(COLUMNS)]
    for row in np.column_stack([np.arange(60) % 10, rng.integers(0, 256, (60, 28 * 28))]):
        lines.append(",".join(map(str, row)))
    path = tmp_path / "digits.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may read."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def unprivileged() -> Iterator[Callable[[], None]]:
    """Be somebody else than root, for whom no file is closed, from when this is called on."""
    if os.name != "posix":
        pytest.skip("the permissions of POSIX systems are tested")
    was = os.geteuid()
    yield lambda: os.seteuid(NOBODY if was == 0 else was)
    os.seteuid(was)


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
