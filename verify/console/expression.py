"""Compare one formula with a claim of the book, and print how it was read."""

import re

from verify.book.displays import Display
from verify.book.limits import limited
from verify.proving.formula import Reading, Step, read_at_all_sizes
from verify.proving.namespace import symbols
from verify.reading.alphabet import EQUALS
from verify.reading.equations import chains
from verify.reading.tokens import LatexError, Token, tokens
from verify.showing.transcript import title

ROW = re.compile(r"\\begin\{aligned\}|&")


def compared(formula: str, claim: Display) -> int:
    """Print the verdict; the exit status: 0 right, 1 wrong, 2 it cannot be read."""
    print(title(claim))
    left = "" if equals(formula) else left_side(claim)
    try:
        with limited():
            reading = _read(left, formula, claim)
    except LatexError as error:
        print(f"  {formula}\n  {' ' * max(0, error.at - len(left))}^ {error}")
        return 2
    first, *others = reading.steps
    print(f"    {first.text}")
    for step in others:
        print(f"  {'✓' if step.ok else '✗'} {step.relation} {step.text}")
    wrong = [_problem(step, claim) for step in reading.steps if not step.ok]
    print(f"✗ {wrong[0]}" if wrong else f"✓ it is {claim.label}{reading.where}")
    return 1 if wrong else 0


def _read(left: str, formula: str, claim: Display) -> Reading:
    """The formula in the place of the claim; raises `LatexError`."""
    source = f"$${left}{formula}$$"
    display = Display(claim.topic, source, 2, len(source) - 2)
    names = symbols(claim.topic)
    chains(display.latex, names)  # what cannot be read is refused before it has a label
    source = f"$${left}{formula}\n\\label{{eq:{claim.label}}}$$"
    return read_at_all_sizes(Display(claim.topic, source, 2, len(source) - 2), names)


def left_side(claim: Display) -> str:
    """The left side of a claim in LaTeX, with an equals sign behind it."""
    latex = ROW.sub(lambda found: " " * len(found[0]), claim.latex)
    at = equals(latex)
    assert at, "a claim has an equals sign"
    return f"{' '.join(latex[: at.at].split())} = "


def equals(latex: str) -> Token | None:
    r"""The first equals sign that is not inside of braces, as in ``\sum_{k=1}``."""
    depth = 0
    try:
        for token in tokens(latex):
            depth += (token.text == "{") - (token.text == "}")
            if depth == 0 and token.text in EQUALS:
                return token
    except LatexError:  # which is said where the formula is read
        return None
    return None


def _problem(step: Step, claim: Display) -> str:
    """What is wrong without the place in a file, which it does not have."""
    return re.sub(rf"^docs/{claim.topic}\.md(:\d+)*: ", "", step.problem)
