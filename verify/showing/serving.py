"""While an author edits: the page of a saved file is built first, and then the whole site.

`mkdocs serve` builds all pages before it shows one. Here a page whose file was saved is built with
what the last whole build knew of the others, and its browsers load it. After a moment without
another change the whole site is built beside the one that is served, and takes its place; a change
meanwhile ends that build at its next page.
"""

import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.commands.build import _build_page, _populate_page
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from watchdog.events import FileSystemEvent, FileSystemEventHandler

from verify.book import ROOT

log = logging.getLogger("mkdocs.derived")

FEW = 3  # pages that are built first; where more have changed, no author waits for one of them
QUIET = 1.0  # seconds without a change, in which browsers fetch what was built
BESIDE = [  # the page that has this name
    "derivations/{}.py",
    "nn/{}.py",
    "figures/{}.py",
    "tests/test_{}.py",
    "tests/prose/{}.toml",
]


class Superseded(BaseException):
    """A file has changed, so that a build is of no use; no exception that MkDocs reports."""


@dataclass
class Site:
    """What a build knows of all pages, and needs to build one of them again."""

    config: MkDocsConfig
    files: Files
    nav: Navigation
    env: Environment | None = None  # of the templates; none before all pages were read

    @property
    def pages(self) -> list[File]:
        return list(self.files.documentation_pages(inclusion=InclusionLevel.is_in_serve))

    def written(self) -> dict[str, list[int]]:
        """When the files of each page were written: its text, and what stands beside it."""
        found = {}
        for file in self.pages:
            beside = [ROOT / name.format(Path(file.src_uri).stem) for name in BESIDE]
            paths = [Path(file.abs_src_path or ""), *beside]
            found[file.src_uri] = [p.stat().st_mtime_ns for p in paths if p.is_file()]
        return found

    def write(self, name: str) -> bytes:
        """Build one page, where it is served, and return it."""
        file = self.files.src_uris[name]
        assert file.page and self.env
        _populate_page(file.page, self.config, self.files)
        self.config.plugins.on_env(self.env, config=self.config, files=Files([file]))
        _build_page(file.page, self.config, self.pages, self.nav, self.env)
        return Path(file.abs_dest_path).read_bytes()


class Follower:
    """What `mkdocs serve` calls after a change, in place of a whole build."""

    def __init__(self, server: LiveReloadServer, build: Callable[[], Any], site: Site):
        self.server, self.build = server, build
        self.site = self.next = site  # the one that is served, and the one that is being built
        self.seen = site.written()
        self.first: dict[str, bytes] = {}  # pages that were built before the others
        self.whole = False  # whether the whole site is being built
        self.own = self.spare = tempfile.mkdtemp(prefix="mkdocs_")  # where it is built
        self.inject: Callable[[bytes, int], bytes] = server._inject_js_into_html
        server._inject_js_into_html = self.with_epoch  # type: ignore[method-assign]

    def __call__(self) -> None:
        now = self.site.written()
        changed = [name for name in now if now[name] != self.seen.get(name)]
        self.seen, self.first = now, {}
        if 0 < len(changed) <= FEW:
            self.show(changed)
        self.whole = True
        try:
            self.build()
            self.exchange()
        except Superseded:
            log.info("A file has changed: the other pages follow later")
        finally:
            self.whole = False

    def show(self, changed: list[str]) -> None:
        """Build these pages, and let browsers have them."""
        try:
            self.first = {name: self.site.write(name) for name in changed}
        except Exception:  # which the whole build meets again, and MkDocs tells
            return
        server = self.server
        with server._epoch_cond:
            server._visible_epoch = server._wanted_epoch
            server._epoch_cond.notify_all()
        log.info("%s: built; the other pages follow", ", ".join(changed))
        with server._rebuild_cond:
            server._rebuild_cond.wait_for(self.superseded, timeout=QUIET)

    def superseded(self) -> bool:
        """Whether there is something else to do than to go on with a whole build."""
        return self.server._want_rebuild or self.server._shutdown

    def exchange(self) -> None:
        """Serve what was built beside; who has a page of it already need not load it again."""
        new, server = Path(self.spare), self.server
        same = all(
            (new / self.site.files.src_uris[name].dest_uri).read_bytes() == html
            for name, html in self.first.items()
        )
        with server._epoch_cond:
            server._wanted_epoch += 1 if same else 2
            server.root, self.spare, self.site = self.spare, server.root, self.next

    def with_epoch(self, content: bytes, epoch: int) -> bytes:
        """A page that was built first is already one of the site that follows."""
        return self.inject(content, epoch + (content in self.first.values()))


follower: Follower | None = None
_site: Site | None = None


def follow(server: LiveReloadServer, build: Callable[[], Any]) -> None:
    """From now on build first what was saved; a whole build has been made."""
    global follower
    assert _site
    server.builder = follower = Follower(server, build, _site)


def sources_only(server: LiveReloadServer) -> None:
    """Let no bytecode ask for a build, which Python writes beside the modules that it imports."""
    schedule = server.observer.schedule

    def of_sources(handler: FileSystemEventHandler, *where: Any, **how: Any) -> Any:
        changed = handler.on_any_event

        def unless_bytecode(event: FileSystemEvent) -> None:
            if "__pycache__" not in Path(os.fsdecode(event.src_path)).parts:
                changed(event)

        handler.on_any_event = unless_bytecode  # type: ignore[method-assign]
        return schedule(handler, *where, **how)

    server.observer.schedule = of_sources  # type: ignore[method-assign, assignment]


def begin(config: MkDocsConfig) -> None:
    """A build begins."""
    if follower and follower.whole:
        config.site_dir = follower.spare


def gathered(site: Site) -> None:
    """A build knows its pages."""
    global _site
    _site = site
    if follower:
        follower.next = site


def read(env: Environment) -> None:
    """A build has read its pages."""
    if _site:
        _site.env = env


def go_on() -> None:
    """A build comes to its next page.

    Raises:
        Superseded: a file has changed meanwhile.
    """
    if follower and follower.whole and follower.superseded():
        raise Superseded


def end() -> None:
    """No page is served any more."""
    if follower:
        shutil.rmtree(follower.own, ignore_errors=True)
