r"""Find the formulas of somebody's notes, in Markdown or in LaTeX.

Notes write displays in many ways: ``$$``, ``\[``, an environment, a fence of GitHub's. What stands
in a sentence is a formula of its own; code and comments hold none.
"""

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from verify.book.displays import Display
from verify.book.markup import COMMENT, blanked, place_in
from verify.notes.document import NOTHING, Document
from verify.notes.macros import Macro, Written, written_out
from verify.notes.macros import blanked as without_definitions
from verify.notes.macros import macros as defined
from verify.notes.unpaired import matches
from verify.notes.wordings import reworded

ENVIRONMENTS = "equation|align|alignat|flalign|gather|multline|eqnarray|displaymath|math"
FORMULA = re.compile(
    r"(?P<dollars>\$\$(?P<inside>.+?)\$\$)"
    rf"|(?P<environment>\\begin\{{(?P<name>(?:{ENVIRONMENTS})\*?)\}}.*?\\end\{{(?P=name)\}})"
    r"|(?<!\\)\\{1,2}\[(?P<brackets>.+?)\\{1,2}\]"
    r"|(?<!\\)\\{1,2}\((?P<round>.+?)\\{1,2}\)"
    r"|(?<![\\$])\$(?![\s$])(?P<single>(?:[^$\\\n]|\\.|\n(?![ \t]*\n))+?)(?<!\s)\$(?![\d$])"
    r"|(?<![\\$])\$[ \t]+(?P<spaced>(?:[^$\\\n]|\\.)+?)[ \t]+\$(?![\w\\$])",  # $ x $
    re.DOTALL,
)
DISPLAYS = {"inside", "environment", "brackets"}
SENTENCES = ("round", "single", "spaced")
FENCED = re.compile(
    r"^(?P<indent>[ \t]*)(?P<mark>```+|~~~+)[ \t{.]*(?P<language>[\w-]*)[^\n]*\n"
    r"(?P<text>.*?)^[ \t]*(?P=mark)[`~]*[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)(?:(?!\n[ \t]*\n).)*?(?<!`)\1(?!`)", re.DOTALL)
TEX_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
VERBATIM = re.compile(r"\\begin\{(verbatim|lstlisting|minted)\}.*?\\end\{\1\}", re.DOTALL)
FRONT_MATTER = re.compile(r"\A---\n.*?^---\n", re.MULTILINE | re.DOTALL)
IMAGE = re.compile(r"<img\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>|(?<=\]\()https?://\S*")  # of a formula
HEADING = re.compile(r"^#{1,6} .*|^\\(?:part|chapter|(?:sub)*section|paragraph)\*?\{", re.MULTILINE)
CITED = re.compile(r"\s*\[[^\]]*\]\(|\s*\d+(?:\s*[-,–]\s*\d+)*\s*\Z")  # \\[[2](#notes)\\]
BEGINS = re.compile(r"\s*=")
LEFT = re.compile(r"\s*(?P<left>(?:(?!\\\\|\\begin)[^=&])+?)\s*(?=:?=)")
SYMBOLS = "symbols"  # the language of a block that declares them


@dataclass(frozen=True)
class Formula(Display):
    """A formula of a file that need not be the book's; ``topic`` is that of its symbols."""

    file: str = ""
    inline: bool = False
    macros: Mapping[str, Macro] = field(default_factory=dict, compare=False, repr=False)
    document: Document = field(default=NOTHING, compare=False, repr=False)
    left: str = ""  # side of the display before, which a display that begins with = goes on with

    @cached_property
    def written(self) -> Written:
        """The formula with its macros written out, and with one wording for each thing."""
        found = self.document.written(reworded(written_out(super().latex, self.macros)))
        return Written(self.left + found.text, (0,) * len(self.left) + found.places)

    @cached_property
    def latex(self) -> str:
        """The formula as it is read."""
        return self.written.text

    @property
    def as_written(self) -> str:
        """The formula as its author wrote it."""
        return self.source[self.start : self.end]

    def place(self, offset: int | None = None) -> str:
        """``notes.md:14:9`` for an offset into the LaTeX; without one, its first symbol."""
        if offset is None:
            offset = len(self.latex) - len(self.latex.lstrip())
        return place_in(self.file, self.source, self.start + self.written.place(offset))

    @property
    def label(self) -> None:
        """Nothing: a label of somebody's notes names no derivation of the book."""
        return None

    @property
    def reason(self) -> None:
        """Nothing: what is not to be checked is left out of the notes."""
        return None


