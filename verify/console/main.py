"""Do what a command line asks, and end with its exit status."""

import argparse
import os
import sys
from io import TextIOWrapper
from pathlib import Path

from verify.book.displays import BookError, chapters, displays
from verify.console import code
from verify.console.names import Part, claim, named
from verify.console.near import Unknown
from verify.console.options import asked

RIGHT, WRONG, NOT_UNDERSTOOD, INTERRUPTED = 0, 1, 2, 130


def run(arguments: list[str]) -> None:
    """Do it, and exit.

    With 0 if what is checked is right, with 1 if it is wrong, with 2 if a name is unknown or a
    formula cannot be read, with 130 after Ctrl-C.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # The formulas are, whatever the terminal says.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        sys.exit(_done(asked(arguments)))
    except Unknown as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(NOT_UNDERSTOOD)
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(WRONG)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        sys.exit(INTERRUPTED)
    except (BookError, OSError) as error:
        sys.exit(f"error: {error}")


def _done(options: argparse.Namespace) -> int:
    if options.exercise is not None:
        return _answered(options.exercise, options.expression, options.names)
    if options.expression is not None:
        return _compared(options.expression, options.names)
    if options.code is not None:
        return code.checked(options.code, options.names)
    if options.values or options.step:
        return _shown(options.values, options.names)
    return _printed(options.names, options.watch)


def _printed(words: list[str], watch: bool) -> int:
    """List all chapters, print what is named step by step, or check notes."""
    parts = [named(word) for word in words]
    if any(isinstance(part, Path) for part in parts):
        return _notes(parts, watch)
    if watch:
        raise Unknown("--watch checks notes again: name a file that is no chapter of the book")
    from verify.showing import transcript  # which brings SymPy

    if not parts:
        return RIGHT if transcript.overview(chapters()) else WRONG
    wanted = [part for part in parts if isinstance(part, Part)]
    return RIGHT if all([transcript.chapter(p.topic, p.displays) for p in wanted]) else WRONG


def _notes(parts: list[Part | Path], watch: bool) -> int:
    """Check a file of somebody else's, with the derivation that is named behind it."""
    match parts:
        case [Path(suffix=".py") as path, *_]:
            raise Unknown(f"{path.name} is a program: name the notes before it")
        case [Path() as path]:
            derivation = None
        case [Path() as path, Path(suffix=".py") as derivation]:
            pass
        case _:
            raise Unknown("notes are checked one at a time, with a derivation or none")
    from verify.notes import command

    return command.check_file(path, derivation, watch=watch)


def _compared(formula: str, words: list[str]) -> int:
    if len(words) != 1:
        raise Unknown("-e compares a formula with one claim: name it, such as softmax_jacobian")
    display = claim(words[0])
    from verify.console import expression

    return expression.compared(formula, display)


def _answered(name: str, formula: str | None, words: list[str]) -> int:
    if words:
        raise Unknown(f"an answer stands behind -e: --exercise {name} -e '{words[0]}'")
    from verify.console import exercise

    return exercise.answered(name, formula)


def _shown(in_numbers: bool, words: list[str]) -> int:
    """Show displays in numbers, or line by line."""
    option = "--values" if in_numbers else "--step"
    parts = [named(word) for word in words]
    if not parts or any(isinstance(part, Path) for part in parts):
        raise Unknown(f"{option} shows a claim of the book: name it, such as softmax_jacobian")
    chosen = [part for part in parts if isinstance(part, Part)]
    wanted = [d for p in chosen for d in (displays(p.topic) if p.displays is None else p.displays)]
    if in_numbers:
        from verify.console import values

        return max([values.printed(display) for display in wanted])
    from verify.console import steps

    return steps.revealed(wanted)
