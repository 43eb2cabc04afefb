"""The numbers of the checks, as the checks have them. Page: what_a_tick_means."""

from math import ceil, floor, log10

from verify import check
from verify.extremes import exact, table
from verify.extremes import points as at_edges
from verify.proving import code, equality, formula, numeric, points, sizes

LARGEST, UNIT = equality.LARGEST, equality.UNIT
DIGITS, WORKING_DIGITS, POINTS = equality.DIGITS, equality.WORKING_DIGITS, equality.POINTS
TOLERANCE = 10.0**-DIGITS
VALUE_DIGITS = numeric.DIGITS  # with which a printed number is computed
FEW, POINTS_OF_CASES, ENTRIES = equality.FEW, formula.POINTS, formula.MOST  # at further sizes
FEWEST, MOST = sizes.FEWEST, sizes.MOST
LOW, HIGH = points.POSITIVE
SEEDS, SEEDS_ELSEWHERE = len(code.SEEDS), len(code.FEWER)
CODE_TOLERANCE, DIFFERENCES_TOLERANCE = code.CODE_TOLERANCE, check.DIFFERENCES_TOLERANCE

EXACT_DIGITS, FAR, MANY = exact.DIGITS, at_edges.FAR, table.MANY
EXEMPT = len(table.exempt())  # functions that are not measured at extreme points


def by_chance(degree: int) -> float:
    """More than the chance that fractions of this degree agree at all points and differ.

    It is rounded up, to one digit.
    """
    chance = (degree / LARGEST) ** POINTS
    unit = 10.0 ** floor(log10(chance))
    return ceil(chance / unit) * unit
