"""Which statements of a derivation lead to a name: what a reader is shown, what is run again."""

import ast
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from types import CodeType
from typing import Any

IMPORTS = (ast.Import, ast.ImportFrom)


@lru_cache(maxsize=64)
def statements_of(topic: str, source: str) -> tuple[ast.stmt, ...]:
    """The statements of a derivation, but for what it does as a script."""
    tree = ast.parse(source, filename=f"derivations/{topic}.py")
    return tuple(node for node in tree.body if not is_footer(node))


def execute(statement: ast.stmt, topic: str, values: dict[str, Any]) -> None:
    """Run a statement of a derivation; raises what it raises."""
    exec(_compiled(statement, f"derivations/{topic}.py"), values)


@lru_cache(maxsize=4096)
def _compiled(statement: ast.stmt, file: str) -> CodeType:
    return compile(ast.Module(body=[statement], type_ignores=[]), file, "exec")


def leading_to(
    statements: Sequence[ast.stmt], names: Iterable[str], held: str = ""
) -> list[ast.stmt]:
    """The statements that give these names their values, in their order.

    What computes ``held`` is left out: its value is known.
    """
    wanted, kept = set(names), []
    for statement in reversed(statements):
        written = writes(statement)
        if held in written and is_plain(statement):
            continue
        if written & wanted:
            if is_plain(statement) or isinstance(statement, ast.FunctionDef):
                wanted -= written
            wanted |= reads(statement)
            kept.append(statement)
    return kept[::-1]


def following_from(
    statements: Sequence[ast.stmt], changed: Callable[[ast.stmt], bool]
) -> list[ast.stmt]:
    """The statements that may do something else once some of them do, in their order."""
    found = {k for k, statement in enumerate(statements) if changed(statement)}
    names, known = set(), -1
    while len(found) > known:
        known = len(found)
        names |= {name for k in found for name in writes(statements[k])}
        # What gives a list its first value as well: later ones are added to it.
        found |= {k for k, s in enumerate(statements) if names & (reads(s) | writes(s))}
    return [statements[k] for k in sorted(found)]


@lru_cache(maxsize=4096)
def reads(statement: ast.stmt) -> frozenset[str]:
    """The names that a statement needs; what its loops count is its own."""
    loaded = {
        n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
    }
    counted = _counted(statement, ast.For | ast.comprehension)
    return frozenset(loaded - {name.id for name in counted})


@lru_cache(maxsize=4096)
def counters(statement: ast.stmt) -> frozenset[str]:
    """What the ``for`` statements inside of a statement count."""
    return frozenset(name.id for name in _counted(statement, ast.For))


def _counted(statement: ast.stmt, kind: Any) -> list[ast.Name]:
    targets = (node.target for node in ast.walk(statement) if isinstance(node, kind))
    return [n for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)]


@lru_cache(maxsize=4096)
def writes(statement: ast.stmt) -> frozenset[str]:
    """The names that a statement assigns, defines, imports, or whose values it changes."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return frozenset({statement.name})
    if isinstance(statement, IMPORTS):
        return frozenset((a.asname or a.name).split(".")[0] for a in statement.names)
    counted = _counted(statement, ast.For | ast.comprehension)
    found: set[str] = set()
    for node in ast.walk(statement):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) if node not in counted:
                found.add(name)
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store()):
                found.add(name)
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
                found.add(name)  # steps.append(x)
    return frozenset(found)


def is_plain(statement: ast.stmt) -> bool:
    """Whether a statement gives one value to names, as in ``softmax = p = ...``."""
    return isinstance(statement, ast.Assign) and all(
        isinstance(t, ast.Name) for t in statement.targets
    )


def whole_numbers(statements: Sequence[ast.stmt]) -> dict[str, int]:
    """The names that stand for whole numbers, as in ``N, D = 2, 3``: the sizes of a derivation."""
    found: dict[str, int] = {}
    for statement in statements:
        match statement:
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                found |= _whole(names, values)
            case ast.Assign(targets=names, value=value):
                found |= _whole(names, [value] * len(names))
    return found


def _whole(names: list[ast.expr], values: list[ast.expr]) -> dict[str, int]:
    return {
        name.id: value.value
        for name, value in zip(names, values, strict=False)
        if isinstance(name, ast.Name)
        and isinstance(value, ast.Constant)
        and type(value.value) is int
    }


def is_footer(statement: ast.stmt) -> bool:
    """``if __name__ == "__main__":``, what is done only where the module is a script."""
    return isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test)


def code(statement: ast.stmt, lines: Sequence[str], wanted: set[str]) -> str:
    """A statement as it stands in its file, an import with only those names that are wanted."""
    if isinstance(statement, IMPORTS):
        names = [a for a in statement.names if (a.asname or a.name).split(".")[0] in wanted]
        return ast.unparse(type(statement)(**{**vars(statement), "names": names}))
    return "\n".join(lines[statement.lineno - 1 : statement.end_lineno])
