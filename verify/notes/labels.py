r"""Which subscripts are part of a name: ``\mathbf{W}_1`` and ``\mathbf{S}_b`` are matrices."""

import re
from collections.abc import Collection, Iterable, Iterator

from verify.notes.declared import MOST_AXES, labelled
from verify.notes.pieces import Formula
from verify.proving.indices import free_indices
from verify.reading import nodes as n
from verify.reading.alphabet import ACCENTS
from verify.reading.unicode import text

WIDE = {"widehat": "hat", "widetilde": "tilde", "overline": "bar"}
ACCENT = r"\\(?P<{}>" + "|".join((*ACCENTS, *WIDE)) + r")\s*(?:\{{\s*)?"
STYLE = r"\\(?:mathbf|boldsymbol|bm|vec|mathbold|bold)\s*(?:\{\s*)?"
BOLD = re.compile(
    rf"(?:{ACCENT.format('outer')})?{STYLE}(?:{ACCENT.format('inner')})?\\?(?P<letter>[A-Za-z]+)"
)
BELOW = re.compile(r"(?:\s*\}){0,2}\s*(?:\^\s*(?:\w|\{[^{}]*\})\s*)?_")


def numbered_names(chains: Iterable[n.Chain], formulas: Iterable[Formula]) -> set[str]:
    r"""The bold names below which only numbers stand: ``\mathbf{W}_1`` is a matrix of its own."""
    sides = [side.value for chain in chains for side in chain.sides]
    entries = [x for side in sides for x in n.walk(side) if isinstance(x, n.Entry)]
    counts = {x.array.name for x in entries if isinstance(x.array, n.Name) and not _is_number(x)}
    numbers = {x.array.name for x in entries if isinstance(x.array, n.Name) and _is_number(x)}
    return (numbers - counts) & bold_names(formula.latex for formula in formulas)


def labelled_names(chains: Iterable[n.Chain]) -> set[str]:
    r"""The names below which a letter and a number stand, and nothing else: ``net_{h1}``."""
    nodes = [x for chain in chains for side in chain.sides for x in n.walk(side.value)]
    counted = {x.index for x in nodes if isinstance(x, n.Fold)}
    found: dict[str, bool] = {}
    for x in nodes:
        match x:
            case n.Entry(array=n.Name(name=name), indices=(n.Name(name=letter), n.Number())) if (
                letter not in counted
            ):
                found.setdefault(name, True)
            case n.Entry(array=n.Name(name=name)):
                found[name] = False
    return {name for name, is_label in found.items() if is_label}


def label_letters(chains: Iterable[n.Chain], bold: Collection[str]) -> set[str]:
    r"""The letters that stand below bold names alone and count nothing: ``\mathbf{S}_b``.

    What is said of such matrices or vectors holds for any letter, so each is one of its own.
    """
    nodes = [x for chain in chains for side in chain.sides for x in n.walk(side.value)]
    below: set[str] = set()
    of_matrices: set[str] = set()
    counted = {x.index for x in nodes if isinstance(x, n.Fold)}
    for x in nodes:
        match x:
            case n.Entry(array=n.Name(name=name), indices=(n.Name(name=letter),)) if name in bold:
                below.add(letter)
                of_matrices |= {letter} if name[0].isupper() else set()
            case n.Entry(indices=indices):
                counted |= {y.name for k in indices for y in n.walk(k) if isinstance(y, n.Name)}
            case n.Raised(index=index):
                counted |= {y.name for y in n.walk(index) if isinstance(y, n.Name)}
            case n.Delta(left=left, right=right):
                counted |= {y.name for y in (left, right) if isinstance(y, n.Name)}
    return (below & of_matrices) - counted


def letters_of_symbols(chains: Iterable[n.Chain]) -> set[str]:
    r"""The letters below names that count nothing: h of ``W_h``, beside ``h_t``; B of ``\mu_B``.

    They are symbols themselves, or capitals; or a letter that stands below one name alone, which
    always has it.
    """
    several = list(chains)
    nodes = [x for chain in several for side in chain.sides for x in n.walk(side.value)]
    entries = [x for x in nodes if isinstance(x, n.Entry) and isinstance(x.array, n.Name)]
    inside = {id(y) for x in entries for y in (x.array, *x.indices)}
    bases = {x.array.name for x in entries if isinstance(x.array, n.Name)}
    bases |= {x.array.name for x in nodes if isinstance(x, n.Raised)}
    bare_names = {x.name for x in nodes if isinstance(x, n.Name) and id(x) not in inside}
    below: dict[str, set[str]] = {}  # by each letter, the names above it
    beside: dict[str, set[str]] = {}  # by each name, what stands below it
    for x in entries:
        letters = [k.name if isinstance(k, n.Name) else "" for k in x.indices]
        name = text(x.array)
        beside.setdefault(name, set()).add(" ".join(letters))
        for letter in letters:
            below.setdefault(letter, set()).add(name)
    found = {x for x in below if x in bases}
    found |= {x for x in below if x.isupper() and x not in bare_names}
    found |= {x for x, names in below.items() if _is_alone(names, x, beside)}
    return {x for x in found if x} - _counting(several)


