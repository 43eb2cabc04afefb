"""``python -m derivations``: what it prints, and the exit status that a script can rely on."""

import pytest
from tiny import run, write

CHAPTER = """\
square: docs/square.md = derivations/square.py
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write(tmp_path_factory.mktemp("book"))


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """The book with a wrong step."""
    folder = write(tmp_path_factory.mktemp("broken"))
    chapter = folder / "docs" / "square.md"
    text = chapter.read_text(encoding="utf-8").replace("x + x", "x + 1")
    chapter.write_text(text, encoding="utf-8")
    return folder


def test_without_a_topic_every_derivation_is_listed_with_its_verdict(folder):
    done = run(folder, "-m", "derivations")

    assert done.returncode == 0
    assert done.stdout.split()[:5] == ["✓", "square", "4", "displays", "hold"]
