r"""Find what notes define: an equation whose left side is a symbol that nothing declares."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from verify.notes.declared import DeclarationError, python_name
from verify.notes.pieces import Formula
from verify.proving.indices import free_indices
from verify.reading import nodes as n
from verify.reading.alphabet import CONSTANTS, FUNCTIONS
from verify.reading.equations import chains

APPLIED = re.compile(  # f(x, y) or softmax(z)_i at the start of a line
    r"(?:^|\\\\|\\qquad|\\begin\{\w+\*?\})[\s&]*"
    r"(?P<name>(?:\\(?:mathrm|operatorname|text|mathbf|mathcal)\s*\{\w+\}|\\?[A-Za-z]+)"
    r"(?:_(?:\\?[A-Za-z]+|\{[\w,\\]*\}))?)"
    r"\s*(?:\\left|\\[bB]igg?l?)?\(\s*(?P<arguments>[^()=]*?)\s*(?:\\right|\\[bB]igg?r?)?\)"
    r"\s*(?:_\{?(?P<index>[a-z])\}?)?[\s&]*(?:=|:=)"
)


@dataclass(frozen=True)
class Definition:
    """A symbol or a function, and the side that says what it is."""

    name: str
    side: n.Node
    place: str  # of the side, as its key
    indices: str = ""  # on the left side
    parameters: tuple[str, ...] = ()  # of a function

    @property
    def number(self) -> str:
        """The digits, where a symbol of an example is given its number."""
        node = self.side.of if isinstance(self.side, n.Negative) else self.side
        if self.indices or self.parameters or not isinstance(node, n.Number):
            return ""
        return ("-" if node is not self.side else "") + node.digits

    @property
    def needs(self) -> frozenset[str]:
        """The names that the side holds, without its indices."""
        indices = set(free_indices(self.side, {})) | set(self.indices)
        return names_of(self.side) - indices - {*self.parameters}

    def statement(self, known: Mapping[str, Any], sizes: Mapping[str, int]) -> str:
        """The line of the derivation that gives the name its value."""
        used = self.needs & set(known)
        if any(isinstance(inner, n.Derivative) for inner in n.walk(self.side)):
            used |= set(sizes)
        arguments = [f'"{self.place}"']
        if self.parameters:
            arguments.append(f'"{" ".join(self.parameters)}"')
        if self.indices:
            arguments.append(f'"{self.indices}"')
        arguments += [f"{name}={name}" for name in sorted(used)]
        function = "mapping" if self.parameters else "formula"
        return f"{self.name} = {function}({', '.join(arguments)})"


def names_of(node: n.Node) -> frozenset[str]:
    """The names in a formula but for constants, known functions and what a sum counts."""
    counted = {inner.index for inner in n.walk(node) if isinstance(inner, n.Fold)}
    found = {inner.name for inner in n.walk(node) if isinstance(inner, n.Name)}
    return frozenset(found - counted - set(CONSTANTS) - set(FUNCTIONS))


def functions_defined(formula: Formula) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The functions that a display may define, with their parameters."""
    for found in APPLIED.finditer(formula.latex):
        try:
            name = python_name(found["name"])
            parameters = tuple(python_name(one) for one in found["arguments"].split(","))
        except DeclarationError:
            continue
        if name not in FUNCTIONS and name not in CONSTANTS:
            yield name, parameters


def definitions(
    formula: Formula, known: Mapping[str, Any], functions: Mapping[str, tuple[str, ...]]
) -> Iterator[Definition]:
    """The definitions in a display; raises `LatexError` where it can't be read.

    ``functions`` are those of the notes that have no value yet, with their parameters.
    """
    own = dict(functions_defined(formula))
    symbols = {**dict.fromkeys(functions, open_function), **known}
    for number, chain in enumerate(chains(formula.latex, symbols)):
        left, right = chain.sides[0].value, chain.sides[1]
        if right.relation == "≈":
            continue
        key = f"{formula.place(right.value.at).rpartition('/')[2]}:{number}"
        match left:
            case n.Name(name=name) if name not in known and name not in CONSTANTS:
                yield Definition(name, right.value, key)
            case n.Entry(array=n.Name(name=name), indices=indices) if name not in known:
                letters = [index.name for index in indices if isinstance(index, n.Name)]
                if len(letters) == len(indices) == len(set(letters)) and not {*letters} & {*known}:
                    yield Definition(name, right.value, key, "".join(letters))
            case n.Call(function=n.Name(name=name)) if name in own and name not in known:
                yield Definition(name, right.value, key, "", own[name])
            case n.Entry(array=n.Call(function=n.Name(name=name)), indices=(n.Name(name=index),)):
                if name in own and name not in known:
                    yield Definition(name, right.value, key, index, own[name])


def open_function(*arguments: Any) -> Any:
    """Stands for a function that is read before it has a definition."""
    raise TypeError("this function has no definition yet")
