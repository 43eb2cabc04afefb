"""Run the examples of a page, which show Python and what it prints, and say which print another.

All ``pycon`` fences of a page are one program, as a reader types it line by line.
"""

import ast
import doctest
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import zip_longest
from types import TracebackType
from typing import Any, NamedTuple

import numpy as np

from verify.book import purity, sources
from verify.book.limits import OutOfBounds, limited
from verify.book.markup import CODE_SPAN, COMMENT, FENCE, blanked
from verify.book.memory import remember
from verify.book.modules import fresh

PROMPT = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d+\.)[ \t]+)?(>>>)", re.MULTILINE)
BELONGS = (
    "this is part of no example that is run: one stands in a ```pycon fence, begins with a blank "
    "behind >>>, and shows a blank line as <BLANKLINE>"
)
NAMELESS = re.compile(r"line (\d+) of the docstring for \S+ (.*)", re.DOTALL)


class Failure(NamedTuple):
    """A line of a page where an example is not what happens, counted from 1, and what is wrong."""

    line: int
    message: str


def fences(text: str) -> list[re.Match[str]]:
    """The fences with examples."""
    return [found for found in FENCE.finditer(text) if _is_shown(found)]


def failures(page: str, text: str) -> list[Failure]:
    """What is wrong with the examples of ``docs/softmax.md``; that nothing is, is remembered."""
    if not PROMPT.search(text) and not fences(text):
        return []
    try:
        session = _session(page, text)
        code = ast.parse(_alone(session))
    except SyntaxError as error:
        return [Failure(error.lineno or 1, f"SyntaxError: {error.msg}")]
    except ValueError as error:
        said = NAMELESS.fullmatch(str(error))
        return [Failure(int(said[1]) if said else 1, said[2] if said else str(error))]
    with sources.one_look():
        modules = [m for m in sorted(sources.imports(code)) if sources.find(m)]
        key = sources.digest(*modules, "verify.book.examples", extra=f"{page}\0{text}")
        found: list[Failure] = remember(
            key,
            lambda: _unfit(text, session, code, modules) or _run(page, session, modules),
            lambda stored: [Failure(*each) for each in stored],
            lambda outcome: not outcome,
        )
    return found


def _unfit(
    text: str, session: Sequence[doctest.Example], code: ast.AST, modules: Sequence[str]
) -> list[Failure]:
    """Why the examples can't be run, or would show nothing if they were."""
    problems = [*_unread(text, session)]
    for example in session:
        if example.options:
            problem = "an example is run and compared whole, without # doctest:"
            problems.append(Failure(example.lineno + 1, problem))
    problems += [Failure(line, problem) for line, problem in purity.used_unseen(code)]
    problems += [Failure(session[0].lineno + 1, p) for p in purity.impurities(*modules)]
    return sorted(problems)


def _is_shown(fence: re.Match[str]) -> bool:
    return fence[0].lstrip().startswith("```pycon")


def _session(page: str, text: str) -> list[doctest.Example]:
    """The examples of all fences, each with the line where it stands in the page, from 0."""
    kept = [" " * len(line) for line in text.split("\n")]
    for fence in fences(text):
        first = text.count("\n", 0, fence.start()) + 1
        inside = fence[0].split("\n")[1:-1]
        kept[first : first + len(inside)] = inside
    return doctest.DocTestParser().get_examples("\n".join(kept), page)


def _alone(session: Sequence[doctest.Example]) -> str:
    """The code without what it prints, each line where it stands in the page."""
    lines: list[str] = []
    for example in session:
        lines += [""] * (example.lineno - len(lines)) + example.source.splitlines()
    return "\n".join(lines)


def _unread(text: str, session: Sequence[doctest.Example]) -> Iterator[Failure]:
    """Lines of the fences that are part of no example, and prompts that stand in none."""
    read = {line for example in session for line in _lines(example)}
    for fence in FENCE.finditer(text):
        first = text.count("\n", 0, fence.start()) + 1
        for line, shown in enumerate(fence[0].split("\n")[1:-1], start=first):
            if line not in read and (shown.strip() if _is_shown(fence) else PROMPT.match(shown)):
                yield Failure(line + 1, BELONGS)
    for found in PROMPT.finditer(blanked(text, FENCE, CODE_SPAN, COMMENT)):
        yield Failure(text.count("\n", 0, found.start(1)) + 1, BELONGS)


def _lines(example: doctest.Example) -> range:
    length = (example.source + example.want).count("\n")
    return range(example.lineno, example.lineno + length)


def _run(page: str, session: list[doctest.Example], modules: Sequence[str]) -> list[Failure]:
    for module in modules:
        with suppress(Exception):  # the example that imports it says what is wrong
            fresh(module)
    runner = _Runner(verbose=False)
    test = doctest.DocTest(session, {}, page, page, 0, None)
    try:
        with limited(), warnings.catch_warnings(action="error"), _settings():
            runner.run(test, out=lambda said: None)
    except OutOfBounds as error:
        runner.found.append(Failure(runner.line, f"the example {error}"))
    return runner.found


@contextmanager
def _settings() -> Iterator[None]:
    """What an example sets of NumPy holds for its page."""
    with np.printoptions(), np.errstate():
        yield


class _Runner(doctest.DocTestRunner):
    """Notes what fails, and lets pass what is no error of an example: that its time is up."""

    def __init__(self, verbose: bool):
        super().__init__(verbose=verbose)
        self.found: list[Failure] = []
        self.line = 0

    def report_start(self, out: Any, test: Any, example: doctest.Example) -> None:
        self.line = example.lineno + 1

    def report_failure(self, out: Any, test: Any, example: doctest.Example, got: str) -> None:
        shown = re.sub(r"^[ ]*(?=\n)", doctest.BLANKLINE_MARKER, got, flags=re.MULTILINE)
        pairs = zip_longest(example.want.splitlines(), shown.splitlines(), fillvalue="nothing")
        lines = enumerate(pairs, start=self.line + example.source.count("\n"))
        line, (want, got) = next(each for each in lines if each[1][0] != each[1][1])
        self.found.append(Failure(line, f"expected {want}; got {got}"))

    def report_unexpected_exception(
        self,
        out: Any,
        test: Any,
        example: doctest.Example,
        exc_info: tuple[type[BaseException], BaseException, TracebackType],
    ) -> None:
        kind, error, _ = exc_info
        if not isinstance(error, Exception):
            raise error
        want = example.want.strip().splitlines()
        expected = want[0] if want else "nothing"
        self.found.append(Failure(self.line, f"expected {expected}; got {kind.__name__}: {error}"))
