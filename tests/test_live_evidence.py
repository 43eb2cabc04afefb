"""Each figure that computes is compared with `nn`, or its chapter's evidence says why it is not."""

import pytest
import sympy as sp

from derivations import numerical_differentiation as quotients
from figures import live_bend, live_landscape, live_secants, live_small_net
from figures.adam import bend
from figures.backprop import small_net
from figures.descent import landscape
from figures.initialization import spread_by_layer
from figures.numerical_differentiation import secant_and_tangent
from verify.book.claims import Book
from verify.live.evidence import TOLERANCE, agreements
from verify.live.model import Input, Live
from verify.proving.namespace import symbols
from verify.showing import ledger, lives
from verify.showing.on_page import on_page

BOOK = Book.now()
TEXTS = {path.stem: text for path, text in BOOK.pages.items() if path.parent == BOOK.docs}
PAGES = [topic for topic, text in TEXTS.items() if lives.names(text)]
COMPARED = {  # figures whose inputs are not those of the formulas
    "bend": (bend, "adam", {"adam", "rmsprop"}),
    "small_net": (
        small_net,
        "backprop",
        {"two_layer_loss", *(f"two_layer_loss_grad_{x}" for x in ("W1", "b1", "W2", "b2"))},
    ),
    "landscape": (landscape, "descent", {"neuron_loss", "neuron_loss_grad_w"}),
    "spread_by_layer": (
        spread_by_layer,
        "initialization",
        {"lecun_std", "xavier_std", "he_std"},
    ),
    "secant_and_tangent": (
        secant_and_tangent,
        "numerical_differentiation",
        {"forward_difference", "central_difference", "complex_step"},
    ),
}
x = sp.Symbol("x", real=True)


def found(name):
    make, topic, _ = COMPARED[name]
    return agreements(make(), name, symbols(topic))


@pytest.mark.parametrize("topic", PAGES)
def test_each_figure_is_compared_with_nn_or_says_why_not(topic):
    page = lives.of_page(topic, TEXTS[topic])

    for name in page.figures:
        assert bool(page.agreements[name]) != bool(page.without.get(name)), name
        assert page.disagreeing(name) == []


@pytest.mark.parametrize("name", COMPARED)
def test_its_formulas_agree_in_states_that_a_reader_can_choose(name):
    agreeing = found(name)

    assert {*agreeing} == COMPARED[name][2]
    assert max(one.error for one in agreeing.values()) <= TOLERANCE
    assert min(one.points + one.edges for one in agreeing.values()) >= (name != "spread_by_layer")


def following_without_correction():
    step = ORIGINAL()
    late = {live_bend.K: live_bend.K + 1000}  # there is nothing left to correct
    return {symbol: sp.sympify(after).subs(late) for symbol, after in step.items()} | {
        live_bend.K: live_bend.K + 1
    }


ORIGINAL = live_bend.following


class Uphill(live_small_net.SmallNet):
    def labelled(self):
        return {name: -value for name, value in super().labelled().items()}


def no_slope(self):
    """The slope of the sigmoid is forgotten."""
    labelled = live_small_net.SmallNet.labelled(self)
    return labelled | {"two_layer_loss_grad_b1": labelled["two_layer_loss_grad_b1"] / self.slope}


def half_steps(w):
    after = LANDSCAPE(w)
    return [(one + other) / 2 for one, other in zip(w, after, strict=True)]


LANDSCAPE, HEIGHT, QUOTIENT = (
    live_landscape.next_weights, live_landscape.height, live_secants.quotient,
)  # fmt: skip
PLANTED = [  # what is put where, and in which formulas that is seen
    ("bend", live_bend, "following", following_without_correction, {"adam"}),
    ("bend", live_bend, "EPSILON", 1e-2, {"adam", "rmsprop"}),
    ("small_net", live_small_net, "SmallNet", Uphill, COMPARED["small_net"][2]),
    ("landscape", live_landscape, "next_weights", half_steps, {"neuron_loss_grad_w"}),
    ("landscape", live_landscape, "height", lambda w: HEIGHT(w) * 4, {"neuron_loss"}),
    (
        "secant_and_tangent", live_secants, "quotient",
        lambda name, h: QUOTIENT(name, h / 2), {"forward_difference", "central_difference"},
    ),
    (
        "secant_and_tangent", live_secants, "QUOTIENTS",
        live_secants.QUOTIENTS | {"central": quotients.forward_difference}, {"central_difference"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "where", "what", "wrong", "seen"), PLANTED)
def test_a_wrong_formula_of_such_a_figure_is_caught(name, where, what, wrong, seen, monkeypatch):
    if what == "EPSILON":  # of the page alone: what is compared keeps its own
        right = live_bend._along
        monkeypatch.setattr(where, "following", lambda: _with(wrong))
        monkeypatch.setattr(where, "_along", right)
    else:
        monkeypatch.setattr(where, what, wrong)

    assert {label for label, one in found(name).items() if one.error > TOLERANCE} >= seen


def _with(epsilon):
    here = {sp.Float(live_bend.EPSILON): sp.Float(epsilon)}
    return {symbol: sp.sympify(after).subs(here) for symbol, after in ORIGINAL().items()}


def test_a_size_that_is_not_hes_is_caught(monkeypatch):
    live = Live([Input(x, 0, 0, 1)])
    live.called("he_std", sp.sqrt(x / 50) * sp.Rational(101, 100), lambda _: {"D": 100}, {x: 1.0})

    assert agreements(live, "size", symbols("initialization"))["he_std"].error > TOLERANCE


def test_a_figure_without_a_formula_and_without_a_reason_is_refused(monkeypatch):
    monkeypatch.setattr(Live, "called", lambda *_, **__: None)
    monkeypatch.setattr(Live, "walked", lambda *_, **__: None)

    with pytest.raises(LookupError, match=r"adam\.py:bend is compared with no function of nn"):
        lives._of_page("adam", TEXTS["adam"], ["bend"])


def test_a_formula_of_two_figures_shows_the_points_of_both():
    (claim,) = (one for one in BOOK.claims["descent"] if one.display.label == "neuron_loss")
    here = on_page(claim, BOOK)

    assert here.ok and "printed for 2 figures" in here.detail
    assert claim.page + "#live:landscape" == here.link


def test_the_evidence_of_a_chapter_says_why_a_figure_is_compared_with_nothing():
    placed = []
    ledger.page(BOOK, lambda part: placed.append(part) or "", lambda html: html, "chain_rule")
    said = " ".join("".join(placed[0].itertext()).split())

    assert "The figure paths is compared with no function of nn: its graph is an example" in said
