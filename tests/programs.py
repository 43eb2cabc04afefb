"""Read a command line as the program that it starts would, without running it."""

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache, partial
from pathlib import Path

import click
import pytest
from mkdocs.__main__ import cli
from pip._internal.commands import create_command

from tests.modules import MODULES, Refused, known, nothing, parsed
from verify.book import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z./]\S*):", MAKEFILE, re.MULTILINE))
VARIABLE = re.compile(r"([A-Z_]+)=(.*)", re.DOTALL)
OURS = re.compile(r"^(?:\w+=\S* )*\.venv(?:-bench)?/bin/python -m (?!pip)\w.*$", re.MULTILINE)
PLACEHOLDERS = ("BRANCH", "DIR", "FOLDER", "PATH", "SEED")  # what stands for a name of the reader's
CAPITALS = re.compile(r"(?:\S*=)?([A-Z]{3,})")


@cache
def refusal(line: str) -> str:
    """Why a command would be refused where it is typed; nothing for one that would be run."""
    try:
        words = shlex.split(line, comments=True)
        for word in words:
            if (found := CAPITALS.fullmatch(word)) and found[1] not in PLACEHOLDERS:
                raise Refused(f"{word} is no name, and {found[1]} stands for none")
        while words and (given := VARIABLE.fullmatch(words[0])):
            _require_read(*given.groups())
            del words[0]
        if words:
            _read(words)
    except Refused as error:
        return str(error)
    except ValueError as error:  # of the shell's quotation marks
        return f"no line of a shell: {error}"
    return ""


def _read(words: list[str]) -> None:
    program, *arguments = words
    reader = PROGRAMS.get(program.rpartition("bin/")[2])
    if reader is None:
        raise Refused(f"{program!r} is no program that this book starts")
    if arguments:
        reader(arguments)


def _require_read(variable: str, value: str) -> None:
    """Refuse a variable of the environment that nothing asks for, and a folder that is not made."""
    if variable == "SITE_DIR" and value != "site":
        raise Refused(f"the site is built in site, and not in {value}")
    asks = re.compile(f"[\"']{variable}[\"']")
    files = [path for folder in ("benchmarks", "tests") for path in (ROOT / folder).rglob("*.py")]
    if not any(asks.search(path.read_text(encoding="utf-8")) for path in files):
        raise Refused(f"nothing reads the variable {variable}")


def _python(words: list[str]) -> None:
    if words[0].startswith("examples/"):
        return _example(*words)
    if words[0] != "-m" or len(words) < 2:
        raise Refused("of Python, python -m MODULE is read")
    module, *rest = words[1:]
    if module in PROGRAMS:
        return _read(words[1:])
    if module not in MODULES:
        raise Refused(f"there is no program {module!r}, or nothing reads its arguments")
    file = ROOT.joinpath(*module.split("."))
    script = file.with_suffix(".py")
    if not (file / "__main__.py").is_file() and "__main__" not in script.read_text("utf-8"):
        raise Refused(f"python -m {module} does nothing")
    MODULES[module](rest)
    return None


def _example(path: str, *rest: str) -> None:
    """A program to copy, which takes a folder or nothing."""
    if not (ROOT / path).is_file():
        raise Refused(f"there is no file {path}")
    if len(rest) > 1:
        raise Refused(f"{path} takes one folder; got {len(rest)} words")


def _make(words: list[str]) -> None:
    given = dict(found.groups() for word in words if (found := VARIABLE.fullmatch(word)))
    targets = [word for word in words if not VARIABLE.fullmatch(word)]
    known("target", targets, TARGETS)
    if not re.fullmatch(r"(.*/)?python3?(\.\d+)?", given.get("PYTHON", "python")):
        raise Refused(f"{given['PYTHON']} is no Python")
    for name in given:
        if "@@" not in _recipe(*targets, f"{name}=@@"):
            raise Refused(f"make {' '.join(targets)} does not use {name}")
    if "MNIST_DIR" not in given:
        given["MNIST_DIR"] = "DIR"  # so that the recipe is whole
    for line in OURS.findall(_recipe(*targets, *(f"{k}={v}" for k, v in given.items()))):
        if problem := refusal(line):
            raise Refused(problem)


