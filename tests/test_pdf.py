"""The book as a PDF: what is said where it can't be printed. What is in it: tests/browser."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from verify.book import ROOT
from verify.book.displays import chapters
from verify.showing import hooks, pdf


def refused(site: Path, **environment: str) -> list[str]:
    """The lines that the command prints as an error; it must end with status 1."""
    done = subprocess.run(
        [sys.executable, "-m", "verify.showing.pdf", site, site / "book.pdf"],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr.splitlines()


def test_a_site_that_is_not_built_is_told_in_one_line(tmp_path):
    assert refused(tmp_path) == [
        f"{tmp_path} has no perceptron.html: build the site first, mkdocs build"
    ]


def test_a_missing_chromium_is_told_in_one_line(tmp_path):
    for name in [*chapters(), *pdf.APPENDIX]:
        (tmp_path / f"{name}.html").touch()

    assert refused(tmp_path, PATH="") == [
        "No Chromium is here to print the book: apt-get install chromium"
    ]


def test_a_page_that_is_no_page_of_the_book_is_told_in_one_line(tmp_path):
    for name in [*chapters(), *pdf.APPENDIX]:
        (tmp_path / f"{name}.html").touch()

    (said,) = refused(tmp_path)
    assert said.startswith("Chromium can't print the book: ") or said.startswith("No Chromium")


@pytest.mark.parametrize(("age", "linked"), [(1, True), (-1, False), (None, False)])
def test_the_site_has_a_pdf_only_if_no_page_is_newer(age, linked, tmp_path, monkeypatch):
    config = MkDocsConfig(str(ROOT / "mkdocs.yml"))
    config.load_dict({"site_name": "Derived", "docs_dir": str(ROOT / "docs")})
    config.validate()
    config.plugins._current_plugin = "hooks"  # as MkDocs sets it
    monkeypatch.setattr(hooks, "PDF", tmp_path / "derived.pdf")
    if age is not None:
        hooks.PDF.write_bytes(b"%PDF")
        newest = max(path.stat().st_mtime for path in (ROOT / "docs").rglob("*.md"))
        os.utime(hooks.PDF, (newest + age, newest + age))
    files = hooks.on_files(Files([]), config)

    assert ("derived.pdf" in files.src_uris) is linked
    assert bool(config.extra["pdf"]) is linked
