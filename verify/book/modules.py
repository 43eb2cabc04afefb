"""Import the book's modules, anew when their source has changed: `mkdocs serve` runs for hours."""

import sys
from contextlib import suppress
from importlib import import_module
from importlib.util import cache_from_source
from pathlib import Path
from types import ModuleType

from verify.book.sources import closure, find

READ_AGAIN = ("nn", "derivations", "figures")
_imported: dict[str, tuple[str, ...]] = {}


def fresh(name: str) -> ModuleType:
    """Import a module of the book as it now stands on disk.

    Raises:
        LookupError: the book has no such module.
    """
    if find(name) is None:
        raise LookupError(f"{name.replace('.', '/')}.py is missing")
    paths = closure(name)
    texts = tuple(path.read_text(encoding="utf-8") for path in paths)
    if _imported.get(name, texts) != texts:
        for module in [m for m in sys.modules if m.partition(".")[0] in READ_AGAIN]:
            del sys.modules[module]
        for path in paths:
            # Python takes bytecode for that of a source with the same size and second of writing.
            with suppress(OSError):
                Path(cache_from_source(str(path))).unlink(missing_ok=True)
    _imported[name] = texts
    return import_module(name)
