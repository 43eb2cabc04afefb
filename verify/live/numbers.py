"""Numbers as a figure shows them: the same digits from Python and from the script of the page."""

import math
from decimal import ROUND_HALF_UP, Context, Decimal

MINUS = "\N{MINUS SIGN}"
LONGEST = 1e7  # a small number in the form s has at most eight characters without a sign
EXACT = Context(prec=800)  # no float has more digits


def shown(value: float, form: str) -> str:
    """A number in one of eight forms.

    ``f9`` has nine decimals, ``p4`` four significant digits, ``s4`` too, but a power of ten where
    it is small; ``e2`` has two decimals and a power of ten; ``t`` is whole, with a comma before
    each three digits; ``x`` is the shortest that names the same float, ``m2`` that with at least
    two decimals; ``v`` is only whether it is negative, as a verdict.
    A half is rounded away from zero, as JavaScript does, and what is rounded to zero has no sign.

    Raises:
        ValueError: there is no such form.
    """
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    kind, digits = form[0], int(form[1:] or 0)
    if kind == "f":
        text = _fixed(value, digits)
    elif kind == "p" or (kind == "s" and (value == 0 or LONGEST * abs(value) >= 10**digits)):
        text = _precise(value, digits)
    elif kind == "s":
        text = _exponential(value, digits - 1)
    elif kind == "t":
        text = _fixed(value, 0) if abs(value) >= 1e21 else f"{_rounded(value, 0):,f}"
    elif kind == "e":
        text = _exponential(value, digits)
    elif kind == "x":
        text = _shortest(value)
    elif kind == "m":
        text = _shortest(value)
        if len(text.partition(".")[2]) < digits:
            text = _fixed(value, digits)
    elif kind == "v":
        text = "✗" if value < 0 else "✓"
    else:
        raise ValueError(f"{form!r} is no form of a number: write f9, p4, s4, e2, m2, t, x or v")
    if not any(digit in text for digit in "123456789✗"):
        text = text.replace("-", "")
    return text.replace("-", MINUS)


def _rounded(value: float, unit: int) -> Decimal:
    return Decimal(value).quantize(Decimal(1).scaleb(unit), ROUND_HALF_UP, EXACT)


def _fixed(value: float, digits: int) -> str:
    if abs(value) >= 1e21:
        return _shortest(value)
    return f"{_rounded(value, -digits):f}"


def _precise(value: float, digits: int) -> str:
    power = _power(value, digits)
    if -6 <= power < digits:
        return _fixed(value, digits - 1 - power)
    return _exponential(value, digits - 1)


def _exponential(value: float, digits: int) -> str:
    power = _power(value, digits + 1)
    mantissa = f"{_rounded(value, power - digits).scaleb(-power):.{digits}f}"
    return f"{mantissa}e{power:+d}"


def _power(value: float, digits: int) -> int:
    """The power of ten of the first digit, once the number is rounded to so many digits."""
    if value == 0:
        return 0
    power = Decimal(value).adjusted()
    return _rounded(value, power - digits + 1).adjusted()


def _shortest(value: float) -> str:
    exact = Decimal(repr(float(value))).normalize()
    if -7 < exact.adjusted() < 21:
        return f"{exact:f}"
    mantissa = exact.scaleb(-exact.adjusted())
    return f"{mantissa:f}e{exact.adjusted():+d}"
