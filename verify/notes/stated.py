r"""The shapes that notes state: ``W \in \mathbb{R}^{m \times n}``."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from verify.notes.declared import MOST_AXES, SIZE, Declaration
from verify.notes.guess import sums_to
from verify.notes.names import size_of
from verify.notes.opened import Opened
from verify.reading.nodes import Chain


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


def lengths_stated(
    everything: Sequence[tuple[Sequence[Chain], Mapping[str, tuple[str, ...]]]],
) -> set[str]:
    """What counts something somewhere: ``K = 10`` is an example for such a size."""
    sizes = {size for _, shapes in everything for shape in shapes.values() for size in shape}
    return sizes | set(sums_to(chain for chains, _ in everything for chain in chains))
