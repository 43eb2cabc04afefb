"""Read and write files whole or not at all, and keep one for a single run."""

import errno
import fcntl
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from experiments.errors import InputError, reason


def read(path: Path) -> bytes:
    """Read a file, but not what is none, as a pipe or a device: that could last for ever.

    Raises:
        OSError: it is no file, or the system refuses.
    """
    kind = stat.S_IFMT(os.stat(path).st_mode)
    if kind not in (stat.S_IFREG, stat.S_IFDIR):  # of a folder the system says so itself
        raise OSError(errno.EINVAL, "Not a regular file")
    return path.read_bytes()


def write(path: Path, content: bytes, option: str = "--output") -> None:
    """Write under a temporary name beside the file, then rename: no reader sees half a file.

    Raises:
        InputError: the system refuses, for want of space or of permission.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}.", suffix=".tmp", delete=False
        )
        try:
            with temporary:
                temporary.write(content)
                temporary.flush()
                os.fsync(temporary.fileno())  # else a power cut may leave the name without content
            os.chmod(temporary.name, 0o666 & ~_umask())
            os.replace(temporary.name, path)
        except BaseException:  # Ctrl-C too
            Path(temporary.name).unlink(missing_ok=True)  # it is not there if it has its name
            raise
    except OSError as error:
        raise InputError(
            f"cannot write {path}: {reason(error)}; make room there or choose another {option}"
        ) from error


def require_folder(path: Path, option: str = "--output") -> None:
    """Refuse, before any work is done, a folder that could not be written to.

    Raises:
        InputError: the path is a file, or its nearest existing folder can't be written to.
    """
    nearest = next(p for p in [path, *path.absolute().parents] if os.path.exists(p))
    if not os.path.isdir(nearest):
        raise InputError(
            f"{option} expects a folder; got {path}, and {nearest} is a file; choose another name"
        )
    effective = os.access in os.supports_effective_ids
    if not os.access(nearest, os.W_OK | os.X_OK, effective_ids=effective):
        raise InputError(
            f"{option} expects a folder to write to; got {path}, and {nearest} is read-only for "
            "you; choose another folder"
        )


@contextmanager
def held(path: Path, option: str) -> Iterator[None]:
    """Keep a file for this run alone, and clear away what a killed run left beside it.

    The lock is the system's, so it ends with the process, however that ends. It lies on a file
    beside the one it is for, which `write` replaces.

    Raises:
        InputError: another run holds the file, or its folder can't be written to.
    """
    lock = path.with_name(f".{path.name}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = _locked(lock)
    except BlockingIOError as error:
        raise InputError(
            f"{option} expects a file that no other run keeps; got {path}, which one is writing; "
            "wait until that has ended, or choose another name"
        ) from error
    except OSError as error:
        raise InputError(
            f"cannot write {lock}: {reason(error)}; choose another {option}"
        ) from error
    try:
        temporary = re.compile(re.escape(f".{path.name}.") + r"[a-z0-9_]{8}\.tmp")
        for each in path.parent.iterdir():
            if temporary.fullmatch(each.name):
                each.unlink(missing_ok=True)
        yield
    finally:
        lock.unlink(missing_ok=True)
        os.close(descriptor)


def _locked(lock: Path) -> int:
    """Open a file and lock it; raises `BlockingIOError` if another process has done so."""
    while True:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(descriptor), os.stat(lock)):
                return descriptor
        except FileNotFoundError:
            pass  # who had it locked has deleted it since it was opened here
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _umask() -> int:
    """The permissions that new files go without; a temporary file is private to its owner."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
