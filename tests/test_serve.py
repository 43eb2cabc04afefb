"""What an author sees: a formula, or the code behind it, turns red and green as it is edited."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
import yaml

from verify.book import ROOT
from verify.book.displays import displays

LIMIT = 600  # seconds without what is waited for, however busy the machine is
FORMULA = r"&= p_i (\delta_{ij} - p_j)"
CODE = "np.diag(p) - np.outer(p, p)"


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of one display to edit."""
    folder = tmp_path_factory.mktemp("clone")
    for part in ("derivations", "figures", "nn", "verify"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "docs").mkdir()
    display = next(d for d in displays("softmax") if d.label == "softmax_jacobian")
    shown = display.source[display.start : display.end]  # all of a page is made for every change
    text = f"# Softmax\n\n$${shown}$$\n"
    (folder / "docs" / "softmax.md").write_text(text, encoding="utf-8")
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    config |= {"nav": ["softmax.md"], "plugins": []}
    config["watch"] = [part for part in config["watch"] if (folder / part).exists()]
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def served(clone: Path) -> Iterator[Callable[[], str]]:
    """`mkdocs serve`; call it for the softmax page as it is now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--dev-addr", host]
    log = clone / "serve.log"
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=clone, stdout=output, stderr=output)

    def page() -> str:
        assert process.poll() is None, log.read_text()
        try:  # the server answers when it has built the page, and not before
            with urlopen(f"http://{host}/softmax.html", timeout=LIMIT) as answer:
                return answer.read().decode()
        except (URLError, ConnectionError):
            return ""

    yield page
    process.terminate()
    process.wait()


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text and write the file at once, as an editor does."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    part = path.with_suffix(".part")
    part.write_text(text.replace(old, new), encoding="utf-8")
    os.replace(part, path)


def shown(page: Callable[[], str], state: str) -> bool:
    """Wait until the page shows the formula in this state."""
    deadline = time.monotonic() + LIMIT
    while time.monotonic() < deadline:
        before, _, _ = page().partition('id="eq:softmax_jacobian"')
        boxes = re.findall(r'<div class="(eq(?: [\w -]*)?)">', before)
        if boxes and boxes[-1] == state:
            return True
        time.sleep(0.2)
    return False


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("docs/softmax.md", FORMULA, FORMULA.replace("-", "+")),
        ("nn/softmax.py", CODE, CODE.replace("-", "+")),
    ],
)
def test_a_broken_claim_turns_red_and_green_again(clone, served, file, old, new):
    assert shown(served, "eq eq-pair")
    edit(clone / file, old, new)
    assert shown(served, "eq eq-fails eq-pair")
    edit(clone / file, new, old)
    assert shown(served, "eq eq-pair")
