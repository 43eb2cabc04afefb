"""``python -m verify NOTES.md [DERIVATION.py]``: check the formulas of a file anywhere on disk."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from verify.book.limits import OutOfBounds, limited
from verify.book.markup import place_in
from verify.book.purity import used_unseen
from verify.notes import report
from verify.notes.declared import Declaration, DeclarationError, Declared, declared
from verify.notes.files import NotesError, Text, read, texts
from verify.notes.found import Found, Status
from verify.notes.pieces import Block, Formula, blocks, parts
from verify.notes.source import Source
from verify.notes.study import Study
from verify.notes.verdicts import BROKEN as FAULT
from verify.notes.verdicts import failed, verdicts
from verify.notes.wrong import UPDATE

BROKEN = "the checker fails on these notes, which is a fault of its own; please report them"
ALONE = {Status.TRUE, Status.DEFINES, Status.ASSUMING}  # what a display may be by itself


def check_file(path: Path, derivation: Path | None = None, *, watch: bool = False) -> int:
    """Print the verdict on each formula of a file; 0 all hold, 1 one is wrong, 2 one is open.

    With ``watch`` the file is checked again whenever it is saved.
    """
    if path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())  # as it was named, most likely
    if watch:
        from verify.notes.watch import watched

        return watched([path, *filter(None, [derivation])], lambda: _checked(path, derivation))
    return _checked(path, derivation)


def checked(path: Path, derivation: Path | None) -> Iterator[tuple[Found, Study | None]]:
    """Each formula with its verdict and what declares its symbols; raises `NotesError`."""
    found = texts(path)
    given = declared(_blocks(found))
    own = read(derivation) if derivation else ""
    if derivation:
        _refuse_impure(own, derivation)
    earlier: list[Formula] = []
    for part in parts((text.source, text.name) for text in found):
        source = Source()
        with limited():
            _add(source, own, derivation)
        try:
            with limited():
                study = Study(part, earlier, given, source)
        except Exception as error:  # too long, or a fault of the checker's own: in this part alone
            words = str(error) if isinstance(error, OutOfBounds) else failed(error)
            for formula in part:
                yield Found(formula, Status.UNREADABLE, words), None
        else:
            for number, one in enumerate(verdicts(study)):
                alone = _alone(one, [*earlier, *part[:number]], given, own, derivation)
                yield alone or (one, study)
        earlier += part


def _alone(
    found: Found, earlier: list[Formula], given: Declared, own: str, derivation: Path | None
) -> tuple[Found, Study] | None:
    """The verdict on a display by itself, where its part has its letters for something else.

    Nothing if it is open as well, or wrong: what is wrong alone may be right beside the others.
    """
    if found.formula.inline or found.status not in report.OPEN or found.words.startswith(FAULT):
        return None
    if found.hint.startswith(UPDATE):  # of what the part defines
        return None
    for before in (earlier, []) if earlier else ([],):
        try:
            with limited():
                source = Source()
                _add(source, own, derivation)
                study = Study([found.formula], before, given, source)
        except Exception:  # which leaves the first verdict as it is
            return None
        again = next(verdicts(study, is_try=True))
        if again.status in ALONE:
            return again, study
    return None


def _blocks(found: list[Text]) -> list[Block]:
    """The blocks that declare symbols; raises `NotesError` for a line that declares nothing."""
    everything = []
    for text in found:
        own = blocks(text.source)
        try:
            declared(own)
        except DeclarationError as error:
            place = place_in(text.name, text.source, error.at)
            raise NotesError(f"{place}: {error}") from error
        everything += own
    return everything


def _checked(path: Path, derivation: Path | None) -> int:
    """Print a line for each formula while it is checked, then the summary; the exit status."""
    told: list[Found] = []
    guessed: dict[str, Declaration] = {}
    try:
        for found, study in checked(path, derivation):
            for one in study.guessed if study else ():
                if one.name not in guessed or len(one.shape) > len(guessed[one.name].shape):
                    guessed[one.name] = one
            if not report.is_silent(found):
                print(
                    *([] if told else [report.LEGEND]), *report.lines(found), sep="\n", flush=True
                )
                told.append(found)
    except (NotesError, OutOfBounds) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        raise
    except Exception as error:  # a fault of the checker's own, which notes can bring about
        print(f"error: {path}: {BROKEN}: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    print(f"\n{path}: {report.summary(told)}")
    if guessed:
        print("\nGuessed from their use; put what is right into the notes, and change what is not:")
        print(report.block(guessed.values()))
    return report.exit_status(told)


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
    except OutOfBounds as error:
        raise NotesError(f"{path}: {error}") from error
    except Exception as error:  # whatever a derivation raises
        raise NotesError(f"{path}: {type(error).__name__}: {error}") from error
