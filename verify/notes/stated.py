r"""The shapes that notes state: ``W \in \mathbb{R}^{m \times n}``."""

from collections.abc import Collection, Iterable

from verify.notes.declared import MOST_AXES, SIZE, Declaration
from verify.notes.names import size_of
from verify.notes.opened import Opened


def stated(
    read: Iterable[Opened], names: Collection[str], bold: Collection[str], others: Collection[str]
) -> list[Declaration]:
    """What formulas state of these names, and of those with them and a number.

    A size gets another name where a vector has the same letter, but bold; one of ``others``, which
    are symbols and no sizes, gives no shape.
    """
    found: dict[str, tuple[str, ...]] = {}
    for x in read:
        for name, shape in x.shapes.items():
            sizes = tuple(_apart(size_of(size), bold) for size in shape)
            if all(map(SIZE.fullmatch, sizes)):
                found[name] = sizes
    wanted = {*names} | {k for k in found if k.rpartition("_")[0] in {*names} - found.keys()}
    return [
        Declaration(name, found[name])
        for name in sorted(wanted)
        if name in found and len(found[name]) <= MOST_AXES and not {*others} & {*found[name]}
    ]


def _apart(size: str, bold: Collection[str]) -> str:
    return f"{size}_size" if size in bold else size
