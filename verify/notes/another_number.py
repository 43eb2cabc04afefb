r"""A symbol that gets another number: ``x = 4`` in an example, ``x = -10`` in the next one."""

from verify.notes.pieces import Formula
from verify.notes.study import Study
from verify.proving.worked import is_numeric
from verify.reading import nodes as n


def another_number(study: Study, formula: Formula, equations: list[n.Chain]) -> str:
    """The first symbol that a formula gives a number, as another formula has; or nothing.

    What was computed before is not given anew by a number that is written out: that can be wrong.
    """
    names = [_given(chain) for chain in equations]
    before = [
        name for name, chain in zip(names, equations, strict=True) if _was(study, formula, chain)
    ]
    are_given = all(map(_is_setting, equations))
    return before[0] if before and are_given else ""


def _is_setting(chain: n.Chain) -> bool:
    """Whether an equation says nothing but the number of a symbol or of an entry."""
    left, *others = (side.value for side in chain.sides)
    is_symbol = isinstance(left, n.Name | n.Entry | n.Call) and not chain.conditions
    return is_symbol and all(map(is_numeric, others))


def _given(chain: n.Chain) -> str:
    """The name that an equation does no more than give a number, or an array of numbers."""
    if _is_setting(chain):
        match chain.sides[0].value:
            case n.Name(name=name):
                return name
            case n.Call(function=n.Name(name=name), arguments=arguments, primes=0):
                return "" if any(map(is_numeric, arguments)) else name
    return ""


def _was(study: Study, formula: Formula, chain: n.Chain) -> bool:
    name = _given(chain)
    owner = study.owners.get(name)
    if owner is None or owner is formula:
        return False
    earlier = [x for x in study.symbols.chains(owner.latex) if _given(x) == name]
    return any(_is_written_out(x) or not _is_written_out(chain) for x in earlier)


def _is_written_out(chain: n.Chain) -> bool:
    return len(chain.sides) == 2 and _is_plain(chain.sides[1].value)


def _is_plain(node: n.Node) -> bool:
    match node:
        case n.Number():
            return True
        case n.Negative(of=of) | n.Transpose(of=of):
            return _is_plain(of)
        case n.Matrix(rows=rows):
            return all(_is_plain(entry) for row in rows for entry in row)
    return False
