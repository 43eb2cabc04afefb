"""How an equality was established."""

from enum import StrEnum


class Verdict(StrEnum):
    """What speaks for one side of an equation that is right."""

    EXACT = "exact"  # proved
    DIGITS = "30 digits"  # compared at random points, without a proof
    ROUNDED = "rounded"  # a number with as many digits as are printed
