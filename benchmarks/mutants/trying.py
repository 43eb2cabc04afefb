"""Try changes of a chapter, and say what becomes of each."""

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.mutants.code import code_mutants
from benchmarks.mutants.links import write
from experiments.errors import InputError
from verify.book import ROOT, memory
from verify.book.displays import Display, displays
from verify.book.limits import OutOfBounds, limited
from verify.check import check
from verify.general.derivation import Derivation, derivation
from verify.general.prove import Verdict, prove
from verify.mutants.formulas import formula_mutants, with_latex
from verify.mutants.mutant import Mutant, sample
from verify.proving.formula import read_at_all_sizes
from verify.proving.namespace import Symbols, symbols
from verify.reading.tokens import LatexError

RESULTS = ("refused", "wrong", "tests", "slow", "same", "survives", "proved")
SHOWN = {"slow", "survives", "proved"}  # proved for every size, and wrong at one
LONGEST = 120  # seconds by the clock for the tests of a chapter
Steps = tuple[str, ...]


@dataclass
class Tried:
    """What became of mutants: how many of each part, and those that are shown one by one."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    shown: list[dict[str, str]] = field(default_factory=list)

    def add(self, mutant: Mutant, result: str, where: str, reads: str) -> None:
        """Count a mutant; show it if it survives or takes too long."""
        self.counts.setdefault(mutant.part, Counter())[result] += 1
        if result in SHOWN:
            change = {"kind": mutant.kind, "change": mutant.change}
            found = {"result": result, "part": mutant.part, "where": where, "reads": reads}
            self.shown.append(found | change)


# -- formulas


def formulas(topic: str, sizes: Mapping[str, int], seed: int, folder: Path) -> Tried:
    """Change the formulas of a chapter; raises `InputError` if one fails before that."""
    memory.FOLDER = folder / "remembered"  # of a changed formula nothing shall be remembered
    names, tried = symbols(topic), Tried()
    for display in displays(topic):
        if display.reason is None:
            original = outcome(display, names)
            if isinstance(original, str):
                raise InputError(
                    f"expected the display at {display.place()} to hold; got: {original}; "
                    f"see python -m verify {topic}"
                )
            for mutant in sample(formula_mutants(display.latex, names), sizes, seed):
                changed = with_latex(display, mutant.text)
                found = outcome(changed, names)
                where = display.label or original[0].strip()
                if isinstance(found, str):
                    is_doubtful = found == "wrong" and is_proved(changed, names, derivation(topic))
                    if is_doubtful and is_contradiction(changed):
                        found = "proved"
                    tried.add(mutant, found, where, "")
                elif found == original:
                    tried.add(mutant, "same", where, "")
                else:
                    result = "survives" if check(changed).ok else "wrong"
                    tried.add(mutant, result, where, _difference(original, found))
    return tried


def outcome(display: Display, names: Symbols) -> Steps | str:
    """How a formula reads, step by step, if it holds; else "refused", "wrong" or "slow".

    That is the first link alone; `check` knows others, which take longer.
    """
    try:
        with limited():
            steps = read_at_all_sizes(display, names).steps
    except LatexError:
        return "refused"
    except OutOfBounds:
        return "slow"
    except Exception:  # as of an operation on what is no mathematics; `check` says so as well
        return "refused"
    if not all(step.ok for step in steps):
        return "wrong"
    return tuple(f"{step.relation} {step.text}" for step in steps)


def is_proved(display: Display, names: Symbols, general: Derivation) -> bool:
    """Whether a formula is proved for every size, in time."""
    try:
        with limited():
            return prove(display, names, general).verdict is Verdict.PROVED
    except OutOfBounds:
        return False


def is_contradiction(display: Display) -> bool:
    """Whether a formula is proved for every size and wrong at one, not only without a value."""
    return any("a fault of the checker" in each.detail for each in check(display).findings)


def _difference(original: Steps, found: Steps) -> str:
    """The steps that are new, or all of them if there are more or fewer."""
    if len(original) != len(found):
        return " ".join(found).strip()
    return " ".join(new for old, new in zip(original, found, strict=True) if old != new).strip()


# -- code


def code(topic: str, sizes: Mapping[str, int], seed: int, folder: Path) -> Tried:
    """Change the module of a chapter in a copy of the book.

    Raises:
        InputError: the links or the tests fail before anything is changed.
    """
    book = folder / topic
    ignored = shutil.ignore_patterns("__pycache__", ".*", "site", "build", "browser")
    shutil.copytree(ROOT, book, ignore=ignored)
    path = book / "nn" / f"{topic}.py"
    tried = Tried()
    if not path.is_file():
        return tried
    source = path.read_text(encoding="utf-8")
    mutants = sample(code_mutants(source), sizes, seed)
    first, *links = _links(book, topic, [source, *(mutant.text for mutant in mutants)])
    write(path, source)
    if first or (first := _failing_test(book, topic)):
        raise InputError(f"expected nn/{topic}.py to be right before it is changed; got: {first}")
    for mutant, link in zip(mutants, links, strict=True):
        if not link:
            write(path, mutant.text)
            link = _failing_test(book, topic)
        result = {"": "survives", "import": "refused", "slow": "slow", "test": "tests"}
        tried.add(mutant, result.get(link, "wrong"), f"nn.{topic}.{mutant.place}", mutant.line)
    return tried


def _links(book: Path, topic: str, texts: Iterable[str]) -> list[str]:
    done = _run(book, "-m", "benchmarks.mutants.links", topic, input=json.dumps([*texts]))
    if done.returncode:
        why = (done.stderr.strip() or "no message").splitlines()[-1]
        raise InputError(f"expected the links of {topic} to be tried; got: {why}")
    return done.stdout.splitlines()


def _failing_test(book: Path, topic: str) -> str:
    """What the tests say: "test" if one fails, "slow" if they take too long."""
    command = ["-m", "pytest", "-q", "-x", "-n", "0"]
    try:
        done = _run(book, *command, f"tests/test_{topic}.py", timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return "slow"
    return "test" if done.returncode else ""


def _run(folder: Path, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "ignore", *arguments]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, **options
    )
