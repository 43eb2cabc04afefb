"""What `import nn` tells: the table of contents, and an example in every function."""

import ast
import doctest
import inspect
import pydoc
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import nn
from tests.test_imports import files
from verify.book import ROOT
from verify.book.displays import chapters
from verify.book.purity import used_unseen

TOPICS = [topic for topic in chapters() if (ROOT / f"nn/{topic}.py").is_file()]
ENTRY = re.compile(r"^- `(\w+)` – (.+)$", re.MULTILINE)
WIDTH = 100  # of a line of the code
SHOWN = (classmethod, staticmethod, property, cached_property)


def documented(module: ModuleType) -> Iterator[tuple[str, object]]:
    """The public functions and classes of a module, and the public methods of its classes."""
    for name, value in vars(module).items():
        if name.startswith("_") or getattr(value, "__module__", "") != module.__name__:
            continue
        if inspect.isclass(value):
            yield name, value
            for inner, method in vars(value).items():
                if not inner.startswith("_") and (
                    inspect.isfunction(method) or isinstance(method, SHOWN)
                ):
                    yield f"{name}.{inner}", method
        elif inspect.isfunction(inspect.unwrap(value)):
            yield name, value


DOCUMENTED = {
    f"{topic}.{name}": value
    for topic in TOPICS
    for name, value in documented(import_module(f"nn.{topic}"))
}


def fault(docstring: str, name: str) -> str:
    """What is wrong with the example of a function, or nothing."""
    before, _, section = docstring.rpartition("\nExample:\n")
    if not before or ">>>" in before or re.search(r"^\S", section, re.MULTILINE):
        return "the docstring does not end with the section Example:"
    found = doctest.DocTestParser().get_examples(section)
    if len(found) != 1:
        return f"expected one example; got {len(found)}"
    lines = found[0].source.splitlines()
    if len(lines) > 1 and len(" ".join(map(str.strip, lines))) <= WIDTH:
        return "the example fits into one line"
    if not found[0].want:
        return "the example shows no result"
    used = {
        getattr(node, "attr", getattr(node, "id", ""))
        for node in ast.walk(ast.parse(found[0].source))
        if isinstance(node, ast.Attribute | ast.Name)
    }
    return "" if name in used else f"the example does not call {name}"


@pytest.mark.parametrize("name", DOCUMENTED)
def test_what_is_public_has_an_example_of_one_line_that_calls_it(name):
    docstring = inspect.getdoc(DOCUMENTED[name]) or ""

    assert fault(docstring, name.rpartition(".")[2]) == ""


@pytest.mark.parametrize(
    ("docstring", "said"),
    [
        ("Do it.", "the docstring does not end with the section Example:"),
        ("Do it.\n\nExample:\n    f(1)", "expected one example; got 0"),
        ("Do it.\n\nExample:\n    >>> x = 1\n    >>> f(x)\n    1", "expected one example; got 2"),
        ("Do it.\n\nExample:\n    >>> f(\n    ...     1)\n    1", "the example fits into one line"),
        ("Do it.\n\nExample:\n    >>> f(1)", "the example shows no result"),
        ("Do it.\n\nExample:\n    >>> g(1)\n    1", "the example does not call f"),
        (
            "Do it.\n\nExample:\n    >>> f(1)\n    1\n\nRaises:\n    ValueError: no.",
            "the docstring does not end with the section Example:",
        ),
    ],
)
def test_an_example_that_shows_too_little_or_too_much_is_named(docstring, said):
    assert fault(docstring, "f") == said


def test_methods_are_among_what_has_an_example():
    assert {
        "softmax.softmax",
        "network.Network",
        "network.Network.shapes",
        "numerical_training.CentralDifferences.gradients",
        "optimizer.GradientDescent.step",
        "adam.Adam.move",
    } <= {*DOCUMENTED}


# The table of contents


def test_modules_are_listed_in_the_order_of_the_book():
    assert nn.__all__ == TOPICS


def test_contents_say_of_every_module_what_it_says_of_itself():
    said = {topic: (import_module(f"nn.{topic}").__doc__ or "").split("\n")[0] for topic in TOPICS}

    assert ENTRY.findall(nn.__doc__) == [
        (topic, line.partition(" Chapter: ")[0]) for topic, line in said.items()
    ]


