"""Evaluate the expression of a ``{{ value }}``: arithmetic, comparisons, calls of known functions.

A chapter is read by people who did not write it. What its text computes is therefore only what
its words can say: no other syntax, no name with an underscore, no module but a part of NumPy.
"""

import ast
from collections.abc import Mapping
from typing import Any

ALLOWED = (
    *(ast.Expression, ast.Constant, ast.Name, ast.Load, ast.Attribute, ast.Call, ast.keyword),
    *(ast.BinOp, ast.UnaryOp, ast.Compare, ast.Subscript, ast.Slice, ast.Tuple, ast.List),
    *(ast.operator, ast.unaryop, ast.cmpop),
)
# NumPy imports parts of itself when they are needed; nobody else can write a name like that.
FUNCTIONS = (abs, float, int, len, max, min, round, sum, __import__)
BUILTINS = {function.__name__: function for function in FUNCTIONS}
NUMPY = {
    *("abs", "arange", "array", "exp", "finfo", "float32", "float64", "linspace", "log", "log2"),
    *("log10", "mean", "ones", "pi", "prod", "sqrt", "sum", "zeros"),
}


def evaluated(expression: str, names: Mapping[str, Any]) -> Any:
    """The value of a Python expression with these names.

    Raises:
        ValueError: it is no such expression, or uses more than is allowed.
    """
    return eval(compile(parsed(expression), "a value", "eval"), {**names, "__builtins__": BUILTINS})


def parsed(expression: str) -> ast.Expression:
    """The tree of an expression that uses no more than is allowed.

    Raises:
        ValueError: it is no Python expression, or uses more than is allowed.
    """
    try:
        tree = ast.parse(expression, mode="eval")
    except SyntaxError as error:
        raise ValueError(f"{expression!r} is no Python expression: {error.msg}") from None
    for node in ast.walk(tree):
        if problem := _refused(node):
            raise ValueError(
                f"{expression!r} uses {problem}; allowed are numbers, arithmetic, and functions "
                "of nn and of the chapter's figures"
            )
    return tree


def _refused(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) if name.startswith("_"):
            return name
        case ast.Attribute(value=ast.Name(id="np"), attr=name) if name not in NUMPY:
            return f"np.{name}"
        case _ if not isinstance(node, ALLOWED):
            return type(node).__name__
    return ""
