"""The successors of MkDocs build the same pages, strictly; skipped where they are not installed."""

import os
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from verify.book import ROOT

if not os.environ.get("SITE_DIR"):
    pytest.skip("SITE_DIR names no built site", allow_module_level=True)

GENERATORS = ("properdocs", "zensical")
PAGES = sorted(
    path.relative_to(ROOT / "docs").with_suffix(".html").as_posix()
    for path in (ROOT / "docs").rglob("*.md")
)


class Article(HTMLParser):
    """What an article says: its words, formulas, links and pictures, in their order."""

    def __init__(self, path: Path):
        super().__init__()
        self.inside = False
        self.content: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.inside |= tag == "article"
        found = dict(attributes)
        shown = found.get("href") or found.get("src") or found.get("alttext")
        if self.inside and shown:
            self.content.append(f"<{tag} {shown}>")

    def handle_endtag(self, tag: str) -> None:
        self.inside &= tag != "article"

    def handle_data(self, data: str) -> None:
        if self.inside and data.strip():
            self.content.append(" ".join(data.split()))


@pytest.fixture(scope="module", params=GENERATORS)
def built(request, tmp_path_factory) -> Path:
    """The site as another generator builds a copy of the book."""
    name = request.param
    program = ROOT / f".venv-{name}" / "bin" / name
    if not program.exists():
        pytest.skip(f"{name} is not installed: make generators")
    copy = tmp_path_factory.mktemp(name) / "book"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "__pycache__", "site", "build"))
    if (ROOT / ".cache").is_dir():
        (copy / ".cache").symlink_to(ROOT / ".cache")  # what was proved needs no second proof
    done = subprocess.run(
        [program, "build", "--strict"], cwd=copy, capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return copy / "site"


@pytest.mark.parametrize("page", PAGES)
def test_another_generator_builds_the_same_page(built, page):
    site = Path(os.environ["SITE_DIR"])

    assert Article(built / page).content == Article(site / page).content
