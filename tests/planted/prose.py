"""Plant random errors in the prose of the book, and print those that nothing notices.

    python -m tests.planted.prose 500 SEED

An error is a changed number or number word, a changed formula of a sentence, another expression
in a directive, two that are exchanged, a word for its opposite, a changed cell. It is noticed if
the page's checks find more problems than before, or a test quotes what is no longer said.
"""

import random
import re
import sys
from collections.abc import Callable, Iterator

from verify.book.markup import (
    CODE_SPAN,
    COMMENT,
    DIRECTIVE,
    DISPLAY,
    FENCE,
    INLINE,
    blanked,
    without_code,
)
from verify.prose.inline import Kind, inline
from verify.prose.pages import ADDRESS, SOURCES, pages, text_of
from verify.prose.plain import occurrences
from verify.prose.statements import statements
from verify.prose.universal import UNIVERSAL
from verify.showing.witnesses import unwitnessed

Edit = tuple[int, int, str]  # where it begins and ends, and what stands there then
WORDS = (
    "two three four five six seven eight nine ten eleven twelve fourteen twenty hundred thousand "
    "twice half double third quarter"
).split()
OPPOSITES = dict(
    always="never", never="always", most="least", least="most", exactly="about",
    largest="smallest", smallest="largest", best="worst", worst="best", fastest="slowest",
)  # fmt: skip
SIGNS = {"+": "-", "-": "+", "<": ">", ">": "<", r"\leq": r"\geq", "=": r"\neq", "/": " "}


def plain_text(source: str) -> str:
    return blanked(source, FENCE, DISPLAY, CODE_SPAN, DIRECTIVE, COMMENT, INLINE, ADDRESS, SOURCES)


def numbers(page: str, source: str, draw: random.Random) -> Iterator[Edit]:
    """Another digit."""
    for found in re.finditer(r"(?<![\w.^\[-])\d+(?:\.\d+)?(?![\w\]])", plain_text(source)):
        at = draw.randrange(*found.span())
        if source[at].isdigit() and not re.match(r"\d+\.[* ]", source[at:]):  # of an item
            yield at, at + 1, draw.choice([d for d in "123456789" if d != source[at]])


def number_words(page: str, source: str, draw: random.Random) -> Iterator[Edit]:
    """Another number word."""
    for found in re.finditer(rf"\b(?:{'|'.join(WORDS)})\b", plain_text(source)):
        yield *found.span(), draw.choice([word for word in WORDS if word != found[0]])


def opposites(page: str, source: str, draw: random.Random) -> Iterator[Edit]:
    """The opposite of a word that claims much."""
    for found in UNIVERSAL.finditer(plain_text(source)):
        if found[0].lower() in OPPOSITES:
            yield *found.span(), OPPOSITES[found[0].lower()]


def formulas(page: str, source: str, draw: random.Random) -> Iterator[Edit]:
    """Another sign, digit, letter or order in a formula of a sentence."""
    for formula in inline(page, source):
        if formula.kind is Kind.NAME:
            continue
        at, latex = formula.start, formula.latex
        bare = re.sub(r"\\(?!leq)[A-Za-z]+", lambda m: " " * len(m[0]), latex)
        changes = [(m.span(), SIGNS[m[0]]) for m in re.finditer(r"[-+<>=/]|\\leq", bare)]
        changes += [(m.span(), str(int(m[0]) + 1)) for m in re.finditer(r"\d", bare)]
        letters = [*re.finditer(r"[A-Za-z]", bare)]
        if len(letters) > 1:
            one, other = draw.sample(letters, 2)
            if one[0] != other[0]:
                changes.append((one.span(), other[0]))
        for (start, end), new in changes:
            yield at + start, at + end, new


def expressions(page: str, source: str, draw: random.Random) -> Iterator[Edit]:
    """Another number, name or key in a directive, or another directive of the page."""
    found = [
        d
        for d in DIRECTIVE.finditer(without_code(source))
        if d["name"] in ("value", "run", "cited")
    ]
    for one in found:
        start, end = one.span("arguments")
        for digit in re.finditer(r"\d", one["arguments"]):
            at = start + digit.start()
            yield at, at + 1, draw.choice([d for d in "123456789" if d != digit[0]])
        others = [d["arguments"] for d in found if d["name"] == one["name"]]
        if (other := draw.choice(others)) != one["arguments"]:
            yield start, end, other


def cells(page: str, source: str, draw: random.Random) -> Iterator[Edit]:
    """Two headings of a table exchanged."""
    for found in re.finditer(r"^\|(.+)\|\n\|[-| :]+\|$", source, re.MULTILINE):
        names = found[1].split("|")
        one, other = draw.sample(range(len(names)), 2) if len(names) > 1 else (0, 0)
        if names[one].strip() != names[other].strip():
            names[one], names[other] = names[other], names[one]
            yield *found.span(1), "|".join(names)


KINDS: list[Callable[[str, str, random.Random], Iterator[Edit]]] = [
    numbers, number_words, opposites, formulas, expressions, cells,
]  # fmt: skip


def complaints(page: str, source: str) -> set[str]:
    """All that the checks of its prose say about a page with this text."""
    told = {line for problem in unwitnessed(page, source) for line in problem.split("\n")}
    stated = [statement.text for statement in statements() if statement.page == page]
    return told | {text for text in stated if not any(True for _ in occurrences(text, source))}


def main(count: int, seed: int, *only: str) -> int:
    draw = random.Random(seed)
    texts = {page: text_of(page) for page in only or pages()}
    known = {page: complaints(page, text) for page, text in texts.items()}
    planted: dict[str, int] = {}
    missed: dict[str, list[str]] = {}
    while sum(planted.values()) < count:
        page, kind = draw.choice([*texts]), draw.choice(KINDS)
        edits = list(kind(page, texts[page], draw))
        if not edits:
            continue
        start, end, new = draw.choice(edits)
        text = texts[page]
        changed = text[:start] + new + text[end:]
        planted[kind.__name__] = planted.get(kind.__name__, 0) + 1
        if complaints(page, changed) <= known[page]:
            number = text.count("\n", 0, start) + 1
            what = f"{page}:{number}: {text[start:end]!r} -> {new!r}: "
            line = changed.splitlines()[number - 1]
            missed.setdefault(kind.__name__, []).append(what + line)
    for kind, total in planted.items():
        print(f"{kind}: {total} planted, {len(missed.get(kind, []))} not noticed")
    for lines in missed.values():
        print(*lines, sep="\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]))
