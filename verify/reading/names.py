r"""Read the names of a formula: symbols with their accents, marks, layers and subscripts.

What a letter *is* (a number, an array, a function, an index) LaTeX alone does not say; the
symbols of the derivation do.
"""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from verify.reading import nodes as n
from verify.reading.alphabet import ACCENTS, MARKS, ONE, PYTHON, STYLES
from verify.reading.tokens import Stream

OPENING = {"(", "[", r"\{"}


class Names(Stream):
    """A stream of tokens in which the names of a derivation are known."""

    def __init__(self, latex: str, symbols: Mapping[str, Any]):
        super().__init__(latex)
        self.symbols = symbols
        # L, where it is a number and L_i are others: the name of the number
        self.apart: Mapping[str, str] = getattr(symbols, "apart", {})
        self.bound: set[str] = set()  # the indices of the sums around
        self.examples: Collection[str] = getattr(symbols, "examples", ())
        self.longest = max(map(len, symbols), default=1)
        self.beginnings = {
            name[:at] for name in symbols for at, letter in enumerate(name) if letter == "_"
        }

    def function(self, name: n.Name, primes: int = 0) -> n.Node:
        """Read the arguments of a function; only who reads whole expressions can."""
        raise NotImplementedError

    def raised(self, name: n.Name) -> tuple[n.Node, bool]:
        """Read a layer beside a name; only who knows the layers can."""
        raise NotImplementedError

    def symbol(self) -> n.Node:
        """Read a name with all that belongs to it, then its indices or its arguments."""
        at = self.next.at
        word = self.word()
        name = self.marked(word)
        primes = 0
        while self.take("'"):
            primes += 1
        is_slope = callable(self.symbols.get(name))
        if primes and not is_slope and self.is_primed(written := name + "_prime" * primes):
            name, primes = written, 0
        if not primes and self.sees("^"):
            node, turned = self.raised(n.Name(at, name))
            if turned:
                return n.Transpose(at, node)
            if not isinstance(node, n.Name):
                return self.entry(node)
            name = node.name
        if self.is_function(name, primes):
            return self.applied(n.Name(at, name), primes)
        node = n.Name(at, name)
        if primes:
            raise self.error(
                f"the derivation defines no '{name}_prime' and no function {name!r}", at, name
            )
        if self.sees("_"):
            return self.subscripted(node)
        return n.Name(at, self.apart.get(name, name))

    def word(self) -> str:
        r"""The Python spelling of a symbol without subscripts: ``\hat{y}`` is ``y_hat``."""
        token = self.next
        command = token.text.removeprefix("\\")
        if command in ACCENTS or command in STYLES:
            self.position += 1
            name = self.braced() if self.take("{") else self.word()
            return f"{name}_{command}" if command in ACCENTS else name
        if token.text.startswith("\\") and token.text[1:].isalpha():
            name = PYTHON.get(token.text[1:], token.text[1:])
            if not self.is_letter(name):
                raise self.error(f"cannot read {token.text}: it is no letter")
            self.position += 1
            return name
        if token.text.isalpha():
            return self.letters()
        raise self.error(f"expected a symbol but found {token}")

    def braced(self) -> str:
        """All letters and digits up to the closing brace; a bold 1 is the column ``one``."""
        name = ""
        while not self.take("}"):
            token = self.next
            if not token.text.lstrip("\\").isalnum():
                raise self.error(f"cannot read {token} in a name")
            self.position += 1
            name += token.text.lstrip("\\")
        return ONE[0] if name == "1" else name

    def letters(self) -> str:
        """The longest name that the derivation defines; a single letter is always a name."""
        run = self.next.text
        while (following := self.peek(len(run))).at == self.next.at + len(run):
            if not following.text.isalpha() or len(run) == self.longest:
                break
            run += following.text
        for length in range(len(run), 1, -1):
            name = run[:length]
            if self.is_symbol(name):
                if all(letter in self.symbols for letter in name):
                    raise self.error(
                        f"{name!r} can be read as one symbol or as {length}: use \\mathrm"
                    )
                self.position += length
                return name
        self.position += 1
        return run[0]

    def is_symbol(self, name: str) -> bool:
        """Whether the derivation defines a value of this name, or ``net_h1`` for ``net``."""
        if name in self.symbols:
            return not callable(self.symbols[name])
        return name in self.beginnings

    def is_letter(self, name: str) -> bool:
        """Whether a command stands for a letter, known or not."""
        return True

    def is_primed(self, name: str) -> bool:
        """Whether a name with primes is a symbol, as in ``w'``, and not the slope of a function."""
        return name in self.symbols

    def is_function(self, name: str, primes: int = 0) -> bool:
        """Whether this is a function; what is read next are its arguments."""
        return callable(self.symbols.get(name))

    def applied(self, name: n.Name, primes: int) -> n.Node:
        """A function with its arguments; one of notes has its own parameters without any.

        ``f`` in a derivative of f is f(x, y), where the notes define f(x, y).
        """
        parameters = getattr(self.symbols.get(name.name), "parameters", None)
        if parameters is None or self.next.text in {*OPENING, "'"}:
            found = self.function(name, primes)
            return self.as_product(found, name.name) if parameters is not None else found
        return n.Call(name.at, name, primes, tuple(n.Name(name.at, x) for x in parameters))

    def as_product(self, call: n.Node, name: str) -> n.Node:
        r"""``\sigma (1 - \sigma)`` is a product: the function stands in its own argument, bare."""
        inner = next((x for x in call.inside[1:] if _is_bare(x, name)), None)
        if inner is None:
            return call
        if not isinstance(call, n.Call) or call.primes or self.next.text in {"^", "_"}:
            raise self.error(f"write the arguments of {name!r} wherever it stands", call.at)
        return n.Product(call.at, (("", inner), ("", call.arguments[0])))

    def marked(self, name: str) -> str:
        """Join a mark to the name: ``w^+`` is ``w_plus``."""
        for word, (mark, _) in MARKS.items():
            raised = mark.removeprefix("^")
            if raised != mark and (self.skip("^", raised) or self.skip("^", "{", raised, "}")):
                name += f"_{word}"
        return name

    def turns(self) -> bool:
        r"""Move past ``\top``, or a T that is no symbol: ``A^T``, ``A^{\mathsf{T}}``."""
        if self.skip(r"\top"):
            return True
        if "T" in {*self.symbols, *self.bound}:
            return False
        upright = [self.skip(style, "{", "T", "}") for style in (r"\mathsf", r"\mathrm")]
        return any(upright) or self.skip("T")

    def subscripted(self, node: n.Name) -> n.Node:
        """``net_{h1}`` if the derivation defines such a name, an entry of an array otherwise."""
        start = self.position
        self.need("_")
        label = self.label()
        written = [w for w in (f"{node.name}_{label}", node.name + label) if w in self.symbols]
        if label and written:
            if label.isdecimal() and np.ndim(self.symbols.get(node.name, 0)):
                raise self.error(
                    f"{written[0]!r} and an entry of {node.name!r} look the same", node.at
                )
            found = self.whole(n.Name(node.at, self.marked(written[0])))
            if not isinstance(found, n.Name):
                return self.entry(found)
            if found.name not in self.symbols:
                raise self.error(f"the derivation defines no {found.name!r}", node.at, found.name)
            is_function = callable(self.symbols[found.name])
            return self.function(found) if is_function else self.entry(found)
        self.position = start
        return self.entry(node)

    def entry(self, node: n.Node) -> n.Node:
        if not self.take("_"):
            return node
        indices = self.subscript()
        if isinstance(node, n.Name):
            node = self.primed(node)
            node = self.whole(n.Name(node.at, self.marked(node.name)))  # W_{ij}^{(1)}
        if isinstance(node, n.Entry):  # the step of a sequence
            return n.Entry(node.at, node.array, (*node.indices, *indices))
        return n.Entry(node.at, node, indices)

    def primed(self, node: n.Name) -> n.Name:
        r"""The name with the primes behind its subscript: ``g_t'`` is an entry of ``g_prime``."""
        start, name = self.position, node.name
        while self.take("'"):
            name += "_prime"
        if name != node.name and not self.is_primed(name):
            self.position = start
            return node
        return n.Name(node.at, name)

    def whole(self, name: n.Name) -> n.Node:
        """The name with the layer beside it, which is not turned."""
        start = self.position
        node, turned = self.raised(name)
        if turned:
            raise self.error("an entry has no transpose", self.tokens[start].at)
        return node

    def label(self) -> str:
        """A subscript as plain letters and digits, or nothing if it is more than that."""
        if not self.take("{"):
            token = self.next
            self.position += 1
            return token.text if token.text.isalnum() else ""
        label = ""
        while not self.take("}"):
            if not self.next.text.isalnum():
                return ""
            label += self.next.text
            self.position += 1
        return label

    def subscript(self) -> tuple[n.Node, ...]:
        """The indices after ``_``: ``i``, ``{ij}``, ``{n,t_n}``, ``{t-1}``."""
        if not self.take("{"):
            return (self.index(),)
        indices = [self.index_sum()]
        while not self.take("}"):
            self.take(",")
            indices.append(self.index_sum())
        return tuple(indices)

    def index_sum(self) -> n.Node:
        at = self.next.at
        terms = [("+", self.index())]
        while sign := self.take("+", "-"):
            terms.append((sign.text, self.index()))
        return n.Sum(at, tuple(terms)) if len(terms) > 1 else terms[0][1]

    def index(self) -> n.Node:
        token = self.next
        if not (token.text.isdecimal() or token.text.isalpha()):
            raise self.error(f"expected an index but found {token}: it is a letter or a number")
        self.position += 1
        if token.text.isdecimal():
            return n.Number(token.at, token.text)
        name = n.Name(token.at, token.text)
        if self.take("_"):
            return n.Entry(token.at, name, self.subscript())
        if not isinstance(self.symbols.get(token.text, 0), int):
            raise self.error(f"{token.text!r} is a symbol: take another letter", token.at)
        return name


def _is_bare(node: n.Node, name: str) -> bool:
    """Whether a function of this name is applied where no argument is written."""
    return (
        isinstance(node, n.Call)
        and node.function.name == name
        and any(argument.at == node.at for argument in node.arguments)
    )
