"""The way of a display through `verify`, drawn from its folders. Page: how_a_line_is_checked."""

import ast
import textwrap
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

import verify.check
import verify.showing.extension  # noqa: F401
from verify.book import ROOT
from verify.rules.table import TABLE

FLOORS = (  # from the bottom up, each with what it hands to the next
    ("verify/book", "a display: its LaTeX and its place"),
    ("verify/reading", "a chain: a tree for each side"),
    ("verify/proving", "a verdict for each side, and an error for the code"),
    ("verify/rules", "whether the rule beside a step is what was done"),
    ("verify/general", "whether it holds for every size"),
    ("verify/mutants", "a formula with one change"),
    ("verify/diagnosis", "what kind of mistake it is"),
    ("verify/check.py", "evidence, remembered"),
    ("verify/notes", "a verdict for each formula of somebody's file"),
    ("verify/extremes", "the error of the code at the edges of floating point"),
    ("verify/live", "a figure that computes, and the error of the code that it runs"),
    ("verify/answers", "what a reader's answer is worth, and the numbers that tell it"),
    ("verify/prose", "what shows a sentence, its numbers and its formulas"),
    ("verify/showing", "a tick on the page, a line in the terminal"),
    ("verify/console", "an answer to what a reader asks"),
)
WIDTH, LINE, GAP = 4.6, 0.19, 0.42  # inches
LETTERS = 66  # in a line


def way() -> Figure:
    """The folders of `verify`, and between them what is handed on.

    A display rises from the bottom, where it is found in the chapter, to where its tick is shown,
    and to the top, where a reader is answered; no file imports from a floor above its own.
    """
    boxes = [(path, textwrap.wrap(", ".join(_names(path)), LETTERS)) for path, _ in FLOORS]
    heights = [LINE * (len(lines) + 2.1) for _, lines in boxes]
    total = sum(heights) + GAP * len(boxes) + 0.04
    figure = Figure(figsize=(WIDTH, total), layout="none")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(0, total))
    axes.axis("off")
    bottom = 0.02
    for number, ((path, lines), height) in enumerate(zip(boxes, heights, strict=True)):
        axes.add_patch(_box(bottom, height))
        axes.text(0.15, bottom + height - LINE * 1.1, path, weight="bold", va="center", size=9)
        for k, line in enumerate(lines):
            axes.text(0.15, bottom + height - LINE * (k + 2.2), line, va="center", size=8)
        top = bottom + height
        axes.annotate(
            "", (0.5, top + GAP), (0.5, top), arrowprops={"arrowstyle": "->", "color": "C1"}
        )
        axes.text(0.65, top + GAP / 2, FLOORS[number][1], va="center", size=8, color="C1")
        bottom = top + GAP
    return figure


def rooms() -> list[list[str]]:
    """Every file of `verify`, and what it says of itself."""
    rows = [["File", "What is in it"]]
    for path, _ in FLOORS:
        for file in _files(path):
            title = file.relative_to(ROOT / "verify").as_posix()
            rows.append([f"`{title}`", _summary(file)])
    return rows


def vocabulary() -> list[list[str]]:
    """Every rule that may stand beside a step, what it claims, and whether that is checked."""
    rows = [["Rule", "What it claims", "It is"]]
    for rule in TABLE:
        name = rule.name.format("*p*", "*q*")
        rows.append([name, rule.claim, "checked" if rule.check else "words"])
    return rows


def _files(path: str) -> list[Path]:
    whole = ROOT / path
    files = [whole] if whole.is_file() else sorted(whole.glob("*.py"))
    return [file for file in files if not file.name.startswith("__")]


def _names(path: str) -> list[str]:
    return [file.stem for file in _files(path)] if (ROOT / path).is_dir() else []


def _summary(file: Path) -> str:
    """The first sentence of the docstring, which `__doc__` would be."""
    docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return docstring.split("\n\n")[0].replace("\n", " ").replace("``", "`").replace("|", "\\|")


def _box(bottom: float, height: float) -> FancyBboxPatch:
    return FancyBboxPatch(
        (0.06, bottom + 0.04),
        WIDTH - 0.12,
        height - 0.08,
        boxstyle="round,pad=0,rounding_size=0.06",
        facecolor="none",
        edgecolor="#808080",
    )
