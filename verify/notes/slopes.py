r"""Slopes of a whole product, written without parentheses: ``\frac{d}{dx} x^\top A x``."""

import re

from verify.notes.macros import Written

BRACES = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
# A number or the transpose of a vector: that alone is no function of anything.
BEFORE_PRODUCT = re.compile(
    r"(?:\\nabla\s*_\s*(?:\{[^{}]*\}|\\?\w+)"
    rf"|\\frac\s*\{{\s*(?:\\partial|d)\s*\}}\s*{BRACES})\s*"
    r"(?=\d|(?:[a-z]\s*(?:\^\s*(?:\{\s*\w+\s*\}|\w)\s*)?){2,}(?=[=+&-]|\\\\|\Z)"
    r"|\\[td]?frac\s*(?:\{\s*(?:\d+|\\lambda)\s*\}|\d)\s*(?:\{\s*\d*[A-Za-z]?\s*\}|\w)"
    r"|(?:\\(?:mathbf|boldsymbol)\s*\{\s*\\?[a-z]+\s*\}|\\?[a-z]+)\s*\^\s*"
    r"(?:\{\s*(?:T|\\top)\s*\}|T|\\top(?![A-Za-z])))"
)
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[^\\]", re.DOTALL)
OPENING, CLOSING = {"(", "[", "{", r"\{", r"\lVert", r"\lvert"}, {")", "]", "}", r"\}"}
CLOSING |= {r"\rVert", r"\rvert"}
ENDS = {"+", "-", "=", "&", "\\\\", ",", ";", r"\quad", r"\qquad", r"\end", r"\approx", r"\text"}
BARS = {"|", r"\|", r"\Vert", r"\vert"}


def of_products(formula: Written) -> Written:
    """The formula with parentheses around the product of which a slope is taken."""
    text, places = formula.text, formula.places
    for found in reversed([*BEFORE_PRODUCT.finditer(text)]):
        start, end = found.end(), product_end(text, found.end())
        text = rf"{text[:start]}\left({text[start:end]}\right){text[end:]}"
        opening, closing = (places[start],) * len(r"\left("), (places[end],) * len(r"\right)")
        places = (*places[:start], *opening, *places[start:end], *closing, *places[end:])
    return Written(text, places)


def product_end(text: str, start: int) -> int:
    """The place behind the product that starts here."""
    depth, bars = 0, False
    for token in TOKEN.finditer(text, start):
        if token[0] in BARS:
            bars = not bars
        elif token[0] in OPENING:
            depth += 1
        elif token[0] in CLOSING:
            depth -= 1
        if depth < 0 or (not depth and not bars and token[0] in ENDS):
            return token.start()
    return len(text)
