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
    found = lives.of_chapter(topic, book).agreements.get(label) if label else None
    if found is None:
        return None
    detail = (
        f"the code that SymPy printed for the figure gives what the function gives, at"
        f" {found.points} random points and {found.edges} edges of what a reader can choose"
    )
    return OnPage(
        found.error <= TOLERANCE, found.error, detail, f"{claim.page}#live:{found.figure}"
    )
