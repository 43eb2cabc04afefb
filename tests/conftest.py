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
from hypothesis import given, settings
from hypothesis.strategies import none

import verify.reading  # noqa: F401  before SymPy, which it lets remember more
from experiments import command
from experiments.table import COLUMNS
from tests.small_mnist import TEST, TRAIN, idx_bytes
from verify.book.displays import chapters

NOBODY = 65534

TOGETHER = re.compile(  # tests that share what takes long: a derivation and its run, a page
    r"/test_(?:book|functions|markdown|sizes)\.py::\w+\[(\w+)"
    r"|/test_(worked_\w+)\.py::|/test_site\.py::\w+\[([\w/]+)"
)

# There is little waste to look for: SymPy makes many small objects and remembers most of them.
gc.disable()

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

    First come those that share what one core is to make once: of a chapter, then of a file of the
    machinery, which starts processes. The short ones of the chapters fill up what these leave.
    """
    cores = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    together: dict[str, list[pytest.Item]] = {topic: [] for topic in chapters()}
    short = []
    for item in items:
        found = TOGETHER.search(item.nodeid)
        name = found[found.lastindex] if found else item.path.stem
        if not found and name.removeprefix("test_") in together:
            short.append(item)
        else:
            together.setdefault(name, []).append(item)
    stretches: list[list[pytest.Item]] = [[] for _ in range(cores)]
    for group in together.values():
        min(stretches, key=len).extend(group)
    for core, stretch in enumerate(stretches):
        room = (core + 1) * len(items) // cores - core * len(items) // cores - len(stretch)
        stretch += short[: max(room, 0)]
        del short[: max(room, 0)]
    items[:] = [item for stretch in stretches for item in stretch] + short


def pytest_collection_finish() -> None:
    """Prove a law while there are few objects: at the first one, Hypothesis looks through all."""
    given(none())(lambda _: None)()


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
