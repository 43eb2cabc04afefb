"""Listings beside a formula: what computes it, in lines that fit there."""

import ast

import pytest

from verify.book import sources
from verify.book.displays import book
from verify.showing import boxes, listings

LABELLED = [(f"nn.{d.topic}", d.label) for d in book() if d.label]


@pytest.fixture
def shown(monkeypatch):
    """What is shown of a function that stands in a module with this text."""

    def shown(text: str) -> str:
        return listings._short(text)["f"]

    return shown


@pytest.mark.parametrize(("module", "name"), LABELLED)
def test_a_listing_computes_what_the_module_does(module, name):
    def statements(code: str) -> list[str]:
        body = ast.parse(code).body[0].body
        return [ast.dump(one) for one in body if not listings._is_guard(one)]

    whole = sources.function(module, name).code

    assert statements(listings.beside(module, name).code) == statements(whole)


def test_a_listing_fits_beside_its_formula():
    lines = [line for at in LABELLED for line in listings.beside(*at).code.splitlines()]

    assert [line for line in lines if len(line) > listings.WIDTH and "# " not in line] == []


def test_guards_are_folded_into_one_line_that_says_where_they_are(shown):
    guards = "    _require(x)\n    if x < 0:\n        raise ValueError\n"
    code = f'def f(x):\n    """Say."""\n{guards}    return x\n'

    assert shown(code) == "def f(x):\n    # checks: see the source\n    return x"


def test_a_condition_that_does_more_than_raise_is_shown(shown):
    code = "def f(x):\n    if x < 0:\n        x = -x\n    return x"

    assert shown(code) == code


def test_a_late_comment_of_a_long_line_stands_above_it(shown):
    long = "np.ascontiguousarray(W).sum(axis=1)"

    lines = shown(f"def f(W):\n    return {long}  # of every row that is here").splitlines()

    assert lines[1:] == ["    # of every row that is here", f"    return {long}"]


METHODS = ("forward_pass", "loss_and_gradients", "backward_pass")


def methods():
    """The bodies of the methods that a page shows, as trees, by their names."""
    code = listings.methods("nn.network", "Network", *METHODS).code
    return {node.name: node for node in ast.parse(code).body}


@pytest.mark.parametrize("name", METHODS)
def test_a_listing_of_methods_computes_what_the_class_does(name):
    (owner,) = (
        node
        for node in ast.parse(sources.find("nn.network").read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and node.name == "Network"
    )
    (whole,) = (node for node in owner.body if getattr(node, "name", "") == name)
    documented = ast.get_docstring(whole) is not None

    kept = [one for one in whole.body[documented:] if not listings._is_guard(one)]
    assert [ast.dump(one) for one in methods()[name].body] == [ast.dump(one) for one in kept]
    assert [a.arg for a in methods()[name].args.args] == [a.arg for a in whole.args.args]


def test_a_method_that_a_class_does_not_have_is_refused():
    with pytest.raises(LookupError, match=r"nn\.network\.Network has no method 'backwards'"):
        listings.methods("nn.network", "Network", "backwards")


def test_a_page_shows_methods_with_their_place():
    kept = []
    element = boxes.program("network.Network backward_pass", lambda html: kept.append(html) or "")

    assert "".join(element.itertext()).startswith("Networknn/network.py:")
    assert "linear_grad_W" in kept[0] and "forward_pass" not in kept[0]
