"""Which link of the chain notices each change of a module of `nn`.

``python -m benchmarks.mutants.links TOPIC``, in a copy of the book, reads the texts as JSON, puts
each in the place of the module, and prints a line for it: a link, ``import``, ``slow`` or nothing.
"""

import json
import sys
from pathlib import Path

from verify.book.displays import displays
from verify.book.limits import OutOfBounds, limited
from verify.check import _code
from verify.proving.code import BrokenModule
from verify.proving.namespace import symbols
from verify.proving.sizes import assignments


def main(topic: str) -> None:
    """Answer for each text that is given."""
    names = symbols(topic)
    labelled = [
        (display, assignments(names, {display.label})[1] if names.sizes else (names,))
        for display in displays(topic)
        if display.label and display.label in names
    ]
    for text in json.load(sys.stdin):
        write(Path("nn") / f"{topic}.py", text)
        print(_noticed(labelled), flush=True)


def write(path: Path, text: str) -> None:
    """Write a module, and forget what was compiled: of the same size and second, it would count."""
    path.write_text(text, encoding="utf-8")
    for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*"):
        compiled.unlink()


def _noticed(labelled: list) -> str:
    try:
        for display, sized in labelled:
            with limited():
                for finding in _code(display, sized):
                    if not finding.ok:
                        return finding.link
    except BrokenModule:
        return "import"
    except OutOfBounds:
        return "slow"
    return ""


if __name__ == "__main__":
    main(sys.argv[1])
