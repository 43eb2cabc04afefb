r"""Numbers as people write them: ``\mathbf{0.58}``, ``20,000``, ``8 \text{ miles per hour}``."""

import re

from verify.notes.macros import Written, replaced

NUMBER = r"-?\d+(?:[.,]\d+)*"
BOLD = re.compile(
    rf"\\(?:mathbf|boldsymbol|bm|textbf|mathrm|text)\s*\{{\s*(?![01]\s*\}})(?P<number>{NUMBER})"
    r"(?:\s*\\?[ ,~]?\s*\\text\s*\{[^{}]*\})?\s*\}"
)
THOUSANDS = re.compile(r"(?<![\d.,(\[&])(?<!,\s)\d{1,3}(?:,\d{3})+(?![\d,])(?!\s*[)\]&])")
UNITS = (  # of what is counted or measured in examples
    r"[Bb]its?|nats?|miles?|meters?|km|cm|kg|hours?|minutes?|seconds?|days?|years?|dollars?|units?"
    r"|examples?|samples?|points?|parameters?|weights?|neurons?|classes|Yes|No|Total|total|steps?"
)
UNIT = re.compile(  # 8 \text{ miles per hour}
    rf"(?<=\d)\s*(?:\\[ ,;]|~)?\s*\\text\s*\{{\s*(?:{UNITS})"
    r"(?:\s*(?:per|/)\s*\w+)?\s*\.?\}(?!\s*[(_^])"
)
HALF = re.compile(
    r"(?<![\w}.)^/])(?P<above>\d+)/(?P<below>\d+)(?=\s*(?:\\cdot|\\times|\\left|\\[bB]ig|\(|\{))"
)
PERCENT = re.compile(r"(?P<digits>\d+)(?:\.(?P<decimals>\d+))?\s*\\%")
DEGREES = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*\^\s*(?:\{\s*\\circ\s*\}|\\circ(?![A-Za-z]))")


def with_plain_numbers(formula: Written) -> Written:
    """The formula with its numbers in digits alone; an angle in degrees as one in radians."""
    found = replaced(formula, BOLD, lambda x: f" {x['number']} ")
    found = replaced(found, THOUSANDS, lambda x: x[0].replace(",", ""))
    found = replaced(found, UNIT, lambda _: " ")
    found = replaced(found, PERCENT, _as_decimal)
    found = replaced(found, HALF, lambda x: rf"\frac{{{x['above']}}}{{{x['below']}}}")
    return replaced(found, DEGREES, lambda x: rf"\frac{{{x['number']} \pi}}{{180}}")


def _as_decimal(found: re.Match[str]) -> str:
    """A number of percent, with as many of its digits."""
    digits = found["digits"].zfill(3)
    return f"{digits[:-2].lstrip('0') or '0'}.{digits[-2:]}{found['decimals'] or ''} "
