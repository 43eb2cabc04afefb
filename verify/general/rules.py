"""The rules that make a product simpler, each on what stands in it, before anything is multiplied.

A rule says what the product becomes, as products that are to be made simple in their turn, or
nothing where it does not apply.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from verify.general.parts import Delta, Entry, Group, Index, Outside, Part, Place, Step, Term


@dataclass(frozen=True)
class Product:
    """``c * sum over bound of exp(exponent) * factors * by**power``, with ``new`` put in."""

    exponent: Any
    factors: Mapping[Any, Fraction]
    bound: Sequence[Index]
    c: Fraction = Fraction(1)
    by: Any = None  # a form
    power: int = 1
    new: Mapping[Index, Any] = field(default_factory=dict)

    def holds(self, index: Index) -> bool:
        return any(index in part.indices for part in (self.exponent, *self.factors))

    def without(self, *parts: Any) -> dict[Any, Fraction]:
        return {part: n for part, n in self.factors.items() if part not in parts}

    def beyond(self, *indices: Index) -> list[Index]:
        return [index for index in self.bound if index not in indices]


def simpler(product: Product) -> list[Product] | None:
    """What a product becomes by the first rule that applies."""
    for rule in (_switch, _delta, _unused, _distribution, _rotation, _multiplied_out):
        if (found := rule(product)) is not None:
            return found
    return None


def _switch(product: Product) -> list[Product] | None:
    """A power of what is one or zero."""
    for part, n in product.factors.items():
        if isinstance(part, Delta | Step) and n != 1:
            if n < 0:
                raise Outside("a division by what may be zero")
            factors = {**product.factors, part: Fraction(1)}
            return [Product(product.exponent, factors, product.bound)]
    return None


def _delta(product: Product) -> list[Product] | None:
    """``sum_j d_ij x_j = x_i``, and ``d_ij x_j = d_ij x_i``."""
    for part in product.factors:
        if not isinstance(part, Delta):
            continue
        rest = product.without(part)
        for old, new in _exchanges(part):
            if old in product.bound:
                return [Product(product.exponent, rest, product.beyond(old), new={old: new})]
        for old, new in _exchanges(part):
            inside = Product(product.exponent, rest, product.bound)
            if inside.holds(old) and _rank(old) > _rank(new):
                by = _form(product, part)
                return [Product(product.exponent, rest, product.bound, by=by, new={old: new})]
    return None


def _exchanges(part: Delta) -> Iterator[tuple[Index, Any]]:
    """Which index a delta lets be replaced by what: none by a label of itself."""
    for old, new in ((part.left, part.right), (part.right, part.left)):
        if isinstance(old, Index) and (isinstance(new, int) or old not in new.indices):
            yield old, new


def _rank(place: Any) -> tuple[bool, str]:
    is_free = isinstance(place, Index) and place.of is None
    return is_free, place.key if isinstance(place, Part) else str(place)


def _unused(product: Product) -> list[Product] | None:
    """A sum in which its index does not occur."""
    for index in product.bound:
        if not product.holds(index):
            rest = product.beyond(index)
            return [Product(product.exponent, product.factors, rest, by=index.size)]
    return None


def _distribution(product: Product) -> list[Product] | None:
    """The sum over the last axis of what sums to one."""
    for index in product.bound:
        where = [part for part in product.factors if index in part.indices]
        if index in product.exponent.indices or len(where) != 1:
            continue
        (part,) = where
        if isinstance(part, Entry) and part.law == "distribution" and product.factors[part] == 1:
            *others, last = part.places
            inside = [other for other in others if isinstance(other, Index)]
            if last == index and not any(index in other.indices for other in inside):
                rest = product.without(part)
                return [Product(product.exponent, rest, product.beyond(index))]
    return None


def _rotation(product: Product) -> list[Product] | None:
    """``sum_k U_ik U_jk = sum_k U_ki U_kj = d_ij`` for a matrix U that turns."""
    for index in product.bound:
        pair = [part for part in product.factors for _ in range(_uses(part, index, product))]
        if index in product.exponent.indices or len(pair) != 2:
            continue
        one, other = pair
        for axis in (0, 1):
            left, right = one.places[1 - axis], other.places[1 - axis]
            if one.name == other.name and one.places[axis] == other.places[axis] == index:
                rest = Product(product.exponent, product.without(*pair), product.beyond(index))
                if left == right:
                    return [rest]
                first, second = sorted((left, right), key=_rank)
                return [replace(rest, by=_form(product, Delta(first, second)))]
    return None


def _uses(part: Any, index: Index, product: Product) -> int:
    """How often an entry of a rotation stands in a product; too often for what is none."""
    if index not in part.indices:
        return 0
    n = product.factors[part]
    is_entry = isinstance(part, Entry) and part.law == "rotation" and part.places.count(index) == 1
    return int(n) if is_entry and n in (1, 2) else 3


def _multiplied_out(product: Product) -> list[Product] | None:
    """A sum in parentheses that stands above the line."""
    for part, n in product.factors.items():
        if isinstance(part, Group) and n >= 1:
            whole = n.numerator // n.denominator
            rest = product.without(part) | {part: n - whole}
            by, bound = part.inside, product.bound
            return [Product(product.exponent, rest, bound, by=by, power=whole)]
    return None


def _form(product: Product, part: Part) -> Any:
    """A part as a form."""
    kind = type(product.exponent)
    return kind({Term(kind({}), ((part, Fraction(1)),)): Fraction(1)})


def before(one: Place, other: Place) -> tuple[Place, Place] | None:
    """Two places that agree where these do, nearer to the start; nothing if there are none."""
    if isinstance(one, int) or isinstance(other, int) or one.start[0] is one:
        return None
    (a, m), (b, n) = one.start, other.start
    if other.name == "last":
        is_end = m == (one.size - a.size).rational()
        return (a, Index("last", a.size, 0)) if is_end else (0, 1)
    return (a, b) if m == n and a.size == b.size else None


# -- what all terms of a form have in common


def cancelled(one: Any, by: Any) -> Any:
    """``(a D) (b / D) = a b``, before anything is multiplied out; nothing without such a D."""
    parts = {part for term in by.terms for part, n in term.factors if n < 0}
    below = [x for x in parts if isinstance(x, Group) and len(x.inside.terms) == len(one.terms)]
    if below:
        (term, c), rest = content(one)
        for part in below:
            if part.inside == rest:
                kind = type(one)
                above = kind({Term(kind({}), ((part, Fraction(1)),)): Fraction(1)})
                return kind({term: c}) * by.times(above)
    return None


def content(one: Any) -> tuple[tuple[Term, Fraction], Any]:
    """A form as a term with its coefficient, times a form that starts with 1 and has no factor."""
    kind = type(one)
    shifts = [_outside(term, kind) for term in one.terms]
    low = shifts[0]
    for shift in shifts[1:]:
        apart = (shift - low).terms
        if apart and apart[max(apart, key=lambda term: term.key)] < 0:
            low = shift
    factors = [{p: n for p, n in t.factors if not p.indices & {*t.bound}} for t in one.terms]
    everywhere = {part for here in factors for part in here}
    common = {part: min(here.get(part, Fraction(0)) for here in factors) for part in everywhere}
    kept = {part: n for part, n in common.items() if n and not isinstance(part, Delta)}
    if low or kept:
        below = Term(-low, tuple((part, -n) for part, n in kept.items()))
        one = one.times(kind({below: Fraction(1)}))
    c = one.terms[min(one.terms, key=lambda term: _nameless(term, one.terms[term]))]
    return (Term(low, tuple(kept.items())), c), one.scaled(1 / c)


def _nameless(term: Term, c: Fraction) -> tuple[str, Fraction, str]:
    """An order of terms in which the names of indices decide last."""
    return term.written({index: index.size.key for index in term.indices}), c, term.key


def _outside(term: Term, kind: Any) -> Any:
    """The exponent as far as no sum of the term runs over it."""
    inside = {*term.bound}
    return kind({t: c for t, c in term.exponent.terms.items() if not t.indices & inside})
