"""The first build of a server shows the first pages at once, and then the whole book."""

import logging
import shutil
import socket
import subprocess
import sys
import time
from types import SimpleNamespace
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import pytest
import yaml

from verify.book import ROOT
from verify.showing import first

LIMIT = 600  # seconds without what is waited for, however busy the machine is
PAGES = {
    "index.md": "# Start\n\nWords of the start.\n",
    "perceptron.md": "# Neuron\n\nWords of the neuron.\n",
    "softmax.md": "# Later\n\nWords of a later page, with [a link](linear.md#nowhere).\n",
    "linear.md": "# Last\n\nThe last words.\n",
}


@pytest.fixture
def begun():
    first.begin("serve")
    yield
    first.begin("build")
    logging.disable(logging.NOTSET)


@pytest.fixture
def server():
    condition = type("", (), {"__enter__": lambda s: s, "__exit__": lambda *_: None})()
    condition.notify_all = lambda: None
    return SimpleNamespace(_rebuild_cond=condition, _want_rebuild=False)


def test_a_build_that_is_not_served_has_all_pages():
    first.begin("build")

    assert not first.only(PAGES)
    assert first.instead("softmax.md", PAGES["softmax.md"]) == PAGES["softmax.md"]


def test_a_site_without_the_first_pages_is_built_at_once(begun):
    assert not first.only({"softmax.md": ""})
    assert first.instead("softmax.md", PAGES["softmax.md"]) == PAGES["softmax.md"]


def test_a_later_page_has_its_heading_and_says_that_it_follows(begun):
    assert first.only(PAGES)
    assert first.instead("index.md", PAGES["index.md"]) == PAGES["index.md"]
    assert first.instead("softmax.md", PAGES["softmax.md"]) == f"# Later\n\n{first.WAITING}"


def test_what_is_not_there_yet_is_no_warning_and_afterwards_it_is(begun, server):
    log = logging.getLogger("mkdocs.derived")
    first.only(PAGES)
    before = log.isEnabledFor(logging.WARNING), log.isEnabledFor(logging.ERROR)
    first.go_on(server)

    assert before == (False, True)
    assert log.isEnabledFor(logging.WARNING)


def test_the_whole_book_follows_once(begun, server):
    first.only(PAGES)
    first.go_on(server)
    asked, server._want_rebuild = server._want_rebuild, False
    first.go_on(server)

    assert asked
    assert not server._want_rebuild
    assert not first.now()


def test_served_the_first_pages_are_there_and_then_the_others(tmp_path):
    for part in ("derivations", "figures", "nn", "verify"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "docs").mkdir()
    for name, text in PAGES.items():
        (tmp_path / "docs" / name).write_text(text, encoding="utf-8")
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    config |= {"nav": [*PAGES], "plugins": []}
    config["watch"] = [part for part in config["watch"] if (tmp_path / part).exists()]
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
    log = tmp_path / "serve.log"
    seen: dict[str, str] = {}
    with log.open("w") as output:
        command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", host]
        process = subprocess.Popen(command, cwd=tmp_path, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + LIMIT
        while "The last words" not in seen.get("linear", "") and time.monotonic() < deadline:
            assert process.poll() is None, log.read_text()
            for name in ("index", "linear"):
                seen[name] = seen.get(name, "") + _page(f"http://{host}/{name}.html")
            time.sleep(0.1)
    finally:
        process.terminate()
        process.wait()

    assert "Words of the start" in seen["index"]
    assert first.WAITING not in seen["index"]
    assert "The last words" in seen["linear"]
    said = log.read_text(encoding="utf-8")
    assert said.index("are built first") < said.index("Serving on") < said.index("nowhere")


def _page(address: str) -> str:
    try:  # the server answers when it has built the page, and not before
        with build_opener(ProxyHandler({})).open(address, timeout=LIMIT) as answer:
            return answer.read().decode()
    except (URLError, ConnectionError):
        return ""
