"""While pages are served: what was saved is shown first, and the others follow."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.livereload import LiveReloadServer

from verify.showing import serving

EVENTS = "on_config, on_nav, on_page_markdown, on_env, on_page_context"
BYTECODE = "nn/__pycache__/linear.cpython-311.pyc"
CONFIG = """
site_name: A book
hooks: [hooks.py]
plugins: []
use_directory_urls: false
"""


class Author:
    """Somebody who saves files of a book that is served; its server asks for builds when told."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.whole: Callable[[], Any] = self.build  # what is called to build the whole site
        self.save("hooks.py", f"from verify.showing.hooks import {EVENTS}\n")
        self.save("mkdocs.yml", CONFIG)
        for name in "abcde":
            self.save(f"docs/{name}.md", f"# Page {name}\n\nAs it was.\n")
        self.build()
        self.server = LiveReloadServer(self.build, "localhost", 0, str(folder / "site"))
        serving.follow(self.server, lambda: self.whole())

    def build(self) -> None:
        build(load_config(str(self.folder / "mkdocs.yml")))

    def save(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.time = getattr(self, "time", 0) + 1
        os.utime(path, (self.time, self.time))

    def rebuild(self) -> None:
        """What the server does after a change."""
        self.server._wanted_epoch += 1000
        self.server.builder()
        self.server._visible_epoch = self.server._wanted_epoch

    def served(self, name: str) -> str:
        return (Path(self.server.root) / f"{name}.html").read_text(encoding="utf-8")

    def epoch(self, name: str) -> int:
        """The version that a browser thinks it has when it loads a page now."""
        html = self.served(name).encode()
        shown = self.server._inject_js_into_html(html, self.server._visible_epoch)
        (found,) = re.findall(r"\nlivereload\((\d+),", shown.decode())
        return int(found)


@pytest.fixture
def author(tmp_path, monkeypatch):
    monkeypatch.setattr(serving, "QUIET", 0)
    monkeypatch.setattr(serving, "ROOT", tmp_path)
    yield Author(tmp_path)
    serving.end()
    monkeypatch.setattr(serving, "follower", None)


def test_a_saved_page_is_shown_before_the_whole_site_is_built(author):
    found = []

    def whole():
        visible = author.server._visible_epoch == author.server._wanted_epoch
        found.append((visible, "As it is." in author.served("a")))
        author.build()

    author.whole = whole
    author.save("docs/a.md", "# Page a\n\nAs it is.\n")
    author.rebuild()

    assert found == [(True, True)]


@pytest.mark.parametrize("file", ["nn/a.py", "derivations/a.py", "figures/a.py", "tests/test_a.py"])
def test_a_page_is_built_first_when_a_file_beside_it_was_saved(author, file, monkeypatch):
    author.save(file, "x = 1\n")
    built = []
    monkeypatch.setattr(serving.Site, "write", lambda site, name: built.append(name) or b"")
    author.rebuild()

    assert built == ["a.md"]


def test_the_other_pages_follow(author):
    author.save("docs/a.md", "# Another title\n\nAs it is.\n")
    author.rebuild()

    assert "Another title" in author.served("b")


def test_a_change_ends_the_build_of_the_whole_site_and_all_pages_are_served_as_they_were(author):
    def whole():
        author.server._want_rebuild = True
        author.build()

    author.whole = whole
    before = author.served("b")
    author.save("docs/a.md", "# Another title\n\nAs it is.\n")
    author.rebuild()

    assert author.served("b") == before and "As it is." in author.served("a")


def test_what_was_not_followed_is_followed_after_the_next_change(author):
    author.server._want_rebuild = True
    author.save("docs/a.md", "# Another title\n")
    author.rebuild()
    assert "Another title" not in author.served("c")

    author.server._want_rebuild = False
    author.save("docs/b.md", "# Page b\n\nAs it is.\n")
    author.rebuild()

    assert "Another title" in author.served("c")


def test_who_has_the_saved_page_need_not_load_it_again_and_who_has_another_must(author):
    seen = {}

    def whole():
        seen.update({name: author.epoch(name) for name in "ab"})
        author.build()

    author.whole = whole
    author.save("docs/a.md", "# Page a\n\nAs it is.\n")
    author.rebuild()

    assert seen["b"] < author.server._visible_epoch <= seen["a"]


def test_a_page_that_comes_out_otherwise_is_loaded_again(author):
    seen = []

    def whole():
        seen.append(author.epoch("a"))
        author.save("docs/a.md", "# Page a\n\nAs it will be.\n")
        author.build()

    author.whole = whole
    author.save("docs/a.md", "# Page a\n\nAs it is.\n")
    author.rebuild()

    assert seen[0] < author.server._visible_epoch


def test_where_many_pages_have_changed_none_is_built_first(author, monkeypatch):
    monkeypatch.setattr(serving.Site, "write", lambda *_: pytest.fail("built first"))
    for name in "abcd":
        author.save(f"docs/{name}.md", "# Another title\n")
    author.rebuild()

    assert "Another title" in author.served("e")


def test_a_page_that_cannot_be_built_is_left_to_the_whole_build(author, monkeypatch):
    def fails(*_: object) -> bytes:
        raise ValueError("no page")

    monkeypatch.setattr(serving.Site, "write", fails)
    author.save("docs/a.md", "# Another title\n")
    author.rebuild()

    assert "Another title" in author.served("b")


def test_a_page_is_built_first_with_what_the_last_whole_build_knew_and_where_it_is_served(author):
    found = []
    author.save("docs/a.md", "# Another title\n")
    author.rebuild()

    author.whole = lambda: found.append(author.served("b")) or author.build()
    author.save("docs/b.md", "# Page b\n\nAs it is.\n")
    author.rebuild()

    assert "Another title" in found[0] and "As it is." in found[0]


@pytest.mark.parametrize(("path", "asked"), [("nn/linear.py", True), (BYTECODE, False)])
def test_only_a_source_that_changes_asks_for_a_build(author, path, asked):
    """Whoever imports a module or tests it beside the server leaves bytecode where it watches."""
    author.save(path, "as it was")
    serving.sources_only(author.server)
    author.server.watch(str(author.folder / "nn"))
    author.server.observer.start()
    try:
        author.save(path, "another text")
        with author.server._rebuild_cond:
            author.server._rebuild_cond.wait(timeout=2)
    finally:
        author.server.observer.stop()

    assert author.server._want_rebuild == asked
