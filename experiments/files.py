"""Write a file whole or not at all."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from experiments.errors import InputError, reason


def write(path: Path, content: bytes, option: str = "--output") -> None:
    """Write under a temporary name beside the file, then rename: no reader sees half a file.

    Raises:
        InputError: the system refuses, for want of space or of permission.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False)
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


def _umask() -> int:
    """The permissions that new files go without; a temporary file is private to its owner."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
