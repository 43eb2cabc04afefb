"""The built site in a real browser. Skipped, with the reason, where there is no Chromium."""

import gzip
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from verify.equations import ROOT

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
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as it is published: a warning fails the build."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the site is served."""
    handler = partial(_Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


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


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page in a wide window."""
    page = browser.new_page(viewport={"width": WIDE[0], "height": WIDE[1]})
    yield page
    page.close()


@pytest.fixture(scope="session")
def visit(browser: Browser) -> Callable[[str, tuple[int, int]], Visit]:
    """Open a page once and remember what was seen."""
    context = browser.new_context()  # one for all: a new one costs more than the visit

    @cache
    def visit(url: str, size: tuple[int, int]) -> Visit:
        seen = Visit()
        page = context.new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.add_init_script(WATCH_SHIFTS)
        page.on("console", lambda m: m.type == "error" and seen.errors.append(m.text))
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        responses = []
        page.on("request", lambda request: seen.requests.append(request.url))
        page.on("response", lambda response: responses.append(response))
        page.goto(url)
        page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
        page.wait_for_timeout(100)  # for what a script asks for after the page has loaded
        if url.startswith("http"):
            seen.bytes = sum(_sent(response.body()) for response in responses)
        seen.shift = page.evaluate("window.shift")
        seen.overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        seen.flat_formulas = page.evaluate(
            """[...document.querySelectorAll("article math")]
              .filter((m) => m.checkVisibility())
              .filter((m) => m.getBoundingClientRect().width * m.getBoundingClientRect().height < 9)
              .map((m) => m.getAttribute("alttext"))"""
        )
        page.close()
        return seen

    return visit


def _sent(body: bytes) -> int:
    """Bytes on the wire; what is compressed already, such as a font, does not shrink."""
    return min(len(body), len(gzip.compress(body)))
