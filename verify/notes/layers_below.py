r"""Layers that notes count below letters: ``a_l = f(W_l a_{l-1})``, ``\delta_2 = W_3^T \delta_3``.

There a number below one of these letters is a layer too, and no entry.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from verify.notes.macros import Written, replaced

STYLED = r"\\(?:mathbf|boldsymbol|bm)\s*\{\s*\\?[A-Za-z]+\s*\}"
NAME = rf"{STYLED}|\\(?:delta|sigma|phi|varphi)(?![A-Za-z])|[A-Za-z]"
OTHER = (  # commands, whose letters are none of these
    r"(?!\\(?:delta|sigma|phi|varphi|mathbf|boldsymbol|bm)(?![A-Za-z]))"
    r"(?:\\(?:text\w*|mathrm|operatorname)\s*\{[^{}]*\}|\\[A-Za-z]+)"
)
WEIGHTS = r"(?:\\(?:mathbf|boldsymbol|bm)\s*\{\s*W\s*\}|(?<![A-Za-z\\{])W)"
FORWARD = re.compile(  # W_l a_{l-1}
    rf"{WEIGHTS}\s*_\s*(?:\{{\s*(?P<braced>[ikln])\s*\}}|(?P<bare>[ikln]))\s*(?:\\cdot\s*)?"
    rf"(?:{NAME})\s*_\s*\{{\s*(?P<before>[ikln])\s*-\s*1\s*\}}"
)
LAST = "LN"  # what the last layer is called


@dataclass(frozen=True)
class Below:
    """The letter that counts layers below others, and those others."""

    letter: str = ""
    names: frozenset[str] = frozenset()


NO_LAYERS = Below()


def counted_below(formulas: Iterable[str]) -> Below:
    """The letter that counts layers below others; none where a sum runs over it."""
    texts = list(formulas)
    several = [x for text in texts for x in FORWARD.finditer(text)]
    letters = {x["before"] for x in several if (x["braced"] or x["bare"]) == x["before"]}
    if len(letters) != 1:
        return NO_LAYERS
    (letter,) = letters
    summed = re.compile(rf"\\(?:sum|prod)(?:\\limits)?\s*_\s*\{{?\s*{letter}(?![A-Za-z])")
    if any(map(summed.search, texts)):
        return NO_LAYERS
    named = re.compile(
        rf"{OTHER}|(?P<name>{NAME})'*\s*_\s*(?:\{{\s*{letter}\s*(?:[+-]\s*1\s*)?\}}|{letter})"
    )
    everything = (x["name"] for text in texts for x in named.finditer(text))
    names = frozenset(_plain(name) for name in everything if name)
    return Below(letter, names)


def with_layers_beside(formula: Written, below: Below) -> Written:
    """The formula with its layers in parentheses above the letters."""
    if not below.letter:
        return formula
    layer = rf"(?:{below.letter}|[{LAST}])\s*(?:[+-]\s*1\s*)?|\d"
    found = re.compile(
        rf"{OTHER}|(?P<name>{NAME})(?P<first>'*)\s*_\s*(?:\{{\s*(?P<braced>{layer})\s*\}}"
        rf"|(?P<bare>{below.letter}|[{LAST}]|\d))(?P<primes>'*)"
        r"(?P<turned>\s*\^\s*(?:\{\s*(?:T|\\top)\s*\}|T(?![A-Za-z])|\\top(?![A-Za-z])))?"
    )
    return replaced(formula, found, lambda x: _beside(x, below))


def _beside(found: re.Match[str], below: Below) -> str:
    if not found["name"] or _plain(found["name"]) not in below.names:
        return found[0]
    number = (found["braced"] or found["bare"]).replace(below.letter, "l").replace("N", "L")
    primes = r"\prime" * len(found["first"] + found["primes"])
    layered = rf"{found['name']}^{{({number}){primes}}}"
    return rf"({layered})^\top" if found["turned"] else layered


def _plain(name: str) -> str:
    return "".join(name.split())
