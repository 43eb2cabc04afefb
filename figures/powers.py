"""How tables show numbers: 3.9e-12 is typeset as digits times a power of ten."""


def typeset(number: float, digits: int = 2) -> str:
    """So many significant digits, with a power of ten where the format g has an exponent."""
    shown, _, exponent = f"{number:.{digits}g}".partition("e")
    return rf"${shown} \times 10^{{{int(exponent)}}}$" if exponent else shown


def power(number: float) -> str:
    """One digit, always with a power of ten."""
    shown, _, exponent = f"{number:.0e}".partition("e")
    return rf"${shown} \times 10^{{{int(exponent)}}}$"
