"""No page has anything that its reader must scroll sideways for, at any width, in any engine."""

import json
import os
import queue
import threading
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser import engines
from tests.browser.conftest import _Quiet

if not os.environ.get("SITE_DIR"):
    pytest.skip("SITE_DIR names no built site", allow_module_level=True)

WIDTHS = [390, 1024, 1280, 1440, 1920]
PAGE = Path(__file__).with_name("cut.html")


class _Asks(_Quiet):
    """The site, and among its pages the one that measures the others."""

    asked: dict
    found: queue.Queue

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path != "/cut.html":
            return super().do_GET()
        body = json.dumps(self.asked).encode() if parts.query else PAGE.read_bytes()
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


@pytest.mark.parametrize("engine", [engines.chromium, engines.firefox, engines.webkit])
def test_nothing_on_any_page_is_cut(engine, site, tmp_path):
    pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    asked = {"pages": [page for page in pages if page != "404.html"], "widths": WIDTHS}
    found: queue.Queue = queue.Queue()
    handler = partial(type("_", (_Asks,), {"asked": asked, "found": found}), directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/cut.html"
        try:
            with engines.opened(engine, address, tmp_path):
                cut = found.get(timeout=900)
        except LookupError as error:
            pytest.skip(f"{error}: .ci/run installs it")
        finally:
            server.shutdown()

    assert cut == []
