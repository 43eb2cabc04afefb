"""Change the book on purpose, in every way that comes to mind, and print what nobody notices.

    python -m tests.mutants softmax

changes every formula of the chapter and every function of its module of nn, one place at a
time. A changed formula must be refused or fail. Changed code must fail against the derivation
or against finite differences, or else in the tests of the chapter. A survivor is a true statement
(two numbers swapped in a product), or it is a hole in the checks.
"""

import ast
import copy
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import sympy as sp

from verify.book import ROOT
from verify.book.displays import Display, chapters, displays
from verify.check import _check
from verify.general.derivation import Derivation, derivation
from verify.general.prove import Verdict, prove
from verify.proving.formula import read_at_all_sizes
from verify.proving.namespace import symbols
from verify.reading.tokens import LatexError, Token, tokens

FUNCTIONS = [r"\exp", r"\log", r"\tanh", r"\sinh", r"\cosh", r"\sin", r"\cos"]
OTHERS = {
    "+": ["-", r"\cdot"], "-": ["+", ""], "=": ["+", r"\neq", "<"], "<": [">", r"\leq", "="],
    ">": ["<", r"\geq", "="], r"\leq": ["<", r"\geq"], r"\geq": [">", r"\leq"], r"\neq": ["="],
    r"\max": [r"\min"], r"\min": [r"\max"], r"\sum": [r"\prod"], r"\prod": [r"\sum"],
    r"\odot": ["", "+", r"\cdot"], r"\cdot": ["+", "/"], r"\times": ["+", "/"],
    "/": ["+", r"\cdot"], r"\lvert": ["("], r"\approx": ["="], "'": ["", "''"],
} | {name: [other for other in FUNCTIONS if other != name] for name in FUNCTIONS}  # fmt: skip
OPENING = {"{": "}", "(": ")", r"\lvert": r"\rvert", r"\lVert": r"\rVert"}
SEPARATORS = {"=", ":=", r"\approx", "&", r"\\", ",", r"\qquad", r"\text"}


@dataclass(frozen=True)
class Mutant:
    """A text with one change: its kind, and what became of what."""

    kind: str
    old: str
    new: str
    text: str


def formula_mutants(latex: str, names: Mapping[str, Any]) -> Iterator[Mutant]:
    """Every change of a formula, each one once."""
    seen = {re.sub(r"\s", "", latex)}
    for kind, start, end, new in _Changes(latex, names).all():
        changed = f"{latex[:start]} {new} {latex[end:]}"
        if (bare := re.sub(r"\s", "", changed)) not in seen:
            seen.add(bare)
            yield Mutant(kind, latex[start:end], new, changed)


