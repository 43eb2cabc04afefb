"""Read the arguments of the book's own modules as each of them would, without running it."""

import importlib
import io
import re
from collections.abc import Callable, Container
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from pathlib import Path

import exercises
from benchmarks import diagnosis, mutation, options
from benchmarks.__main__ import OWN
from experiments import checkpoint, command, settings
from experiments.errors import InputError
from tests import exchanged_rules, fuzz
from verify.answers import declared as answers
from verify.book import ROOT
from verify.book.displays import chapters
from verify.console import names, scaffold
from verify.console import options as console
from verify.console.near import Unknown
from verify.prose import pages as prose
from verify.showing import pdf

THEIRS = re.compile(r"\[?(?:(?:NOTES|DERIVATION)\.(?:md|py)|my\.py)\]?")  # files that a reader has


class Refused(ValueError):
    """A command that its program would not accept; the message says why."""


def parsed(parse: Callable[[], object]) -> object:
    """What a parser that ends the program makes of its arguments."""
    said = io.StringIO()
    try:
        with redirect_stderr(said), redirect_stdout(io.StringIO()):
            return parse()
    except InputError as error:
        raise Refused(str(error)) from None
    except SystemExit as end:
        if end.code:
            raise Refused((said.getvalue().strip() or str(end.code)).splitlines()[-1]) from None
    return None


def known(what: str, names: list[str], there: Container[str]) -> None:
    """Refuse a name that is not there."""
    for name in names:
        if name not in there:
            raise Refused(f"there is no {what} {name!r}")


def _experiments(words: list[str]) -> None:
    if not words:
        return
    name, *rest = words
    known("experiment", [name], command.known())
    module = importlib.import_module(f"experiments.{name}")
    asked = parsed(lambda: command.parser(name, module).parse_args(rest))
    if asked is not None:
        parsed(lambda: settings.chosen(module.SETTINGS, asked))
        if command.keeps_a_course(module) and asked.checkpoint is None:
            parsed(lambda: checkpoint.chosen(asked))


def _benchmarks(words: list[str]) -> None:
    if asked := parsed(lambda: options.parser().parse_args(words)):
        known("subject", asked.subjects, (*options.SUBJECTS, *OWN))


def _mutation(words: list[str]) -> None:
    if asked := parsed(lambda: mutation.parser().parse_args(words)):
        known("chapter", asked.chapters, chapters())
        if asked.record and (asked.all or asked.seed != mutation.SEED):
            raise Refused("what is recorded is the sample of seed 0")


def _checks(words: list[str]) -> None:
    """``python -m verify`` and its like; files of a reader need not be there."""
    asked = parsed(lambda: console.asked(words))
    if asked is None:
        return
    if asked.exercise is not None:
        return known("exercise", [asked.exercise], answers.exercises())
    path, _, function = (asked.code or ":").rpartition(":")
    claims = (asked.names or [function])[:1] if path or asked.expression is not None else []
    try:
        parts = [names.named(word) for word in asked.names if not THEIRS.fullmatch(word)]
        claims = [names.claim(word) for word in claims]
    except Unknown as error:
        raise Refused(str(error)) from None
    for file in [*filter(None, [path]), *(str(part) for part in parts if isinstance(part, Path))]:
        if not THEIRS.fullmatch(file):
            raise Refused(f"{file} is no file of a reader")


def _numbers(words: list[str]) -> None:
    known("page", [word for word in words if word != "--write"], prose.pages())


def _prose(words: list[str]) -> None:
    if len(words) < 2 or not all(word.isdecimal() or word == "SEED" for word in words[:2]):
        raise Refused("it expects a count and a seed")
    known("page", words[2:], prose.pages())


def _chapter(words: list[str]) -> None:
    for word in filter(None, words):
        if problem := scaffold._problem(word, ROOT):
            raise Refused(problem)


def nothing(words: list[str]) -> None:
    """Refuse any argument."""
    if words:
        raise Refused(f"it takes no arguments, and is given {' '.join(words)}")


MODULES: dict[str, Callable[[list[str]], object]] = {
    "benchmarks": _benchmarks,
    "benchmarks.diagnosis": lambda words: parsed(lambda: diagnosis.parser().parse_args(words)),
    "benchmarks.mutation": _mutation,
    "derivations": _checks,
    "exercises": lambda words: known("exercise", [*filter(None, words)], exercises.known()),
    "experiments": _experiments,
    "verify": _checks,
    "tests.exchanged_rules": lambda words: parsed(partial(exchanged_rules.asked, words)),
    "tests.cases": nothing,
    "tests.fuzz": lambda words: parsed(partial(fuzz.parser().parse_args, words)),
    "tests.planted": nothing,
    "tests.planted.examples": lambda words: known("page", words, prose.pages()),
    "tests.planted.prose": _prose,
    "verify.console.scaffold": _chapter,
    "verify.showing.numbers": _numbers,
    "verify.showing.pdf": lambda words: parsed(partial(pdf.parser().parse_args, words)),
    "verify.showing.witnesses": _numbers,
    **{f"derivations.{topic}": nothing for topic in chapters()},
}
