r"""Steps between angles: ``a^{\langle t-1 \rangle}`` and ``a^{<t-1>}`` are ``a_{t-1}``.

What stands below such a letter is part of its name, unless it counts entries.
"""

import re

from verify.notes.macros import Written, replaced

ACCENT = r"\\(?:tilde|hat|bar|widetilde|overline)\s*(?:\{\s*\\?[A-Za-z]+\s*\}|[A-Za-z])"
STEPPED = re.compile(
    rf"(?P<name>{ACCENT}|\\(?!langle|rangle)[A-Za-z]+|[A-Za-z])"
    r"(?:\s*_\s*(?:\{\s*(?P<label>[A-Za-z]+)\s*\}|(?P<bare>[A-Za-z])))?"
    r"\s*\^\s*\{\s*(?:\\langle(?![A-Za-z])|<)\s*(?P<step>[a-z](?:\s*[+-]\s*1)?|\d)\s*"
    r"(?:\\rangle|>)\s*\}"
    r"(?:\s*_\s*(?:\{\s*(?P<below>[A-Za-z]+)\s*\}|(?P<lone>[A-Za-z])))?"
)
ENTRIES = {"i", "j", "k"}
STACKED = re.compile(  # W_f \cdot [h_{t-1}, x_t]
    r"(?P<weights>(?<![A-Za-z\\])[WU](?:\s*_\s*(?:\w|\{\s*\w+\s*\}))?)\s*(?:\\cdot\s*)?(?:\\left\s*)?\["
    r"(?P<one>[^\[\]=,;&]+),(?P<other>[^\[\]=,;&]+)(?:\\right\s*)?\]"
)


def with_steps_of_angles(formula: Written) -> Written:
    """The formula with the steps that stand between angles below its letters."""
    if ">" not in formula.text and r"\rangle" not in formula.text:
        return formula
    return replaced(formula, STEPPED, _below)


def with_stacked(formula: Written) -> Written:
    """The formula with one vector below the other, where weights multiply the two."""
    return replaced(formula, STACKED, _column)


def _below(found: re.Match[str]) -> str:
    name, step = found["name"], found["step"]
    label = found["label"] or found["bare"] or found["below"] or found["lone"]
    if label in ENTRIES:
        return rf"{name}_{{{step},{label}}}"
    if label:
        letters = re.sub("[^A-Za-z]", "", name)
        name = rf"\mathrm{{{letters}{label}}}"
    return rf"{name}_{{{step}}}"


def _column(found: re.Match[str]) -> str:
    if not ("_" in found["one"] and "_" in found["other"]):
        return found[0]  # U[-a, a] is a law
    entries = rf"{found['one'].strip()} \\ {found['other'].strip()}"
    return rf"{found['weights']} \begin{{bmatrix}} {entries} \end{{bmatrix}}"