class _Changes:
    """The changes as (kind, start, end, new text)."""

    def __init__(self, latex: str, names: Mapping[str, Any]):
        self.latex = latex
        self.names = names
        self.tokens = tokens(latex)
        self.partner = _partners(self.tokens)
        self.subscripts = {
            inside
            for at, token in enumerate(self.tokens)
            if token.text == "_"
            for inside in range(at + 1, self.partner.get(at + 1, at + 1) + 1)
        }
        self.indices = {self.tokens[at].text for at in self.subscripts if self._is_letter(at)}
        self.sizes = {name for name in names if len(name) == 1 and isinstance(names[name], int)}
        self.alike = _expressions({name: names[name] for name in sorted(self.sizes)})

    def all(self) -> Iterator[tuple[str, int, int, str]]:
        for at, token in enumerate(self.tokens):
            if token.words is not None:
                continue
            place = token.at, token.end
            for new in OTHERS.get(token.text, ()):
                yield "operator, relation or function", *place, new
            if token.text[0].isdigit():
                for new in _numbers(token.text):
                    yield "number", *place, new
            if token.text == r"\frac":
                yield from self._fraction(at)
            for new in self.alike.get(self._size(at), ()):
                if new != token.text:
                    kind = "size" if token.text in self.sizes else "number as a size"
                    yield kind, *place, new
            if at in self.subscripts:
                yield from self._index(at)
            elif self._is_symbol(at):
                yield from self._symbol(at)
            if token.text == "^":
                yield "dropped power or transpose", token.at, self._end(at + 1), ""
            if token.text == "_":
                yield "dropped subscript or limit", token.at, self._end(at + 1), ""
            yield "dropped token", *place, ""
            yield "doubled token", token.end, token.end, token.text
            if at + 1 < len(self.tokens) and (after := self.tokens[at + 1]).words is None:
                gap = self.latex[token.end : after.at]
                yield "swapped tokens", token.at, after.end, f"{after.text}{gap} {token.text}"
        yield from self._terms()

    def _end(self, at: int) -> int:
        """Where what follows ends: a group, or a single token."""
        last = min(self.partner.get(at, at), len(self.tokens) - 1)
        return self.tokens[last].end

    def _size(self, at: int) -> int | None:
        """The number that stands here, or that a size here is declared to be."""
        text = self.tokens[at].text
        if text.isdecimal():
            return int(text)
        return int(self.names[text]) if text in self.sizes else None

    def _is_letter(self, at: int) -> bool:
        return len(self.tokens[at].text) == 1 and self.tokens[at].text.isalpha()

    def _is_symbol(self, at: int) -> bool:
        name = self.tokens[at].text
        return name.lstrip("\\") in self.names and not callable(self.names[name.lstrip("\\")])

    def _index(self, at: int) -> Iterator[tuple[str, int, int, str]]:
        if self._is_letter(at):
            for other in sorted((self.indices | self.sizes) - {self.tokens[at].text}):
                yield "index", self.tokens[at].at, self.tokens[at].end, other

    def _symbol(self, at: int) -> Iterator[tuple[str, int, int, str]]:
        token = self.tokens[at]
        value = self.names[token.text.lstrip("\\")]
        for name, other in self.names.items():
            spelling = token.text.replace(token.text.lstrip("\\"), name)
            if len(name) == 1 and name != token.text and _alike(value, other):
                yield "symbol", token.at, token.end, spelling.lstrip("\\")
        yield "added power", token.end, token.end, "^2"
        yield "added transpose", token.end, token.end, r"^\top"
        yield "added factor", token.at, token.at, "2"

    def _fraction(self, at: int) -> Iterator[tuple[str, int, int, str]]:
        if (middle := self.partner.get(at + 1)) is None or middle + 1 not in self.partner:
            return
        start, end = self.tokens[at].at, self._end(middle + 1)
        above = self.latex[self.tokens[at + 1].at : self.tokens[middle].end]
        below = self.latex[self.tokens[middle + 1].at : end]
        yield "fraction upside down", start, end, rf"\frac{below}{above}"
        yield "dropped denominator", start, end, f"({above[1:-1]})"
        yield "dropped numerator", start, end, rf"\frac{{1}}{below}"

    def _terms(self) -> Iterator[tuple[str, int, int, str]]:
        """Drop each term, from its sign to the next one on the same level."""
        level, starts = [0], {0: 0}
        for at, token in enumerate(self.tokens):
            closes = token.text in OPENING.values() or token.text.startswith(r"\end")
            if token.text in {"+", "-"} | SEPARATORS or closes:
                first = starts.get(level[-1], at)
                if first < at and len(level) > 0:
                    yield "dropped term", self.tokens[first].at, self.tokens[at - 1].end, ""
                starts[level[-1]] = at if token.text in {"+", "-"} else at + 1
            if token.text in OPENING or token.text.startswith(r"\begin"):
                level.append(at + 1)
                starts[at + 1] = at + 1
            elif closes and len(level) > 1:
                level.pop()


