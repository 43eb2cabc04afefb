r"""Read ``x_1 + x_2 + \dots + x_n``: the terms around the dots say what stands for them.

The last term must be the one before the dots with one number changed, and what stands before that
must be the same at the number before. Else it is not certain what was left out.
"""

from collections.abc import Sequence
from typing import Any

from verify.reading import nodes as n


def series(
    kind: str, before: Sequence[n.Node], last: n.Node, index: str
) -> tuple[int, n.Fold] | None:
    """How many of the nodes before the dots belong to a sum or product, and this; or nothing."""
    found = _pattern(before[-1], last, index)
    if found is None:
        return None
    body, first, end = found
    count = 1
    while count < len(before) and _same(before[-count - 1], _at(body, index, first - count)):
        count += 1
    start = first - count + 1
    if count < len(before) and _is_alike(before[-count - 1], last, index, body):
        return None  # x_1 + x_3 + ... + x_n leaves out more than dots say
    if count == 1 and (_steps(before[-1], last) or isinstance(before[-1], n.Number)):
        return None  # 1 ... n alone is a range
    at = before[-count].at
    return count, n.Fold(at, kind, index, n.Number(at, str(start)), end, body)


def whole_of(before: Sequence[n.Node], last: n.Node) -> n.Node | None:
    """The array whose entries are listed from the first to the last; nothing for another list."""
    first = before[0]
    if not isinstance(first, n.Entry) or not isinstance(last, n.Entry):
        return None
    is_from_zero = _same(first.indices, (n.Number(0, "0"),))
    for number, one in enumerate(before, start=0 if is_from_zero else 1):
        here = (n.Number(0, str(number)),)
        if not isinstance(one, n.Entry) or not _same(one.indices, here):
            return None
        if not _same(one.array, first.array):
            return None
    is_end = len(last.indices) == 1 and _is_end(last.indices[0]) and _same(last.array, first.array)
    return first.array if is_end else None


def listed(before: Sequence[n.Node], last: n.Node) -> n.Node | None:
    """The array whose entries stand in a row or a column, some of them before the last: n - 1."""
    entries = [x for x in before if isinstance(x, n.Entry)]
    first = [x for x in entries if not _is_near(x, last)]
    return whole_of(first, last) if first and len(entries) == len(before) else None


def _is_near(entry: n.Entry, last: n.Node) -> bool:
    return isinstance(entry.indices[-1], n.Sum) and _same(entry.array, getattr(last, "array", None))


def corners(before: Sequence[n.Node], last: n.Node) -> n.Node | None:
    """The matrix of which these are entries, from the first to the last; nothing for others."""
    if not isinstance(last, n.Entry) or len(last.indices) != 2:
        return None
    if not all(isinstance(x, n.Entry) and _same(x.array, last.array) for x in before):
        return None
    assert isinstance(before[0], n.Entry)
    first = _apart(before[0], 2)
    ones = [isinstance(x, n.Number) and x.digits == "1" for x in first.indices]
    is_end = len(last.indices) == len(ones) and all(map(_is_end, last.indices))
    return first.array if all(ones) and is_end and _same(first.array, last.array) else None


def _is_alike(one: n.Node, last: n.Node, index: str, body: n.Node) -> bool:
    """Whether a term is what the others are, at another number."""
    found = _pattern(one, last, index)
    return found is not None and _same(found[0], body)


def _steps(one: n.Node, last: n.Node) -> bool:
    """Whether both ends are numbers: what is between 1 and 9 is not certain."""
    return isinstance(one, n.Number) and isinstance(last, n.Number)


def _pattern(one: n.Node, last: n.Node, index: str) -> tuple[Any, int, n.Node] | None:
    """What two terms have in common, with an index for what differs, and its two values."""
    ends: list[tuple[n.Node, n.Node]] = []

    def common(left: Any, right: Any) -> Any:
        if isinstance(left, n.Entry) and isinstance(right, n.Entry):
            left = _apart(left, len(right.indices))
            right = _apart(right, len(left.indices))
        left = _numbered(left, right)
        if isinstance(left, n.Number) and _is_end(right) and not _same(left, right):
            if left.digits.isdecimal():
                ends.append((left, right))
                return n.Name(left.at, index)
        if isinstance(left, tuple) and isinstance(right, tuple) and len(left) == len(right):
            parts = [common(a, b) for a, b in zip(left, right, strict=True)]
            return None if None in parts else tuple(parts)
        if isinstance(left, n.Node) and type(left) is type(right):
            parts = [
                common(getattr(left, name), getattr(right, name))
                for name in left.__match_args__
                if name != "at"
            ]
            return None if _has_none(parts, left) else type(left)(left.at, *parts)
        return left if left == right else None

    body = common(one, last)
    if body is None or not ends or len({(_key(a), _key(b)) for a, b in ends}) != 1:
        return None
    (first, end), *_ = ends
    assert isinstance(first, n.Number)
    return body, int(first.digits), end


def _has_none(parts: Sequence[Any], node: n.Node) -> bool:
    names = [name for name in node.__match_args__ if name != "at"]
    return any(
        part is None and getattr(node, name) is not None
        for part, name in zip(parts, names, strict=True)
    )


def _is_end(node: Any) -> bool:
    """Whether a node can be the last value of an index: a number, a size, or ``n - 1``."""
    match node:
        case n.Number(digits=digits):
            return digits.isdecimal()
        case n.Name():
            return True
        case n.Sum(terms=terms):
            return all(isinstance(term, n.Number | n.Name) for _, term in terms)
    return False


def _apart(entry: n.Entry, count: int) -> n.Entry:
    """``W_{12}`` as ``W_{1,2}`` where the other term has two subscripts."""
    match entry.indices:
        case (n.Number(at=at, digits=digits),) if len(digits) == count > 1:
            return n.Entry(entry.at, entry.array, tuple(n.Number(at, digit) for digit in digits))
    return entry


def _numbered(one: Any, other: Any) -> Any:
    """``x^{(1)}``, which is read as a layer ``x1``, beside ``x^{(m)}``: an example as well."""
    match one, other:
        case n.Name(at=at, name=name), n.Raised(array=n.Name(name=base) as array):
            number = name.removeprefix(base)
            if number.isdecimal() and name != number:
                return n.Raised(at, array, n.Number(at, number))
    return one


def _at(node: Any, index: str, value: int) -> n.Node:
    if isinstance(node, n.Name) and node.name == index:
        return n.Number(node.at, str(value))
    changed: n.Node = n.mapped(node, lambda part: _at(part, index, value))
    return changed


def _key(node: n.Node) -> str:
    """What a node is, wherever it stands."""
    parts = [(type(x).__name__, getattr(x, "digits", getattr(x, "name", ""))) for x in n.walk(node)]
    return str(parts)


def _same(left: Any, right: Any) -> bool:
    """Whether two nodes are the same, wherever they stand."""
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(_same, left, right))
    if isinstance(left, n.Entry) and isinstance(right, n.Entry):
        left, right = _apart(left, len(right.indices)), _apart(right, len(left.indices))
    left, right = _numbered(left, right), _numbered(right, left)
    if isinstance(left, n.Node) and type(left) is type(right):
        names = [name for name in left.__match_args__ if name != "at"]
        return all(_same(getattr(left, name), getattr(right, name)) for name in names)
    return bool(left == right)