@dataclass(frozen=True)
class Block:
    """A fence ``symbols``: its lines, and where in the file they start."""

    text: str
    start: int


def formulas(source: str, file: str, macros: Mapping[str, Macro] | None = None) -> list[Formula]:
    """The formulas of notes in reading order, displays and those of sentences."""
    known = defined(source) if macros is None else macros
    return sorted(_formulas(source, file, known), key=lambda formula: formula.start)


def parts(texts: Iterable[tuple[str, str]]) -> list[list[Formula]]:
    """The formulas of texts, each with its file: those below one heading together."""
    found: list[list[Formula]] = [[]]
    files = list(texts)
    macros = defined("\n".join(source for source, _ in files))
    for source, file in files:
        text = _formulas_alone(source, Path(file).suffix == ".tex")
        starts = [each.start() for each in HEADING.finditer(text)]
        part = 0
        for formula in formulas(source, file, macros):
            if bisect(starts, formula.start) > part:
                part = bisect(starts, formula.start)
                found.append([])
            found[-1].append(formula)
        if part < len(starts):
            found.append([])  # what follows stands below a heading without formulas
    document = Document.of(formula.latex for group in found for formula in group)
    spelt = [[replace(one, document=document) for one in group] for group in found if group]
    return [list(_going_on(group)) for group in spelt]


def _going_on(part: Iterable[Formula]) -> Iterator[Formula]:
    """The formulas of a part; a display that begins with ``=`` has the left side of the last."""
    left = ""
    for formula in part:
        if formula.inline:
            yield formula
        elif BEGINS.match(formula.latex):
            yield replace(formula, left=left)
        else:
            before = LEFT.match(formula.latex)
            is_whole = before is not None and before["left"].count("{") == before["left"].count("}")
            left = f"{before['left']} " if before is not None and is_whole else ""
            yield formula


def blocks(source: str) -> list[Block]:
    """The blocks that declare symbols."""
    return [
        Block(fence["text"], fence.start("text"))
        for fence in FENCED.finditer(source)
        if fence["language"] == SYMBOLS
    ]


def _formulas(source: str, file: str, macros: Mapping[str, Macro]) -> Iterator[Formula]:
    def made(start: int, end: int, inline: bool) -> Formula:
        return Formula("notes", source, start, end, file, inline, macros)

    for fence in FENCED.finditer(source):
        if fence["language"] == "math":
            yield made(*fence.span("text"), False)
    text = _formulas_alone(source, Path(file).suffix == ".tex")
    for found in matches(FORMULA, text):
        kind = next(name for name in (*DISPLAYS, *SENTENCES) if found[name] is not None)
        inline = kind not in DISPLAYS or (kind == "inside" and _in_a_sentence(text, found))
        if found[kind].strip() and not (kind == "brackets" and CITED.match(found[kind])):
            yield made(*found.span(kind), inline)


def _formulas_alone(source: str, is_tex: bool) -> str:
    """The text with blanks in place of code, comments and what else holds no formula."""
    if is_tex:
        return without_definitions(blanked(source, VERBATIM, TEX_COMMENT))
    return without_definitions(blanked(source, FRONT_MATTER, FENCED, CODE_SPAN, COMMENT, IMAGE))


def _in_a_sentence(text: str, found: re.Match[str]) -> bool:
    r"""Whether ``$$x$$`` stands between words of one line, as some generators write ``$x$``."""
    if "\n" in found[0]:
        return False
    before = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
    line = FORMULA.sub("", before + text[found.end() :].partition("\n")[0])
    return re.search(r"\w", line) is not None
