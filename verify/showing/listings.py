"""A function as it stands beside its formula: what computes it, in lines that fit there."""

import ast
import re
import subprocess
import textwrap
from dataclasses import replace
from functools import lru_cache

from ruff import find_ruff_bin

from verify.book import sources

WIDTH = 60  # characters, of the column beside a formula in a window of 1024 pixels
FOLDED = "# checks: see the source"
LATE_COMMENT = re.compile(rf"^(?=.{{{WIDTH}}}.)( *)(\S.*)  (# .*)$", re.M)  # it widens its line


def beside(module: str, name: str) -> sources.Listing:
    """A function in short lines, its guards folded; raises `LookupError` where there is none."""
    whole = sources.function(module, name)
    return replace(whole, code=_short(whole.path.read_text(encoding="utf-8"))[name])


def methods(module: str, owner: str, *names: str) -> sources.Listing:
    """Methods of a class below each other, as `beside` shows functions, without their annotations.

    Decorators are left out as well. Raises `LookupError` where a method is missing.
    """
    path = sources.find(module)
    if path is None:
        raise LookupError(f"{module.replace('.', '/')}.py is missing")
    text = path.read_text(encoding="utf-8")
    classes = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    held = {
        method.name: method
        for node in classes
        if node.name == owner
        for method in node.body
        if isinstance(method, ast.FunctionDef)
    }
    if missing := [name for name in names if name not in held]:
        raise LookupError(f"{module}.{owner} has no method {missing[0]!r}")
    found = [_bare(held[name], text.splitlines()) for name in names]
    return sources.Listing(path, held[names[0]].lineno, "\n\n".join(found))


def _bare(node: ast.FunctionDef, lines: list[str]) -> str:
    """A method at the left margin, with the bare names of its parameters."""
    parameters = ", ".join(each.arg for each in node.args.args)
    _, *body = _shown(node, lines)
    signature = node.body[0].lineno - min([node.lineno, *(d.lineno for d in node.decorator_list)])
    inside = textwrap.dedent("\n".join(body[signature - 1 :]))
    return f"def {node.name}({parameters}):\n{textwrap.indent(inside, '    ')}"


@lru_cache(maxsize=64)
def _short(text: str) -> dict[str, str]:
    """The functions of a module, set by the formatter for a narrow column."""
    text = LATE_COMMENT.sub(r"\1\3\n\1\2", text)
    command = [find_ruff_bin(), "format", "--isolated", f"--line-length={WIDTH}", "-"]
    done = subprocess.run(command, input=text, capture_output=True, check=True, encoding="utf-8")
    lines = done.stdout.splitlines()
    functions = [node for node in ast.parse(done.stdout).body if isinstance(node, ast.FunctionDef)]
    return {node.name: "\n".join(_shown(node, lines)) for node in functions}


def _shown(node: ast.FunctionDef, lines: list[str]) -> list[str]:
    """The lines of a function without its docstring, and with one comment for its guards."""
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    documented = ast.get_docstring(node) is not None
    shown = lines[first - 1 : node.body[0].lineno - 1]
    at = (node.body[0].end_lineno or 0) + 1 if documented else node.body[0].lineno
    for statement in node.body[documented:]:
        end = statement.end_lineno or statement.lineno
        if not _is_guard(statement):
            shown += lines[at - 1 : end]
        elif not any(FOLDED in line for line in shown):
            shown.append(" " * statement.col_offset + FOLDED)
        at = end + 1
    return shown


def _is_guard(statement: ast.stmt) -> bool:
    """``_require_finite(X=X)`` and its kind, or a condition that does nothing but raise."""
    match statement:
        case ast.Expr(ast.Call(ast.Name(name) | ast.Attribute(attr=name))):
            return name.startswith(("_require", "_check"))
        case ast.If(body=[ast.Raise()], orelse=[]):
            return True
    return False
