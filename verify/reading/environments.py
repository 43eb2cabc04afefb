r"""Read what stands between ``\begin`` and ``\end``: cases and matrices."""

from contextlib import suppress

from verify.reading import nodes as n
from verify.reading.alphabet import RELATIONS
from verify.reading.expressions import MATRICES
from verify.reading.left_out import whole
from verify.reading.operators import Operators
from verify.reading.tokens import LatexError
from verify.reading.words import CLOSING

STARTS = {rf"\begin{{{name}}}" for name in MATRICES}
DOTS = {r"\dots", r"\vdots", r"\ddots"}
OTHERWISE = {"otherwise", "else", "other", "or else", "in all other cases"}


class Environments(Operators):
    """Expressions with everything that a display can hold."""

    def notation(self) -> n.Node | None:
        if self.sees(r"\begin{cases}"):
            return self.cases()
        if self.next.text in STARTS:
            return self.matrix()
        if self.next.text == r"\begin{vmatrix}":
            of = self.matrix()
            return n.Call(of.at, n.Name(of.at, "det"), 0, (of,))
        return super().notation()

    def cases(self) -> n.Node:
        at = self.need(r"\begin{cases}").at
        rows = []
        while not self.take(r"\end{cases}"):
            value = self.sum()
            self.take(",", ";")
            if not self.take("&") and not self.sees(r"\text"):
                self.need("&")
            rows.append((value, self.condition()))
            self.take(",", ".", ";")
            if not self.take(r"\\") and not self.sees(r"\end{cases}"):
                raise self.error(f"cannot read {self.next} in cases")
        return n.Cases(at, tuple(rows))

    def condition(self) -> n.Condition:
        at = self.next.at
        words = ""
        if self.sees(r"\text"):
            words = (self.next.words or "").strip(" ,.:").lower()
            self.position += 1
        if words in OTHERWISE:
            return n.Condition(at, "otherwise", None, None)
        if words and words not in CLOSING:
            raise self.error(f"a condition starts with 'if', not {words!r}", at)
        return self.compared(at, self.sum())

    def compared(self, at: int, left: n.Node) -> n.Condition:
        r"""``x > 0``, ``0 < x < 1``, or several with ``\text{and}`` between them."""
        relation = self.take(*RELATIONS)
        if relation is None:
            raise self.error(f"expected a relation but found {self.next}")
        right = self.sum()
        also = None
        if self.next.text in RELATIONS:
            also = self.compared(right.at, right)
        elif self.sees(r"\text") and (self.next.words or "").strip(" ,").lower() == "and":
            self.position += 1
            also = self.compared(self.next.at, self.sum())
        return n.Condition(at, RELATIONS[relation.text], left, right, also=also)

    def cell(self) -> n.Node:
        if self.next.text in {*DOTS, "&", r"\\"}:
            raise self.undecidable("what a matrix leaves out is not computable: give it a name")
        return self.sum()

    def grid(self, closing: str) -> list[list[n.Node | None]]:
        """The cells of a matrix that leaves something out; raises `LatexError`."""
        rows: list[list[n.Node | None]] = [[None]]
        while not self.take(closing):
            if self.take(*DOTS):
                continue
            if self.take("&"):
                rows[-1].append(None)
            elif self.take(r"\\"):
                rows += [[None]] * (not self.sees(closing))
            elif rows[-1][-1] is not None:
                raise self.error(f"cannot read {self.next} in a matrix")
            else:
                rows[-1][-1] = self.sum()
        return rows

    def with_dots(self, closing: str) -> n.Node | None:
        """What a matrix that leaves something out is; nothing where that is not certain."""
        start = self.position
        with suppress(LatexError):
            if found := whole(self.grid(closing), (self.unused(), self.unused())):
                return found
        self.position = start
        return None

    def has_dots(self, closing: str) -> bool:
        """Whether a matrix leaves something out."""
        for ahead in range(len(self.tokens) - self.position):
            if self.peek(ahead).text in DOTS:
                return True
            if self.peek(ahead).text == closing:
                return False
        return False

    def matrix(self) -> n.Node:
        opening = self.next
        self.position += 1
        closing = opening.text.replace("begin", "end")
        if self.has_dots(closing):
            if found := self.with_dots(closing):
                return found
        rows = [[self.cell()]]
        while not self.take(closing):
            if self.take("&"):
                rows[-1].append(self.cell())
            elif self.take(r"\\"):
                if not self.sees(closing):
                    rows.append([self.cell()])
            else:
                raise self.error(f"cannot read {self.next} in a matrix")
        if len({len(row) for row in rows}) > 1:
            raise self.error("the rows of the matrix differ in length", opening.at)
        return n.Matrix(opening.at, tuple(map(tuple, rows)))
