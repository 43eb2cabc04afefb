"""Import the book's modules, anew when their source has changed: `mkdocs serve` runs for hours."""

import sys
from contextlib import suppress
from importlib import import_module
from importlib.util import cache_from_source
from pathlib import Path
from types import ModuleType

from verify.book.sources import closure, find

READ_AGAIN = ("nn", "derivations", "figures")
_seen: dict[Path, bytes] = {}


def fresh(name: str) -> ModuleType:
    """Import a module of the book as it now stands on disk.

    Raises:
        LookupError: the book has no such module.
    """
    if find(name) is None:
        raise LookupError(f"{name.replace('.', '/')}.py is missing")
    renew(name)
    return import_module(name)


def renew(name: str) -> None:
    """Forget what was imported if the file of this module, or of one that it imports, changed."""
    found = {path: path.read_bytes() for path in closure(name)}
    if any(_seen.get(path, source) != source for path, source in found.items()):
        for module in [m for m in sys.modules if m.partition(".")[0] in READ_AGAIN]:
            del sys.modules[module]
        for path in found:
            # Python takes bytecode for that of a source with the same size and second of writing.
            with suppress(OSError):
                Path(cache_from_source(str(path))).unlink(missing_ok=True)
        _seen.clear()
    _seen.update(found)
