r"""Steps in parentheses above letters: ``h^{(t)} = f(W h^{(t-1)})`` is ``h_t = f(W h_{t-1})``.

The letter t counts neither layers nor examples where one step and the one before it stand there.
"""

import re
from collections.abc import Iterable

from verify.notes.macros import Written, replaced, written_out
from verify.notes.recurrent import with_recurrent_labels

LABEL = r"(?:\s*_\s*\{\s*\\text\{(?P<label>\w+)\}\s*\})?"
NAME = r"(?P<name>\\math(?:cal|bf)\s*\{\s*\w\s*\}|\\[a-z]+|(?<![A-Za-z\\])[A-Za-z])" + LABEL
STEP = r"\s*\^\s*\{\s*(?:\(|\\langle\s)\s*(?P<step>[a-z](?:\s*[+-]\s*1)?|\d)\s*(?:\)|\\rangle)\s*\}"
ABOVE = re.compile(NAME + STEP)
BEFORE = re.compile(r"\^\s*\{\s*\(\s*t\s*-\s*1\s*\)\s*\}")


def names_in_steps(formulas: Iterable[str], labels: str = "") -> frozenset[str]:
    """The letters above which steps stand, where those of two steps are beside one another.

    ``labels`` are letters that are part of a name, as in `with_recurrent_labels`.
    """
    texts = list(formulas)
    if not any(map(BEFORE.search, texts)):
        return frozenset()
    texts = [with_recurrent_labels(written_out(text, {}), labels).text for text in texts]
    found = (x for text in texts for x in ABOVE.finditer(text))
    return frozenset(x["name"] for x in found if x["step"].startswith("t"))


def with_steps_below_names(formula: Written, names: frozenset[str]) -> Written:
    """The formula with its steps below these letters."""
    if not names:
        return formula
    return replaced(formula, ABOVE, lambda x: _below(x) if x["name"] in names else x[0])


def _below(found: re.Match[str]) -> str:
    name = found["name"]
    if found["label"]:
        name = rf"\mathrm{{{re.sub('[^A-Za-z]', '', name)}{found['label']}}}"
    return rf"{name}_{{{found['step']}}}"
