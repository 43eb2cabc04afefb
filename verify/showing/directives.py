"""What stands between ``{{`` and ``}}`` in a chapter: a directive's name and its arguments.

    {{ notation }}          the symbols of the chapter, folded; elsewhere those of the book
    {{ ledger }}            every claim of the book with its evidence
    {{ sentences CHAPTER }} every sentence of a chapter that a test quotes, with the test; without a
                            name, those that no chapter has, and where the others are
    {{ marks }}             the marks of a formula, and what they mean
    {{ evidence }}          how often each mark was earned, and how far it reaches
    {{ formula NAME }}      a labelled formula of any chapter, shown again
    {{ mistake NAME TEX }}  what is found when this takes the place of a labelled formula
    {{ answer NAME }}       a box for the answer to an exercise of ``exercises/answers.toml``
    {{ live NAME }}         a figure that computes, which ``figures/<topic>.py:NAME()`` describes
    {{ planted }}           formulas of the book with one symbol changed, others with every build
    {{ figure NAME }}       what ``figures/<topic>.py:NAME()`` draws
    {{ table NAME }}        the rows that ``figures/<topic>.py:NAME()`` returns, the head first
    {{ listing CLASS METHOD ... }}  methods of a class of ``nn``, such as ``network.Network``, as
                            they stand in its file, without docstrings, checks and annotations
    {{ program PATH NAME ... }}  functions of a program, as they stand in its file; without a
                            name, all of the file
    {{ source PATH }}       a file, or every Python file of a folder
    {{ tests CHAPTER ... }}  the tests of these chapters; without a name, of all
    {{ run NAME KEY:.3f }}  a number from ``experiments/results/NAME.json``, or, if NAME is
                            benchmarks/NAME, from ``benchmarks/results/NAME.json``
    {{ value 2 ** 0.5:.3f }}  a Python expression with ``np``, the functions of ``nn``, and those
                            of ``figures/<topic>.py``
    {{ solution NAME }}     the function that solves an exercise, ``exercises/solutions/NAME.py``
    {{ cited SOURCE.NAME }} a number as somebody else printed it: ``docs/cited.toml``

A solution and the first sixteen stand on a line of their own, the others anywhere.
"""

import ast
import hashlib
import html
import re
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from verify.book import ROOT, cited, powers, runs, sources
from verify.book.claims import Book
from verify.book.limits import OutOfBounds
from verify.book.memory import remember
from verify.book.modules import fresh
from verify.showing import counts, marks
from verify.showing.expression import evaluated
from verify.showing.patience import patient

RESULTS = ("value", "run", "cited")  # whose result is part of a sentence
BLOCKS = (
    "answer",
    "figure",
    "formula",
    "ledger",
    "listing",
    "live",
    "mistake",
    "notation",
    "planted",
    "sentences",
    "source",
    "tests",
)  # that give no Markdown
_FORMAT = re.compile(r"(?P<what>.*?)(?::(?P<format>[^\s:()\[\]{}'\"]+))?")


class DirectiveError(ValueError):
    """A directive that cannot be carried out; the message says what to do."""

    def __init__(self, message: str, shown: str = ""):
        super().__init__(message)
        self.shown = shown  # what the page may show all the same, marked as wrong


@sources.one_look()
def as_markdown(name: str, arguments: str, topic: str, book: Book) -> str:
    """Carry out a directive that gives Markdown."""
    known: dict[str, Callable[[], str]] = {
        "marks": marks.table,
        "evidence": lambda: counts.tables(book),
        "run": lambda: _with_minus(_run(arguments)),
        "value": lambda: _with_minus(_value(arguments, topic, book)),
        "cited": lambda: _cited(arguments),
        "table": lambda: _table(arguments, topic),
        "solution": lambda: _solution(arguments),
        "program": lambda: _program(arguments),
    }
    if name not in known:
        there = ", ".join(sorted([*known, *BLOCKS]))
        raise DirectiveError(f"there is no directive {name!r}; there are {there}")
    try:
        return known[name]()
    except (LookupError, OSError, OutOfBounds, SyntaxError) as error:
        raise DirectiveError(str(error)) from error


def result(name: str, arguments: str, topic: str, book: Book) -> str:
    """The bare result of a directive that is part of a sentence; that of an old run as well."""
    try:
        return (
            cited.number(arguments)
            if name == "cited"
            else as_markdown(name, arguments, topic, book)
        )
    except DirectiveError as error:
        if not error.shown:
            raise
        return error.shown


def names_beside(topic: str, book: Book, more: Sequence[str] = ()) -> dict[str, Any]:
    """What an expression beside a page may use.

    That is what a ``{{ value }}`` may, the sizes of the page's derivation, and more modules.

    Raises:
        LookupError: a module is missing.
    """
    derivation = f"derivations.{topic}"
    sizes = vars(fresh(derivation)) if sources.find(derivation) else {}
    names = {name: size for name, size in sizes.items() if isinstance(size, int)}
    for module in more:
        names |= {k: v for k, v in vars(fresh(module)).items() if not isinstance(v, ModuleType)}
    return names | _names(_modules(topic, book))


