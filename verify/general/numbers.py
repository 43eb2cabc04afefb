"""What a form is worth where its sizes and entries are numbers.

That decides nothing about a formula. It shows that what is divided by is not always zero, and the
tests compare it with what NumPy computes.
"""

import cmath
from collections.abc import Mapping
from itertools import product
from random import Random
from typing import Any

import numpy as np

from verify.general.parts import Delta, Entry, Group, Index, Log, Place, Size, Step, Unknown

HIGHEST = 1.5  # of a random number; larger ones make exponentials of exponentials overflow
LENGTH = 4  # of an axis, at most
CONSTANTS = {r"\pi": cmath.pi}
Places = Mapping[Index, int]


class Sample:
    """Numbers for sizes, entries, labels and unknown functions, drawn when they are asked for."""

    def __init__(self, seed: int, sizes: Mapping[str, int] | None = None):
        self.seed, self.sizes = seed, dict(sizes or {})

    def size(self, name: str) -> int:
        return self.sizes.setdefault(name, self._random(name).randint(2, LENGTH))

    def number(self, *name: object) -> float:
        return self._random(*name).uniform(-HIGHEST, HIGHEST)

    def label(self, name: str, of: int, size: int) -> int:
        if name.startswith("part of"):
            raise ValueError("no parts of the right sizes are drawn")
        return self._random(name, of).randint(1, size)

    def entry(self, name: str, places: tuple[int, ...], positive: bool) -> float:
        number = self.number(name, *places)
        return abs(number) + 0.1 if positive else number

    def _random(self, *name: object) -> Random:
        return Random(f"{self.seed} {name}")


def value(form: Any, sample: Sample, at: Places | None = None) -> complex:
    """The value of a form; ``at`` says where its free indices are."""
    return sum(terms(form, sample, at or {}))


def terms(form: Any, sample: Sample, at: Places) -> list[complex]:
    """The value of each term."""
    found = []
    for term, coefficient in form.terms.items():
        axes = [range(1, _length(index, sample) + 1) for index in term.bound]
        for places in product(*axes):
            inside = {**at, **dict(zip(term.bound, places, strict=True))}
            number = coefficient * cmath.exp(value(term.exponent, sample, inside))
            for atom, power in term.factors:
                n = int(power) if power.denominator == 1 else float(power)
                number *= _atom(atom, sample, inside) ** n
            found.append(number)
    return found


def _length(index: Index, sample: Sample) -> int:
    return round(value(index.size, sample).real)


def _place(place: Place, sample: Sample, at: Places) -> int:
    if isinstance(place, int):
        return place
    if place.of is not None:
        of, length = _place(place.of, sample, at), _length(place, sample)
        if place.name in ("first", "last"):
            return 1 if place.name == "first" else length
        is_further = place.name.startswith("+")
        return of + int(place.name) if is_further else sample.label(place.name, of, length)
    return at[place]


def _atom(atom: Any, sample: Sample, at: Places) -> complex:
    match atom:
        case Entry(name=name, places=(), positive=positive):
            return CONSTANTS.get(name) or sample.entry(name, (), positive)
        case Entry(name=name, places=places, positive=positive, law=law):
            found = tuple(_place(place, sample, at) for place in places)
            last = places[-1]
            every = range(1, _length(last, sample) + 1) if isinstance(last, Index) else ()
            if law == "distribution":
                row = [sample.entry(name, (*found[:-1], k), True) for k in every]
                return row[found[-1] - 1] / sum(row)
            if law == "rotation":
                entries = [[sample.entry(name, (i, k), False) for k in every] for i in every]
                return complex(np.linalg.qr(entries)[0][found[0] - 1, found[1] - 1])
            return sample.entry(name, found, positive)
        case Size(name=name):
            return sample.size(name)
        case Delta(left=left, right=right):
            return _place(left, sample, at) == _place(right, sample, at)
        case Step(inside=inside):
            return value(inside, sample, at).real > 0
        case Group(inside=inside):
            return value(inside, sample, at)
        case Log(argument=argument):
            return cmath.log(value(argument, sample, at))
    return _unknown(atom, sample, at)


def _unknown(atom: Unknown, sample: Sample, at: Places) -> complex:
    """sin(c + the sum of c_k x_k), as good a function as any, or a slope of it."""
    name = (atom.name, *(_place(place, sample, at) for place in atom.places))
    angle: complex = sample.number(name)
    for k, (generic, form) in enumerate(atom.arguments):
        for i in range(1, _length(generic, sample) + 1) if generic else [0]:
            inside = {**at, generic: i} if generic else at
            angle += sample.number(name, k, i) * value(form, sample, inside)
    slope = 1.0
    for k, place in atom.slopes:
        slope *= sample.number(name, k, 0 if place is None else _place(place, sample, at))
    return slope * cmath.sin(angle + len(atom.slopes) * cmath.pi / 2)
