"""Write the derivation that notes hold: what they declare and define, as the book writes its own.

It is a text like those in ``derivations/``, so it runs at other sizes, or with a name held fixed.
"""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from verify.book import slices
from verify.notes.declared import LABELED, TO_NUMBER, Declaration
from verify.proving.namespace import Symbols

TOPIC = "notes"
HEADER = """\
import numpy as np
import sympy as sp

from derivations.calculus import (
    classes, distributions, exp, log, matrix, numbers, one_hot, ones, rows, scalar,
    tanh, vector,
)
from verify.notes import common
from verify.notes.common import function, unknown_function
from verify.notes.formula import formula, mapping
from verify.notes.recursion import recursion, sequence
from verify.notes.systems import system
from verify.notes.symmetric import symmetric
"""
CONSTRUCTORS = ("scalar", "vector", "matrix")
OTHERWISE = {"function", TO_NUMBER, "steps"}  # no number, though without a shape
MANY = 4  # rows of a matrix with more rows than columns
FIRST_SIZE = 2  # and the next size is larger by one: no two are the same


@dataclass
class Source:
    """A derivation in the making: its text, and what its names are by now."""

    text: str = HEADER
    values: dict[str, Any] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)  # numbers of an example
    declared: list[Declaration] = field(default_factory=list)
    unsaid: set[str] = field(default_factory=set)  # sizes of which nothing tells the number

    def __post_init__(self) -> None:
        self.run(HEADER)
        self.imported = set(self.values)
        self.run(self.text.removeprefix(HEADER))

    def run(self, text: str) -> None:
        """Execute statements; raises what they raise."""
        statements = slices.statements_of(TOPIC, text)
        for statement in statements:
            slices.execute(statement, TOPIC, self.values)
        self.sizes |= slices.whole_numbers(statements)

    def add(self, statement: str) -> None:
        """Execute a statement and keep it if it has a value; raises what it raises."""
        self.run(statement)
        self.text += statement + "\n"

    def renew(self, changed: str) -> None:
        """Compute anew what is made of a name that is something else by now."""
        stale = {changed}
        for statement in slices.statements_of(TOPIC, self.text):
            written = slices.writes(statement)
            if slices.reads(statement) & stale and changed not in written:
                self.add(ast.unparse(statement))
                stale |= written

    @property
    def known(self) -> dict[str, Any]:
        """The symbols: what is imported by the first lines is none."""
        return {k: v for k, v in self.values.items() if k not in self.imported and k[0] != "_"}

    def use(self, name: str, function: str) -> None:
        """Let a name stand for a function that everybody knows."""
        self.add(f"{name} = common.{function}")

    def size(self, name: str, number: int | None = None) -> None:
        """Declare a size; without a number it gets one that no other size has."""
        if name in self.sizes or name.isdecimal():
            return
        taken = set(self.sizes.values())
        self.unsaid |= set() if number else {name}
        number = number or next(k for k in count(FIRST_SIZE) if k not in taken)
        self.add(f"{name} = {number}")

    def tall(self, rows: str, columns: str) -> None:
        """Let a matrix have no fewer rows than columns at any sizes."""
        self.size(columns, max(1, self.sizes[rows] - 1) if rows in self.sizes else None)
        self.size(rows, MANY)
        if {rows, columns} <= self.sizes.keys() and self.sizes[rows] >= self.sizes[columns]:
            self.add(f"assert {rows} >= {columns}")

    def declare(self, one: Declaration) -> None:
        """Declare a symbol, and the sizes of its axes that are new."""
        self.declared.append(one)
        for size in (*one.shape, *(one.arguments if one.word == LABELED else ())):
            self.size(size)
        self.add(f"{one.name} = {constructor(one)}")

    def redeclared(self, *several: Declaration, names: Iterable[str]) -> Symbols:
        """What leads to these names, where more is known of symbols that are declared."""
        text = self.text
        for one in several:
            old = f"{one.name} = {constructor(replace(one, word=''))}\n"
            text = text.replace(old, f"{one.name} = {constructor(one)}\n", 1)
        statements = slices.statements_of(TOPIC, text + self._given())
        kept = slices.leading_to(statements, {*names, "given"})
        return Symbols(TOPIC, "\n".join(map(ast.unparse, kept)))

    def redefined(self, name: str, value: str) -> Symbols:
        """The same derivation where a declared symbol is something else."""
        one = next(one for one in self.declared if one.name == name)
        text = self.text.replace(f"{name} = {constructor(one)}\n", f"{name} = {value}\n", 1)
        return Symbols(TOPIC, text + self._given())

    def with_rows(self, name: str, of: str) -> Symbols:
        """The same derivation where a declared matrix has these vectors as its rows."""
        whole, rows = (next(x for x in self.declared if x.name == k) for k in (name, of))
        own, other = (f"{x.name} = {constructor(x)}\n" for x in (whole, rows))
        taken = f"{name} = {of}\n"
        if rows.word == "rows":
            taken = f"{name} = {constructor(replace(rows, word=''))}\n"
        text = self.text.replace(other, "", 1).replace(own, f"{other}{taken}", 1)
        return Symbols(TOPIC, text + self._given())

    def the_same(self, name: str, of: str) -> Symbols:
        """The same derivation where one declared symbol is another."""
        one, other = (next(x for x in self.declared if x.name == k) for k in (name, of))
        own, kept = (f"{x.name} = {constructor(x)}\n" for x in (one, other))
        text = self.text.replace(kept, "", 1).replace(own, f"{kept}{name} = {of}\n", 1)
        return Symbols(TOPIC, text + self._given())

    def with_numbers(self, numbers: Mapping[str, str]) -> Symbols:
        """The same derivation where declared symbols are these rational numbers."""
        text = self.text
        for one in self.declared:
            if one.name in numbers and not (one.shape or one.word in OTHERWISE):
                old = f"{one.name} = {constructor(one)}\n"
                text = text.replace(old, f'{one.name} = sp.Rational("{numbers[one.name]}")\n', 1)
        return Symbols(TOPIC, text)

    def copy(self) -> "Source":
        """The same, to be changed alone."""
        return replace(self, values={}, sizes={}, declared=[*self.declared], given={**self.given})

    def finished(self) -> Symbols:
        """The derivation; raises what it raises."""
        return Symbols(TOPIC, self.text + self._given())

    def _given(self) -> str:
        pairs = [f'({name}, "{digits}")' for name, digits in self.given.items()]
        return f"given = numbers({', '.join(pairs)})\n" if pairs else ""


