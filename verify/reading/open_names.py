r"""Say which names a display has, and how each is written, before anything is known of them.

>>> names_in(r"z_j = \sum_{i=1}^{n} W_{ij} x_i + b_j")["W"].indices
{('i', 'j')}

What a letter is, LaTeX alone does not say. Here each letter is a name, and a name before
parentheses is a function only if nothing else can be meant: it has primes or several arguments, or
is a word, or one of the letters that are always functions. Whether the others are, as in
``a(b + c)``, is for the caller to decide, who puts those that are into ``symbols`` and
asks again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from verify.reading import nodes as n
from verify.reading.alphabet import (
    ALWAYS_FUNCTIONS,
    BARS,
    CONSTANTS,
    EQUALS,
    FOLDS,
    FUNCTIONS,
    OF_ARRAYS,
    OF_VECTORS,
    RELATIONS,
    STYLES,
)
from verify.reading.equations import Equations
from verify.reading.layers import LETTERS as LAYERS
from verify.reading.tokens import LatexError
from verify.reading.unicode import LETTERS, text

BOLD = {r"\mathbf", r"\boldsymbol", r"\bm"}
BAR_NAMES = {bars.name for bars in BARS.values()} | OF_VECTORS | OF_ARRAYS
ENTRY = re.compile(r"[a-z]_[ijk]{2}")  # h_ij, before parentheses a factor
SHORTEST_WORD = 4  # letters
VOWELS = {*"aeiou"}
OPENING = {"(": ")", "[": "]", r"\{": r"\}"}


@dataclass
class Use:
    """How a name is written in a display."""

    at: int  # where it first stands in the LaTeX
    indices: set[tuple[str, ...]] = field(default_factory=set)  # ("i", "t - 1"); () for none
    raised: set[str] = field(default_factory=set)  # in brackets beside it: "l", "l - 1", "2"
    arguments: set[int] = field(default_factory=set)  # how many, where it is surely a function
    before_parentheses: bool = False  # where it may be a function of one argument, or a factor
    primes: bool = False  # it is a function f', or the derivation names f_prime
    transposed: bool = False
    differentiated: bool = False  # something is differentiated by it
    derived: bool = False  # its derivative is taken
    is_left: bool = False  # it stands alone on the left side of an equation
    is_index: bool = False  # of a sum, of a subscript or of a layer
    is_limit: bool = False  # the upper limit of a sum: a size
    shape: tuple[str, ...] | None = None  # that W \\in \\mathbb{R}^{m \\times n} states
    bold: bool = False
    capital: bool = False

    @property
    def subscripts(self) -> set[int]:
        """How many subscripts it has, wherever it occurs; more than one number for z and z_i."""
        return {len(indices) for indices in self.indices}


def names_in(latex: str, symbols: Mapping[str, Any] | None = None) -> dict[str, Use]:
    """The names of a display, as Python spells them, in reading order.

    ``symbols`` are those that are known already. Functions such as ``exp``, the constants ``e``
    and ``pi`` and Kronecker's delta are no names.

    Raises:
        LatexError: the notation is not understood.
    """
    found, reader = open_chains(latex, symbols or {})
    uses = _Uses(reader)
    for name, shape in reader.shapes.items():
        uses.of(n.Name(0, name)).shape = shape
    for chain in found:
        left = chain.sides[0].value
        uses.left(left)
        for part in (*(side.value for side in chain.sides), *chain.conditions):
            uses.visit(part)
    return dict(sorted(uses.found.items(), key=lambda item: item[1].at))


def open_chains(latex: str, symbols: Mapping[str, Any]) -> tuple[list[n.Chain], "OpenReader"]:
    """The equations of a display in which names may be unknown; layers stay `Raised`."""
    reader = OpenReader(latex, symbols)
    try:
        return reader.display(), reader
    except RecursionError:
        raise reader.error("nested too deeply to read") from None


class OpenReader(Equations):
    """A reader to whom nothing is unknown."""

    def __init__(self, latex: str, symbols: Mapping[str, Any]):
        super().__init__(latex, symbols)
        self.equals = {**RELATIONS, **EQUALS}
        self.bold: set[str] = set()
        self.commands: set[str] = set()  # of several letters in one command: \mathrm{softmax}
        self.before_parentheses: set[str] = set()

    def word(self) -> str:
        command = self.next.text
        name = super().word()
        if command in BOLD:
            self.bold.add(name)
        elif command.removeprefix("\\") in STYLES and len(name) > 1 and self.letters_only():
            self.commands.add(name)
        return name

    def letters_only(self) -> bool:
        """Whether the name that was just read is spelled in letters, and is no Greek one."""
        return self.peek(-2).text.isalpha()

    def is_function(self, name: str, primes: int = 0) -> bool:
        if name in self.symbols:
            return super().is_function(name)
        if self.next.text not in OPENING or ENTRY.fullmatch(name):
            return False
        base = name.partition("_")[0]
        is_known = base in ALWAYS_FUNCTIONS or base in self.commands
        if primes or is_known or self.is_differentiated() or self.has_arguments():
            return True
        self.before_parentheses.add(name)
        return False

    def is_differentiated(self) -> bool:
        r"""Whether ``\nabla`` or ``\nabla_w`` stands directly before, as in ``\nabla L(w^t)``."""
        at = self.position - 2
        if at >= 0 and self.tokens[at].text == "}":
            while at > 0 and self.tokens[at].text != "{":
                at -= 1
        before = [token.text for token in self.tokens[max(0, at - 2) : at + 1]]
        return before[-1:] == [r"\nabla"] or before[-3:-1] == [r"\nabla", "_"]

    def has_arguments(self) -> bool:
        """Whether the parentheses that open next hold several arguments, or one symbol alone."""
        inside = self.tokens[self.position + 1 : self.closes(self.position)]
        depth = 0
        for token in inside:
            depth += (token.text in {*OPENING, "{"}) - (token.text in {*OPENING.values(), "}"})
            if depth == 0 and token.text in {",", ";", r"\mid"}:
                return True
        bars = sum(token.text == "|" for token in inside)
        return bars == 1 or self.is_symbol_alone(len(inside))

    def is_symbol_alone(self, length: int) -> bool:
        start, bold = self.position, set(self.bold)
        self.position += 1
        end = self.position + length
        try:
            found = self.symbol() if length else None
        except LatexError:
            found = None
        is_alone = isinstance(found, n.Name | n.Entry | n.Raised) and self.position == end
        self.position, self.bold = start, bold
        return is_alone

    def letters(self) -> str:
        """A letter, or a word of several: nobody multiplies so many letters."""
        run, length = self.next.text, 1
        while (following := self.peek(length)).at == self.next.at + length:
            if not following.text.isalpha() or len(following.text) > 1:
                break
            run += following.text
            length += 1
        least = SHORTEST_WORD - (following.text in {"(", "_"})
        if length >= least and VOWELS & {*run.lower()} and run not in self.symbols:
            self.position += length
            return run
        return super().letters()

    def is_change(self, mark: str, name: str) -> bool:
        return mark not in self.symbols

    def is_mean(self, name: str) -> bool:
        return True

    def is_letter(self, name: str) -> bool:
        return name in self.symbols or name in LETTERS

    def is_primed(self, name: str) -> bool:
        return name in self.symbols or self.next.text not in OPENING

    def is_layered(self, name: str, index: n.Node) -> bool:
        letters = {x.name for x in n.walk(index) if isinstance(x, n.Name)}
        is_power = name in self.symbols and letters & {*self.symbols, *self.bound}
        return not is_power and len(letters) == 1 and letters <= LAYERS

    def has(self, name: str) -> bool:
        return True

    def is_end(self, node: n.Node) -> bool:
        return isinstance(node, n.Name)

    def complain(self, at: int) -> None:
        """Say nothing: what is no claim has names as well."""

    def expanded(self, chain: n.Chain) -> list[n.Chain]:
        return [chain]


class _Uses:
    """Collect how names are used."""

    def __init__(self, reader: OpenReader):
        self.reader = reader
        self.found: dict[str, Use] = {}

    def of(self, node: n.Name) -> Use:
        known = self.found.get(node.name)
        if known is None:
            known = self.found[node.name] = Use(
                node.at,
                before_parentheses=node.name in self.reader.before_parentheses,
                bold=node.name in self.reader.bold,
                capital=node.name[:1].isupper(),
            )
        known.at = min(known.at, node.at)
        return known

    def left(self, node: n.Node) -> None:
        """Note the name that stands alone, with its subscripts or arguments."""
        match node:
            case n.Call(function=n.Name() as name, primes=0) if not self.is_known(name.name):
                self.of(name).is_left = True
            case _ if whose := named(node):
                self.of(whose).is_left = True

    def is_known(self, name: str) -> bool:
        return name in {*FUNCTIONS, *FOLDS, *CONSTANTS} and name not in self.reader.symbols

    def visit(self, node: n.Node) -> None:
        match node:
            case n.Name(name=name):
                if not self.is_known(name):
                    self.of(node).indices.add(())
                return
            case n.Entry(indices=indices) if whose := named(node):
                self.of(whose).indices.add(tuple(map(text, indices)))
                self.indices(*indices)
                self.raised(node.array)
                return
            case n.Raised(array=array):
                self.of(array).indices.add(())
                self.raised(node)
                return
            case n.Call(function=name, primes=primes, arguments=arguments):
                if not self.is_known(name.name) and name.name not in BAR_NAMES:
                    own = name.array if isinstance(name, n.Raised) else name
                    self.of(own).arguments.add(len(arguments))
                    self.of(own).primes |= bool(primes)
                for argument in arguments:
                    self.visit(argument)
                return
            case n.Transpose(of=of) if whose := named(of):
                self.of(whose).transposed = True
            case n.Derivative(of=of, by=by):
                if whose := named(by):
                    self.of(whose).differentiated = True
                if whose := named(of):
                    self.of(whose).derived = True
            case n.Fold(index=index, last=last):
                self.of(n.Name(node.at, index)).is_index = True
                if isinstance(last, n.Name):
                    self.of(last).is_limit = True
            case n.Delta(left=left, right=right):
                self.indices(left, right)
                return
        for child in n.children(node):
            self.visit(child)

    def raised(self, node: n.Node) -> None:
        if isinstance(node, n.Raised):
            self.of(node.array).raised.add(text(node.index).replace("−", "-"))
            self.indices(node.index)

    def indices(self, *nodes: n.Node) -> None:
        for node in nodes:
            for name in n.walk(node):
                if isinstance(name, n.Name):
                    self.of(name).is_index = True


def named(node: n.Node) -> n.Name | None:
    """The name of which a node is an entry, a layer or all."""
    match node:
        case n.Name():
            return node
        case n.Entry(array=array) | n.Raised(array=array):
            return named(array)
    return None
