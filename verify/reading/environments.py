r"""Read what stands between ``\begin`` and ``\end``: cases and matrices."""

from verify.reading import nodes as n
from verify.reading.alphabet import RELATIONS
from verify.reading.dots import corners
from verify.reading.expressions import MATRICES
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
        left = self.sum()
        relation = self.take(*RELATIONS)
        if relation is None:
            raise self.error(f"expected a relation but found {self.next}")
        return n.Condition(at, RELATIONS[relation.text], left, self.sum())

    def cell(self) -> n.Node:
        if self.next.text in {*DOTS, "&", r"\\"}:
            raise self.undecidable("what a matrix leaves out is not computable: give it a name")
        return self.sum()

    def named(self, closing: str) -> n.Node | None:
        r"""The array whose entries a matrix with dots names, ``x_{11} & \cdots & x_{nd}``."""
        start = self.position
        rows: list[list[n.Node]] = [[]]
        while not self.take(closing):
            if self.take(*DOTS, "&"):
                continue
            if self.take(r"\\"):
                rows.append([])
            else:
                try:
                    rows[-1].append(self.sum())
                except LatexError:
                    rows = [[]]
                if self.next.text not in {"&", r"\\", closing}:
                    rows = [[]]
                if rows == [[]]:
                    self.position = start
                    return None
        cells = [cell for row in rows for cell in row]
        found = corners(cells[0], cells[-1]) if len(cells) > 1 else None
        if found is None:
            self.position = start
            return None
        assert isinstance(cells[-1], n.Entry)
        is_row = len(cells[-1].indices) == 1 and sum(map(bool, rows)) == 1
        return n.Transpose(found.at, found) if is_row else found

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
        if self.has_dots(opening.text.replace("begin", "end")):
            if whole := self.named(opening.text.replace("begin", "end")):
                return whole
        closing = opening.text.replace("begin", "end")
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
