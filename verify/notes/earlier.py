"""Which formulas before a part of notes say what is unknown in it."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from verify.notes.definitions import Definition
from verify.notes.dependence import leads_to
from verify.notes.opened import bare
from verify.notes.pieces import Formula
from verify.reading.nodes import Call, Entry, Name, Power, Raised, walk


def related(formulas: Sequence[Formula], earlier: Sequence[Formula]) -> list[Formula]:
    """Those of earlier formulas that say what a part's names are, or what these are made of."""
    wanted = {name for formula in formulas for name in _names(formula.latex)}
    kept: set[int] = set()
    while True:
        new = [k for k, x in enumerate(earlier) if k not in kept and _said(x.latex) & wanted]
        if not new:
            return [earlier[k] for k in sorted(kept)]
        kept.update(new)
        wanted.update(*(_names(earlier[k].latex) for k in new))


@lru_cache(maxsize=4096)
def _names(latex: str) -> frozenset[str]:
    chains, shapes = bare(latex)
    sides = [side.value for chain in chains for side in chain.sides]
    return frozenset(x.name for y in sides for x in walk(y) if isinstance(x, Name)).union(shapes)


@lru_cache(maxsize=4096)
def _said(latex: str) -> frozenset[str]:
    """The names of which a formula may say what they are: a side is one, with what is beside it."""
    chains, shapes = bare(latex)
    sides = [side.value for chain in chains if len(chain.sides) > 1 for side in chain.sides]
    symbols = [x for x in sides if isinstance(x, Call | Entry | Name | Power | Raised)]
    return frozenset(x.name for y in symbols for x in walk(y) if isinstance(x, Name)).union(shapes)


def defining(
    unknown: Collection[str],
    pending: Sequence[tuple[Definition, Formula]],
    entries: Mapping[str, Collection[int]],
    by: Mapping[str, set[str]],
    needs: Mapping[str, frozenset[str]],
) -> list[Formula]:
    """The last formula that defines each unknown name as it is used in the part.

    ``entries`` are the names that stand with subscripts there, with how many; ``by`` is what a
    name is applied to or differentiated by, and ``needs`` what its definition holds.
    """
    found: dict[str, Formula] = {}
    for one, formula in pending:
        if one.name not in unknown or ((one.parameters or one.number) and one.name in entries):
            continue
        if one.indices and len(one.indices) not in entries.get(one.name, {len(one.indices)}):
            continue  # p_{ic}, and there p_c
        is_step = one.shift is not None or one.is_made_of_its_letter
        if is_step and one.name not in entries:
            continue  # there it has a value at each step, and here none
        is_made_of = one.parameters or leads_to(one.name, by.get(one.name, set()), needs)
        if one.name in by and not is_made_of:
            continue  # it is another one, and here a function of these
        if any(leads_to(need, {one.name}, needs) for need in one.needs - {one.name}):
            continue  # it would be made of itself
        found[one.name] = formula
    return list(dict.fromkeys(found.values()))
