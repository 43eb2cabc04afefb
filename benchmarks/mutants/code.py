"""Change code in every way that comes to mind, one place at a time."""

import ast
import copy
from collections.abc import Iterator
from typing import Any

from verify.mutants.mutant import Mutant


def code_mutants(source: str) -> Iterator[Mutant]:
    """Every change of a module: one operator, number, comparison, argument, index or name."""
    tree = ast.parse(source)
    original = ast.unparse(tree)
    for place, body, at in [*_pieces(tree.body)]:
        piece = body[at]
        for kind, old, new, changed, line in _changed(piece):
            body[at] = changed
            if (text := ast.unparse(tree)) != original:
                yield Mutant(kind, old, new, text, f"{place}\0{ast.unparse(changed)}", place, line)
            body[at] = piece


def _pieces(body: list[ast.stmt], of: str = "") -> Iterator[tuple[str, list[ast.stmt], int]]:
    """Every function, method and other statement: its name, and where it stands."""
    for at, node in enumerate(body):
        if isinstance(node, ast.ClassDef):
            yield from _pieces(node.body, f"{node.name}.")
        else:
            name = node.name if isinstance(node, ast.FunctionDef) else ast.unparse(node)
            yield of + name.splitlines()[0], body, at


def _changed(piece: ast.stmt) -> Iterator[tuple[str, str, str, ast.stmt, str]]:
    """Each change: its kind, what became of what, the changed piece, and where it changed."""
    parents = {child: node for node in ast.walk(piece) for child in ast.iter_child_nodes(node)}
    for at, node in enumerate(ast.walk(piece)):
        if _is_about_shape(parents.get(node)):
            continue
        for kind, change in _changes(node):
            changed = copy.deepcopy(piece)
            target = list(ast.walk(changed))[at]
            inside = [each for each in ast.walk(changed) if _holds(each, target)]
            new = change(target)
            for parent in ast.walk(changed):
                for name, value in ast.iter_fields(parent):
                    if value is target:
                        setattr(parent, name, new)
                    elif isinstance(value, list) and any(item is target for item in value):
                        place = [item is target for item in value].index(True)
                        value[place : place + 1] = [] if new is None else [new]
            written = "" if new is None else ast.unparse(new)
            whole = ast.fix_missing_locations(new if target is changed else changed)
            old, line = ast.unparse(node), written
            if isinstance(new, ast.Pass):
                line = f"without {old}"
            elif inside:
                line = ast.unparse(inside[-1]).splitlines()[0]
            yield kind, old, written, whole, line


def _holds(statement: ast.AST, target: ast.AST) -> bool:
    """Whether it is a statement with the target inside, of which the last is the smallest."""
    if not isinstance(statement, ast.stmt) or isinstance(target, ast.stmt):
        return False
    return any(each is target for each in ast.walk(statement))


def _is_about_shape(node: ast.AST | None) -> bool:
    """Whether a sign or a value does not matter here: x.shape, len(x), np.ones_like(x)."""
    match node:
        case ast.Attribute(attr="shape" | "ndim" | "dtype"):
            return True
        case ast.Call(func=ast.Name(id="len")):
            return True
        case ast.Call(func=ast.Attribute(attr="shape" | "zeros_like" | "ones_like")):
            return True
    return False


OPERATORS = {
    ast.Add: [ast.Sub], ast.Sub: [ast.Add], ast.Mult: [ast.Div, ast.Add], ast.Div: [ast.Mult],
    ast.MatMult: [ast.Mult], ast.Pow: [ast.Mult], ast.FloorDiv: [ast.Div],
    ast.Gt: [ast.GtE, ast.Lt], ast.GtE: [ast.Gt, ast.LtE], ast.Lt: [ast.LtE, ast.Gt],
    ast.LtE: [ast.Lt, ast.GtE], ast.Eq: [ast.NotEq], ast.NotEq: [ast.Eq],
    ast.And: [ast.Or], ast.Or: [ast.And],
}  # fmt: skip
ATTRIBUTES = {
    "exp": ["log", "expm1"], "log": ["exp", "log1p"], "max": ["min"], "min": ["max"],
    "maximum": ["minimum"], "sum": ["mean", "prod"], "zeros_like": ["ones_like"],
    "ones_like": ["zeros_like"], "tanh": ["sinh"], "any": ["all"], "all": ["any"],
}  # fmt: skip


def _changes(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """The kinds of change of a node, each as a function that gives the changed node."""

    def setting(**fields):
        def change(target):
            for name, value in fields.items():
                setattr(target, name, value)
            return target

        return change

    match node:
        case ast.BinOp() | ast.BoolOp():
            for other in OPERATORS.get(type(node.op), ()):
                yield "operator", setting(op=other())
            if isinstance(node, ast.BinOp):
                yield "left alone", lambda target: target.left
                yield "right alone", lambda target: target.right
        case ast.AugAssign():
            for other in OPERATORS.get(type(node.op), ()):
                yield "operator", setting(op=other())
            yield "dropped statement", lambda target: ast.Pass()
        case ast.Expr(value=ast.Call()):
            yield "dropped statement", lambda target: ast.Pass()
        case ast.Compare(ops=[operator]):
            for other in OPERATORS.get(type(operator), ()):
                yield "comparison", setting(ops=[other()])
        case ast.UnaryOp(op=ast.USub() | ast.Not()):
            yield "sign", lambda target: target.operand
        case ast.Constant(value=bool() as value):
            yield "flag", setting(value=not value)
        case ast.Constant(value=int() | float() as value):
            yield "number", setting(value=value + 1)
            yield "number", setting(value=value - 1)
        case ast.Attribute(attr="T"):
            yield "transpose", lambda target: target.value
        case ast.Attribute(attr=name) if name in ATTRIBUTES:
            for other in ATTRIBUTES[name]:
                yield "function", setting(attr=other)
        case ast.Call(args=[_, _, *_]):
            yield "order of arguments", setting(args=[*node.args[1::-1], *node.args[2:]])
        case ast.Name(ctx=ast.Load()) if len(node.id) == 1:
            yield "sign", lambda target: ast.UnaryOp(ast.USub(), target)
            if node.id.isupper():
                yield "transpose", lambda target: ast.Attribute(target, "T", ast.Load())
    if isinstance(node, ast.keyword):
        yield "dropped argument", lambda target: None
