"""The commands, options and files that the texts of the book name, each with its place.

A command is a line of a fence for a shell, or stands between backticks: on a page, in a docstring,
or in a string of the code, which may become part of a page.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.programs import PROGRAMS
from verify.book import ROOT
from verify.book.markup import CODE_SPAN, FENCE, blanked

SHELLS = ("bash", "console", "sh", "shell")
CODE = (
    *(
        "benchmarks",
        "derivations",
        "examples",
        "exercises",
        "experiments",
        "figures",
        "nn",
        "tests",
        "verify",
    ),
)
ALONE = re.compile(r"python -m \w.*|make [a-z]+(?: [A-Z_]+=.*)?")
LOOKS = re.compile(r" --[a-z]| -m ")  # like a command, whatever its program
OPTION = re.compile(r"--[a-z][\w-]*(?: \S+)?|[A-Z_]+=\S+")
FILE = re.compile(r"[\w.<>-]+(?:/[\w.<>-]*)+|[\w-]+\.(?:cff|css|json|md|npz|py|toml|txt|yml)")


class Told(NamedTuple):
    """What a text tells its reader to type; an option goes with any of the commands before it."""

    place: str
    text: str
    readings: tuple[str, ...]


@cache
def pages() -> dict[str, str]:
    """The Markdown of the repository; of the changelog, what is not released yet."""
    paths = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    texts["CHANGELOG.md"] = re.split(r"^## \[\d", texts["CHANGELOG.md"], maxsplit=1, flags=re.M)[0]
    return texts


def of_page(name: str, text: str) -> Iterator[Told]:
    """The commands of a page, and the options of the commands that were named last."""
    last: list[str] = []
    for at, fence, span in sorted([*_fences(text), *((at, [], s) for at, s in _spans(text))]):
        place = text.count("\n", 0, at) + 1
        for line, command in enumerate(fence, start=place + 1):
            yield Told(f"{name}:{line}", command, (command,))
        if _is_command(span):
            yield Told(f"{name}:{place}", span, (span,))
        elif OPTION.fullmatch(span):
            readings = tuple(f"{command.partition('#')[0]} {span}" for command in last)
            yield Told(f"{name}:{place}", span, readings)
        last = fence or ([span] if _is_command(span) and " " in span else last)


def of_code(path: Path) -> Iterator[Told]:
    """The commands in strings of a program: between backticks, or a line of their own."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            lines = [line.strip() for line in node.value.splitlines()]
            for text in [
                *filter(ALONE.fullmatch, lines),
                *(span for _, span in _spans(node.value)),
            ]:
                if _is_command(text):
                    yield Told(f"{path.relative_to(ROOT)}:{node.lineno}", text, (text,))


def programs() -> list[Path]:
    """The files of the code; those of the tests hold commands that are wrong on purpose."""
    found = [path for folder in CODE for path in sorted((ROOT / folder).rglob("*.py"))]
    return [
        path
        for path in found
        if not path.name.startswith(("test_", "commands", "modules", "programs"))
    ]


@cache
def tracked() -> list[str]:
    """The files and folders of the book."""
    folders = [ROOT / folder for folder in (*CODE, "docs")]
    found = [*ROOT.iterdir(), *(path for folder in folders for path in folder.rglob("*"))]
    return [path.relative_to(ROOT).as_posix() for path in found if path.name != "site"]


def files(name: str, text: str) -> list[Told]:
    """All that looks like a file or a folder of the book on a page."""
    return [
        Told(f"{name}:{text.count(chr(10), 0, at) + 1}", span, ())
        for at, span in _spans(text)
        if FILE.fullmatch(span)
    ]


def _fences(text: str) -> Iterator[tuple[int, list[str], str]]:
    for fence in FENCE.finditer(text):
        opening, *lines, _ = fence[0].strip().split("\n")
        lines = [line.strip().removeprefix("$ ") for line in lines]
        language = opening.strip("`~").split()
        if (language and language[0] in SHELLS) or any(map(_is_command, lines)):
            yield fence.start(), lines, ""


def _spans(text: str) -> Iterator[tuple[int, str]]:
    for span in CODE_SPAN.finditer(blanked(text, FENCE)):
        yield span.start(), span[0].strip("`").strip()


def _is_command(text: str) -> bool:
    program, _, rest = text.partition(" ")
    return program in PROGRAMS or bool(LOOKS.search(f" {rest}") and re.fullmatch(r"\w+", program))
