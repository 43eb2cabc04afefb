"""``python -m verify --step``: a derivation line by line."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time

import pytest

from tests.tiny import run, write
from verify.book import ROOT
from verify.console import main

COMMAND = [sys.executable, "-m", "verify", "--step"]
LINES = ["x^2", "2·x"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = write(tmp_path_factory.mktemp("book"))
    run(folder, "-m", "verify", "square_prime")  # which remembers it
    return folder


class Terminal:
    """A program that is started at a terminal, and what it has written."""

    def __init__(self, folder, *words):
        self.ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [*COMMAND, *words], cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs,
            start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        self.said = ""

    def until(self, text, count=1, seconds=60):
        """Read until a text was written so often, or the program has ended."""
        end = time.monotonic() + seconds
        while self.said.count(text) < count and time.monotonic() < end:
            if select.select([self.ours], [], [], 1)[0]:
                try:
                    self.said += os.read(self.ours, 4096).decode()
                except OSError:  # the other side has closed
                    break
        return self.said

    def type(self, text):
        os.write(self.ours, text.encode())

    def ended(self):
        self.until("\0")
        return self.process.wait(timeout=60)


def test_in_a_pipe_all_lines_come_without_waiting(folder):
    done = run(folder, "-m", "verify", "--step", "square_prime", stdin=subprocess.DEVNULL)

    assert (done.returncode, done.stderr) == (0, "")
    assert re.findall(r"^  (?: |✓) (?:= )?(\S.*?)(?:  .*)?$", done.stdout, re.M) == [
        "∂y/∂x", "x + x", "2·x",
    ]  # fmt: skip


def test_at_a_terminal_each_line_waits_for_enter(folder):
    terminal = Terminal(folder, "square_prime")

    first = terminal.until("Enter shows")
    terminal.type("\n")
    second = terminal.until("Enter shows", 2)
    terminal.type("\n")

    assert terminal.ended() == 0
    assert ("∂y/∂x" in first, "x + x" in first) == (True, False)
    assert ("x + x" in second, "product rule" in second, "2·x" in second) == (True, True, False)
    assert "2·x" in terminal.said


def test_at_a_terminal_the_next_display_waits_too(folder):
    terminal = Terminal(folder, "square")

    for count in (1, 2):  # the second line of the first display, and the second display
        terminal.until("Enter shows", count)
        terminal.type("\n")
    said = terminal.until("Enter shows", 3)
    terminal.type("\x04")

    assert terminal.ended() == 0
    assert ("(1.1) square" in said, "(1.2) square_prime" in said, "x + x" in said) == (
        *(True, True, False),
    )


def test_the_end_of_input_ends_it(folder):
    terminal = Terminal(folder, "square_prime")

    terminal.until("Enter shows")
    terminal.type("\x04")

    assert terminal.ended() == 0
    assert "Traceback" not in terminal.said


def test_ctrl_c_ends_it_with_130_and_a_word(folder):
    terminal = Terminal(folder, "square_prime")

    terminal.until("Enter shows")
    os.killpg(terminal.process.pid, signal.SIGINT)

    assert terminal.ended() == 130
    assert terminal.said.rstrip().endswith("interrupted")
    assert "Traceback" not in terminal.said


def test_a_line_that_is_wrong_ends_it_with_1(folder):
    page = folder / "docs/square.md"
    right = page.read_text(encoding="utf-8")
    page.write_text(right.replace("x + x", "x + 1"), encoding="utf-8")

    done = run(folder, "-m", "verify", "--step", "square_prime")

    page.write_text(right, encoding="utf-8")
    assert done.returncode == 1
    assert "✗ = x + 1" in done.stdout


def test_a_whole_chapter_can_be_shown_line_by_line(folder):
    done = run(folder, "-m", "verify", "--step", "square")

    assert done.returncode == 0
    assert done.stdout.count("\n\n") == 3
    assert "  not checked: no integrals yet\n" in done.stdout


def test_a_name_is_needed(capsys):
    with pytest.raises(SystemExit, match="2"):
        main.run(["--step", str(ROOT / "README.md")])
    assert "--step shows a claim of the book: name it" in capsys.readouterr().err
