"""Check a reader's function: in a process of its own, with a limit of time."""

import json
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from verify.book import ROOT
from verify.book.displays import Display
from verify.console.names import claim
from verify.console.near import Unknown, hint

SECONDS = 60  # without a word from the process that runs the file
STDERR = 2
JUDGE = "verify.console.judge"


def asked(word: str, words: list[str]) -> tuple[Path, str, Display]:
    """The file, the function and the claim that ``my.py:softmax LABEL`` names; or `Unknown`."""
    path, colon, name = word.rpartition(":")
    if not colon or not name.isidentifier():
        raise Unknown("--code takes a file and a function, such as my.py:softmax_jacobian")
    file = Path(path)
    if not file.is_file():
        folder = file.parent
        beside = [p.name for p in folder.glob("*.py")] if folder.is_dir() else []
        raise Unknown(f"there is no file {path}{hint(file.name, beside)}")
    if len(words) > 1:
        raise Unknown(f"--code compares a function with one claim, and not {len(words)}")
    return file.resolve(), name, claim(words[0] if words else name)


def checked(word: str, words: list[str]) -> int:
    """Print what each check of a function finds; the exit status."""
    path, name, display = asked(word, words)
    print(f"{word} = {display.label} of docs/{display.topic}.md", flush=True)
    stage, right, done = "the file", True, False
    for told in _told(path, name, display):
        stage = told.get("stage", stage)
        done = done or "done" in told
        if "sign" in told:
            right = right and told["sign"] != "✗"
            print(f"  {told['sign']} {told['name']}: {told['text']}", flush=True)
        if "problem" in told:
            print(f"  ✗ {stage}: {told['problem']}", flush=True)
    return 0 if right and done else 1


def _told(path: Path, name: str, display: Display) -> Iterator[dict[str, Any]]:
    """What the process tells, line by line; what ends it is told as a problem."""
    reading, writing = os.pipe()
    words = [str(path), name, display.label or "", str(writing)]
    process = subprocess.Popen(
        [sys.executable, "-m", JUDGE, *words],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(_folders())},
        pass_fds=(writing,),
        stdin=subprocess.DEVNULL,
        stdout=STDERR,  # what the function prints is no verdict
        start_new_session=True,
    )
    os.close(writing)
    try:
        yield from _lines(reading, process)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _folders() -> list[str]:
    return [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]


def _lines(reading: int, process: "subprocess.Popen[bytes]") -> Iterator[dict[str, Any]]:
    found, done = b"", False
    with selectors.DefaultSelector() as waiting, os.fdopen(reading, "rb", 0) as pipe:
        waiting.register(pipe, selectors.EVENT_READ)
        while not done:
            if not waiting.select(SECONDS):
                yield {"problem": f"no end after {SECONDS} seconds; does a loop end?"}
                return
            part = pipe.read(65536)
            if not part:
                yield {"problem": f"the program ended{_why(process)}"}
                return
            *lines, found = (found + part).split(b"\n")
            for line in lines:
                told = json.loads(line)
                done = done or "done" in told
                yield told


def _why(process: "subprocess.Popen[bytes]") -> str:
    status = process.wait()
    return f" with {signal.Signals(-status).name}" if status < 0 else f" with the status {status}"
