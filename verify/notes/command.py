"""``python -m verify NOTES.md [DERIVATION.py]``: check the formulas of a file anywhere on disk."""

import ast
import sys
from pathlib import Path

from verify.book.limits import OutOfBounds, limited
from verify.book.markup import place_in
from verify.book.purity import used_unseen
from verify.notes import report
from verify.notes.declared import DeclarationError, declared
from verify.notes.pieces import blocks, formulas
from verify.notes.source import Source
from verify.notes.study import Study

LARGEST = 5_000_000  # characters


class NotesError(Exception):
    """Notes that can't be checked; the message says why, and what to do."""


def check_file(path: Path, derivation: Path | None = None, *, watch: bool = False) -> int:
    """Print the verdict on each formula of a file; 0 all hold, 1 one is wrong, 2 one is open.

    With ``watch`` the file is checked again whenever it is saved.
    """
    if watch:
        from verify.notes.watch import watched

        return watched([path, *filter(None, [derivation])], lambda: _checked(path, derivation))
    return _checked(path, derivation)


def _checked(path: Path, derivation: Path | None) -> int:
    try:
        study = read(path, derivation)
    except NotesError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return told(study)


def read(path: Path, derivation: Path | None) -> Study:
    """The formulas of a file with what declares their symbols; raises `NotesError`."""
    text = _text(path)
    try:
        given = declared(blocks(text))
    except DeclarationError as error:
        raise NotesError(f"{place_in(str(path), text, error.at)}: {error}") from error
    source = Source()
    if derivation:
        _run(source, derivation)
    try:
        return Study(formulas(text, str(path)), given, source)
    except OutOfBounds as error:
        raise NotesError(f"{path}: {error}") from error


def told(study: Study) -> int:
    """Print a line for each formula while it is checked, then the summary; the exit status."""
    print(report.LEGEND)
    everything = []
    for found in study.found():
        everything.append(found)
        if found.formula.inline and found.status in {*report.OPEN, found.status.NO_CLAIM}:
            continue  # most formulas in sentences only name something
        for line in report.lines(found):
            print(line, flush=True)
    told = [
        found
        for found in everything
        if not found.formula.inline or found.status not in {*report.OPEN, found.status.NO_CLAIM}
    ]
    print(f"\n{study.formulas[0].file if study.formulas else ''}: {report.summary(told)}")
    if study.guessed:
        print("\nGuessed from their use; put what is right into the notes, and change what is not:")
        print(report.block(study.guessed))
    return report.exit_status(told)


def _text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotesError(f"{path}: not UTF-8: {error}") from error
    except OSError as error:
        raise NotesError(f"{path}: {error.strerror}") from error
    if len(text) > LARGEST:
        raise NotesError(f"{path}: more than {LARGEST:,} characters are no notes")
    return text


def _run(source: Source, path: Path) -> None:
    """Run a derivation, which may compute with NumPy and SymPy and do nothing else."""
    text = _text(path)
    try:
        tree = ast.parse(text, filename=str(path))
    except (SyntaxError, ValueError) as error:
        raise NotesError(f"{path}: this is no Python: {error}") from error
    for line, problem in used_unseen(tree):
        raise NotesError(f"{path}:{line}: {problem}")
    try:
        with limited():
            source.add(text)
    except OutOfBounds as error:
        raise NotesError(f"{path}: {error}") from error
    except Exception as error:  # whatever a derivation raises
        raise NotesError(f"{path}: {type(error).__name__}: {error}") from error
