"""The fourth witness of a formula: the code that a figure runs on the page, compared with `nn`."""

from typing import NamedTuple

from verify.book.claims import Book, Claim
from verify.live.evidence import TOLERANCE
from verify.showing import lives
from verify.showing.marks import WRONG


class OnPage(NamedTuple):
    """A badge, ``✓ page 2e-16``, the words beside it, and where the figure stands."""

    ok: bool
    error: float
    detail: str
    link: str

    @property
    def badge(self) -> str:
        error = f" {self.error:.0e}".replace("e-0", "e-") if self.error else ""
        return f"{'✓' if self.ok else WRONG} page{error}"


def on_page(claim: Claim, book: Book) -> OnPage | None:
    """What was found of a formula that a figure of its chapter computes; else nothing."""
    topic, label = claim.display.topic, claim.display.label or ""
    found = lives.of_chapter(topic, book).of_formula(label) if label else []
    if not found:
        return None
    worst = max(one.error for one in found)
    points, edges = (sum(getattr(one, kind) for one in found) for kind in ("points", "edges"))
    figures = "the figure" if len(found) == 1 else f"{len(found)} figures"
    where = f"at {points} random points and {edges} edges of what a reader can choose"
    if points + edges == 1:
        where = "in the one state that the formula is about"
    detail = f"the code that SymPy printed for {figures} gives what the function gives, {where}"
    return OnPage(worst <= TOLERANCE, worst, detail, f"{claim.page}#live:{found[0].figure}")
