"""The normal form: sums of products under sums over whole axes, of any size.

A delta ends the sum over one of its indices, and a sum in which its index does not occur multiplies
by the size. Indices that are summed over get their names from where they occur. So what is equal
mostly looks alike; `is_zero` decides.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from verify.general.naming import namings, unused_height
from verify.general.parts import (
    Combination,
    Delta,
    Entry,
    Group,
    Index,
    Log,
    Outside,
    Part,
    Place,
    Step,
    Term,
    Unknown,
    fresh,
)
from verify.general.rules import Product, before, cancelled, simpler

MEMORY = 50_000  # results that are kept
MOST = 20_000  # terms of a product: more would take long
RULES: dict[str, Callable[..., "Form"]] = {}  # of functions, which other files enter
Factors = Mapping[Any, Fraction]


class Form(Combination):
    """A sum of terms, which can be added and multiplied; it takes numbers for forms."""

    __array_ufunc__ = None  # an array of NumPy leaves the arithmetic to the form

    def __add__(self, other: Any) -> "Form":
        return NotImplemented if (found := form(other)) is None else self.plus(found)

    def __neg__(self) -> "Form":
        return self.scaled(Fraction(-1))

    def __sub__(self, other: Any) -> "Form":
        return NotImplemented if (found := form(other)) is None else self.plus(-found)

    def __mul__(self, other: Any) -> "Form":
        if (found := form(other)) is None:
            return NotImplemented
        shorter = cancelled(self, found) or cancelled(found, self)
        return self.times(found) if shorter is None else shorter

    def times(self, other: "Form") -> "Form":
        """The product, multiplied out."""
        if len(self.terms) * len(other.terms) > MOST:
            raise Outside(f"more than {MOST:,} terms")
        pairs = ((a, b, c * d) for a, c in self.terms.items() for b, d in other.terms.items())
        return ZERO.plus(*(_times(a, b).scaled(c) for a, b, c in pairs))

    def __truediv__(self, other: Any) -> "Form":
        return NotImplemented if (found := form(other)) is None else self * found**-1

    def __pow__(self, exponent: Any) -> "Form":
        return NotImplemented if (n := form(exponent)) is None else RULES["power"](self, n)

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other: Any) -> "Form":
        return NotImplemented if (found := form(other)) is None else found - self

    def __rtruediv__(self, other: Any) -> "Form":
        return NotImplemented if (found := form(other)) is None else found / self


ZERO = Form({})
CONSTANT = Term(ZERO, ())
ONE = Form({CONSTANT: Fraction(1)})


def form(value: Any) -> Form | None:
    """A number as a form, also one of SymPy's; nothing for what is no number."""
    if isinstance(value, Form):
        return value
    if hasattr(value, "p") and hasattr(value, "q"):
        value = Fraction(int(value.p), int(value.q))
    return ONE.scaled(Fraction(value)) if isinstance(value, int | Fraction) else None


def atom(part: Any, power: Fraction = Fraction(1)) -> Form:
    return normal(ZERO, {part: power}, ())


def delta(left: Place, right: Place) -> Form:
    if left == right:
        return ONE
    if isinstance(left, int) and isinstance(right, int):
        return ZERO
    if len({place.size for place in (left, right) if isinstance(place, Index)}) > 1:
        raise Outside("indices of different axes are compared")
    for one, other in ((left, right), (right, left)):
        if (found := before(one, other)) is not None:
            return delta(*found)
    first, second = sorted((left, right), key=lambda p: p.key if isinstance(p, Part) else str(p))
    return atom(Delta(first, second))


def raw(exponent: Form, factors: Factors, bound: tuple[Index, ...] = ()) -> Form:
    """One term as it stands."""
    kept = tuple((part, Fraction(n)) for part, n in factors.items() if n)
    return Form({Term(exponent, kept, bound): Fraction(1)})


def normal(exponent: Form, factors: Factors, bound: tuple[Index, ...]) -> Form:
    """The form of a product under sums."""
    product = Product(exponent, {part: n for part, n in factors.items() if n}, bound)
    found = simpler(product)
    return _named(product) if found is None else ZERO.plus(*map(_worked_out, found))


def _worked_out(product: Product) -> Form:
    if product.by is None and not product.new:
        found = normal(product.exponent, product.factors, tuple(product.bound))
        return found.scaled(product.c)
    one = substitute(raw(product.exponent, product.factors), product.new)
    if product.by is not None:
        one = one * product.by**product.power
    return sum_over(one, *product.bound).scaled(product.c)


def _named(product: Product) -> Form:
    """The product with the names of its bound indices that make its text the first one."""
    one = raw(product.exponent, product.factors)
    if not product.bound:
        return one
    parts = [*product.exponent.terms.items(), *product.factors.items()]
    found = (
        (substitute(one, names), tuple(names.values()))
        for names in namings(one, parts, product.bound)
    )
    best, bound = min(found, key=lambda candidate: candidate[0].key)
    if any(term.bound for term in best.terms):
        raise Outside("a sum that falls apart when its indices are named")
    return Form({replace(term, bound=bound): c for term, c in best.terms.items()})


