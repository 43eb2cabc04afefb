"""Which axes have the same length, as far as formulas say: shapes without numbers."""

from collections.abc import Iterable, Mapping

from verify.notes.axes import ONE, Axes, Axis, Shape
from verify.notes.names import is_of_layer, is_small, is_weight
from verify.notes.square import IDENTITY
from verify.reading import nodes as n
from verify.reading.alphabet import COLUMN, EXTREMES, GREEK

MATRIX = {"", r"\cdot"}
OF_SQUARE = {"tr", "det"}
ENTRYWISE = {r"\odot", "/", "*"}


class Shapes:
    """The shapes of symbols, joined by the equations in which they stand."""

    def __init__(self, known: Mapping[str, tuple[str, ...]], ranks: Mapping[str, int]):
        self.axes = Axes()
        self.ranks = dict(ranks)
        self.known = {name: tuple(Axis("size", s) for s in shape) for name, shape in known.items()}
        self.families: set[str] = set()  # names whose subscript counts vectors
        self.steps: set[str] = set()  # names whose first subscript counts steps
        self.classes: dict[str, Axis] = {}  # the axis that labels number
        self.functions: Mapping[str, tuple[n.Call, n.Node]] = {}  # that notes define
        self.inside: set[str] = set()  # functions that are being looked at
        self.equation = 0
        self.capitals = False  # whether a capital of which nothing is known may be a matrix

    def equate(self, sides: Iterable[n.Node]) -> None:
        """Join what the sides of an equation have in common."""
        self.equation += 1
        self._same(list(sides))

    def shape(self, name: str) -> Shape | None:
        """The shape of a symbol, of which nothing may be known."""
        if name in self.known:
            return self.known[name]
        if name in self.ranks:
            return tuple(Axis("axis", name, axis) for axis in range(self.ranks[name]))
        return None

    def of(self, node: n.Node) -> Shape | None:
        """The shape of a formula; nothing where it can't be told."""
        match node:
            case n.Number() | n.Delta():
                return ()
            case n.Name(name=name):
                return self.shape(name)
            case n.Entry():
                return self._entry(node)
            case n.Raised(array=array, index=index):
                shape = self.shape(array.name)
                if shape and isinstance(index, n.Name):
                    self.axes.join(shape[0], self._index(index.name))
                return shape[1:] if shape else None
            case n.Call(function=n.Name(name=name), arguments=arguments):
                shapes = [self.of(argument) for argument in arguments]
                if name in OF_SQUARE and shapes[0] is not None:
                    if len(shapes[0]) == 2:
                        self.axes.join(*shapes[0])
                    return ()
                if name in EXTREMES and len(arguments) > 1:  # max(0, Z), entry by entry
                    return next((shape for shape in shapes if shape), ())
                if name in self.functions and name not in self.inside and self._of_array(name):
                    return self._given(name, arguments)
                is_number = name.startswith("norm") or name == "total" or len(shapes) != 1
                return () if is_number else shapes[0]
            case n.Negative(of=of):
                return self.of(of)
            case n.Sum(terms=terms):
                return self._same([term for _, term in terms])
            case n.Product(factors=factors):
                return self._product(factors)
            case n.Fraction(above=above, below=below):
                self.of(below)
                return self.of(above)
            case n.Power(base=base, exponent=exponent):
                self.of(exponent)
                shape = self.of(base)
                if shape and len(shape) == 2 and n.is_minus_one(exponent):
                    self.axes.join(*shape)
                return shape
            case n.Transpose(of=of):
                shape = self.of(of)
                return (ONE, *shape) if shape and len(shape) == 1 else shape and shape[::-1]
            case n.Limit(of=of):
                return self.of(of)
            case n.Derivative(of=of, by=by):
                shape, other = self.of(of), self.of(by)
                return None if shape is None or other is None else shape + other
            case n.Gradient(of=of, by=n.Name() | n.Entry() | n.Raised() as by):
                self.of(of)
                return self.of(by)
            case n.Fold(kind=kind, index=index, last=last, body=body):
                if isinstance(last, n.Name):
                    self.axes.join(self._index(index), Axis("size", last.name))
                shape = self.of(body)
                if kind == COLUMN and shape is not None:
                    return (self._index(index), *(axis for axis in shape if axis != ONE))
                return shape
        for child in n.children(node):
            self.of(child)
        return None

    def _of_array(self, name: str) -> bool:
        """Whether a function of notes takes an array as a whole; others act entry by entry."""
        call, value = self.functions[name]
        names = {x.name for x in call.arguments if isinstance(x, n.Name)}
        parts = n.walk(value)
        wholes = [x for x in parts if isinstance(x, n.Entry | n.Fold)]
        inside = {y.name for x in wholes for y in n.walk(x) if isinstance(y, n.Name)}
        is_turned = any(isinstance(x, n.Transpose) for x in parts)
        return is_turned or len(names) > 1 or bool(names & inside)

    def _given(self, name: str, arguments: Iterable[n.Node]) -> Shape | None:
        """The shape of what a function of notes gives, whose parameters are like its arguments."""
        call, value = self.functions[name]
        self.inside.add(name)  # it may be said by what is said by it
        for pair in zip(call.arguments, arguments, strict=False):
            self._same([*pair])
        found = self.of(value)
        self.inside.discard(name)
        return found

    def _index(self, letter: str) -> Axis:
        return Axis("index", letter, self.equation)

    def _entry(self, node: n.Entry) -> Shape | None:
        shape = self.of(node.array)
        if isinstance(node.array, n.Name) and node.array.name in self.steps:
            return shape if len(node.indices) == 1 else None
        is_family = isinstance(node.array, n.Name) and node.array.name in self.families
        for axis, index in zip(shape or (), node.indices, strict=False):
            match index:
                case n.Name(name=name):
                    self.axes.join(axis, self._index(name))
                case n.Entry(array=n.Name(name=name)):
                    self.classes[name] = axis
                    self._entry(index)
        if is_family and shape:
            return shape[1:]
        return () if shape is None or len(shape) <= len(node.indices) else None

    def _same(self, nodes: list[n.Node]) -> Shape | None:
        """The one shape of several nodes; a symbol of which nothing is known takes it over."""
        shapes = [self.of(node) for node in nodes]
        first = next((shape for shape in shapes if shape), None)
        if first and len(first) == 2:
            shapes = [
                shape or self._bias(node, nodes) for node, shape in zip(nodes, shapes, strict=True)
            ]
        for node, shape in zip(nodes, shapes, strict=True):
            if first is not None and shape is None:
                self._adopt(node, first)
            if first and shape:
                self._together(first, shape)
        for shape in shapes:
            if first and len(first) == 2 and shape and len(shape) == 1:
                self._in_each_row(nodes, first, shape[0])
        return first or (None if None in shapes else ())

    def _bias(self, node: n.Node, terms: list[n.Node]) -> Shape | None:
        """The shape of a small letter of which nothing is known, beside ``W X``: it is a vector."""
        factors = [x for term in terms if isinstance(term, n.Product) for _, x in term.factors]
        is_bias = isinstance(node, n.Name) and is_small(node.name)
        if isinstance(node, n.Name) and is_bias and any(map(is_weight, factors)):
            if self.shape(node.name) is None:
                self.ranks[node.name] = 1
        return self.of(node)

    def _in_each_row(self, terms: list[n.Node], whole: Shape, axis: Axis) -> None:
        """Join a vector with the axis along which W of ``X W`` or ``W X`` leads: it is a bias."""
        for term in terms:
            factors = [x for _, x in term.factors] if isinstance(term, n.Product) else []
            if factors and is_weight(factors[-1]):
                self.axes.join(axis, whole[1])
            elif factors and is_weight(factors[0]):
                self.axes.join(axis, whole[0])

    def _adopt(self, node: n.Node, shape: Shape) -> None:
        if isinstance(node, n.Negative):
            node = node.of
        if self.capitals and shape:
            self._adopt_parts(node, shape)
        if isinstance(node, n.Raised) and self.shape(node.array.name) is None:
            self.ranks[node.array.name] = len(shape) + 1  # of the examples
            self._together(self.of(node) or (), shape)
        if isinstance(node, n.Name) and self.shape(node.name) is None:
            self.ranks[node.name] = len(shape)
            self._together(self.shape(node.name) or (), shape)

    def _adopt_parts(self, node: n.Node, shape: Shape) -> None:
        """Where an array is U h + b, b is like it, and U is a matrix."""
        match node:
            case n.Sum(terms=terms):
                for _, term in terms:
                    if self.of(term) is None:
                        self._adopt(term, shape)
                        self._together(self.of(term) or (), shape)
            case n.Product(factors=((_, n.Name(name=one)), (operator, n.Name(name=other)))):
                if one[0].isupper() and operator in MATRIX and is_small(other) == (len(shape) == 1):
                    self.ranks.setdefault(one, 2)
                    self.ranks.setdefault(other, len(shape))
                    self._together(self.of(node) or (), shape)

    def _product(self, factors: tuple[tuple[str, n.Node], ...]) -> Shape | None:
        self._weighted([factor for _, factor in factors])
        self._times_identity([factor for _, factor in factors])
        total: Shape | None = ()
        unsure = False  # whether something of which nothing is known stands before
        for k, (operator, factor) in enumerate(factors):
            shape = self.of(factor)
            if shape is None and operator == r"\odot" and total:
                self._adopt(factor, total)
                shape = self.of(factor)
            if operator == r"\odot" and total is None and shape and k == 1:
                self._adopt(factors[0][1], shape)
                total, unsure = self.of(factors[0][1]), False
            if shape is None and total and len(total) == 2 and operator in MATRIX:
                self._vector(factor)
                shape = self.of(factor)
            if shape is None and self.capitals and k + 1 < len(factors):
                shape = self._matrix_before(factor, self.of(factors[k + 1][1]))
            unsure |= shape is None
            if total is None or shape is None:
                total = shape
            elif not total or not shape:
                total = total or shape
            elif operator in ENTRYWISE or (operator == r"\cdot" and len(total + shape) == 2):
                self._together(total, shape)
                total = () if operator == r"\cdot" else total  # w · x
            else:
                total = self._matrix_product(total, shape)
                unsure |= total is None
        return None if unsure else total

    def _weighted(self, factors: list[n.Node]) -> None:
        """A capital beside weights in a capital is a matrix, as they are: ``X W``."""
        names = [x.name for x in factors if isinstance(x, n.Name) and x.name[0].isupper()]
        is_weighted = len(names) == len(factors) == 2 and sum(x[0] == "W" for x in names) == 1
        if self.capitals and is_weighted:
            for name in names:
                self.ranks.setdefault(name, 2)

    def _times_identity(self, factors: list[n.Node]) -> None:
        r"""What multiplies the identity is a number: Greek, or one letter alone, ``a I``."""
        names = [x.name for x in factors if isinstance(x, n.Name)]
        if IDENTITY in names and len(self.shape(IDENTITY) or ()) == 2:
            for x in {*names} - self.ranks.keys():
                if x.rstrip("_") in GREEK or (len(factors) == 2 and len(x) == 1 and x.islower()):
                    self.ranks[x] = 0

    def _vector(self, factor: n.Node) -> None:
        """A small letter behind a matrix is a vector, and a capital a matrix."""
        if not self.capitals:
            return
        match factor:
            case n.Name(name=name) if name[0].isupper():
                self.ranks.setdefault(name, 2)
            case n.Name(name=name) if is_small(name):
                self.ranks.setdefault(name, 1)
            case n.Raised(array=n.Name(name=name)) if is_small(name):
                self.ranks[name] = 2

    def _matrix_before(self, factor: n.Node, following: Shape | None) -> Shape | None:
        """A capital before a vector or a matrix is a matrix, and so are the weights of a layer."""
        if isinstance(factor, n.Name) and following:
            if factor.name[0].isupper() or is_of_layer(factor.name):
                self.ranks[factor.name] = 2
        return self.of(factor)

    def _matrix_product(self, left: Shape, right: Shape) -> Shape | None:
        if len(left) == 1 and len(right) == 2 and right[0] == ONE:
            return left + right[1:]
        if len(left) == 1 and len(right) == 2:  # a row before a matrix
            self.axes.join(left[0], right[0])
            return right[1:]
        if len(left) == 2:
            self.axes.join(left[1], right[0])
            found = left[:1] + right[1:]
            return tuple(axis for axis in found if axis != ONE)
        return None

    def _together(self, one: Shape, other: Shape) -> None:
        if len(one) == len(other):
            for axis, same in zip(one, other, strict=True):
                self.axes.join(axis, same)