def test_what_is_no_chapter_is_not_listed():
    there = {path.stem for path in files("nn")} - {"__init__"}

    assert there - {*nn.__all__} == {"checks", "kinds", "shapes"}


def test_every_module_stands_on_a_page_of_the_reference_in_the_order_of_the_book():
    pages = [
        ROOT / f"docs/reference/nn/{name}.md" for name in ("networks", "training", "arguments")
    ]
    shown = [re.findall(r"^::: nn\.(\w+)$", page.read_text("utf-8"), re.M) for page in pages]

    assert shown[0] + shown[1] == nn.__all__
    assert sorted(shown[2]) == ["checks", "kinds", "shapes"]


def test_the_page_of_the_package_says_where_its_modules_stand():
    text = (ROOT / "docs/reference/nn.md").read_text("utf-8")
    said = re.findall(r"\((nn/\w+\.md)\), from \*(\w+)\* to \*(\w+)\*", text)
    pages = {
        page: re.findall(
            r"^::: nn\.(\w+)$", (ROOT / "docs/reference" / page).read_text("utf-8"), re.M
        )
        for page, _, _ in said
    }

    assert len(said) == 2
    assert [(page, found[0], found[-1]) for page, found in pages.items()] == said


def test_help_shows_the_contents_before_anything_else():
    shown = pydoc.plain(pydoc.render_doc(nn))

    assert shown.index("`perceptron` – The perceptron") < shown.index("PACKAGE CONTENTS")


def python(code: str) -> str:
    """What a fresh Python prints: one in which nothing of the book has been imported."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_every_module_can_be_named_after_import_nn():
    code = "import nn; print(*[getattr(nn, name).__name__ for name in dir(nn) if name[0] != '_'])"

    assert {f"nn.{topic}" for topic in TOPICS} <= {*python(code).split()}


def test_a_function_can_be_called_through_its_module():
    assert python("import nn; print(nn.softmax.softmax([0.0, 0.0]))") == "[0.5 0.5]\n"


def test_import_nn_loads_no_module_before_it_is_named():
    code = (
        "import sys, nn; print([name for name in sys.modules if name.startswith(('nn.', 'numpy'))])"
    )

    assert python(code) == "[]\n"


def test_a_name_that_is_no_module_is_refused_with_what_to_write():
    with pytest.raises(
        AttributeError, match=r"no module 'relu'; .* `from nn\.softmax import softmax`"
    ):
        nn.relu  # noqa: B018


def test_modules_that_bear_the_name_of_a_function_are_those_of_the_text():
    found = [topic for topic in TOPICS if f"{topic}.{topic}" in DOCUMENTED]
    (words,) = re.findall(r"name of a function in them:\s+(.*?)\.", nn.__doc__, re.DOTALL)

    assert sorted(re.findall(r"\w+", words.replace(" and ", " "))) == sorted(found)


def test_calling_a_module_says_what_the_text_quotes():
    (quoted,) = re.findall(r"says then \"(.+?)\"", nn.__doc__)

    with pytest.raises(TypeError, match=f"^{quoted}$"):
        nn.softmax([0.0, 0.0])


# A digest follows imports, and sees no module that is found in the package by its name.


@pytest.mark.parametrize(
    "line", ["import nn", "import nn as book", "import nn.loss", "from nn import *"]
)
def test_what_formulas_depend_on_does_not_use_the_package_as_a_whole(line):
    ((_, problem),) = used_unseen(ast.parse(line))

    assert problem.startswith("uses import nn, on which its outcome would hang unseen")


@pytest.mark.parametrize("line", ["import nn.loss as loss", "from nn import loss"])
def test_what_formulas_depend_on_may_import_a_module_of_the_package(line):
    assert [*used_unseen(ast.parse(line))] == []


def test_what_is_recorded_does_not_use_the_package_as_a_whole():
    packages = ("nn", "derivations", "verify", "figures", "experiments", "benchmarks")

    assert [
        path.relative_to(ROOT).as_posix()
        for package in packages
        for path in files(package)
        if any("import nn," in problem for _, problem in used_unseen(parsed(path)))
    ] == []


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))