def constructor(one: Declaration) -> str:
    """What the derivation calls to make a symbol."""
    name, shape = repr(one.name), list(one.shape)
    match one.word:
        case "function":
            return (
                _call("function", [name, *one.arguments])
                if one.arguments
                else f"unknown_function({name})"
            )
        case word if word == TO_NUMBER:
            return f"common.unknown_number({name})"
        case "ones":
            return f"ones({shape[0]})"
        case "identity":
            return f"common.identity({shape[0]})"
        case "rows":
            return f"rows({_call('matrix', [name, *shape])})"
        case "symmetric":
            return _call("symmetric", [name, *shape])
        case "steps":
            return _call("sequence", [name, *shape])
        case "labels":
            return _call("classes", [name, *shape, *one.arguments])
        case "one-hot" if len(shape) == 1:
            return f"one_hot(classes({name}, 1, {shape[0]}), {shape[0]})[0]"
        case "one-hot":
            return f"one_hot(classes({name}, {shape[0]}, {shape[1]}), {shape[1]})"
        case "distribution" if len(shape) == 1:
            return f"distributions({name}, 1, {shape[0]})[0]"
        case "distribution":
            return _call("distributions", [name, *shape])
        case "positive":
            return _call(CONSTRUCTORS[len(shape)], [name, *shape, "positive=True"])
    return _call(CONSTRUCTORS[len(shape)], [name, *shape])


def _call(function: str, arguments: Iterable[str]) -> str:
    return f"{function}({', '.join(arguments)})"
