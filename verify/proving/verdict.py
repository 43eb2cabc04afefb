"""How an equality was established."""

from enum import StrEnum


class Verdict(StrEnum):
    """What speaks for one side of an equation that is right: its mark."""

    DEFINED = "defined"  # the derivation assigns just that: nothing was shown
    EXACT = "exact"  # proved
    ROUNDED = "rounded"  # a number with as many digits as are printed
    ENUMERATED = "enumerated"  # proved by going through all that can be drawn, at these sizes
    DIGITS = "30 digits"  # compared at random points, without a proof
