r"""Read the block that declares the symbols of notes: one line each, ``W: D x K``.

A name is written as in a formula (``\hat{y}``, ``W^{(1)}``) or as in Python (``y_hat``, ``W1``).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from verify.notes.pieces import Block
from verify.reading import nodes as n
from verify.reading.equations import Equations
from verify.reading.tokens import LatexError

BY = re.compile(r"\s+x\s+|\s*×\s*|\s*\\times\s*|\s+by\s+")
SIZE = re.compile(r"[A-Za-z]\w*|[1-9]\d*")
PLAIN = re.compile(r"([A-Za-z]\w*?)(?:_(?:\{(\w+)\}|(\w+)))?")
COUNT = re.compile(r"\s*([A-Za-z]\w*)\s*=\s*([1-9]\d*)\s*")
OF = re.compile(r"function(?:\s+of\s+(?P<arguments>.+))?")
NUMBER = "number"
TO_NUMBER = "function to a number"  # of arrays: without it, one of each entry
SHAPES = (
    "a shape is 'number', 'K', 'D x K', 'function', 'function of Y' or 'function to a number', "
    "and behind a comma may stand positive, one-hot, distribution, symmetric, steps, rows, "
    "identity or labels of K"
)
WORDS = ("positive", "one-hot", "distribution", "symmetric", "steps", "rows", "identity")
LABELS = re.compile(r"labels\s+of\s+([A-Za-z]\w*|[1-9]\d*)")
LABELED = "labels"
MOST_AXES = 2


class DeclarationError(ValueError):
    """A line that declares nothing; ``at`` is its place in the file."""

    def __init__(self, message: str, at: int):
        super().__init__(message)
        self.at = at


@dataclass(frozen=True)
class Declaration:
    """A symbol that is given: its shape, as names of sizes, and what else is known of it."""

    name: str  # in Python
    shape: tuple[str, ...] = ()  # "K", or "3"
    word: str = ""  # one of `WORDS`, "function" or "labels"
    arguments: tuple[str, ...] = ()  # of a function; of labels, the number of classes
    guessed: bool = False  # from how the notes use it

    @property
    def is_function(self) -> bool:
        return self.word in {"function", TO_NUMBER}

    def __str__(self) -> str:
        if self.word == TO_NUMBER:
            return f"{self.name}: {TO_NUMBER}"
        if self.word == "function":
            of = f" of {', '.join(self.arguments)}" if self.arguments else ""
            return f"{self.name}: function{of}"
        word = f", {self.word}" if self.word else ""
        word += f" of {self.arguments[0]}" if self.word == LABELED else ""
        return f"{self.name}: {' x '.join(self.shape) or NUMBER}{word}"


@dataclass(frozen=True)
class Declared:
    """What the blocks of notes say."""

    symbols: tuple[Declaration, ...]
    sizes: dict[str, int]  # that a block gives a number


def declared(blocks: list[Block]) -> Declared:
    """The declarations of blocks; raises `DeclarationError` for a line that is none."""
    symbols: dict[str, Declaration] = {}
    sizes: dict[str, int] = {}
    for block in blocks:
        at = block.start
        for line in block.text.splitlines(keepends=True):
            text = line.partition("#")[0].strip()
            if count := COUNT.fullmatch(text):
                sizes[count[1]] = int(count[2])
            elif text:
                for one in _declarations(text, at + len(line) - len(line.lstrip())):
                    symbols[one.name] = one
            at += len(line)
    return Declared(tuple(symbols.values()), sizes)


def _declarations(text: str, at: int) -> Iterator[Declaration]:
    names, colon, rest = text.partition(":")
    shape, comma, word = (part.strip() for part in rest.partition(","))
    found = OF.fullmatch(rest.strip())
    if colon and not rest.strip():
        raise DeclarationError(f"{text!r} gives no shape: {SHAPES}", at)
    for name in _split(names):
        python = python_name(name, at)
        if found:
            arguments = tuple(python_name(one, at) for one in _split(found["arguments"] or ""))
            yield Declaration(python, (), "function", arguments)
            continue
        if rest.strip() == TO_NUMBER:
            yield Declaration(python, (), TO_NUMBER)
            continue
        if labels := LABELS.fullmatch(word):
            yield Declaration(python, _shape(shape, text, at), LABELED, (labels[1],))
            continue
        if (word and word not in WORDS) or (comma and not word):
            raise DeclarationError(f"{word!r} says nothing that is known: {SHAPES}", at)
        yield Declaration(python, _shape(shape, text, at), word)


def _shape(text: str, line: str, at: int) -> tuple[str, ...]:
    if text in {"", NUMBER}:
        return ()
    sizes = tuple(BY.split(text))
    if not all(map(SIZE.fullmatch, sizes)):
        raise DeclarationError(f"{line!r} gives no shape that can be read: {SHAPES}", at)
    if len(sizes) > MOST_AXES:
        raise DeclarationError(
            f"{line!r} has {len(sizes)} axes, and at most {MOST_AXES} are read", at
        )
    return sizes


def _split(names: str) -> list[str]:
    """Names between commas; one inside of braces separates nothing."""
    return [part.strip() for part in re.split(r",(?![^{]*\})", names) if part.strip()]


def python_name(written: str, at: int = 0) -> str:
    r"""The Python name of a symbol: of ``\hat{y}`` it is ``y_hat``, of ``W^{(1)}`` ``W1``."""
    if plain := PLAIN.fullmatch(written):
        return "_".join(filter(None, plain.groups()))
    try:
        reader = Equations(written, {})
        node = reader.symbol()
        if reader.next.text:
            raise reader.error(f"cannot read {reader.next} in a name")
    except LatexError as error:
        raise DeclarationError(f"{written!r} is no name: {error}", at) from error
    name = labelled(node)
    if name is None:
        raise DeclarationError(f"{written!r} is no name of one symbol", at)
    return name


def labelled(node: n.Node) -> str | None:
    """A symbol with its subscript as part of the name, ``net_h1``; nothing for what is none."""
    match node:
        case n.Name(name=name):
            return name
        case n.Entry(array=n.Name(name=name), indices=indices):
            label = ""
            for index in indices:
                match index:
                    case n.Name(name=part) | n.Number(digits=part):
                        label += part
                    case _:
                        return None
            return f"{name}_{label}"
    return None