def _expressions(sizes: Mapping[str, int]) -> dict[int, list[str]]:
    """Small expressions of sizes, by their value: for 2 and N = 2, D = 4 also D/2, D - N, √D."""
    found: dict[int, list[str]] = {}

    def add(value: float, text: str) -> None:
        if value == int(value) > 0:
            found.setdefault(int(value), []).append(text)

    for name, n in sizes.items():
        add(n, str(n))
        add(n, name)
        add(n - 1, rf"({name} - 1)")
        add(n + 1, rf"({name} + 1)")
        add(2 * n, rf"2 {name}")
        add(n / 2, rf"\frac{{{name}}}{{2}}")
        add(n * n, rf"{name}^2")
        add(n**0.5, rf"\sqrt{{{name}}}")
        for other, k in sizes.items():
            if other != name:
                add(n - k, rf"({name} - {other})")
                add(n / k, rf"\frac{{{name}}}{{{other}}}")
            if other > name:
                add(n + k, rf"({name} + {other})")
                add(n * k, rf"{name} {other}")
    return found


def _alike(one: Any, other: Any) -> bool:
    """Whether a symbol could stand in the place of another without its shape giving it away."""
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.shape == other.shape
    return isinstance(one, sp.Expr) and isinstance(other, sp.Expr)


def _partners(found: list[Token]) -> dict[int, int]:
    """For each opening token the one that closes it."""
    partner, stack = {}, []
    for at, token in enumerate(found):
        if token.text in OPENING:
            stack.append(at)
        elif token.text in OPENING.values() and stack:
            partner[stack.pop()] = at
    return partner


def _numbers(digits: str) -> Iterator[str]:
    """Other numbers: each digit one more and one less, and another power of ten."""
    for at, digit in enumerate(digits):
        if digit.isdigit():
            for other in {(int(digit) + 1) % 10, (int(digit) - 1) % 10}:
                yield f"{digits[:at]}{other}{digits[at + 1 :]}"
    yield f"{digits}0" if "." not in digits else digits.replace(".", "", 1)


def with_latex(display: Display, latex: str) -> Display:
    """The display with another formula in its place, and its label."""
    if display.label:
        latex += rf" \label{{eq:{display.label}}}"
    source = display.source[: display.start] + latex + display.source[display.end :]
    return replace(display, source=source, end=display.start + len(latex))


def outcome(display: Display, names: Any) -> str:
    """What becomes of a formula: "refused", "wrong", or how it reads if it holds."""
    try:
        steps = read_at_all_sizes(display, names).steps
    except LatexError:
        return "refused"
    return " ".join(step.text for step in steps) if all(s.ok for s in steps) else "wrong"


def is_proved(display: Display, names: Any, general: Derivation) -> bool:
    """Whether a formula is proved for every size."""
    return prove(display, names, general).verdict is Verdict.PROVED


def is_contradiction(display: Display) -> bool:
    """Whether a formula is proved for every size and wrong at one, not only without a value."""
    return "a fault of the checker" in _check(display).findings[0].detail


# -- code


def code_mutants(source: str) -> Iterator[Mutant]:
    """Every change of a module: one operator, number, comparison, argument, index or name."""
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for at, node in enumerate(ast.walk(tree)):
        if _is_about_shape(parents.get(node)):
            continue
        for kind, change in _changes(node):
            changed = copy.deepcopy(tree)
            target = list(ast.walk(changed))[at]
            new = change(target)
            for parent in ast.walk(changed):
                for name, value in ast.iter_fields(parent):
                    if value is target:
                        setattr(parent, name, new)
                    elif isinstance(value, list) and any(item is target for item in value):
                        place = [item is target for item in value].index(True)
                        value[place : place + 1] = [] if new is None else [new]
            code = ast.unparse(ast.fix_missing_locations(changed))
            written = "" if new is None else ast.unparse(new)
            if code != ast.unparse(tree):
                yield Mutant(f"{kind}, line {node.lineno}", ast.unparse(node), written, code)


