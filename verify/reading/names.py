r"""Read the names of a formula: symbols with their accents, marks, layers and subscripts.

What a letter *is* (a number, an array, a function, an index) LaTeX alone does not say; the
symbols of the derivation do.
"""

from typing import Any

import numpy as np

from verify.reading import nodes as n
from verify.reading.alphabet import ACCENTS, ALWAYS_FUNCTIONS, GREEK, MARKS, STYLES
from verify.reading.made_of import free, is_entry
from verify.reading.spelling import NO_VALUES, PLAIN_FUNCTIONS, Spelling
from verify.reading.tokens import LatexError

LAW = "the mean over a law that nothing defines is not computable"
OPENING = {"(": ")", "[": "]", r"\{": r"\}"}


class Names(Spelling):
    """Names with all that belongs to them."""

    slopes = 0  # primes beside a layer; only who knows the layers counts them

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
        if word in NO_VALUES and word not in self.symbols:
            raise self.error(f"cannot read {word}: it is no computable statement", at)
        if word in PLAIN_FUNCTIONS and word not in self.symbols:
            return self.function(n.Name(at, word))
        name = self.marked(word)
        primes = self.primes().count("prime")
        is_slope = callable(self.symbols.get(name))
        if primes and not is_slope and self.is_primed(written := name + "_prime" * primes):
            name, primes = written, 0
        if not primes and self.sees("^"):
            node, turned = self.raised(n.Name(at, name))
            if turned:
                return n.Transpose(at, node)
            primes = self.slopes
            if isinstance(node, n.Raised) and self.is_layered_function(name):
                return self.of_each_layer(node, primes)
            if not isinstance(node, n.Name):
                return self.entry(node)
            name = node.name
        if self.is_function(name, primes) and not self.sees("_"):
            return self.applied(n.Name(at, name), primes)
        node = n.Name(at, name)
        if primes:
            raise self.error(
                f"the derivation defines no '{name}_prime' and no function {name!r}", at, name
            )
        if self.sees("_"):
            return self.subscripted(node)
        self.take_arguments(name)
        return n.Name(at, self.apart.get(name, name))

    def is_layered_function(self, name: str) -> bool:
        r"""Whether ``f^{(l)}(z)`` comes, one of several functions."""
        return name.partition("_")[0] in ALWAYS_FUNCTIONS and self.next.text in OPENING

    def of_each_layer(self, function: n.Raised, primes: int) -> n.Node:
        call = self.function(function.array, primes)
        if not isinstance(call, n.Call):
            raise self.error("put a function of each layer into parentheses", function.at)
        return n.Call(call.at, function, call.primes, call.arguments)

    def take_arguments(self, name: str) -> None:
        r"""Move past ``(\theta)`` in ``L(\theta)``, where L is a number that is made of θ."""
        value: Any = self.symbols.get(name)
        made_of = set() if isinstance(value, list) or np.ndim(value) else free(value)
        if not made_of or self.next.text not in {"(", "["}:
            return
        start, closing = self.position, OPENING[self.next.text]
        self.position += 1
        try:
            arguments = [self.symbol()]
            while self.take(",", ";"):
                arguments.append(self.symbol())
        except LatexError:
            arguments = []
        values = [self.symbols.get(x.name) if isinstance(x, n.Name) else None for x in arguments]
        known = [bool(free(value, itself=True) & made_of) for value in values]
        is_argument = known and all(known) and self.take(closing)
        if not is_argument or self.next.text in {"^", "_", "'"}:
            self.position = start

    def is_primed(self, name: str) -> bool:
        """Whether a name with primes is a symbol, as in ``w'``, and not the slope of a function."""
        return name in self.symbols

    def is_function(self, name: str, primes: int = 0) -> bool:
        """Whether this is a function; what is read next are its arguments."""
        return callable(self.symbols.get(name)) or (
            name not in self.symbols and self.next.text == "(" and self.sees_arguments()
        )

    def sees_arguments(self) -> bool:
        r"""Whether ``(x, y)`` or ``(y \mid x)`` comes next, which is no factor of a number."""
        depth, ahead = 0, 0
        while (text := self.peek(ahead).text) and (depth or not ahead):
            depth += (text in {"(", "{", r"\{"}) - (text in {")", "}", r"\}"})
            if depth == 1 and text in {",", ";", r"\mid"}:
                return True
            ahead += 1
        return False

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
        if self.next.text != "^":
            return name
        for word, (mark, _) in MARKS.items():
            raised = mark.removeprefix("^")
            if raised != mark and (self.skip("^", raised) or self.skip("^", "{", raised, "}")):
                name += f"_{word}"
        return name + self.word_beside()

    def word_beside(self) -> str:
        r"""What ``^{\text{new}}`` adds to a name: no power is a word."""
        token = self.peek(2)
        if not self.sees("^", "{") or token.text != r"\text" or self.peek(3).text != "}":
            return ""
        words = "".join((token.words or "").split())
        if words in {"", "T"} or not (words.isascii() and words.isalnum()):
            return ""
        self.position += 4
        return f"_{words}"

    def turns(self) -> bool:
        r"""Move past ``\top``, or a T that is no symbol: ``A^T``, ``A^{\mathsf{T}}``."""
        if self.skip(r"\top"):
            return True
        if "T" in {*self.symbols, *self.bound}:
            return False
        if self.sees(r"\text") and self.next.words == "T":
            return self.skip(r"\text")
        styles = (r"\mathsf", r"\mathrm", r"\mathit", r"\mathbf", r"\mathbb", r"\mathcal")
        upright = [self.skip(style, "{", "T", "}") or self.skip(style, "T") for style in styles]
        return any(upright) or self.skip("T")

    def subscripted(self, node: n.Name) -> n.Node:
        """``net_{h1}`` if the derivation defines such a name, an entry of an array otherwise."""
        start = self.position
        self.need("_")
        self.refuse_law()
        is_spelled = self.is_label()
        label = self.label()
        joined = node.name + label  # w5, but not x_i for \xi
        several = (f"{node.name}_{label}", *([] if joined in GREEK else [joined]))
        written = [name for name in several if name in self.symbols]
        behind, primes = self.position, self.primes().count("prime")
        if label and self.is_function(f"{node.name}_{label}", primes):
            return self.applied(n.Name(node.at, f"{node.name}_{label}"), primes)
        self.position = behind
        if is_spelled and label and not written:
            return self.entry(self.whole(n.Name(node.at, self.marked(f"{node.name}_{label}"))))
        if label and written:
            if label.isdecimal() and not is_entry(self.symbols, written[0], node.name, label):
                raise self.error(
                    f"{written[0]!r} and an entry of {node.name!r} look the same", node.at
                )
            found = self.whole(n.Name(node.at, self.marked(written[0])))
            if not isinstance(found, n.Name):
                return self.entry(found)
            if found.name not in self.symbols:
                raise self.error(f"the derivation defines no {found.name!r}", node.at, found.name)
            is_function = callable(self.symbols[found.name])
            return self.applied(found, 0) if is_function else self.entry(found)
        self.position = start
        return self.entry(node)

    def refuse_law(self) -> None:
        r"""Refuse ``E_{x \sim P}``: nothing says what the values are and how likely each is."""
        if not self.sees("{"):
            return
        ahead = 1
        while self.peek(ahead).text not in {"", "}"}:
            if self.peek(ahead).text in {r"\sim", "|", r"\mid", "("}:
                raise self.undecidable(LAW)
            ahead += 1

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
        if self.is_spelled():
            return self.word()
        if not self.take("{"):
            token = self.next
            self.position += 1
            return token.text if token.text.isalnum() else ""
        label = ""
        while not self.take("}"):
            if self.is_spelled():
                label += self.word()
                continue
            if label and self.take(","):  # h_{W,b}
                continue
            if not self.next.text.isalnum():
                return ""
            label += self.next.text
            self.position += 1
        return label

    def is_spelled(self) -> bool:
        r"""Whether ``\text{in}`` or ``\mathrm{in}`` comes next, which is no index."""
        command = self.next.text.removeprefix("\\")
        if command == self.next.text:
            return False
        if command in self.bound:
            return False
        known = command in STYLES or command in ACCENTS or command in GREEK
        return command == "text" or (known and command != "ell")

    def is_label(self) -> bool:
        r"""Whether a subscript such as ``_{\text{in}}`` belongs to the name."""
        start = self.position
        self.take("{")
        found = self.is_spelled()
        self.position = start
        return found

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
        terms = [("+", self.index(braced=True))]
        while sign := self.take("+", "-"):
            terms.append((sign.text, self.index(braced=True)))
        return n.Sum(at, tuple(terms)) if len(terms) > 1 else terms[0][1]

    def primes(self) -> str:
        r"""What the primes of an index add to its name: ``k'`` is ``k_prime``."""
        name = ""
        while self.take("'"):
            name += "_prime"
        return name

    def index(self, braced: bool = False) -> n.Node:
        token = self.next
        command = token.text.removeprefix("\\")
        if command == "ell" or (command != token.text and command in self.bound):
            self.position += 1
            return n.Name(token.at, command)
        if not (token.text.isdecimal() or token.text.isalpha()):
            raise self.error(f"expected an index but found {token}: it is a letter or a number")
        self.position += 1
        if token.text.isdecimal():
            return n.Number(token.at, token.text)
        name = n.Name(token.at, token.text + (self.primes() if braced else ""))
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
