r"""Find what notes define: an equation whose left side is a symbol that nothing declares."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from verify.notes.examples import of_an_example
from verify.notes.opened import Opened, functions_defined
from verify.notes.steps import own_shift
from verify.proving.indices import free_indices
from verify.proving.worked import is_numeric
from verify.reading import nodes as n
from verify.reading.alphabet import BARS, CONSTANTS, FOLDS, FUNCTIONS, OF_VECTORS
from verify.reading.unicode import text

ERRORS = {"delta", "Delta", "g", "G"}  # letters of gradients
OBSERVED, NOISES = {"y", "Y"}, {"epsilon", "varepsilon"}  # y is what is observed with a noise
OF_ARRAYS = {"tr", "det", "diag", "total"}
IN_BARS = {bars.name for bars in BARS.values()}
BUILT_IN = {*OF_ARRAYS, *CONSTANTS, *FUNCTIONS, *FOLDS, *OF_VECTORS, *IN_BARS}
LOSING = {"tr", "det", "diag", *IN_BARS}  # which give the same for many arrays


@dataclass(frozen=True)
class Definition:
    """A symbol or a function, and the side that says what it is."""

    name: str
    side: n.Node
    place: str  # of the side, as its key
    indices: str = ""  # on the left side
    parameters: tuple[str, ...] = ()  # of a function
    shift: int | None = None  # of a recursion: 1 for ``v_{t+1}``
    start: bool = False  # whether it says what stands at step 0 of one
    last: bool = False  # whether the name stands at the end, where others may say what it is

    @property
    def number(self) -> str:
        """The digits, where a symbol of an example is given its number."""
        node = self.side.of if isinstance(self.side, n.Negative) else self.side
        if self.indices or self.parameters or self.start or not isinstance(node, n.Number):
            return ""
        return ("-" if node is not self.side else "") + node.digits

    @property
    def is_plugged(self) -> bool:
        """Whether the side computes with numbers alone: another says of which formula it is."""
        return not (self.indices or self.parameters or self.start) and is_numeric(self.side)

    @property
    def has_entries(self) -> bool:
        """Whether entries of the same letter stand in it."""
        return any(
            isinstance(x, n.Entry) and isinstance(x.array, n.Name) and x.array.name == self.name
            for x in n.walk(self.side)
        )

    @property
    def is_made_of_its_letter(self) -> bool:
        r"""Whether its letter stands in it without subscripts, as in ``\eta_t = \eta / t``."""
        entries = [x for x in n.walk(self.side) if isinstance(x, n.Entry | n.Raised)]
        inside = {id(x.array) for x in entries}
        return any(
            isinstance(x, n.Name) and x.name == self.name and id(x) not in inside
            for x in n.walk(self.side)
        )

    @property
    def is_circle(self) -> bool:
        r"""Whether it says how something is and not what: ``\sigma(z) = \sigma(z - m)`` of z."""
        is_value = not (self.indices or self.parameters or self.start)
        return is_value and self.shift is None and self.is_made_of_its_letter

    @property
    def is_recursion(self) -> bool:
        """Whether it goes from one step or layer to another: ``a^{(l-1)}`` stands in it."""
        parts = [*n.walk(self.side)]
        indices = [k for x in parts if isinstance(x, n.Entry) for k in x.indices]
        indices += [x.index for x in parts if isinstance(x, n.Raised)]
        return self.shift is not None or any(isinstance(k, n.Sum) for k in indices)

    @property
    def needs(self) -> frozenset[str]:
        """The names that the side holds, without its indices."""
        indices = set(free_indices(self.side, {})) | set(self.indices)
        own = {self.name} if self.shift is not None else set()
        return names_of(self.side) - indices - {*self.parameters} - own

    def statement(self, known: Mapping[str, Any], sizes: Mapping[str, int]) -> str:
        """The line of the derivation that gives the name its value."""
        used = self.needs & set(known)
        if any(isinstance(inner, n.Derivative | n.Gradient) for inner in n.walk(self.side)):
            used |= set(sizes)
        arguments = [f'"{self.place}"']
        if self.shift is not None:
            arguments += [f'"{self.name}"', f'"{self.indices}"', str(self.shift)]
            arguments += [f"{name}={name}" for name in sorted(used)]
            start = start_of(self.name)
            arguments += [f"start={start}"] if start in known else []
            return f"{self.name} = recursion({', '.join(arguments)})"
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
    return frozenset(found - counted - BUILT_IN)


def is_noisy(chain: n.Chain) -> bool:
    r"""Whether a side adds a noise, as ``y = X \beta + \epsilon``: it says how y came about."""
    return _name(chain.sides[0].value) in OBSERVED and any(
        isinstance(side.value, n.Sum)
        and any(sign == "+" and _name(term) in NOISES for sign, term in side.value.terms)
        for side in chain.sides[1:]
    )


def _name(node: n.Node) -> str:
    array = node.array if isinstance(node, n.Entry | n.Raised) else node
    return array.name if isinstance(array, n.Name) else ""


def definitions(
    opened: Opened, known: Mapping[str, Any], apart: Mapping[str, str]
) -> Iterator[Definition]:
    """What a formula defines of which nothing is known; ``apart`` is as in `Symbols`."""
    own = dict(functions_defined(opened.formula, apart))
    for number, chain in enumerate(opened.chains):
        left, right = chain.sides[0].value, _saying(chain)
        if right.relation == "≈" or _is_itself(left, right.value) or is_noisy(chain):
            continue
        yield from _in_between(chain, own, known, opened)
        yield from _arguments(chain, known, opened)
        yield from _named_between(chain, known, opened)
        yield from _named_last(chain, known, opened)
        yield from _of_slope(chain, known, opened)
        key = f"{opened.formula.place(right.value.at).rpartition('/')[2]}:{number}"
        if own_step := own_shift(left, right.value):
            if _is_new(own_step[0], known):
                yield Definition(own_step[0], right.value, key, own_step[1], shift=own_step[2])
            continue
        match left:
            case n.Entry(array=n.Name(name=name), indices=(n.Number(digits="0"),)):
                if _is_new(name, known) and start_of(name) not in known:
                    yield Definition(start_of(name), right.value, key, start=True)
            case n.Name(name=name) if _is_new(name, known):
                yield Definition(name, right.value, key)
            case n.Entry(array=n.Name(name=name) | n.Raised(array=n.Name(name=name))) if _is_new(
                name, known
            ):
                letters = _written(left)[1]
                if letters is not None and not {*letters} & {*known}:
                    yield Definition(name, right.value, key, letters)
            case n.Power(base=base, exponent=n.Number(digits="2")):  # \sigma^2, the positive root
                name, letters = _written(base)
                if name and _is_new(name, known) and letters is not None:
                    root = n.Call(left.at, n.Name(left.at, "sqrt"), 0, (right.value,))
                    yield Definition(name, root, key, letters)
            case n.Power(base=n.Name(name=name), exponent=exponent) if n.is_minus_one(exponent):
                if _is_new(name, known):  # S^{-1} = A + B
                    yield Definition(name, n.Power(left.at, right.value, exponent), key)
            case n.Raised(array=n.Name(name=name), index=n.Name(name=index)):
                if _is_new(name, known):
                    yield Definition(name, right.value, key, index)
            case n.Call(function=n.Name(name=name), primes=0) if name in own and _is_new(
                name, known
            ):
                yield Definition(name, right.value, key, "", own[name])
            case n.Call(function=n.Name(name=name), primes=0) if _is_new(name, known):
                if said := of_an_example(left, right.value):
                    yield Definition(name, said[1], key, "", said[0])
            case n.Entry(array=n.Call(function=n.Name(name=name)), indices=(n.Name(name=index),)):
                if name in own and _is_new(name, known):
                    yield Definition(name, right.value, key, index, own[name])


def _saying(chain: n.Chain) -> n.Side:
    r"""The side that says what a function is: of ``\theta_0 + \theta_1 x_1 = \theta^T x`` the last.

    Entries are counted from 1 here, and nothing says that x_0 is 1.
    """
    others = [side for side in chain.sides[1:] if not _counts_from_0(side.value)]
    is_function = isinstance(chain.sides[0].value, n.Call)
    return others[0] if is_function and others else chain.sides[1]


def _counts_from_0(node: n.Node) -> bool:
    entries = [x for x in n.walk(node) if isinstance(x, n.Entry)]
    return any(isinstance(k, n.Number) and k.digits == "0" for x in entries for k in x.indices)


def _in_between(
    chain: n.Chain, own: Mapping[str, tuple[str, ...]], known: Mapping[str, Any], opened: Opened
) -> Iterator[Definition]:
    r"""The function that a side between others names: h in ``y = h(x) = 1 / (1 + e^{-x})``."""
    for side, following in pairwise(chain.sides[1:]):
        call, letters = side.value, ""
        match call:
            case n.Entry(array=n.Call() as array, indices=(n.Name(name=index),)):
                call, letters = array, index
        if not isinstance(call, n.Call) or call.primes or call.function.name not in own:
            continue
        name = call.function.name
        is_said = [_name_of(x) for x in call.arguments] == [*own[name]]
        if is_said and names_of(following.value) & {*own[name]} and _is_new(name, known):
            key = f"{opened.formula.place(following.value.at).rpartition('/')[2]}:{name}"
            yield Definition(name, following.value, key, letters, own[name])


def _arguments(chain: n.Chain, known: Mapping[str, Any], opened: Opened) -> Iterator[Definition]:
    r"""The argument that a function is given in two ways: z in ``\sigma(z) = \sigma(w x + b)``."""
    for side, following in pairwise(chain.sides):
        match side.value, following.value:
            case (
                n.Call(function=n.Name(name=one), arguments=(short,), primes=0),
                n.Call(function=n.Name(name=other), arguments=(long,), primes=0),
            ) if one == other and not (one in LOSING or isinstance(long, n.Name)):
                name, letters = _written(short)
                if name and _is_new(name, known) and letters is not None:
                    key = f"{opened.formula.place(long.at).rpartition('/')[2]}:{name}"
                    yield Definition(name, long, key, letters)


def _named_between(
    chain: n.Chain, known: Mapping[str, Any], opened: Opened
) -> Iterator[Definition]:
    r"""The symbol between what it is and what else is so: a in ``\hat y = a = \sigma(z)``."""
    left = _written(chain.sides[0].value)[0]
    for side, following in pairwise(chain.sides[1:]):
        name, letters = _written(side.value)
        if name not in {"", left} and letters is not None and _is_new(name, known):
            key = f"{opened.formula.place(following.value.at).rpartition('/')[2]}:{name}"
            yield Definition(name, following.value, key, letters)


def _named_last(chain: n.Chain, known: Mapping[str, Any], opened: Opened) -> Iterator[Definition]:
    r"""The symbol at the end of a chain: δ in ``\partial L / \partial z = p - y = \delta``."""
    *before, last = (side.value for side in chain.sides)
    name, letters = _written(last)
    is_slope = isinstance(before[0], n.Derivative | n.Gradient)
    if not is_slope or letters is None or not _is_new(name, known):
        return
    is_error = name.partition("_")[0] in ERRORS
    if (len(before) > 1 or is_error) and not any(name in names_of(side) for side in before):
        key = f"{opened.formula.place(last.at).rpartition('/')[2]}:{name}"
        yield Definition(name, before[-1], key, letters, last=True)


def _of_slope(chain: n.Chain, known: Mapping[str, Any], opened: Opened) -> Iterator[Definition]:
    r"""What a slope is taken of, where a side writes it out: L in ``dL/dw = d/dw (y - w x)^2``."""
    for side, following in pairwise(chain.sides):
        match side.value, following.value:
            case n.Derivative(of=n.Name(name=name), by=by), n.Derivative(of=of, by=same):
                is_written_out = text(by) == text(same) and not _written(of)[0]
                if is_written_out and _is_new(name, known) and name not in names_of(of):
                    key = f"{opened.formula.place(of.at).rpartition('/')[2]}:{name}"
                    yield Definition(name, of, key, last=True)


def _written(node: n.Node) -> tuple[str, str | None]:
    """The name of a symbol, and the letters below it; no letters where other things are."""
    match node:
        case n.Name(name=name):
            return name, ""
        case n.Entry(array=n.Name(name=name), indices=indices):
            letters = [index.name for index in indices if isinstance(index, n.Name)]
            is_plain = len(letters) == len(indices) == len(set(letters))
            return name, "".join(letters) if is_plain else None
        case n.Raised(array=n.Name(name=name), index=n.Name(name=index)):
            return name, index
        case n.Entry(array=n.Raised(index=n.Name(name=index)) as one, indices=indices):
            name, below = _written(n.Entry(node.at, one.array, indices))
            return name, None if below is None or index in below else index + below
    return "", None


def _name_of(node: n.Node) -> str | None:
    return node.name if isinstance(node, n.Name) else None


def _is_itself(left: n.Node, right: n.Node) -> bool:
    """Whether both sides are one symbol, ``z = [z_1, ..., z_n]``, or one is a value: ``z = z*``."""
    if isinstance(left, n.Name) and isinstance(right, n.Name):
        return right.name in {left.name, f"{left.name}_star", f"{left.name}_hat"}
    return isinstance(left, n.Name | n.Raised) and text(left) == text(right)


def set_apart(pending: Collection[Definition]) -> list[str]:
    """What stands with subscripts and without: ``L_i``, and ``L`` as their mean."""
    alone = [one for one in pending if not (one.indices or one.parameters)]
    counted = {one.name for one in pending if one.indices}
    counted |= {one.name for one in alone if one.name in one.needs and one.has_entries}
    numbers = {one.name for one in alone if one.has_entries or is_sum(one.side)}
    whole = {one.name for one in pending if one.indices and one.is_made_of_its_letter}
    return sorted(counted & numbers | whole)


def is_sum(node: n.Node) -> bool:
    """Whether a side is a sum over an index, with what is added to it or multiplies it."""
    match node:
        case n.Fold():
            return True
        case n.Negative(of=of) | n.Fraction(above=of):
            return is_sum(of)
        case n.Sum(terms=terms):
            return any(is_sum(term) for _, term in terms)
        case n.Product(factors=factors):
            return factors[-1][0] != r"\odot" and is_sum(factors[-1][1])
    return False


def start_of(name: str) -> str:
    """The name of what a recursion starts with."""
    return f"start_of_{name}"


def _is_new(name: str, known: Mapping[str, Any]) -> bool:
    return name not in known and name not in {*CONSTANTS, *FUNCTIONS, *FOLDS}
