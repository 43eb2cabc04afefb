"""Sources by name: excerpts that a reader sees, and digests that outcomes hang on."""

import pytest

from verify.book import sources


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A book of two modules of which one imports the other."""
    monkeypatch.setattr(sources, "ROOT", tmp_path)

    def write(**files: str) -> None:
        for name, text in files.items():
            path = tmp_path / "nn" / f"{name}.py"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")

    write(__init__="", one="from nn.two import f\n", two="def f(x):\n    return x\n")
    return write


def names(paths) -> list[str]:
    return [path.name for path in paths]


def test_closure_follows_imports(book):
    assert names(sources.closure("nn.one")) == ["__init__.py", "one.py", "two.py"]


@pytest.mark.parametrize("line", ["from . import two", "import nn.two", "from .two import f"])
def test_closure_reads_every_kind_of_import(book, line):
    book(one=f"def late():\n    {line}\n")

    assert "two.py" in names(sources.closure("nn.one"))


def test_closure_of_a_missing_module_names_the_file(book):
    with pytest.raises(LookupError, match=r"nn/three\.py is missing"):
        sources.closure("nn.three")


def test_digest_changes_with_code_that_is_imported(book):
    before = sources.digest("nn.one")
    book(two="def f(x):\n    return -x\n")

    assert sources.digest("nn.one") != before


def test_one_look_serves_all_that_is_asked_inside_and_nothing_after_it(book):
    before = sources.digest("nn.one")
    with sources.one_look():
        book(two="def f(x):\n    return -x\n")
        inside = sources.digest("nn.one")

    assert inside == before != sources.digest("nn.one")


def test_digest_does_not_change_with_comments_docstrings_and_blank_lines(book):
    before = sources.digest("nn.one")
    book(two='"""Two."""\n\n\ndef f(x):  # the identity\n    """Return x."""\n    return x\n')

    assert sources.digest("nn.one") == before


def test_digest_changes_with_a_module_of_a_package_inside(book, tmp_path):
    deep = tmp_path / "nn" / "inner" / "deep.py"
    deep.parent.mkdir()
    deep.write_text("x = 1\n", encoding="utf-8")
    book(one="from nn.inner import deep\n")
    before = sources.digest("nn.one")
    deep.write_text("x = -1\n", encoding="utf-8")

    assert sources.digest("nn.one") != before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"""One\u2028two."""\n\n\ndef f(x):\n    return x\n    # x\n', "return -x"),
        ('"""A\u0085b."""\n\n\ndef f(x="return x"):\n    """X."""\n', "return -x"),
        ('def f(x): "X."; return x\n', "return -x"),
        ('def f(x):\n    """X."""; return x\n', "return -x"),
        ('y = """a\n\nreturn x"""\n', "\nreturn x"),
        ('y = """return x\nb"""\n', "return x  "),
        ('def f(x):\n    """return x"""\n\n\ny = f.__doc__\n', "return -x"),
        ("x, y = True, 1\nf = x  # return x\n", None),
    ],
)
def test_digest_changes_with_every_change_of_the_code(book, old, new):
    book(two=old)
    before = sources.digest("nn.one")
    book(two=old.replace("True", "1") if new is None else old.replace("return x", new))

    assert sources.digest("nn.one") != before


def test_digest_reads_a_file_in_the_encoding_that_it_names(book, tmp_path):
    latin, other = (f"# coding: {name}\ny = '\xe4'\n" for name in ("latin-1", "cp1251"))
    (tmp_path / "nn" / "two.py").write_bytes(latin.encode("latin-1"))
    before = sources.digest("nn.one")
    (tmp_path / "nn" / "two.py").write_bytes(other.encode("latin-1"))

    assert sources.digest("nn.one") != before


def test_digest_is_the_same_under_every_python(book):
    book(two="def f(x, *, y=None) -> str:\n    return f'{x!r:>{y}}' if x else b''\n")

    assert sources.digest("nn.one").startswith("1871200a")


def test_digest_takes_a_hash_sign_in_a_string_for_code(book):
    book(two='def f(x):\n    return "#a"\n')
    before = sources.digest("nn.one")
    book(two='def f(x):\n    return "#b"\n')

    assert sources.digest("nn.one") != before


def test_digest_changes_with_what_is_added_to_it(book):
    assert sources.digest("nn.one", extra="a") != sources.digest("nn.one", extra="b")


def test_a_function_is_shown_without_its_docstring(book):
    book(two='import os\n\n\ndef f(x):\n    """Return x."""\n    return x\n\n\ny = 1\n')
    listing = sources.function("nn.two", "f")

    assert (listing.code, listing.line) == ("def f(x):\n    return x", 4)


def test_steps_hold_the_loop_that_fills_a_list_and_only_the_imports_that_they_need(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(sources, "ROOT", tmp_path)
    (tmp_path / "derivations").mkdir()
    text = (
        "from math import e, pi\n\nx = [pi]\ny = [e]\nfor k in range(3):\n    y.append(k)\n"
        "for k in range(3):\n    x.append(x[-1] + k)\n"
    )
    (tmp_path / "derivations" / "topic.py").write_text(text)

    assert sources.steps("topic", "x").code == (
        "from math import pi\n\nx = [pi]\nfor k in range(3):\n    x.append(x[-1] + k)"
    )


def test_steps_are_the_lines_that_lead_to_a_name(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "ROOT", tmp_path)
    (tmp_path / "derivations").mkdir()
    lines = ["import math", "", "x = 1", "y = 2", "", "# Its square.", "z = x * x", "z = z + 1"]
    footer = ["unused = y", "", "if __name__ == '__main__':", "    z = 0"]
    (tmp_path / "derivations" / "topic.py").write_text("\n".join([*lines, *footer]))

    assert sources.steps("topic", "z").code == "x = 1\n\n# Its square.\nz = x * x\nz = z + 1"
