r"""Signs as labels: ``p_+`` and ``p_-`` are two symbols, and ``(x)^+`` is a positive part."""

import re

from verify.notes.macros import Written, replaced

BELOW = re.compile(r"(?<=[A-Za-z}])\s*_\s*(?:\{\s*(?P<braced>[+-])\s*\}|(?P<bare>[+-]))(?!\d)")
PART = re.compile(r"\((?P<inside>[^()]*)\)\s*\^\s*(?:\{\s*\+\s*\}|\+)")
POLICY = re.compile(  # V^\pi(s) of reinforcement learning
    r"(?<![A-Za-z\\])(?P<name>[VQA])\s*\^\s*(?:\\pi(?![A-Za-z])|\{\s*\\pi\s*\})(?=\s*(?:\\left)?\()"
)
WORDS = {"+": "pos", "-": "neg"}


def with_labels_for_signs(formula: Written) -> Written:
    """The formula with words for the signs below its letters, and maxima for positive parts."""
    found = replaced(formula, BELOW, lambda x: rf"_{{\text{{{WORDS[x['braced'] or x['bare']]}}}}}")
    found = replaced(found, POLICY, lambda x: rf"\mathrm{{{x['name']}pi}}")
    return replaced(found, PART, lambda x: rf"\max(0, {x['inside']})")
