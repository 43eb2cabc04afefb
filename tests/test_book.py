"""Every formula of the book holds, and formulas, derivations, code and tests know each other."""

import ast

import numpy as np
import pytest
import yaml

from verify.book import ROOT, sources
from verify.book.displays import BookError, chapters, displays
from verify.book.limits import limited
from verify.check import check, check_chapter
from verify.proving.namespace import symbols
from verify.showing import notation

CHAPTERS = chapters()
INFRASTRUCTURE = {
    "__init__",
    "__main__",
    "calculus",
    "kinds",
    "shapes",
    "checks",
}  # of derivations and nn: no chapters
CODE = ["derivations/{}.py", "nn/{}.py", "tests/test_{}.py"]
FOOTER = '\n\nif __name__ == "__main__":\n    show(__file__)\n'

every_chapter = pytest.mark.parametrize("topic", CHAPTERS)


def readable(topic):
    """The displays of a chapter; none if it cannot be read, which has a test of its own."""
    try:
        return displays(topic)
    except (BookError, OSError):
        return []


def source(path):
    return (ROOT / path).read_text(encoding="utf-8")


def modules(folder):
    return {path.stem for path in (ROOT / folder).glob("*.py")} - INFRASTRUCTURE


@pytest.mark.parametrize("display", [d for topic in CHAPTERS for d in readable(topic)], ids=str)
def test_formula_holds(display):
    evidence = check(display)

    if not evidence.ok:
        wrong = [finding.detail for finding in evidence.findings if not finding.ok]
        pytest.fail("\n".join(wrong or ["nothing was checked"]), pytrace=False)


@every_chapter
def test_symbols_have_a_table_and_sizes_that_differ(topic):
    assert notation.declared(topic)
    notation.sizes_of(topic)  # raises an error where two are equal


@every_chapter
def test_every_derivation_shown_beside_a_formula_gives_its_value_when_run_alone(topic):
    for label in [display.label for display in readable(topic) if display.label]:
        alone: dict = {}
        with limited():
            exec(sources.steps(topic, label).code, alone)

        assert equal(alone[label], symbols(topic)[label]), label


def equal(one, other):
    """Whether two values are the same, entry by entry and step by step."""
    if isinstance(one, list):
        return len(one) == len(other) and all(map(equal, one, other))
    return np.shape(one) == np.shape(other) and bool(np.all(np.equal(one, other)))


@every_chapter
def test_displays_of_the_chapter_can_be_found(topic):
    assert displays(topic)


@every_chapter
def test_functions_and_labels_match(topic):
    assert check_chapter(topic) == []


@every_chapter
@pytest.mark.parametrize(
    "path", ["docs/{}.md", "derivations/{}.py", "nn/{}.py", "tests/test_{}.py"]
)
def test_chapter_has_its_four_files(topic, path):
    assert (ROOT / path.format(topic)).is_file()


@pytest.mark.parametrize("folder", ["derivations", "nn"])
def test_every_module_has_a_chapter_in_nav(folder):
    assert modules(folder) - set(CHAPTERS) == set()


def test_every_chapter_of_nav_has_a_derivation():
    nav = yaml.safe_load(source("mkdocs.yml"))["nav"]
    parts = {name: pages for group in nav for name, pages in group.items()}

    pages = [p for part in ("One neuron", "Layers", "Networks", "Digits") for p in parts[part]]
    plain = {"whole_program.md"}  # a program, whose formulas are those of the chapters before it
    assert [page.removesuffix(".md") for page in pages if page not in plain] == CHAPTERS


@every_chapter
@pytest.mark.parametrize("path", CODE)
def test_file_names_its_chapter(topic, path):
    docstring = ast.get_docstring(ast.parse(source(path.format(topic)))) or ""

    assert f"Chapter: docs/{topic}.md." in docstring


@every_chapter
def test_derivation_ends_in_its_two_lines(topic):
    assert source(f"derivations/{topic}.py").endswith(FOOTER)
