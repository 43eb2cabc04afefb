"""How tables show numbers: 3.9e-12 is typeset as digits times a power of ten."""

from verify.book import powers


def typeset(number: float, digits: int = 2) -> str:
    """So many significant digits, with a power of ten where the format g has an exponent."""
    return powers.typeset(f"{number:.{digits}g}")


def power(number: float) -> str:
    """One digit, always with a power of ten."""
    return powers.typeset(f"{number:.0e}")