def chosen(chains: Iterable[n.Chain]) -> set[str]:
    r"""The letters that count nothing and stand on no left side: i of ``x = \lambda x_i``.

    What is said of such an entry holds for any that is chosen, so each is a symbol of its own.
    """
    several = list(chains)
    free = [set(free_indices(side.value, {})) for chain in several for side in chain.sides[1:]]
    on_left = {
        x.name for chain in several for x in n.walk(chain.sides[0].value) if isinstance(x, n.Name)
    }
    steps = {y for x in _steps(several) for y in x}
    return {x for x in set().union(*free) if x.islower()} - on_left - steps


def _steps(chains: Iterable[n.Chain]) -> Iterator[set[str]]:
    """The letters of subscripts such as ``t - 1``."""
    for chain in chains:
        for x in (x for side in chain.sides for x in n.walk(side.value)):
            if isinstance(x, n.Entry):
                sums = [k for k in x.indices if isinstance(k, n.Sum)]
                yield {y.name for k in sums for y in n.walk(k) if isinstance(y, n.Name)}


def _is_alone(names: set[str], letter: str, beside: dict[str, set[str]]) -> bool:
    return len(names) == 1 and all(beside[name] == {letter} for name in names)


def _counting(chains: Iterable[n.Chain]) -> set[str]:
    """The letters that count something: of sums, of examples, of what stands on both sides."""
    found: set[str] = set()
    for chain in chains:
        left = {y for x in n.walk(chain.sides[0].value) for y in _letters(x)}
        for side in chain.sides[1:]:
            right = {y for x in n.walk(side.value) for y in _letters(x)}
            found |= {y for y in left & right if y.islower()}
        for x in (x for side in chain.sides for x in n.walk(side.value)):
            match x:
                case n.Fold(index=index):
                    found.add(index)
                case n.Raised(index=index):
                    found |= {y.name for y in n.walk(index) if isinstance(y, n.Name)}
                case n.Delta(left=one, right=other):
                    found |= {y.name for y in (one, other) if isinstance(y, n.Name)}
                case n.Entry(indices=indices):  # t of h_{t-1}
                    sums = [k for k in indices if isinstance(k, n.Sum)]
                    found |= {y.name for k in sums for y in n.walk(k) if isinstance(y, n.Name)}
    return found


def _letters(node: n.Node) -> set[str]:
    if not isinstance(node, n.Entry):
        return set()
    return {k.name for k in node.indices if isinstance(k, n.Name)}


def numbers_defined(chains: Iterable[n.Chain]) -> set[str]:
    """The names below which only numbers stand, and which some formula defines: ``h_1 = ...``.

    A formula may name a slope at its end as well, and say that the first is the letter: x_0 = x.
    """
    several = [chain for chain in chains if not _is_first(chain)]
    sides = [side.value for chain in several for side in chain.sides]
    entries = [x for side in sides for x in n.walk(side) if isinstance(x, n.Entry)]
    whole = {id(x.array) for x in entries}
    alone = {
        x.name
        for side in sides
        for x in n.walk(side)
        if isinstance(x, n.Name) and id(x) not in whole
    }
    others = {x.array.name for x in entries if isinstance(x.array, n.Name) and not _is_number(x)}
    left = [chain.sides[0].value for chain in several if len(chain.sides) > 1]
    calls = [x for x in several if isinstance(x.sides[0].value, n.Call)]
    left += [chain.sides[1].value for chain in calls if len(chain.sides) > 2]  # h(x) = a_1 = ...
    slopes = [x for x in several if isinstance(x.sides[0].value, n.Derivative | n.Gradient)]
    left += [chain.sides[-1].value for chain in slopes]  # as in ∂L/∂z = p - y = δ_1
    defined = {
        x.array.name
        for x in left
        if isinstance(x, n.Entry) and isinstance(x.array, n.Name) and _is_number(x)
    }
    return defined - others - alone


def _is_first(chain: n.Chain) -> bool:
    """Whether an equation says ``x_0 = x``."""
    match [side.value for side in chain.sides]:
        case [n.Entry(array=n.Name(name=one), indices=(n.Number(digits="0"),)), n.Name(name=other)]:
            return one == other
    return False


def bold_names(texts: Iterable[str]) -> set[str]:
    """The names that are written in bold letters somewhere."""
    return {_name(x) for text in texts for x in BOLD.finditer(text)}


def bold_above(texts: Iterable[str]) -> set[str]:
    r"""The names that are bold above a subscript: ``\mathbf{x}_i`` is a vector, ``x_i`` none."""
    found = ((x, text) for text in texts for x in BOLD.finditer(text))
    return {_name(x) for x, text in found if BELOW.match(text, x.end())}


def _name(found: re.Match[str]) -> str:
    accent = found["outer"] or found["inner"]
    return f"{found['letter']}_{WIDE.get(accent, accent)}" if accent else found["letter"]


def _is_number(entry: n.Entry) -> bool:
    return all(isinstance(index, n.Number) for index in entry.indices)


def _is_letter(entry: n.Entry, letters: Collection[str]) -> bool:
    return all(isinstance(k, n.Name) and k.name in letters for k in entry.indices)


def with_labels(chain: n.Chain, numbered: set[str], letters: Collection[str]) -> n.Chain:
    r"""The chain with ``\theta_{new}`` as one name, since no array has three axes, and so on."""

    def changed(node: n.Node) -> n.Node:
        if isinstance(node, n.Entry) and isinstance(node.array, n.Name):
            is_label = node.array.name in numbered or len(node.indices) > MOST_AXES
            if (is_label or _is_letter(node, letters)) and (name := labelled(node)):
                return n.Name(node.at, name)
        return n.mapped(node, changed)

    return n.mapped_chain(chain, changed)
