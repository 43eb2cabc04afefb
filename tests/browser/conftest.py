"""The built site in a real browser; without a site or a Chromium, tests are skipped and say so."""

import gzip
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, PHONE = (1280, 900), (390, 844)

# Runs before the page's own scripts: the browser tells how far things moved while it loaded.
WATCH_SHIFTS = """
window.shift = 0
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value
}).observe({ type: "layout-shift", buffered: true })
"""

# Boxes are measured where everything is laid out; the tests of what is lazy are in test_lazy.py.
LAY_ALL_OUT = """
addEventListener("load", () => document.documentElement.classList.remove("lazy"))
"""


@dataclass
class Visit:
    """What was seen while a page was opened."""

    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    bytes: int = 0  # compressed, as a server sends them
    shift: float = 0.0
    overflow: int = 0  # pixels that the page is wider than the window
    flat_formulas: list[str] = field(default_factory=list)  # formulas without a size


@pytest.fixture(scope="session")
def site() -> Path:
    """The site as it was built."""
    folder = Path(os.environ["SITE_DIR"]).resolve()
    if not (folder / "index.html").is_file():
        pytest.fail(f"SITE_DIR: {folder} holds no index.html: mkdocs build --site-dir makes it")
    return folder


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the site is served."""
    handler = partial(_Quiet, directory=str(site))
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class _Server(ThreadingHTTPServer):
    # A page asks for a dozen files at once; of five that wait the sixth may wait in vain.
    request_queue_size = 128


class _Quiet(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")  # every visit is a first visit
        super().end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def tab(browser: Browser) -> Page:
    """The one page of all tests: a new one, with its process, costs more than what it shows."""
    page = browser.new_page()
    page.add_init_script("localStorage.clear()")  # every visit is of somebody who never was here
    page.add_init_script(WATCH_SHIFTS)
    page.add_init_script(LAY_ALL_OUT)
    return page


@pytest.fixture
def page(tab: Page) -> Iterator[Page]:
    """The page in a wide window; what a test makes of its medium is undone."""
    tab.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    yield tab
    tab.emulate_media(media="null", color_scheme="null")


@pytest.fixture(scope="session")
def visit(tab: Page) -> Callable[[str, tuple[int, int]], Visit]:
    """Open a page once and remember what was seen."""
    happened: list[tuple[str, Any]] = []
    for event in ("console", "pageerror", "request", "response"):
        tab.on(event, lambda what, event=event: happened.append((event, what)))

    @cache
    def visit(url: str, size: tuple[int, int]) -> Visit:
        tab.set_viewport_size({"width": size[0], "height": size[1]})
        happened.clear()
        tab.goto(url)
        tab.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
        tab.wait_for_timeout(50)  # for what a script asks for after the page has loaded
        seen = Visit(
            errors=[m.text for event, m in happened if event == "console" and m.type == "error"]
            + [str(error) for event, error in happened if event == "pageerror"],
            requests=[request.url for event, request in happened if event == "request"],
            shift=tab.evaluate("window.shift"),
            overflow=tab.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            ),
            flat_formulas=tab.evaluate(
                """[...document.querySelectorAll("article math")]
                  .filter((m) => m.checkVisibility())
                  .map((m) => [m, m.getBoundingClientRect()])
                  .filter(([m, box]) => box.width * box.height < 9)
                  .map(([m, box]) => m.textContent)"""
            ),
        )
        if url.startswith("http"):
            answers = [response for event, response in happened if event == "response"]
            seen.bytes = sum(_sent(response.body()) for response in answers)
        return seen

    return visit


@cache
def _sent(body: bytes) -> int:
    """Bytes on the wire; what is compressed already, such as a font, does not shrink."""
    return min(len(body), len(gzip.compress(body)))
