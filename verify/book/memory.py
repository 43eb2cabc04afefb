"""Remember an outcome on disk for as long as everything that it depends on stays the same.

An entry is believed only if this clone wrote it: it is signed with a secret of the clone. Git can
deliver a file with a secret, but not the time at which that file was made here, which is signed
as well; so an entry that somebody committed is none.
"""

import hashlib
import hmac
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from verify.book import ROOT

FOLDER = ROOT / ".cache" / "verify"
BYTES = 32  # of the secret
LONG_AGO = 14 * 86400  # seconds
LIBRARIES = ("numpy", "sympy", "mpmath", "jaxtyping", "matplotlib", "math-core")


def remember(
    key: str,
    compute: Callable[[], Any],
    known: Callable[[Any], Any] = lambda stored: stored,
    worth: Callable[[Any], bool] = lambda outcome: True,
) -> Any:
    """What was computed under this key before, or what is computed now.

    ``compute`` gives JSON types, and ``known`` makes the outcome of them. Only an outcome that is
    worth it is kept or believed: a failure may come from the surroundings of a run. A damaged
    entry counts as none, and a folder that cannot be written costs time only.
    """
    secret, enforced = _secret(), types_are_enforced()
    for typed in (True, False)[: 1 if enforced else 2]:  # what holds with types holds without
        name = _name(key, typed)
        try:
            signature, _, text = _file(name).read_text(encoding="utf-8").partition("\n")
            if secret and hmac.compare_digest(signature, _signed(secret, name, text)):
                outcome = known(json.loads(text))
                if worth(outcome):
                    return outcome
        except (AttributeError, KeyError, OSError, TypeError, ValueError):
            continue
    computed = compute()
    outcome = known(computed)
    if secret and worth(outcome):
        text, name = json.dumps(computed), _name(key, enforced)
        _write(_file(name), f"{_signed(secret, name, text)}\n{text}")
    return outcome


def _name(key: str, typed: bool) -> str:
    return hashlib.sha256(f"{key}\0{_surroundings()}\0{typed}".encode()).hexdigest()


def _file(name: str) -> Path:
    return FOLDER / f"{name}.json"


@cache
def _surroundings() -> str:
    """The versions of what computes."""
    return f"{platform.python_version()} {' '.join(map(_version, LIBRARIES))}"


def _version(library: str) -> str:
    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:
        return f"{library} missing"


def types_are_enforced() -> bool:
    """Whether shapes and dtypes are checked at every call, as they are in the tests."""
    return any(type(finder).__module__.startswith("jaxtyping") for finder in sys.meta_path)


def _secret() -> bytes:
    """The secret of this clone, made where there is none; nothing where it cannot be kept."""
    file = FOLDER.parent / "secret"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):  # by now there may be one of another process
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            os.write(handle, os.urandom(BYTES))
            os.close(handle)
        secret, made = file.read_bytes(), file.stat()
    except OSError:
        return b""
    return secret + f"{made.st_ctime_ns} {made.st_ino}".encode() if len(secret) == BYTES else b""


def _signed(secret: bytes, name: str, text: str) -> str:
    return hmac.new(secret, f"{name}\n{text}".encode(), hashlib.sha256).hexdigest()


def _write(file: Path, text: str) -> None:
    """Write the whole file or nothing: two builds may do so at once."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", dir=file.parent, delete=False, encoding="utf-8"
        ) as new:
            new.write(text)
        _forget_old(file.parent)
    except OSError:
        return
    try:
        os.replace(new.name, file)
    except OSError:
        os.unlink(new.name)


@cache
def _forget_old(folder: Path) -> None:
    """Delete what was written long ago, once in the life of a process."""
    with os.scandir(folder) as entries:
        everything = list(entries)
    for entry in everything:
        if entry.stat().st_mtime < time.time() - LONG_AGO:
            os.unlink(entry)