def _is_about_shape(node: ast.AST | None) -> bool:
    """Whether a sign or a value does not matter here: x.shape, len(x), np.ones_like(x)."""
    match node:
        case ast.Attribute(attr="shape" | "ndim" | "dtype"):
            return True
        case ast.Call(func=ast.Name(id="len")):
            return True
        case ast.Call(func=ast.Attribute(attr="shape" | "zeros_like" | "ones_like")):
            return True
    return False


OPERATORS = {
    ast.Add: [ast.Sub], ast.Sub: [ast.Add], ast.Mult: [ast.Div, ast.Add], ast.Div: [ast.Mult],
    ast.MatMult: [ast.Mult], ast.Pow: [ast.Mult], ast.FloorDiv: [ast.Div],
    ast.Gt: [ast.GtE, ast.Lt], ast.GtE: [ast.Gt, ast.LtE], ast.Lt: [ast.LtE, ast.Gt],
    ast.LtE: [ast.Lt, ast.GtE], ast.Eq: [ast.NotEq], ast.NotEq: [ast.Eq],
    ast.And: [ast.Or], ast.Or: [ast.And],
}  # fmt: skip
ATTRIBUTES = {
    "exp": ["log", "expm1"], "log": ["exp", "log1p"], "max": ["min"], "min": ["max"],
    "maximum": ["minimum"], "sum": ["mean", "prod"], "zeros_like": ["ones_like"],
    "ones_like": ["zeros_like"], "tanh": ["sinh"], "any": ["all"], "all": ["any"],
}  # fmt: skip


