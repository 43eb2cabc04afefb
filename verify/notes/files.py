"""The texts of a file of notes: Markdown and LaTeX as they stand, of a notebook its cells."""

import json
from dataclasses import dataclass
from pathlib import Path

LARGEST = 5_000_000  # characters


class NotesError(Exception):
    """Notes that can't be checked; the message says why, and what to do."""


@dataclass(frozen=True)
class Text:
    """A text, and what its places are named after."""

    source: str
    name: str


def texts(path: Path) -> list[Text]:
    """The texts of a file; raises `NotesError` where there are none."""
    source = read(path)
    if path.suffix == ".ipynb":
        return _cells(source, path)
    return [Text(source, str(path))]


def read(path: Path) -> str:
    """A file as a text; raises `NotesError`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotesError(f"{path}: not UTF-8: {error}") from error
    except OSError as error:
        raise NotesError(f"{path}: {error.strerror}") from error
    if len(text) > LARGEST:
        raise NotesError(f"{path}: more than {LARGEST:,} characters are no notes")
    return text


def _cells(source: str, path: Path) -> list[Text]:
    """The cells of a notebook that hold Markdown, counted from 1 as all its cells are."""
    try:
        cells = json.loads(source)["cells"]
        return [
            Text("".join(cell["source"]), f"{path}:cell {number}")
            for number, cell in enumerate(cells, start=1)
            if cell["cell_type"] == "markdown"
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise NotesError(f"{path}: this is no notebook of Jupyter: {error!r}") from error
