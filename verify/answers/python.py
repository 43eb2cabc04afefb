"""Read an answer in NumPy: an expression of Python, of which a small part is understood."""

import ast
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from verify.answers.refused import Refused
from verify.diagnosis.outcome import Outcome

OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply, ast.Div: np.divide,
    ast.MatMult: np.matmul, ast.Pow: np.power,
    ast.Lt: np.less, ast.Gt: np.greater, ast.LtE: np.less_equal, ast.GtE: np.greater_equal,
    ast.Eq: np.equal, ast.NotEq: np.not_equal,
}  # fmt: skip
ENTRYWISE = ("exp", "log", "sqrt", "tanh", "sinh", "cosh", "sin", "cos", "abs", "square")
FOLDS = ("sum", "mean", "max", "min", "prod")
OTHERS = {
    "outer": 2, "diag": 1, "maximum": 2, "minimum": 2, "where": 3, "trace": 1, "transpose": 1,
    "eye": 1, "ones": 1, "ones_like": 1, "dot": 2, "multiply": 2, "matmul": 2,
}  # fmt: skip
METHODS = (*FOLDS, "trace", "dot", "transpose")
KNOWN: dict[str, Callable[[Any], Any]] = {
    "sigma": lambda x: 1 / (1 + np.exp(-x)),
    "ReLU": lambda x: np.maximum(x, 0),
    "u": lambda x: np.where(x > 0, 1.0, 0.0),
    "id": lambda x: x,
    "diag": np.diag,
    "tr": np.trace,
}
SPELLED = {"sigmoid": "sigma", "relu": "ReLU", "step": "u"}
LARGEST = 100  # size of what np.eye makes


def tree(text: str) -> ast.expr:
    """The expression; raises `Refused` with its place where it is none."""
    for at, letter in enumerate(text):
        if not letter.isascii():
            raise Refused(f"cannot read ‘{letter}’", at)
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError) as error:
        at = (getattr(error, "offset", 1) or 1) - 1
        raise Refused(f"cannot read this as Python: {error}", at) from None
    except (RecursionError, MemoryError):
        raise Refused("nested too deeply to read", 0) from None


class Values:
    """The values of expressions at a sample."""

    def __init__(self, values: Mapping[str, Any], functions: set[str], circular: set[str]):
        self.values, self.functions, self.circular = values, functions, circular

    def of(self, node: ast.expr) -> Any:
        """The value; raises `Refused` where there is none."""
        try:
            with np.errstate(all="ignore"):
                return self._of(node)
        except Refused:
            raise
        except (ValueError, TypeError, IndexError) as error:
            raise Refused(str(error), node.col_offset, Outcome.SHAPE) from None

    def _of(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return np.float64(number)
            case ast.Name(id=name):
                return self._name(name, node.col_offset)
            case ast.Attribute(value=ast.Name(id="np"), attr="e" | "pi" as name):
                return np.float64(getattr(np, name))
            case ast.Attribute(value=of, attr="T"):
                return np.transpose(self.of(of))
            case ast.UnaryOp(op=ast.USub(), operand=of):
                return -self.of(of)
            case ast.UnaryOp(op=ast.UAdd(), operand=of):
                return self.of(of)
            case ast.BinOp(left=left, op=operator, right=right) if type(operator) in OPERATORS:
                return OPERATORS[type(operator)](self.of(left), self.of(right))
            case ast.Compare(left=left, ops=[relation], comparators=[right]):
                if type(relation) in OPERATORS:
                    return OPERATORS[type(relation)](self.of(left), self.of(right)).astype(float)
            case ast.Subscript(value=of, slice=index):
                return self.of(of)[self._index(index)]
            case ast.Call():
                return self._call(node)
        raise Refused("this is not read here", node.col_offset)

    def _name(self, name: str, at: int) -> Any:
        if name in self.values:
            return np.asarray(self.values[name], dtype=float)[()]
        if name in self.circular:
            raise Refused(f"‘{name}’ is what is asked for", at, Outcome.CIRCULAR)
        raise Refused(f"‘{name}’ is defined nowhere here", at, Outcome.UNKNOWN)

    def _index(self, node: ast.expr) -> tuple[Any, ...]:
        parts = node.elts if isinstance(node, ast.Tuple) else [node]
        return tuple(map(self._axis, parts))

    def _axis(self, node: ast.expr) -> Any:
        match node:
            case ast.Slice(lower=None, upper=None, step=None):
                return slice(None)
            case ast.Constant(value=None) | ast.Attribute(value=ast.Name(id="np"), attr="newaxis"):
                return None
            case ast.Constant(value=int() as number) if not isinstance(number, bool):
                return number
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as number)):
                return -number
        raise Refused("in brackets, :, None and numbers are read", node.col_offset)

    def _call(self, node: ast.Call) -> Any:
        arguments = [*node.args]
        match node.func:
            case ast.Name(id=name) if SPELLED.get(name, name) in self.functions:
                if len(arguments) != 1 or node.keywords:
                    raise Refused(f"‘{name}’ takes one argument", node.col_offset)
                return KNOWN[SPELLED.get(name, name)](self.of(arguments[0]))
            case ast.Attribute(value=ast.Name(id="np"), attr=name):
                known: tuple[str, ...] = (*ENTRYWISE, *FOLDS, *OTHERS)
            case ast.Attribute(value=of, attr=name):
                arguments, known = [of, *arguments], METHODS
            case _:
                raise Refused("this function is not known here", node.col_offset)
        if name not in known:
            raise Refused(f"‘{name}’ is not read here", node.col_offset)
        return self._numpy(name, arguments, node)

    def _numpy(self, name: str, arguments: list[ast.expr], node: ast.Call) -> Any:
        options: dict[str, Any] = {}
        for keyword in node.keywords:
            if name not in FOLDS or keyword.arg not in ("axis", "keepdims"):
                raise Refused(f"cannot read {keyword.arg}= here", node.col_offset)
            options[keyword.arg] = _option(keyword.value)
        if name in FOLDS and len(arguments) == 2 and "axis" not in options:
            options["axis"] = _option(arguments.pop())
        if len(arguments) != OTHERS.get(name, 1):
            raise Refused(f"‘{name}’ takes {OTHERS.get(name, 1)} arguments", node.col_offset)
        values = [self.of(argument) for argument in arguments]
        if name in ("eye", "ones"):
            [size] = values
            if np.ndim(size) or size != int(size) or not 1 <= size <= LARGEST:
                raise Refused(f"np.{name} takes a size", node.col_offset)
            values = [int(size)]
        return getattr(np, name)(*values, **options)


def _option(node: ast.expr) -> Any:
    match node:
        case ast.Constant(value=bool() | int() as found):
            return found
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as number)):
            return -number
    raise Refused("expected a number, or True", node.col_offset)
