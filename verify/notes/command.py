"""``python -m verify NOTES.md [DERIVATION.py]``: check the formulas of a file anywhere on disk."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from verify.book.limits import OutOfBounds, limited
from verify.book.markup import place_in
from verify.book.purity import used_unseen
from verify.notes import report
from verify.notes.declared import Declaration, DeclarationError, declared
from verify.notes.pieces import Formula, blocks, formulas, parts
from verify.notes.source import Source
from verify.notes.study import Study
from verify.notes.verdicts import Found, verdicts

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


def studies(path: Path, derivation: Path | None) -> Iterator[Study]:
    """The parts of a file, each with what declares its symbols; raises `NotesError`."""
    text = _text(path)
    try:
        given = declared(blocks(text))
    except DeclarationError as error:
        raise NotesError(f"{place_in(str(path), text, error.at)}: {error}") from error
    own = _text(derivation) if derivation else ""
    if derivation:
        _refuse_impure(own, derivation)
    earlier: list[Formula] = []
    for part in parts(formulas(text, str(path))):
        source = Source()
        try:
            with limited():
                _add(source, own, derivation)
                study = Study(part, earlier, given, source)
        except OutOfBounds as error:
            raise NotesError(f"{path}:{part[0].lines.start}: {error}") from error
        yield study
        earlier += part


def _checked(path: Path, derivation: Path | None) -> int:
    """Print a line for each formula while it is checked, then the summary; the exit status."""
    told: list[Found] = []
    guessed: dict[str, Declaration] = {}
    try:
        for study in studies(path, derivation):
            if not told:
                print(report.LEGEND)
            for found in verdicts(study):
                if not report.is_silent(found):
                    told.append(found)
                    print(*report.lines(found), sep="\n", flush=True)
            for one in study.guessed:
                guessed.setdefault(one.name, one)
    except NotesError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(f"\n{path}: {report.summary(told)}")
    if guessed:
        print("\nGuessed from their use; put what is right into the notes, and change what is not:")
        print(report.block(guessed.values()))
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


def _refuse_impure(text: str, path: Path) -> None:
    """A derivation may compute with NumPy and SymPy, and do nothing else."""
    try:
        tree = ast.parse(text, filename=str(path))
    except (SyntaxError, ValueError) as error:
        raise NotesError(f"{path}: this is no Python: {error}") from error
    for line, problem in used_unseen(tree):
        raise NotesError(f"{path}:{line}: {problem}")


def _add(source: Source, text: str, path: Path | None) -> None:
    try:
        source.add(text)
    except OutOfBounds:
        raise
    except Exception as error:  # whatever a derivation raises
        raise NotesError(f"{path}: {type(error).__name__}: {error}") from error
