"""What a formula of notes names, though it does not stand where a definition is looked for."""

from verify.notes.pieces import Formula
from verify.notes.study import Study
from verify.notes.unequal import leading_to
from verify.reading.nodes import Call, Chain, Entry, Name, Number, Product, walk
from verify.reading.unicode import text


def said_of(study: Study, equations: list[Chain]) -> str:
    """An unknown function whose value at some arguments a formula says, as ``L(f(x), y) = ...``."""
    functions = {one.name for one in study.guessed if one.is_function}
    if len(equations) != 1 or len(equations[0].sides) != 2:
        return ""
    left, right = (side.value for side in equations[0].sides)
    match left:
        case Call(function=Name(name=name), primes=0) if name in functions:
            return "" if any(isinstance(x, Name) and x.name == name for x in walk(right)) else name
    return ""


def named_on_the_right(study: Study, equations: list[Chain]) -> str:
    r"""A symbol that is said to be what stands before it, as in ``h(x) = P(y = 1 \mid x)``."""
    if len(equations) != 1 or len(equations[0].sides) != 2:
        return ""
    left, right = (side.value for side in equations[0].sides)
    guessed = {one.name for one in study.guessed if not (one.shape or one.word)}
    if not (isinstance(left, Call) and isinstance(right, Name)):
        return ""
    behind = leading_to(study, {x.name for x in walk(left) if isinstance(x, Name)})
    return right.name if right.name in guessed - study.owners.keys() - behind else ""


def called(equations: list[Chain]) -> str:
    """A left side such as ``Y_2(0)``, which is read as a product with a number; or nothing."""
    for chain in equations:
        match chain.sides[0].value:
            case Product(factors=((_, Name() | Entry() as one), ("", Number() as number))):
                return f"{text(one)}({text(number)})"
    return ""


def is_definition(equations: list[Chain]) -> bool:
    """Whether a formula has two sides, and on the left a symbol alone."""
    is_short = len(equations) == 1 and len(equations[0].sides) == 2
    return is_short and isinstance(equations[0].sides[0].value, Name)


def defined_elsewhere(
    study: Study, formula: Formula, equations: list[Chain]
) -> tuple[str, Formula] | None:
    """A symbol that stands alone on a left side here, and that another formula defines."""
    for chain in equations:
        match chain.sides[0].value:
            case Name(name=name) | Entry(array=Name(name=name)) | Call(function=Name(name=name)):
                owner = study.owners.get(name)
                if owner is not None and owner is not formula:
                    return name, owner
    return None
