r"""Functions of an example: ``g_p(w)`` and ``\xi(t_i, y_i)`` are the numbers ``g_p``, ``\xi_i``.

So they are where a sum runs over the examples, and nothing else is ever put into them.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from verify.notes.macros import Written, replaced

LETTER = r"(?:\\math(?:bf|cal|rm)|\\boldsymbol|\\bm|\\mathring|\\hat|\\bar)\s*"
NAMED = rf"{LETTER}\{{\s*\\?[A-Za-z]+\s*\}}"
STYLED = rf"(?:{LETTER})?(?:{NAMED}|\{{\s*{NAMED}\s*\}}|\\[A-Za-z]+|[A-Za-z])"
BELOW = r"(?:\s*_\s*(?:[a-z0](?![A-Za-z])|\{\s*[a-z0]\s*\}))?"
ARGUMENT = rf"\s*{STYLED}{BELOW}\s*"
WORD = r"\\(?:text|mathrm|operatorname)\s*\{\s*[A-Za-z]{3,}\s*\}"
CALL = re.compile(
    rf"(?P<name>{WORD}|\\(?:ell|xi|mathcal\s*\{{\s*[A-Z]\s*\}})(?![A-Za-z])|(?<![A-Za-z\\{{])[ghlECJL](?![A-Za-z}}]))"
    r"(?P<below>\s*_\s*(?:[a-z](?![A-Za-z])|\{\s*[a-z]\s*\}))?"
    rf"\s*(?:\\left\s*|\\[bB]igg?l?\s*)?\((?P<arguments>{ARGUMENT}(?:[,;]{ARGUMENT})*)(?:\\right\s*|\\[bB]igg?r?\s*)?\)"
)
DEFINED = re.compile(r"\s*&?\s*:?=")
BEGINS = re.compile(r"(?:\A|\\\\|\}|\n|,)[\s&]*\Z")
COUNTED = re.compile(r"\\sum(?:\s*\\limits)?\s*_\s*\{?\s*(?P<index>[a-z])(?![A-Za-z])")
INDEX = re.compile(r"_\s*\{?\s*([a-z])(?![A-Za-z])")
PREDICTED = re.compile(r"\\hat.*,|,.*\\hat")  # L(\hat y, y), of what is predicted
KNOWN = re.compile(r"softmax|sigmoid|tanh|relu|sign|step|max|min|log|exp|diag|Var|Cov|soft", re.I)


class Each(NamedTuple):
    """A function with the letter of its example, and whether that letter stands below it."""

    name: str
    letter: str
    is_below: bool


def of_each_example(formulas: Iterable[str]) -> frozenset[Each]:
    """The functions that are numbers of an example, for all formulas of notes."""
    texts = [x for x in formulas if "(" in x or r"\sum" in x]
    counted = {x["index"] for text in texts for x in COUNTED.finditer(text)}
    used: dict[tuple[str, str], set[str]] = defaultdict(set)
    defined: set[tuple[str, str]] = set()
    for text in texts:
        for x in CALL.finditer(text):
            one = _plain(x["name"]), _index(x["below"])
            used[one].add(_plain(x["arguments"]))
            if DEFINED.match(text, x.end()) and BEGINS.search(text[: x.start()]):
                defined.add(one)
    found = set()
    for (name, below), several in used.items():
        if KNOWN.search(name):
            continue
        is_one = len(several) == 1 and (name, "") not in used
        if below in counted and is_one and (name, below) in defined:
            found.add(Each(name, below, True))
        own = {y for x in several for y in INDEX.findall(x)} & counted
        entry = re.compile(
            rf"{re.escape(name)}_\{{?({'|'.join(sorted(own))})(?![A-Za-z])(?!\}}?\()"
        )
        is_entry = own and any(entry.search(_plain(text)) for text in texts)
        is_word = len(several) == 1 and len(name) > 2 and "," in next(iter(several))
        if not below and len(own) == 1 and (is_entry or (is_word and name.endswith("}"))):
            found.add(Each(name, own.pop(), False))
    return frozenset(found | {Each(name, "", False) for name in _of_the_same(used, texts)})


def _of_the_same(used: dict[tuple[str, str], set[str]], texts: list[str]) -> set[str]:
    r"""The functions of several arguments, always the same, whose slope is written without them."""
    several = {
        name
        for (name, below), arguments in used.items()
        if not below and len(arguments) == 1 and PREDICTED.search(next(iter(arguments)))
    }
    return {
        name
        for name in several
        if any(re.search(rf"partial{re.escape(name)}\}}", _plain(text)) for text in texts)
    }


def with_each_example(formula: Written, functions: frozenset[Each]) -> Written:
    """The formula with a subscript for the arguments of these functions."""
    if not functions or "(" not in formula.text:
        return formula

    def written(found: re.Match[str]) -> str:
        name, below = _plain(found["name"]), _index(found["below"])
        if below and Each(name, below, True) in functions:
            return f"{found['name']}_{{{below}}}"
        if not below and Each(name, "", False) in functions:
            return found["name"]
        own = {*INDEX.findall(found["arguments"])}
        only = "".join(own)
        if not below and len(own) == 1 and Each(name, only, False) in functions:
            return f"{found['name']}_{{{only}}}"
        return found[0]

    return replaced(formula, CALL, written)


def _plain(text: str) -> str:
    return re.sub(r"\s|\\left|\\right|\\[bB]igg?[lr]?", "", text)


def _index(below: str | None) -> str:
    return re.sub(r"[_{}\s]", "", below or "")
