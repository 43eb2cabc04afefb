"""The rules that make a product simpler, each on what stands in it, before anything is multiplied.

A rule says what the product becomes, as products that are to be made simple in their turn, or
nothing where it does not apply.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import permutations
from typing import Any

from verify.general.parts import Combination, Delta, Entry, Group, Index, Outside, Part, Step, Term


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
    for rule in (_switch, _delta, _unused, _distribution, _rotation, _multiplied_out, _cancelled):
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


def _cancelled(product: Product) -> list[Product] | None:
    """``m q / D = (q - r q / D) / c`` for a divisor ``D = c m + r`` and its leading term m."""
    for part, n in product.factors.items():
        if isinstance(part, Group) and n < 0 and n.denominator == 1:
            if (found := _without_lead(part, product)) is not None:
                return found
    return None


def _without_lead(divisor: Group, product: Product) -> list[Product] | None:
    lead = leading(divisor.inside)
    c = divisor.inside.terms[lead]
    kept = {term: x / c for term, x in divisor.inside.terms.items() if term != lead}
    rest = type(divisor.inside)(kept)
    if inverted := _exponential_below(divisor, lead, rest, product):
        return inverted
    left = _quotient_of_sum(lead, product) if lead.bound else _quotient(lead, product)
    if left is None:
        return None
    above = {**left.factors, divisor: left.factors.get(divisor, Fraction(0)) + 1}
    found = [Product(left.exponent, above, left.bound, c=1 / c)]
    if rest:
        found.append(Product(left.exponent, left.factors, left.bound, c=Fraction(-1), by=rest))
    return found


def _ratio(lead: Term, exponent: Combination) -> Fraction | None:
    """How often the exponential of a leading term stands in an exponential."""
    if not lead.exponent:
        return None
    main = max(lead.exponent.terms, key=lambda term: term.key)
    found: Fraction = exponent.terms.get(main, Fraction(0)) / lead.exponent.terms[main]
    return found


def _exponential_below(
    divisor: Group, lead: Term, rest: Combination, product: Product
) -> list[Product] | None:
    """``q / (m (m + r)) = (q / m - q / (m + r)) / r`` for an exponential m and a number r."""
    ratio = None if lead.bound or lead.factors else _ratio(lead, product.exponent)
    number = rest.rational()
    if ratio is None or ratio >= 0 or not number:
        return None
    c = divisor.inside.terms[lead]
    above = {**product.factors, divisor: product.factors[divisor] + 1}
    up = product.exponent.plus(lead.exponent)
    return [
        Product(product.exponent, above, product.bound, c=1 / number / c),
        Product(up, product.factors, product.bound, c=-1 / number),
    ]


def _quotient(lead: Term, product: Product) -> Product | None:
    """The product without the factors of a leading term that is no sum."""
    ratio = _ratio(lead, product.exponent)
    if (ratio is not None and ratio < 1) or not (lead.exponent or lead.factors):
        return None
    factors = dict(product.factors)
    for part, n in lead.factors:
        found = factors.get(part, Fraction(0))
        if (found < n) if n > 0 else (found > n):
            return None
        factors[part] = found - n
    exponent = product.exponent.plus(lead.exponent.scaled(Fraction(-1)))
    return Product(exponent, factors, product.bound)


def _quotient_of_sum(lead: Term, product: Product) -> Product | None:
    """The product without a sum that is the leading term."""
    for choice in permutations(product.bound, len(lead.bound)):
        if any(a.size != b.size for a, b in zip(choice, lead.bound, strict=True)):
            continue
        names = {b: a.key for a, b in zip(choice, lead.bound, strict=True)}
        here = {part: n for part, n in product.factors.items() if part.indices & {*choice}}
        terms = product.exponent.terms
        exponent = type(product.exponent)(
            {term: c for term, c in terms.items() if term.indices & {*choice}}
        )
        wanted = Term(lead.exponent, lead.factors).written(names)
        if Term(exponent, tuple(here.items())).written({}) == wanted:
            rest = product.exponent.plus(exponent.scaled(Fraction(-1)))
            return Product(rest, product.without(*here), product.beyond(*choice))
    return None


def leading(form: Combination) -> Term:
    """The term that a divisor is solved for: of many sums, with an exponential, with many factors.

    The names of indices decide last, or to rename them would change more than names.
    """

    def order(term: Term) -> tuple[Any, ...]:
        masked = term.written({index: index.size.key for index in term.indices})
        found = (len(term.bound), bool(term.exponent), len(term.factors), masked)
        return *found, form.terms[term], term.key

    return max(form.terms, key=order)


def _form(product: Product, part: Part) -> Any:
    """A part as a form."""
    kind = type(product.exponent)
    return kind({Term(kind({}), ((part, Fraction(1)),)): Fraction(1)})