@lru_cache(maxsize=MEMORY)
def _times(one: Term, two: Term) -> Form:
    a = apart(one, two.indices.union(two.bound))
    b = apart(two, a.indices.union(a.bound))
    factors = dict(a.factors)
    for part, n in b.factors:
        factors[part] = factors.get(part, Fraction(0)) + n
    return normal(a.exponent + b.exponent, factors, (*a.bound, *b.bound))


def apart(term: Term, taken: Iterable[Index]) -> Term:
    """The term, its bound indices renamed where one of them is taken."""
    return term if set(term.bound).isdisjoint(taken) else opened(term)


def opened(term: Term) -> Term:
    """The term with indices that occur nowhere else in the place of those that it sums over."""
    if not term.bound:
        return term
    new = {index: fresh(index.size) for index in term.bound}
    found = substitute(raw(term.exponent, dict(term.factors)), new).terms
    inside = next(iter(found), term)
    if len(found) != 1 or inside.bound or found[inside] != 1:
        raise Outside("a sum that falls apart when its indices are renamed")
    return replace(inside, bound=tuple(new.values()))


def sum_over(one: Form, *indices: Index) -> Form:
    """The sum of a form over whole axes."""
    if not indices:
        return one
    terms = ((apart(term, indices), c) for term, c in one.terms.items())
    return ZERO.plus(
        *(
            normal(term.exponent, dict(term.factors), (*term.bound, *indices)).scaled(c)
            for term, c in terms
        )
    )


# -- one index in the place of another, one form in the place of an entry


def substitute(one: Form, new: Mapping[Index, Place]) -> Form:
    """Other places for some indices, all at once."""
    kept = tuple((old, place) for old, place in new.items() if old in one.indices)
    return _substitute(one, kept) if kept else one


@lru_cache(maxsize=MEMORY)
def _substitute(one: Form, pairs: tuple[tuple[Index, Place], ...]) -> Form:
    new = dict(pairs)
    places = (place for pair in pairs for place in pair if isinstance(place, Index))
    taken = {index for place in places for index in place.indices}

    def moved(places: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(p.moved(new) if isinstance(p, Index) else p for p in places)

    def change(part: Any) -> Form | None:
        match part:
            case Entry():
                return atom(replace(part, places=moved(part.places)))
            case Delta():
                return delta(*moved((part.left, part.right)))
            case Unknown():
                inside = [(g, substitute(x, new)) for g, x in _arguments(part, taken)]
                slopes = [(k, *moved((place,))) for k, place in part.slopes]
                return unknown(part.name, moved(part.places), inside, slopes)
        return None

    return rebuilt(one, change, lambda part: not new.keys().isdisjoint(part.indices), taken)


def _arguments(part: Unknown, taken: set[Index] | None) -> Iterator[tuple[Index | None, Form]]:
    """The arguments, with indices of their own that are not taken."""
    for generic, argument in part.arguments:
        if generic is not None and (taken is None or generic in taken):
            own = fresh(generic.size)
            yield own, substitute(argument, {generic: own})
        else:
            yield generic, argument


def rebuilt(
    one: Form,
    change: Callable[[Any], Form | None],
    touched: Callable[[Part], bool],
    taken: set[Index] | None = None,
) -> Form:
    """The form with some atoms changed; where ``change`` gives nothing, what is inside is.

    ``taken`` are the indices that come in; without it they may be any.
    """
    found = []
    for term, c in one.terms.items():
        if not touched(term):
            found.append(Form({term: c}))
            continue
        inside = opened(term) if taken is None else apart(term, taken)
        left = {part: n for part, n in inside.factors if not touched(part)}
        exponent = inside.exponent
        if touched(exponent):
            product = RULES["exp"](rebuilt(exponent, change, touched, taken)) * raw(ZERO, left)
        else:
            product = raw(exponent, left)
        for part, n in inside.factors:
            if touched(part):
                product = product * _changed(part, change, touched, taken) ** n
        found.append(sum_over(product, *inside.bound).scaled(c))
    return ZERO.plus(*found)


def _changed(
    part: Any, change: Callable[[Any], Form | None], touched: Callable[[Part], bool], taken: Any
) -> Form:
    if (value := change(part)) is not None:
        return value
    match part:
        case Group():
            return rebuilt(part.inside, change, touched, taken)
        case Step():
            return RULES["step"](rebuilt(part.inside, change, touched, taken))
        case Log():
            return RULES["log"](rebuilt(part.argument, change, touched, taken))
        case Unknown():
            inside = [(own, rebuilt(x, change, touched, taken)) for own, x in part.arguments]
            return unknown(part.name, part.places, inside, part.slopes)
    return atom(part)


# -- functions


def unknown(name: str, places: tuple[Place, ...], arguments: Any, slopes: Any = ()) -> Form:
    """An unknown function; its own indices get names that occur in none of its arguments."""
    inside = []
    for generic, argument in arguments:
        if generic is not None:
            height = unused_height(argument, argument.indices - {generic})
            own = Index(f"%{height}", generic.size)
            generic, argument = own, substitute(argument, {generic: own})
        inside.append((generic, argument))
    return atom(Unknown(name, places, tuple(inside), tuple(slopes)))
