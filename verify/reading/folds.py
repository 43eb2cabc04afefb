r"""Read what runs over an index: sums, products, the largest and the smallest."""

from verify.reading import nodes as n
from verify.reading.alphabet import GREEK, PYTHON, RELATIONS, STYLES
from verify.reading.atoms import OVER_VALUES, Atoms

LIMITS = r"write the limits of the sum, as in \sum_{k=1}^{K}, or \sum_k for a whole axis"
BOTH = "write both limits of the sum, or none where it runs over a whole axis"
OVER_SET = "a sum over a set is not computable: number what is in it"
NO_TERMS = {"sum": "0", "prod": "1"}  # what a term that is left out counts as


class Folds(Atoms):
    """Expressions with what runs over an index."""

    def fold(self) -> n.Node:
        r"""``\sum_{k=1}^{K} body``: the body is the product that follows."""
        at, kind = self.next.at, self.next.text.removeprefix("\\")
        self.position += 1
        last = self.group() if self.take("^") else None
        if not self.take("_"):
            return self.over_its_index(at, kind, last)
        indices, first, left_out = self.running()
        if last is None and self.take("^"):
            last = self.group()
        if first is None and last is not None and len(indices) == 1:
            first = n.Number(at, "1")
        if (first is None) != (last is None):
            raise self.error(BOTH)
        self.bound.update(indices)
        minus = self.take("-")
        found = self.product()
        if minus:
            found = n.Negative(minus.at, found)
        self.bound.difference_update(indices)
        for condition in left_out:
            term = (n.Number(at, NO_TERMS[kind]), n.Condition(at, "otherwise", None, None))
            found = n.Cases(at, ((found, condition), term))
        for index in reversed(indices):
            found = n.Fold(at, kind, index, first, last, found)
        return found

    def over_its_index(self, at: int, kind: str, last: n.Node | None) -> n.Node:
        r"""``\sum w_i x_i``: the only letter that counts in what follows runs over its axis."""
        body = self.product()
        entries = [x for x in n.walk(body) if isinstance(x, n.Entry)]
        counted = [x for entry in entries for index in entry.indices for x in n.walk(index)]
        letters = {x.name for x in counted if isinstance(x, n.Name)}
        if last is not None or len(letters) != 1 or letters & {*self.symbols, *self.bound}:
            raise self.undecidable(LIMITS, at)
        return n.Fold(at, kind, letters.pop(), None, None, body)

    def running(self) -> tuple[list[str], n.Node | None, list[n.Condition]]:
        r"""The indices below a sum, ``k``, ``{i,j}``, ``{k=1}`` or ``{j \ne i}``.

        With them come where they start, and what must hold of them.
        """
        if not self.take("{"):
            return [self.counter()], None, []
        self.refuse_values()
        first: n.Node | None = None
        indices: list[str] = []
        conditions: list[n.Condition] = []
        while not self.take("}"):
            start = self.position
            if self.next.text.isdecimal() or self.sees("-"):
                first = self.start()
            elif self.peek(1).text in RELATIONS:
                if self.peek(1).text == "=" and not indices:
                    indices.append(self.counter())
                    self.take("=")
                    first = self.sum()
                else:
                    conditions.append(self.left_out(indices))
            elif self.next.text in indices:
                raise self.error(f"{self.next} stands there twice")
            else:
                indices.append(self.counter())
            self.take(",", ";", ":")
            if self.position == start:
                raise self.error(f"cannot read {self.next} below a sum")
        if not indices:
            raise self.undecidable(LIMITS)
        return indices, first, conditions

    def refuse_values(self) -> None:
        """Refuse a sum over a set, or over the values of a symbol, which no number counts."""
        ahead = 0
        while self.peek(ahead).text not in {"", "}"}:
            if self.peek(ahead).text == r"\in":
                raise self.error(OVER_SET)
            ahead += 1
        is_symbol = self.peek(1).text in {"_", "^"} or self.next.text.removeprefix("\\") in STYLES
        if is_symbol:
            raise self.error("a sum over the values of a symbol is not computable: number them")

    def start(self) -> n.Node:
        r"""``1 \le k \le K``, which is written otherwise."""
        at = self.next.at
        raise self.error(r"write the limits as \sum_{k=1}^{K}", at)

    def left_out(self, indices: list[str]) -> n.Condition:
        r"""``j \ne i``, ``j < i``: only the first is the index, unless both stood there before."""
        at = self.next.at
        if self.next.text not in indices:
            if self.peek(2).text not in self.bound and self.sees(self.next.text, "<"):
                self.refuse_pairs()
            indices.append(self.counter())
            left = n.Name(at, indices[-1])
        else:
            left = n.Name(at, self.next.text)
            self.position += 1
        relation = self.take(*RELATIONS)
        if relation is None or relation.text == "=":
            raise self.error(r"below a sum stands an index, k = 1 or j \ne i", at)
        return n.Condition(at, RELATIONS[relation.text], left, self.index_sum(), True)

    def refuse_pairs(self) -> None:
        """Whether ``i < j`` runs over both only what stood before can say."""
        other = self.peek(2).text
        known = [token.text for token in self.tokens[: self.position]]
        if not other.isalpha() or other in self.symbols or other in known:
            return
        raise self.error(
            rf"which of both runs? write \sum_{{{other}}} \sum_{{{self.next.text} < {other}}}"
        )

    def counter(self) -> str:
        index = self.next
        self.position += 1
        name = index.text.removeprefix("\\")
        if not index.text.isalpha() and name not in GREEK:
            raise self.error(f"expected an index but found {index}", index.at)
        name = PYTHON.get(name, name) + self.primes()
        if name in self.symbols:
            raise self.error(f"{name!r} is a symbol: take another letter", index.at)
        if name in self.bound:
            raise self.error(f"{name!r} is the index of the sum around this one", index.at)
        return name

    def extreme(self) -> n.Node:
        r"""``\max_k z_k`` over an axis, or ``\max(a, b)``."""
        at, kind = self.next.at, self.next.text.removeprefix("\\")
        self.position += 1
        if not self.take("_"):
            return self.function(n.Name(at, kind))
        start = self.position
        self.take("{")
        if self.next.text in self.symbols or not self.next.text.isalpha():
            raise self.error(f"cannot read \\{kind}: {OVER_VALUES}", at)
        self.position = start
        indices = self.subscript()
        if len(indices) != 1 or not isinstance(indices[0], n.Name):
            raise self.error(f"\\{kind} runs over one index", at)
        index = indices[0].name
        if index in self.bound:
            raise self.error(f"{index!r} is the index of the sum around this one", indices[0].at)
        self.bound.add(index)
        self.open = n.Fold(at, kind, index, None, None, self.factor())
        self.bound.remove(index)
        return self.open
