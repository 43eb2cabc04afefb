"""What a function is worth at extreme points, as its pages and the file for machines show it."""

from math import ceil
from typing import Any, NamedTuple

from verify.book.claims import Claim
from verify.extremes import table
from verify.extremes.measure import measured
from verify.showing.marks import WRONG


class Extremes(NamedTuple):
    """A badge, ``✓ extremes 1.2 ulp``, and the words beside it."""

    ok: bool
    badge: str
    detail: str


def extremes(claim: Claim) -> Extremes | None:
    """What was measured of the function of a formula, or why nothing was; nothing if it has none.

    An error that is larger than what is claimed is no tick, and neither is a function that fails.
    """
    try:
        return _extremes(claim.display.topic, claim.display.label or "")
    except ValueError as error:  # of the table, whose author is told
        return Extremes(False, f"{WRONG} extremes", str(error)) if claim.display.label else None


def _extremes(topic: str, label: str) -> Extremes | None:
    if reason := table.exempt().get(f"{topic}.{label}"):
        return Extremes(True, "", f"not measured at extreme points: {reason}")
    found = measured(topic).get(label)
    if not found:
        return None
    claimed = table.claims(topic)[label]
    broken = {dtype: bound for dtype, bound in claimed.bounds.items() if not found[dtype] <= bound}
    sign = WRONG if broken else "✓"
    badge = f"{sign} extremes {shown(max(found.values()))}"
    if any(found.values()):
        each = " and ".join(f"{rounded(error)} in {dtype}" for dtype, error in found.items())
        detail = f"{each}, in units of the last place {claimed.measured_as}; for {claimed.holds}"
    else:
        detail = f"in {' and '.join(found)}; for {claimed.holds}"
    if broken:
        detail += f"; claimed {' and '.join(f'{b:g} in {d}' for d, b in broken.items())}"
    return Extremes(not broken, badge, detail)


def shown(error: float) -> str:
    """``exact``, ``1.2 ulp``."""
    return f"{rounded(error)} ulp" if error else "exact"


def rounded(error: float) -> str:
    """``1.2``, ``15``, ``2,736``, rounded up, or about ``4e10``."""
    if error == 0:
        return "0"
    if error <= 10:
        return f"{ceil(error * 10) / 10:.1f}"
    if error < 10_000:
        return f"{ceil(error):,}"
    return f"{error:.0e}".replace("e+0", "e").replace("e+", "e")


def entry(claim: Claim) -> dict[str, Any] | None:
    """The same for a machine; an error that is no number is null."""
    topic, label = claim.display.topic, claim.display.label or ""
    try:
        found = measured(topic).get(label)
    except ValueError:  # of the table, which the page tells
        return None
    if not found:
        return None
    claimed = table.claims(topic)[label]
    return {
        "errors": {dtype: e if e < float("inf") else None for dtype, e in found.items()},
        "claimed": dict(claimed.bounds),
        "unit": claimed.measured_as,
        "holds": claimed.holds,
    }
