r"""Read what a display says of shapes: ``W \in \mathbb{R}^{m \times n}`` is no claim."""

from collections.abc import Mapping
from typing import Any

from verify.reading import nodes as n
from verify.reading.environments import Environments

NUMBERS = (r"\mathbb", "{", "R", "}")


def label_of(node: n.Node) -> str | None:
    """``W_1`` as one name, where a number is all that stands below."""
    match node:
        case n.Entry(array=n.Name(name=name), indices=(n.Number(digits=digits),)):
            return f"{name}_{digits}"
    return None


class Shapes(Environments):
    """Everything that a display can hold, and the shapes that it states."""

    def __init__(self, latex: str, symbols: Mapping[str, Any]):
        super().__init__(latex, symbols)
        self.shapes: dict[str, tuple[str, ...]] = {}  # ("m", "n"), without sizes for a number

    def states_shape(self) -> bool:
        r"""Whether ``x \in \mathbb{R}^n`` or ``x, y \in \mathbb{R}`` comes next."""
        ahead = 0
        while (text := self.peek(ahead).text) not in {"", "=", "\\\\", r"\qquad", r"\sum"}:
            if text == "(" and self.peek(ahead - 1).text != "{":  # and not W^{(1)}
                return False
            if text == r"\in":
                after = [self.peek(ahead + k).text for k in range(1, 5)]
                return tuple(after) == NUMBERS or after[:2] == [r"\mathbb", "R"]
            ahead += 1
        return False

    def shape(self) -> None:
        names = [self.symbol()]
        while self.take(","):
            names.append(self.symbol())
        self.need(r"\in")
        if not self.skip(*NUMBERS):
            self.skip(r"\mathbb", "R")
        sizes = self.sizes() if self.take("^") else ()
        for name in names:
            if isinstance(name, n.Name):
                self.shapes[name.name] = sizes
            elif numbered := label_of(name):
                self.shapes[numbered] = sizes

    def membership(self) -> None:
        r"""Move past the ``\in \mathbb{R}^n`` that stands behind a side."""
        if self.sees(r"\in", *NUMBERS) or self.sees(r"\in", r"\mathbb", "R"):
            self.position += 3 if self.peek(2).text == "R" else 1 + len(NUMBERS)
            if self.take("^"):
                self.sizes()

    def sizes(self) -> tuple[str, ...]:
        r"""``n`` or ``{m \times n}``, as printed."""
        if not self.take("{"):
            self.position += 1
            return (self.peek(-1).text,)
        start, depth, sizes = self.position, 0, [""]
        while depth or not self.take("}"):
            text = self.next.text
            if not text:
                raise self.error("expected '}' but found the end", self.tokens[start].at)
            depth += (text == "{") - (text == "}")
            self.position += 1
            if text in {r"\times", ","} and not depth:
                sizes.append("")
            else:
                sizes[-1] += text
        return tuple(sizes)
