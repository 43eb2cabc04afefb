"""The order of definitions: each after those of what it needs, if they do not go round."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from verify.notes.definitions import Definition
from verify.notes.pieces import Formula


def without_weak(
    found: Sequence[tuple[Definition, Formula]],
    claims: Collection[tuple[Definition, Formula]],
    lengths: Collection[str],
    in_vain: Collection[str],
) -> list[tuple[Definition, Formula]]:
    """What is no claim and no number of a size; and of what is plugged in or stands last the rest.

    Such a side says what a name is only where no other does; one ``in_vain`` does not.
    """

    def is_weak(one: Definition) -> bool:
        return one.is_plugged or one.last

    others = {one.name for one, _ in found if not is_weak(one)} - {*in_vain}
    return [
        pair
        for pair in found
        if pair not in claims
        and not pair[0].is_circle
        and not (pair[0].number and pair[0].name in lengths)
        and not (is_weak(pair[0]) and pair[0].name in others)
    ]


def in_order(several: Iterable[Definition]) -> Iterator[Definition]:
    """The definitions, each after those of what it needs."""
    waiting = list(several)
    while waiting:
        names = {one.name for one in waiting}
        ready = [one for one in waiting if not one.needs & (names - {one.name})] or waiting
        yield from ready
        waiting = [one for one in waiting if one not in ready]


def last_in_a_circle(
    pending: Sequence[tuple[Definition, Formula]],
) -> tuple[Definition, Formula] | None:
    """The last definition that is made of what it defines: b = a - c where a is b + c.

    Recursions that need one another are no such circle.
    """
    plain = [(one, formula) for one, formula in pending if not one.is_recursion]
    needs: dict[str, frozenset[str]] = {}
    for one, _ in plain:
        needs.setdefault(one.name, one.needs)
    for one, formula in reversed(plain):
        behind = new = set(one.needs) - {one.name}
        while new:
            new = set().union(*(needs.get(name, set()) for name in new)) - behind
            behind = behind | new
        if one.name in behind:
            return one, formula
    return None


def waiting_for_one_another(
    pending: Iterable[tuple[Definition, Formula]], known: set[str], letters: set[str]
) -> dict[str, tuple[Definition, Formula]]:
    """The definitions of steps that need one another, by the names, with where they stand."""
    waiting: dict[str, tuple[Definition, Formula]] = {}
    for one, formula in pending:
        if one.name not in known | letters and len(one.indices) == 1 and not one.start:
            waiting.setdefault(one.name, (one, formula))
    while True:
        names = set(waiting)
        needs = {name: one.needs for name, (one, _) in waiting.items()}
        alone = [x for x in names if needs[x] - known - names or not needs[x] & names]
        if not alone:
            return waiting
        waiting = {name: pair for name, pair in waiting.items() if name not in alone}


def coupled(several: Sequence[Definition], known: Collection[str]) -> str:
    """The line of the derivation that gives names their values that need one another."""
    rules = [f"{one.name}|{one.place}|{one.indices}|{one.shift or 0}" for one in several]
    names = {one.name for one in several}
    used = frozenset().union(*(one.needs for one in several)) & set(known) - names
    arguments = [f'"{";".join(rules)}"', *(f"{name}={name}" for name in sorted(used))]
    return f"{', '.join(one.name for one in several)} = system({', '.join(arguments)})"
