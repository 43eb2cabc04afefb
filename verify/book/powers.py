"""Numbers with a power of ten, typeset."""

import re

_POWER = re.compile(r"([-−]?)(\d+(?:\.\d+)?)e([-+]\d+)")


def typeset(text: str) -> str:
    r"""Each number such as 7e-12 as a formula, ``$7 \times 10^{-12}$``; 1e-12 as its power."""
    return _POWER.sub(_formula, text)


def _formula(found: re.Match[str]) -> str:
    sign, digits, exponent = found.groups()
    power = f"10^{{{int(exponent)}}}"
    factor = "" if digits == "1" else rf"{digits} \times "
    return f"${sign.replace('−', '-')}{factor}{power}$"
