r"""Read what acts on what follows: ``\nabla_w L``, ``\partial_x f``, ``\mathbf{1}[x > 0]``."""

import numpy as np

from verify.reading import nodes as n
from verify.reading.alphabet import ACCENTS, BARS, ONE, RELATIONS, STYLES
from verify.reading.expressions import BRACKETS
from verify.reading.notations import Notations
from verify.reading.tokens import LatexError

BY_WHAT = r"by what? write \nabla_w L, or \frac{\partial L}{\partial w}"
AROUND = {r"\underbrace": "_", r"\overbrace": "^", r"\boxed": "", r"\mathop": ""}
LIMIT = r"a limit is computed to a number alone, as in \lim_{h \to 0}"
MACROS = {r"\abs": "abs", r"\norm": "norm"}  # of the package physics, and of many preambles
INDICATORS = {"1", "I", ONE[0]}
OTHERWISE = ("otherwise", None, None)


def argument_for(of: n.Node, by: n.Node) -> n.Node:
    r"""The argument that ``\nabla_\theta L(\theta_t)`` names: the gradient is the one there.

    So it is for ``\tilde\theta``, which is another value of the same argument.
    """
    if not isinstance(of, n.Call) or not isinstance(by, n.Name):
        return by
    places = [x for x in of.arguments if is_value_of(x, by.name)]
    if len(of.arguments) == 1 and not places and is_of_values(of.arguments[0], by.name):
        return of.arguments[0]
    return places[0] if len(places) == 1 else by


def is_value_of(node: n.Node, name: str) -> bool:
    """Whether a node is a step of a name, or the name with an accent, or a step of that."""
    array = node.array if isinstance(node, n.Entry) else node
    if not isinstance(array, n.Name):
        return False
    is_step = isinstance(node, n.Entry) and array.name == name
    return is_step or array.name in {f"{name}_{accent}" for accent in ACCENTS}


def is_of_values(node: n.Node, name: str) -> bool:
    r"""Whether a sum holds values of a name, and not the name: ``\theta_t + \mu v_t``."""
    parts = [*n.walk(node)]
    inside = {id(x.array) for x in parts if isinstance(x, n.Entry)}
    alone = [x for x in parts if isinstance(x, n.Name) and x.name == name and id(x) not in inside]
    return not alone and any(is_value_of(x, name) for x in parts)


