"""The three engines that readers have, each opening one page, which tells what it finds."""

import json
import os
import queue
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.browser.conftest import FLAGS, _Quiet

Engine = Callable[[str, Path], list[str]]  # an address and a new folder give the command

# Nothing is asked of the reader and nothing of another host.
FIREFOX = """
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "http://localhost:1");
user_pref("toolkit.telemetry.reportingpolicy.firstRun", false);
"""


def chromium(address: str, folder: Path) -> list[str]:
    path = _program("chromium", "chromium-browser", "google-chrome")
    return [path, *FLAGS, f"--user-data-dir={folder}", "--window-size=2000,1000", address]


def firefox(address: str, folder: Path) -> list[str]:
    (folder / "user.js").write_text(FIREFOX, encoding="utf-8")
    return [_program("firefox-esr", "firefox"), "--headless", "--profile", str(folder), address]


def webkit(address: str, folder: Path) -> list[str]:
    """WebKitGTK has no mode without a screen, so it gets one that nobody sees."""
    browser = "webkit2gtk-4.1/MiniBrowser"
    paths = [f"/usr/lib/{machine}-linux-gnu/{browser}" for machine in ("x86_64", "aarch64")]
    screen = [_program("xvfb-run"), "--auto-servernum", "--server-args=-screen 0 2100x1100x24"]
    return [*screen, _program(*paths), "--geometry=2000x1000", address]


class _Asks(_Quiet):
    """The site, and among its pages the one that looks at the others."""

    asked: Any
    page: Path
    found: queue.Queue

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path != f"/{self.page.name}":
            return super().do_GET()
        body = json.dumps(self.asked).encode() if parts.query else self.page.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "application/json" if parts.query else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.found.put(json.loads(self.rfile.read(length)))
        self.send_response(204)
        self.end_headers()


def asked(engine: Engine, site: Path, folder: Path, page: Path, question: Any) -> Any:
    """What a page finds that stands among those of the site and asks there what is to be done.

    Raises `LookupError` where the engine is not installed.
    """
    found: queue.Queue = queue.Queue()
    about = {"asked": question, "page": page, "found": found}
    handler = partial(type("_", (_Asks,), about), directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/{page.name}"
        try:
            with opened(engine, address, folder):
                return found.get(timeout=900)
        finally:
            server.shutdown()


@contextmanager
def opened(engine: Engine, address: str, folder: Path) -> Iterator[None]:
    """The engine with the address open; raises `LookupError` where it is not installed."""
    command = engine(address, folder)
    home = {"HOME": str(folder), "XDG_CACHE_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    with subprocess.Popen(
        command,
        env=os.environ | home,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            yield
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, 15)


def _program(*names: str) -> str:
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise LookupError(f"no {names[0]} here")
    return found