def number(expression: str, names: Mapping[str, Any]) -> float:
    """The number that an expression beside a page gives.

    Raises:
        ValueError: the expression is none, fails, or gives no number.
    """
    try:
        with patient():
            return float(evaluated(expression, names))
    except Exception as error:  # the expression is the author's, and so is whatever it raises
        raise DirectiveError(f"{expression!r}: {type(error).__name__}: {error}") from error


def _table(name: str, topic: str) -> str:
    key = sources.digest(f"figures.{topic}", extra=f"table {name} {runs.digest()} {_lists()}")
    with patient():
        head, *rows = remember(key, lambda: _rows(name, topic))
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _lists() -> str:
    """A digest of the lists that tables show, such as the glossary's terms."""
    files = [*sorted((ROOT / "docs").glob("*.toml")), *sorted((ROOT / "tests").glob("*.toml"))]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def _solution(name: str) -> str:
    code = sources.function(f"exercises.solutions.{name}", name).code
    return f"```python\n{code}\n```"


def _program(arguments: str) -> str:
    path, *names = arguments.split() or [""]
    if not (ROOT / path).resolve().is_relative_to(ROOT) or not (ROOT / path).is_file():
        raise DirectiveError(f"{path!r} is no file of the book")
    text = (ROOT / path).read_text(encoding="utf-8")
    defined = {n.name: n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef)}
    if missing := [name for name in names if name not in defined]:
        raise DirectiveError(f"{path} has no function {missing[0]!r}")
    lines = text.splitlines()
    shown = ["\n".join(lines[defined[n].lineno - 1 : defined[n].end_lineno]) for n in names]
    code = "\n\n\n".join(shown) if names else text.rstrip()
    return f"```python\n{code}\n```"


def _rows(name: str, topic: str) -> list[list[str]]:
    function = getattr(fresh(f"figures.{topic}"), name, None)
    if function is None:
        raise DirectiveError(f"figures/{topic}.py has no function {name!r}")
    return [[str(cell) for cell in row] for row in function()]


def _run(arguments: str) -> str:
    name, _, rest = arguments.partition(" ")
    what, spec = _split(rest)
    run = runs.load(name)
    shown = _typeset(_shown(run.value(what), spec), spec)
    if not run.current:
        raise DirectiveError(
            f"the recorded run {name!r} is older than its code; record it again: "
            f"{runs.command(name)}",
            shown,
        )
    return shown


def _value(arguments: str, topic: str, book: Book) -> str:
    expression, spec = _split(arguments)
    modules = _modules(topic, book)
    extra = f"value {expression}:{spec} {runs.digest()}"
    key = sources.digest(*modules, "verify.showing.expression", extra=extra)
    try:
        with patient():
            found = remember(key, lambda: _shown(evaluated(expression, _names(modules)), spec))
        return _typeset(str(found), spec)
    except (DirectiveError, OutOfBounds):
        raise
    except ValueError as error:
        raise DirectiveError(str(error)) from error
    except Exception as error:  # the expression is the author's, and so is whatever it raises
        raise DirectiveError(f"{expression!r} raises {type(error).__name__}: {error}") from error


def _modules(topic: str, book: Book) -> list[str]:
    """Whose names an expression on this page may use; the later ones win."""
    chapters = [*(c for c in book.chapters if c != topic), topic]
    modules = [f"nn.{c}" for c in chapters if sources.find(f"nn.{c}")]
    return modules + [m for m in [f"figures.{topic}"] if sources.find(m)]


def _names(modules: list[str]) -> dict[str, Any]:
    """What these modules of `nn` define, and all but modules that a module of figures has."""
    names: dict[str, Any] = {}
    for name in modules:
        whole = name.startswith("figures.")
        held = vars(fresh(name)).items()
        own = {k: v for k, v in held if whole or getattr(v, "__module__", "") == name}
        names |= {k: v for k, v in own.items() if not isinstance(v, ModuleType)}
    return {**names, "np": np}


def _cited(key: str) -> str:
    title = html.escape(f"as printed in {cited.source(key).title}")
    return (
        f'<cite class="number" title="{title}">{html.escape(_with_minus(cited.number(key)))}</cite>'
    )


def _with_minus(text: str) -> str:
    """Numbers below zero with a minus in the place of the hyphen, but for those of formulas."""
    return re.sub(r"(?<![\w.{$])-(?=\d)", "\u2212", text)


def _split(text: str) -> tuple[str, str]:
    found = _FORMAT.fullmatch(text.strip())
    assert found  # every text matches
    return found["what"], found["format"] or ""


def _typeset(shown: str, spec: str) -> str:
    """A number with a power of ten stands in a sentence as a formula."""
    return powers.typeset(shown) if spec.endswith("e") else shown


def _shown(value: Any, spec: str) -> str:
    try:
        if np.ndim(value):
            return "(" + ", ".join(_shown(entry, spec) for entry in value) + ")"
        return format(value, spec)
    except ValueError as error:
        raise DirectiveError(f"{value!r} does not go with the format {spec!r}: {error}") from error