def _changes(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """The kinds of change of a node, each as a function that gives the changed node."""

    def setting(**fields):
        def change(target):
            for name, value in fields.items():
                setattr(target, name, value)
            return target

        return change

    match node:
        case ast.BinOp() | ast.BoolOp():
            for other in OPERATORS.get(type(node.op), ()):
                yield "operator", setting(op=other())
            if isinstance(node, ast.BinOp):
                yield "left alone", lambda target: target.left
                yield "right alone", lambda target: target.right
        case ast.AugAssign():
            for other in OPERATORS.get(type(node.op), ()):
                yield "operator", setting(op=other())
            yield "dropped statement", lambda target: ast.Pass()
        case ast.Expr(value=ast.Call()):
            yield "dropped statement", lambda target: ast.Pass()
        case ast.Compare(ops=[operator]):
            for other in OPERATORS.get(type(operator), ()):
                yield "comparison", setting(ops=[other()])
        case ast.UnaryOp(op=ast.USub() | ast.Not()):
            yield "sign", lambda target: target.operand
        case ast.Constant(value=bool() as value):
            yield "flag", setting(value=not value)
        case ast.Constant(value=int() | float() as value):
            yield "number", setting(value=value + 1)
            yield "number", setting(value=value - 1)
        case ast.Attribute(attr="T"):
            yield "transpose", lambda target: target.value
        case ast.Attribute(attr=name) if name in ATTRIBUTES:
            for other in ATTRIBUTES[name]:
                yield "function", setting(attr=other)
        case ast.Call(args=[_, _, *_]):
            yield "order of arguments", setting(args=[*node.args[1::-1], *node.args[2:]])
        case ast.Name(ctx=ast.Load()) if len(node.id) == 1:
            yield "sign", lambda target: ast.UnaryOp(ast.USub(), target)
            if node.id.isupper():
                yield "transpose", lambda target: ast.Attribute(target, "T", ast.Load())
    if isinstance(node, ast.keyword):
        yield "dropped argument", lambda target: None


def code_survivors(topic: str) -> Iterator[tuple[Mutant, str]]:
    """Each change of a module of nn, with what notices it: a link, a test, or nothing."""
    source = (ROOT / "nn" / f"{topic}.py").read_text(encoding="utf-8")
    mutants = [Mutant("nothing", "", "", source), *code_mutants(source)]
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book"
        ignored = shutil.ignore_patterns("__pycache__", ".*", "site", "browser")
        shutil.copytree(ROOT, book, ignore=ignored)
        texts = json.dumps([mutant.text for mutant in mutants])
        links = _run(book, "-c", LINKS, topic, input=texts).stdout.splitlines()
        for mutant, link in zip(mutants, links, strict=True):
            (book / "nn" / f"{topic}.py").write_text(mutant.text, encoding="utf-8")
            noticed = link or _failing_test(book, topic)
            if mutant.kind != "nothing":
                yield mutant, noticed
            elif noticed:
                sys.exit(f"error: {topic} fails before anything is changed: {noticed}")


LINKS = """
import json, sys
from pathlib import Path
from verify.check import _code, symbols
from verify.proving.code import BrokenModule
from verify.book.displays import displays

topic = sys.argv[1]
path = Path("nn") / f"{topic}.py"
for text in json.load(sys.stdin):
    path.write_text(text, encoding="utf-8")
    labelled = [display for display in displays(topic) if display.label]
    try:
        found = [f for d in labelled for f in _code(d, symbols(topic)) if not f.ok]
        print(found[0].link if found else "", flush=True)
    except BrokenModule:
        print("import", flush=True)
"""


def _failing_test(book: Path, topic: str) -> str:
    tests = [f"tests/test_{topic}.py", "tests/test_book.py"]
    done = _run(book, "-m", "pytest", "-q", "-x", *tests, "-k", topic)
    failed = re.search(r"^(?:FAILED|ERROR) \S+::(\w+)", done.stdout, re.MULTILINE)
    return failed[1] if failed else "an error" if done.returncode else ""


def _run(folder: Path, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "ignore", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, **options)


# -- the command

RESULTS = ("refused", "wrong", "same", "survives", "proved")  # proved for every size, and wrong


def main(topics: list[str]) -> None:
    """Change formulas and code of the chapters; print every survivor, and a table."""
    known = chapters()
    if unknown := [topic for topic in topics if topic not in known]:
        sys.exit(f"error: no chapter is called {unknown[0]!r}; there are {', '.join(known)}")
    table: dict[str, Counter[str]] = {}
    for topic in topics or known:
        for display in displays(topic):
            if display.reason is None:
                report_formula(display, table)
        report_code(topic, table)
    print(f"\n{'kind':36}" + "".join(f" {result:>8}" for result in RESULTS))
    total: Counter[str] = Counter()
    for kind, counts in [*sorted(table.items()), ("all", total)]:
        print(f"{kind:36}" + "".join(f" {counts[result]:8}" for result in RESULTS))
        total += counts


def report_formula(display: Display, table: dict[str, Counter[str]]) -> None:
    """Try every change of a formula; print the survivors."""
    names = symbols(display.topic)
    original = outcome(display, names)
    for mutant in formula_mutants(display.latex, names):
        changed = with_latex(display, mutant.text)
        found = outcome(changed, names)
        result = found if found in RESULTS else "same" if found == original else "survives"
        is_doubtful = found == "wrong" and is_proved(changed, names, derivation(display.topic))
        if is_doubtful and is_contradiction(changed):
            result = "proved"
        table.setdefault(mutant.kind, Counter())[result] += 1
        if result in ("survives", "proved"):
            change = f"{mutant.old or 'nothing'} -> {mutant.new or 'nothing'}"
            print(f"{display.place()}: {mutant.kind}: {change}: {found}", flush=True)


def report_code(topic: str, table: dict[str, Counter[str]]) -> None:
    """Try every change of a module; print the survivors."""
    for mutant, noticed in code_survivors(topic):
        kind = f"code: {mutant.kind.split(',')[0]}"
        table.setdefault(kind, Counter())["wrong" if noticed else "survives"] += 1
        if not noticed:
            print(f"nn/{topic}.py: {mutant.kind}: {mutant.old} -> {mutant.new}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