class Operators(Notations):
    """Notations, and what acts on what follows."""

    def notation(self) -> n.Node | None:
        text = self.next.text
        if text == r"\nabla":
            return self.gradient()
        if self.sees(r"\partial", "_"):
            return self.partial()
        if text == r"\langle":
            return self.inner()
        if text == r"\lim":
            return self.limit()
        if text in AROUND:
            return self.around()
        if text in MACROS:
            self.position += 1
            return n.Call(
                self.peek(-1).at, n.Name(self.peek(-1).at, MACROS[text]), 0, (self.argument(),)
            )
        if self.of_array():
            return self.array_function()
        if text in {"1", "I"} or text.removeprefix("\\") in STYLES:
            found = self.indicator() or self.sized() or self.zero()
            if found is not None:
                return found
        return super().notation()

    def limit(self) -> n.Node:
        r"""``\lim_{h \to 0} f(h)``, to a number that is approached from both sides."""
        at = self.need(r"\lim").at
        start = self.position
        try:
            variable, place = self.approached()
        except LatexError:
            self.position = start
            if self.take("_"):
                self.skip_group()
            self.product()
            raise self.undecidable(LIMIT, at) from None
        return n.Limit(at, self.product(), variable, place)

    def approached(self) -> tuple[n.Name, n.Node]:
        r"""``_{h \to 0}``: what goes, and where."""
        self.need("_")
        self.need("{")
        depth = 1 + bool(self.take("{"))
        variable = self.symbol()
        if not isinstance(variable, n.Name) or not self.take(r"\to", r"\rightarrow"):
            raise self.error("write what goes where, as in h \\to 0")
        place = self.sum()
        for _ in range(depth):
            self.need("}")
        return variable, place

    def below(self) -> n.Node:
        r"""The symbol below an operator: ``x``, ``{x_i}`` or ``\mathbf{x}``."""
        if self.take("{"):
            symbol = self.symbol()
            self.need("}")
        else:
            symbol = n.Name(self.next.at, self.word())
        if not isinstance(symbol, n.Name | n.Entry | n.Raised):
            raise self.error("differentiate by a symbol", symbol.at)
        return symbol

    def gradient(self) -> n.Node:
        at = self.need(r"\nabla").at
        if self.sees("^"):
            raise self.undecidable(
                r"write second derivatives, \frac{\partial^2 L}{\partial x_i \partial x_j}"
            )
        by = self.below() if self.take("_") else None
        start = self.position
        of, turned = self.of_gradient(by)
        if by is None:
            arguments = of.arguments if isinstance(of, n.Call) else self.passed(start)
            known = [isinstance(x, n.Name | n.Entry | n.Raised) for x in arguments]
            if not known or not (all(known) or len(known) == 1):
                raise self.undecidable(BY_WHAT, at)
            by = arguments[0]
            if len(arguments) > 1:  # of several numbers: a vector
                slopes = [n.Derivative(at, of, x, 1) for x in arguments]
                found: n.Node = n.Matrix(at, tuple((slope,) for slope in slopes))
                by = None
        if by is not None:
            found = n.Gradient(at, of, argument_for(of, by))
        if turned:  # which marks its end
            return n.Transpose(at, found)
        self.open = found
        return found

    def passed(self, start: int) -> tuple[n.Node, ...]:
        r"""The arguments of a number that is made of them: w of ``\nabla L(w)``."""
        end = self.position
        opening = [at for at in range(start, end) if self.tokens[at].text == "("]
        if not opening or self.closes(opening[0]) != end - 1:
            return ()
        self.position = opening[0]
        found = self.arguments()
        self.position = end
        return found

    def of_gradient(self, by: n.Node | None) -> tuple[n.Node, bool]:
        r"""What a gradient is taken of, and whether ``\top`` turns it: ``\nabla f(x)^\top``."""
        start = self.next
        of = self.differentiated(by)
        if isinstance(of, n.Transpose) and start.text not in BRACKETS:
            return of.of, True
        if isinstance(of, n.Power) and start.text not in BRACKETS and start.text not in BARS:
            raise self.error("is the gradient squared, or what it is of? add parentheses", of.at)
        return of, False

    def partial(self) -> n.Node:
        at = self.need(r"\partial").at
        self.need("_")
        by = self.below()
        self.open = n.Derivative(at, self.factor(), by, 1)
        return self.open

    def inner(self) -> n.Node:
        r"""``\langle x, y \rangle``."""
        at = self.need(r"\langle").at
        left = self.sum()
        self.need(",")
        right = self.sum()
        self.need(r"\rangle")
        return n.Call(at, n.Name(at, "inner"), 0, (left, right))

    def around(self) -> n.Node:
        r"""``\underbrace{x}_{\text{words}}`` is what it holds, in parentheses."""
        mark, start = AROUND[self.next.text], self.position
        self.position += 1
        value = self.argument()
        if mark and self.take(mark):
            self.skip_group()
        self.refuse_hidden(value, start)
        return value

    def skip_group(self) -> None:
        """Move past braces, whatever they hold."""
        if not self.take("{"):
            self.position += 1
            return
        depth = 1
        while depth and self.next.text:
            depth += (self.next.text == "{") - (self.next.text == "}")
            self.position += 1

    # -- indicators

    def indicator(self) -> n.Node | None:
        r"""``\mathbf{1}[x > 0]``, ``1\{y = k\}``, ``\mathbb{I}(x > 0)``: one where it holds."""
        start, at = self.position, self.next.at
        name = self.letter_of_indicator()
        if name not in INDICATORS:
            self.position = start
            return None
        braced = self.skip("_", "{")
        opening = "{" if braced else self.next.text
        if (not braced and opening not in BRACKETS) or not self.holds_relation():
            self.position = start
            return None
        if not braced:
            self.position += 1
        conditions = self.relation()
        self.need("}" if braced else BRACKETS[opening])
        if isinstance(conditions, n.Delta):
            return conditions
        zero, one = n.Number(at, "0"), n.Number(at, "1")
        return n.Cases(at, ((one, conditions), (zero, n.Condition(at, *OTHERWISE))))

    def letter_of_indicator(self) -> str:
        text = self.next.text
        if text in {"1", "I"}:
            self.position += 1
            return text
        if text.removeprefix("\\") not in STYLES:
            return ""
        braces = 0
        while self.next.text.removeprefix("\\") in STYLES:  # \boldsymbol{\mathbf{0}}
            self.position += 1
            braces += self.take("{") is not None
        name = self.next.text
        self.position += bool(name)
        if not all(self.take("}") for _ in range(braces)):
            return ""
        return name

    def holds_relation(self) -> bool:
        """Whether a relation stands directly in the brackets that come next."""
        depth = 0 if self.next.text in BRACKETS else 1
        for ahead in range(len(self.tokens) - self.position):
            token = self.peek(ahead).text
            depth += (token in {*BRACKETS, "{"}) - (token in {*BRACKETS.values(), "}"})
            if depth == 0:
                return False
            if depth == 1 and token in RELATIONS:
                return True
        return False

    def relation(self) -> n.Condition | n.Delta:
        left = self.sum()
        relation = self.take(*RELATIONS)
        if relation is None:
            raise self.error(f"expected a relation but found {self.next}")
        right = self.sum()
        sign = RELATIONS[relation.text]
        if sign == "=" and (self.is_place(left) or self.is_place(right)):
            return n.Delta(left.at, left, right)
        if self.is_class(left) or self.is_class(right):
            raise self.error(r"a class equals an index, as in \mathbb{1}[y_n = k]", left.at)
        return n.Condition(left.at, sign, left, right)

    def is_class(self, node: n.Node) -> bool:
        """Whether a node is an entry of labels, whose numbers the derivation counts from 0."""
        array = node.array if isinstance(node, n.Entry) else node
        labels = self.symbols.get(array.name) if isinstance(array, n.Name) else None
        return isinstance(labels, np.ndarray) and labels.dtype.kind == "i"

    def is_place(self, node: n.Node) -> bool:
        """Whether a node is the letter of an index, so that what equals it is a class."""
        return isinstance(node, n.Name) and node.name not in self.symbols

    # -- functions of arrays

    def of_array(self) -> bool:
        r"""Whether ``\mathrm{tr}(A)``, ``\det A`` or ``\mathrm{diag}(x)`` comes next."""
        return self.next.text in {r"\det", r"\tr"} and self.next.text[1:] not in self.symbols

    def array_function(self) -> n.Node:
        token = self.next
        self.position += 1
        name = n.Name(token.at, token.text[1:])
        if self.next.text in BRACKETS:
            return n.Call(token.at, name, 0, self.arguments())
        self.open = n.Call(token.at, name, 0, (self.factor(),))
        return self.open

    def zero(self) -> n.Node | None:
        r"""``\mathbf{0}``: the zero of any shape."""
        start, at = self.position, self.next.at
        if self.letter_of_indicator() == "0":
            return n.Number(at, "0")
        self.position = start
        return None

    def sized(self) -> n.Node | None:
        r"""``\mathbf{1}_K``, ``I_n``: ones, or the identity, of a size."""
        start, at = self.position, self.next.at
        name = self.letter_of_indicator()
        kind = {"1": "ones", "I": "eye"}.get(name)
        if (
            kind is None
            or self.tokens[start].text == "1"
            or name in self.symbols
            or not self.take("_")
        ):
            self.position = start
            return None
        braced = self.take("{")
        size = self.next
        self.position += 1
        is_size = isinstance(self.symbols.get(size.text), int)
        is_symbol = name == "1" and f"{ONE[0]}_{size.text}" in self.symbols
        if not is_size or is_symbol or (braced and not self.take("}")):
            self.position = start
            return None
        return n.Call(at, n.Name(at, kind), 0, (n.Name(size.at, size.text),))
