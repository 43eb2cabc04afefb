"""Which subscripts count steps: those of a recursion, and of a sum that runs to a step."""

from collections.abc import Iterable, Iterator

from verify.proving.indices import shifted
from verify.reading import nodes as n

LAST = 3  # step: two could be alike
TIME = "t"  # counts steps wherever one stands beside the one before it
LAYER_LETTERS = {"l", "L", "ell"}


def own_shift(left: n.Node, right: n.Node) -> tuple[str, str, int] | None:
    """The name, its index and the shift of a recursion; nothing for what is none."""
    if not isinstance(left, n.Entry) or not isinstance(left.array, n.Name):
        return None
    name, (letter, shift) = left.array.name, shifted(left.indices[0])
    if letter is None or len(left.indices) > 1:
        return None
    before = {
        shifted(node.indices[0])
        for node in n.walk(right)
        if isinstance(node, n.Entry)
        and isinstance(node.array, n.Name)
        and node.array.name == name
        and len(node.indices) == 1
    }
    return (name, letter, shift) if before == {(letter, shift - 1)} else None


def step_letters(chains: Iterable[n.Chain]) -> set[str]:
    """The letters that count steps: those of a recursion."""
    found = set()
    for chain in (one for one in chains if len(one.sides) > 1):
        left, right = chain.sides[0].value, chain.sides[1].value
        if own := own_shift(left, right):
            found.add(own[1])
        if isinstance(left, n.Entry) and len(left.indices) == 1:
            letter = shifted(left.indices[0])[0]
            to_here = [x.index for x in folds_to(right, letter)]
            found |= {*to_here, letter} if letter and to_here else set()
            if letter == TIME and (TIME, -1) in _shifts(right):
                found.add(TIME)  # of z_t = W x_t + U h_{t-1}
    return found


def _shifts(node: n.Node) -> set[tuple[str | None, int]]:
    """What stands below the names in a formula, as a letter and what is added to it."""
    entries = (x for x in n.walk(node) if isinstance(x, n.Entry))
    return {shifted(x.indices[0]) for x in entries if isinstance(x.array, n.Name)}


def raised_steps(chains: Iterable[n.Chain]) -> set[str]:
    """The names whose steps are counted above them: ``x^{k+1} = x^k - ...``."""
    found = set()
    for chain in (one for one in chains if len(one.sides) > 1):
        match chain.sides[0].value:
            case n.Power(base=n.Name(name=name), exponent=n.Sum() as above):
                letter, shift = shifted(above)
                powers = [x for x in n.walk(chain.sides[1].value) if isinstance(x, n.Power)]
                own = [x.exponent for x in powers if _is(x.base, name)]
                if letter and any((letter, shift - 1) == shifted(x) for x in own):
                    found.add(name)
            case n.Raised(array=n.Name(name=name), index=n.Sum() as above):
                letter, shift = shifted(above)
                raised = [x for x in n.walk(chain.sides[1].value) if isinstance(x, n.Raised)]
                own = [x.index for x in raised if _is(x.array, name)]
                if letter not in {None, *LAYER_LETTERS} and (letter, shift - 1) in map(
                    shifted, own
                ):
                    found.add(name)
    return found


def with_steps(chain: n.Chain, names: set[str]) -> n.Chain:
    """The chain with what counts steps below its name, wherever it stands."""

    def changed(node: n.Node) -> n.Node:
        match node:
            case n.Power(base=n.Name(name=name) as base, exponent=above) if name in names:
                if not (isinstance(above, n.Number) or _is(above, "T")):
                    return n.Entry(node.at, base, (above,))
            case n.Raised(array=n.Name(name=name) as base, index=above) if name in names:
                return n.Entry(node.at, base, (above,))
        return n.mapped(node, changed)

    return n.mapped_chain(chain, changed) if names else chain


def _is(node: n.Node, name: str) -> bool:
    return isinstance(node, n.Name) and node.name == name


def folds_to(node: n.Node, letter: str | None) -> list[n.Fold]:
    r"""The sums that run to a step, as in ``\sum_{i=1}^{t} g_i``."""
    folds = [x for x in n.walk(node) if isinstance(x, n.Fold)]
    return [x for x in folds if isinstance(x.last, n.Name) and x.last.name == letter]


def counted(node: n.Node, letters: set[str]) -> Iterator[str]:
    """The names whose first subscript counts steps."""
    for part in n.walk(node):
        if isinstance(part, n.Entry) and isinstance(part.array, n.Name):
            if shifted(part.indices[0])[0] in letters:
                yield part.array.name
