"""Slips that need nothing but the formula: a sign, a prime, a root, a factor, a term."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from verify.mutants.trees import Change, negated, one, opposite, replaced, short, signed
from verify.reading import nodes as n
from verify.reading.unicode import text

OPERATORS = {"": "/", r"\cdot": "/", r"\times": "/", "/": ""}


def sign(part: n.Node, subscript: bool) -> Iterator[Change]:
    match part:
        case _ if subscript:
            return
        case n.Sum(terms=terms):
            for k, (before, term) in enumerate(terms):
                changed = (*terms[:k], (opposite(before), term), *terms[k + 1 :])
                old, new = signed(before, term), signed(opposite(before), term)
                yield Change(n.Sum(part.at, changed), old, new)
            yield replaced(part, negated(part))
        case n.Negative(of=of):
            yield replaced(part, of)
        case n.Power(exponent=n.Node() as exponent):
            yield replaced(part, replace(part, exponent=negated(exponent)))
        case n.Call(arguments=(argument,)):
            yield replaced(part, replace(part, arguments=(negated(argument),)))


def prime(part: n.Node, subscript: bool) -> Iterator[Change]:
    if isinstance(part, n.Call) and part.function.name not in {"norm", "abs"}:
        for primes in (part.primes - 1, part.primes + 1):
            if 0 <= primes <= 2:
                yield replaced(part, replace(part, primes=primes))


def subscripts_exchanged(part: n.Node, subscript: bool) -> Iterator[Change]:
    if isinstance(part, n.Entry):
        for i, j in combinations(range(len(part.indices)), 2):
            changed = list(part.indices)
            changed[i], changed[j] = changed[j], changed[i]
            yield replaced(part, replace(part, indices=tuple(changed)))


def order(part: n.Node, subscript: bool) -> Iterator[Change]:
    """Neighbours of a product exchanged, which matters for matrices."""
    if isinstance(part, n.Product):
        for k in range(len(part.factors) - 1):
            (first, a), (second, b) = part.factors[k : k + 2]
            if second != "/":
                pair = ((first, b), (second, a))
                new = n.Product(part.at, (*part.factors[:k], *pair, *part.factors[k + 2 :]))
                yield replaced(part, new)


def root(part: n.Node, subscript: bool) -> Iterator[Change]:
    """What is added to a root, or to another function, and belongs inside; and the reverse."""
    match part:
        case n.Sum(terms=terms):
            for k, (before, call) in enumerate(terms):
                rest = (*terms[:k], *terms[k + 1 :])
                if isinstance(call, n.Call) and len(call.arguments) == 1 and before == "+":
                    inner = n.Sum(part.at, (("+", call.arguments[0]), *rest))
                    yield replaced(part, replace(call, arguments=(inner,)))
        case n.Call(arguments=(n.Sum(terms=terms) as inside,)):
            for k, (before, term) in enumerate(terms):
                rest = (*terms[:k], *terms[k + 1 :])
                left = n.Sum(inside.at, rest) if len(rest) > 1 or rest[0][0] == "-" else rest[0][1]
                call = replace(part, arguments=(left,))
                yield replaced(part, n.Sum(part.at, (("+", call), (before, term))))


def complement(part: n.Node, subscript: bool) -> Iterator[Change]:
    if subscript:
        return
    match part:
        case n.Sum(terms=(("+", n.Number(digits="1")), ("-", other))):
            yield replaced(part, other)
        case n.Name() | n.Entry() | n.Call():
            yield replaced(part, n.Sum(part.at, (("+", one(part)), ("-", part))))


def term_dropped(part: n.Node, subscript: bool) -> Iterator[Change]:
    if isinstance(part, n.Sum) and not subscript:
        for k, (before, term) in enumerate(part.terms):
            rest = (*part.terms[:k], *part.terms[k + 1 :])
            new = n.Sum(part.at, rest) if len(rest) > 1 or rest[0][0] == "-" else rest[0][1]
            yield Change(new, signed(before, term), "")


def number(part: n.Node, subscript: bool) -> Iterator[Change]:
    if not isinstance(part, n.Number) or subscript or not part.digits.isdecimal():
        return
    value = int(part.digits)
    for other in dict.fromkeys(
        (value - 1, value + 1, 2 * value, value // 2 if value % 2 == 0 else 0)
    ):
        if other >= 0:
            yield replaced(part, n.Number(part.at, str(other)))


def factor_dropped(part: n.Node, subscript: bool) -> Iterator[Change]:
    if not isinstance(part, n.Product):
        return
    for k, (before, factor) in enumerate(part.factors):
        if k == 0 and part.factors[1][0] == "/":
            continue
        rest = [*part.factors[:k], *part.factors[k + 1 :]]
        if k == 0:
            rest[0] = ("", rest[0][1])
        new = n.Product(part.at, tuple(rest)) if len(rest) > 1 else rest[0][1]
        yield Change(new, f"1/{text(factor)}" if before == "/" else text(factor), "")


def fraction(part: n.Node, subscript: bool) -> Iterator[Change]:
    if isinstance(part, n.Fraction):
        yield Change(part.above, f"1/{short(part.below)}", "")
        yield replaced(part, n.Fraction(part.at, part.below, part.above))
        if part.above != one(part.above):
            yield replaced(part, n.Fraction(part.at, one(part.above), part.below))


def operator(part: n.Node, subscript: bool) -> Iterator[Change]:
    """A product for a quotient, a sum or a power, and the reverse."""
    match part:
        case _ if subscript:
            return
        case n.Product(factors=factors):
            for k, (before, factor) in enumerate(factors[1:], start=1):
                if before in OPERATORS:
                    changed = (*factors[:k], (OPERATORS[before], factor), *factors[k + 1 :])
                    yield replaced(part, n.Product(part.at, changed))
                base = factors[k - 1][1]
                for pair in (
                    n.Power(part.at, base, factor),
                    n.Power(part.at, factor, base),
                    n.Sum(part.at, (("+", base), ("+", factor))),
                ):
                    yield replaced(part, merged(part, k, pair))
        case n.Power(base=base, exponent=exponent):
            yield replaced(part, n.Product(part.at, (("", exponent), (r"\cdot", base))))
        case n.Sum(terms=((_, a), (_, b))):
            yield replaced(part, n.Product(part.at, (("", a), (r"\cdot", b))))


def merged(product: n.Product, k: int, pair: n.Node) -> n.Node:
    """The product with one factor in the place of the k-th and the one before."""
    before = product.factors[k - 1][0]
    factors = (*product.factors[: k - 1], (before, pair), *product.factors[k + 1 :])
    return n.Product(product.at, factors) if len(factors) > 1 else pair


def moved(part: n.Node, subscript: bool) -> Iterator[Change]:
    """A power inside of a function or a difference for one outside, and the reverse."""
    match part:
        case n.Call(arguments=(n.Power(base=base, exponent=exponent),)):
            yield replaced(part, n.Power(part.at, replace(part, arguments=(base,)), exponent))
        case n.Power(base=n.Call(arguments=(argument,)) as call, exponent=exponent):
            inside = n.Power(part.at, argument, exponent)
            yield replaced(part, replace(call, arguments=(inside,)))
        case n.Power(base=n.Sum(terms=terms), exponent=exponent):
            for k, (before, term) in enumerate(terms):
                changed = (*terms[:k], (before, n.Power(part.at, term, exponent)), *terms[k + 1 :])
                yield replaced(part, n.Sum(part.at, changed))
            raised = tuple((before, n.Power(part.at, term, exponent)) for before, term in terms)
            yield replaced(part, n.Sum(part.at, raised))
        case n.Sum(terms=(*first, (before, n.Power(base=base, exponent=exponent)))):
            whole = n.Sum(part.at, (*first, (before, base)))
            yield replaced(part, n.Power(part.at, whole, exponent))


def power(part: n.Node, subscript: bool) -> Iterator[Change]:
    if subscript:
        return
    match part:
        case n.Power(base=base, exponent=n.Number()):
            yield replaced(part, base)
        case n.Name() | n.Entry() | n.Call() | n.Fold() | n.Sum() | n.Fraction():
            yield replaced(part, n.Power(part.at, part, n.Number(part.at, "2")))
            yield replaced(part, n.Call(part.at, n.Name(part.at, "sqrt"), 0, (part,)))
            match part:
                case n.Call(function=n.Name(name="sqrt"), arguments=(inside,)):
                    yield replaced(part, inside)
