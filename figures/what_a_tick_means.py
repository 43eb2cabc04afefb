"""The numbers of the checks, as the checks have them. Page: what_a_tick_means."""

from verify import check
from verify.proving import code, equality, formula, numeric, points, sizes

LARGEST, UNIT = equality.LARGEST, equality.UNIT
DIGITS, WORKING_DIGITS, POINTS = equality.DIGITS, equality.WORKING_DIGITS, equality.POINTS
TOLERANCE = 10.0**-DIGITS
VALUE_DIGITS = numeric.DIGITS  # with which a printed number is computed
FEW, POINTS_OF_CASES, ENTRIES = equality.FEW, formula.POINTS, formula.MOST  # at further sizes
FEWEST, MOST = sizes.FEWEST, sizes.MOST
LOW, HIGH = points.POSITIVE
SEEDS = len(code.SEEDS)
CODE_TOLERANCE, DIFFERENCES_TOLERANCE = code.CODE_TOLERANCE, check.DIFFERENCES_TOLERANCE


def by_chance(degree: int) -> float:
    """The largest chance that fractions of this degree agree at all points and differ."""
    return float((degree / LARGEST) ** POINTS)
