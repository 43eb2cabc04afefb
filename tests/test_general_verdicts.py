"""However a claim is written, its verdict for every size is the same."""

from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.example import SOURCE, SYMBOLS, display
from verify.general.derivation import Derivation
from verify.general.prove import Verdict, prove

GENERAL = Derivation("example", SOURCE)
LETTERS = "ijklno"  # the first one is free
DEEPEST = 4


@st.composite
def formulas(draw: Any, depth: int = 1, left: int = 3) -> Any:
    """A tree of sums and products; indices are counted from the outermost sum on."""
    kinds = ["z", "g", "A", "delta"] + ["+", "-", "*", "sum", "exp"] * (left > 0)
    kind = draw(st.sampled_from(kinds))
    index = st.integers(0, depth - 1)
    match kind:
        case "z" | "g":
            return (kind, draw(index))
        case "A" | "delta":
            return (kind, draw(index), draw(index))
        case "exp":
            return (kind, draw(formulas(depth, left - 1)))
        case "sum":
            assume(depth < DEEPEST)
            return (kind, depth, draw(formulas(depth + 1, left - 1)))
    return (kind, draw(formulas(depth, left - 1)), draw(formulas(depth, left - 1)))


def latex(tree: Any, names: str, flipped: bool) -> str:
    """The tree with these letters for its indices; flipped, with its terms and sums in reverse."""

    def inner(tree: Any) -> str:
        return latex(tree, names, flipped)

    match tree:
        case ("z" | "g" as array, k):
            return f"{array}_{names[k]}"
        case ("A", k, m):
            return f"A_{{{names[k]} {names[m]}}}"
        case ("delta", k, m):
            return rf"\delta_{{{names[k]} {names[m]}}}"
        case ("exp", of):
            return f"e^{{{inner(of)}}}"
        case ("sum", k, ("sum", m, of)) if flipped:
            return rf"(\sum_{{{names[m]}=1}}^{{K}} \sum_{{{names[k]}=1}}^{{K}} ({inner(of)}))"
        case ("sum", k, of):
            return rf"(\sum_{{{names[k]}=1}}^{{K}} ({inner(of)}))"
        case ("-", a, b):
            return f"(-{inner(b)} + {inner(a)})" if flipped else f"({inner(a)} - {inner(b)})"
        case (operator, a, b):
            sign = "" if operator == "*" else operator
            first, second = (b, a) if flipped else (a, b)
            return f"({inner(first)} {sign} {inner(second)})"
    raise AssertionError(tree)


def claim(left: Any, right: Any, names: str, flipped: bool) -> Any:
    sides = (f"z_{names[0]} {latex(side, names, flipped)}" for side in (left, right))
    return display(" = ".join(sides))


def verdict(shown: Any) -> Verdict:
    return prove(shown, SYMBOLS, GENERAL).verdict


@given(formulas(), formulas(), st.booleans(), st.permutations(LETTERS))
@settings(max_examples=150)
def test_order_of_terms_and_sums_and_names_of_indices_change_no_verdict(left, right, same, names):
    right = left if same else right
    found = verdict(claim(left, right, LETTERS, False))

    assert verdict(claim(left, right, "".join(names), True)) is found


@given(formulas(), st.permutations(LETTERS[1:]))
@settings(max_examples=100)
def test_a_formula_that_is_only_written_otherwise_is_proved(tree, others):
    left = latex(tree, LETTERS[0] + "".join(others), True)
    right = latex(tree, LETTERS, False)

    assert verdict(display(f"z_i {left} = z_i {right}")) is Verdict.PROVED
