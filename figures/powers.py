"""How tables show numbers: `3.9e-12` is typeset as digits times a power of ten."""


def typeset(number: float, digits: int = 2) -> str:
    r"""So many significant digits, with a power of ten where `g` has an exponent.

    Example:
        >>> typeset(0.6321), typeset(3.94e-12)
        ('0.63', '$3.9 \\times 10^{-12}$')
    """
    shown, _, exponent = f"{number:.{digits}g}".partition("e")
    return rf"${shown} \times 10^{{{int(exponent)}}}$" if exponent else shown


def power(number: float, decimals: int = 0) -> str:
    r"""Always with a power of ten, and so many decimals before it.

    Example:
        >>> power(0.00653)
        '$7 \\times 10^{-3}$'
    """
    shown, _, exponent = f"{number:.{decimals}e}".partition("e")
    return rf"${shown} \times 10^{{{int(exponent)}}}$"