@cache
def _recipe(*words: str) -> str:
    """All that make would run, with everything that comes before."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MF"))}
    shown = ["make", "--dry-run", "--always-make", "--no-print-directory", *words]
    done = subprocess.run(shown, cwd=ROOT, env=plain, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refused(done.stderr.strip())
    return done.stdout.replace("\\\n", "")


def _pytest(words: list[str]) -> None:
    asked, unknown = pytest_parser().parse_known_and_unknown_args(words)
    if unknown:
        raise Refused(f"pytest has no option {unknown[0]}")
    for name in asked.file_or_dir:
        path, _, test = name.partition("::")
        if not (ROOT / path).exists():
            raise Refused(f"there is no file {path}")
        if test:
            tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
            tests = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
            known("test", [test.partition("[")[0]], tests)


@cache
def pytest_parser() -> pytest.Parser:
    """The parser of pytest with the plugins of this book."""
    from _pytest.config import get_config

    config = get_config()
    config.pluginmanager.load_setuptools_entrypoints("pytest11")
    return config._parser


def _mkdocs(words: list[str]) -> None:
    name, *rest = words
    known("command of mkdocs", [name], cli.commands)
    try:
        cli.commands[name].make_context(name, rest)
    except click.ClickException as error:
        raise Refused(error.format_message()) from None


def _pip(words: list[str]) -> None:
    if words[0] != "install":
        raise Refused("of pip, install is read")
    found = parsed(lambda: create_command("install").parse_args(words[1:]))
    for name in found[0].requirements if isinstance(found, tuple) else []:
        if not (ROOT / name).is_file():
            raise Refused(f"there is no file {name}")


def _git(words: list[str]) -> None:
    """Run it in a repository with the branches ``main`` and ``BRANCH``."""
    for word in words[words.index("--") + 1 :] if "--" in words else []:
        if word != "." and not any(ROOT.glob(word.removeprefix(":!"))):
            raise Refused(f"there is no file {word}")
    with ExitStack() as held:
        folder = held.enter_context(tempfile.TemporaryDirectory())
        (Path(folder) / "docs").mkdir()
        (Path(folder) / "docs/page.md").touch()
        shutil.copytree(ROOT / "examples", Path(folder) / "examples")
        git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
        setup = ["init -q -b main", "add .", "commit -q -m All", "branch BRANCH"]
        for each in (*(line.split() for line in setup), words):
            done = subprocess.run([*git, *each], cwd=folder, capture_output=True, text=True)
            if done.returncode:
                raise Refused(done.stderr.strip())


def _with_help(program: str, words: list[str]) -> None:
    """Of a program that reads all its options before it shows its help."""
    asked = [sys.executable, "-m", program, *words, "--help"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refused(done.stderr.splitlines()[0])


def _mpiexec(words: list[str]) -> None:
    if words[0] != "-n" or not words[1:2] or not words[1].isdecimal():
        raise Refused("of mpiexec, -n NUMBER is read")
    if words[2:]:
        _read(words[2:])


def _pre_commit(words: list[str]) -> None:
    if words != ["install"] or not (ROOT / ".pre-commit-config.yaml").is_file():
        raise Refused("of pre-commit, install is read")


def _source(words: list[str]) -> None:
    if words != [".venv/bin/activate"]:
        raise Refused(f"nothing makes {words[0]}")


PROGRAMS: dict[str, Callable[[list[str]], object]] = {
    "codespell_lib": nothing,
    "git": _git,
    "make": _make,
    "mkdocs": _mkdocs,
    "mpiexec": _mpiexec,
    "mypy": nothing,
    "pip": _pip,
    "pre-commit": _pre_commit,
    "pytest": _pytest,
    "python": _python,
    "python3": _python,
    "ruff": partial(_with_help, "ruff"),
    "source": _source,
    "uv": partial(_with_help, "uv"),
}
