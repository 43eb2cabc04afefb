"""What the book costs with more and more of its chapters: to build, to keep and to test.

A copy of the book holds the first chapters of its order, and nothing is remembered there, so a
build proves every formula of theirs. What links to a later chapter leads nowhere in it.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.missing import require_package
from experiments.errors import InputError
from experiments.progress import followed
from verify.book import ROOT
from verify.book.displays import chapters, displays

COUNTS = (1, 5, 11, 24)  # chapters, as far as there are so many
LEFT = shutil.ignore_patterns(".*", "build", "site", "__pycache__")


def measure(asked: argparse.Namespace) -> dict:
    """Build and test the first chapters, fewer and then more.

    Raises:
        InputError: a build fails.
        Skipped: what builds or tests the book is not here.
    """
    for package in ("mkdocs", "material", "pytest"):
        require_package(package)
    topics = chapters()
    counts = sorted({min(count, len(topics)) for count in COUNTS[: 2 if asked.quick else None]})
    rows, tested, before = [], 0.0, 0
    for count in followed(counts, "build"):
        with tempfile.TemporaryDirectory() as folder:
            copy = copied(Path(folder) / "book", topics[count:])
            seconds = built(copy)
            files = [path for path in (copy / "site").rglob("*") if path.is_file()]
            size = sum(path.stat().st_size for path in files)
        tested += tests(topics[before:count])
        before = count
        rows.append(
            {
                "chapters": count,
                "displays": sum(len(displays(topic)) for topic in topics[:count]),
                "build": round(seconds, 1),
                "bytes": size,
                "files": len(files),
                "tests": round(tested, 1),
            }
        )
    return {"rows": rows}


def copied(folder: Path, without: list[str]) -> Path:
    """The book without some of its chapters."""
    shutil.copytree(ROOT, folder, ignore=LEFT)
    nav = folder / "mkdocs.yml"
    text = nav.read_text(encoding="utf-8")
    for topic in without:
        text = re.sub(rf"^ +- {topic}\.md\n", "", text, count=1, flags=re.MULTILINE)
        for page in (f"{topic}.md", f"reference/evidence/{topic}.md"):
            (folder / "docs" / page).unlink()
    text = re.sub(r"^( +)- [^:\n]+:\n(?=\1- )", "", text, flags=re.MULTILINE)  # parts without pages
    nav.write_text(text, encoding="utf-8")
    return folder


def built(folder: Path) -> float:
    """Seconds that one core takes to build the site, whatever else the machine does."""
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", "site"]
    start = busy()
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
    )  # fmt: skip
    if done.returncode:
        why = (done.stderr.strip() or "no message").splitlines()[-1]
        raise InputError(f"expected the book to be built with some of its chapters; got: {why}")
    return busy() - start


def tests(topics: list[str]) -> float:
    """Seconds that one core takes for the chapters' own tests, passed or failed.

    Raises:
        InputError: they could not be run.
    """
    named = [f"tests/test_{topic}.py" for topic in topics]
    there = [path for path in named if (ROOT / path).is_file()]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", *there]
    start = busy()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):  # none could be run
        why = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        raise InputError(f"expected the tests of some chapters to be run; got: {why}")
    return busy() - start


def busy() -> float:
    """Seconds that all processes have worked which this one has started and which have ended."""
    spent = os.times()
    return spent.children_user + spent.children_system


def lines(results: dict) -> list[str]:
    """The rows as a table to print."""
    head = ("chapters", "displays", "build", "bytes", "files", "tests")
    rows = ["  " + "".join(f"{name:>12}" for name in head)]
    return rows + ["  " + "".join(f"{row[name]:>12}" for name in head) for row in results["rows"]]
