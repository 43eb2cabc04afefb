"""The corrections of docs/perceptron.md that a reader walks through, against `nn`."""

import re
from functools import cache

import numpy as np
import pytest
from numpy.testing import assert_allclose

from figures.perceptron import corrections
from nn.perceptron import corrected_b, corrected_w, perceptron
from tests import live_lines
from tests.live_lines import lines, marked, points, tinted
from tests.live_shown import number, pressed, said, state, table, taken
from tests.states import states
from verify.live import engine
from verify.live.markup import script
from verify.live.printing import function

MOVED = {"X_41": 0.62, "X_42": 0.7, "X_11": -0.25, "w_1": -1.5, "w_2": 0.5, "b": 0.25, "k": 4}
XOR = {"t_2": 1, "t_3": 1, "t_4": 0}
STATES = [{}, {"k": 0}, {"k": 1}, {"k": 8}, MOVED, XOR, XOR | {"k": 9}]
somewhere = pytest.mark.parametrize("changed", STATES)


@cache
def figure():
    return corrections()


def given(inputs):
    """The examples, their answers, the neuron at the start, and the corrections wanted."""
    X, t, w, own = live_lines.examples(figure(), inputs, "t")
    return X, t, w, own["b"], own["k"]


def history(inputs):
    """The neurons before and after each correction, and which example it was."""
    X, t, w, b, wanted = given(inputs)
    neurons, examples = [(w, b)], []
    while len(examples) < wanted and (perceptron(X, *neurons[-1]) != t).any():
        for n, (x, right) in enumerate(zip(X, t, strict=True)):
            w, b = neurons[-1]
            if perceptron(x[np.newaxis], w, b)[0] != right and len(examples) < wanted:
                neurons.append((corrected_w(x, w, b, right), float(corrected_b(x, w, b, right))))
                examples.append(n)
    return neurons, examples


def at(**changed):
    return live_lines.at(figure(), **changed)


def numbers(words):
    return [number(x) for x in re.findall(r"\N{MINUS SIGN}?\d+(?:\.\d+)?", words)]


@states(
    "A neuron that learns by corrections, with its last four lines, the newest solid.",
    page="figures/perceptron",
)
@somewhere
def test_the_last_four_lines_are_those_of_the_last_four_neurons(changed):
    inputs, seen = at(**changed)
    neurons, examples = history(inputs)
    legend = ["".join(one.itertext()) for one in seen.iter("text") if "after" in (one.text or "")]
    expected = []

    for age, kind in enumerate(("line-0", "line-1", "line-2", "line-3")):
        found = [line for line in lines(seen, kind) if np.ptp(line, axis=0).max() > 2]
        if age >= len(neurons) or not neurons[-1 - age][0].any():
            assert not found
            continue
        w, b = neurons[-1 - age]
        expected.append(f"after {len(examples) - age}")
        if abs(w @ [0.5, 0.5] + b) / np.hypot(*w) < 2:
            assert_allclose(found[0] @ w + b, 0, atol=2e-4 * np.abs(w).max())
    assert sorted(legend) == sorted(expected)


@states(
    "The square holds the point that was corrected last; a filled point is a yes.",
    page="figures/perceptron",
)
@somewhere
def test_the_square_is_around_the_last_mistake_and_the_yes_is_filled(changed):
    inputs, seen = at(**changed)
    X, t, *_ = given(inputs)
    _, examples = history(inputs)
    places, filled = zip(*points(seen), strict=True)

    assert_allclose(np.reshape(marked(seen), (-1, 2)), X[examples[-1:]], atol=1e-3)
    assert_allclose(places, X, atol=1e-3)
    assert [*filled] == (t == 1).tolist()


@states(
    "The neuron says yes where the plane is tinted, and the numbers are the scores.",
    page="figures/perceptron",
)
@pytest.mark.parametrize("changed", [each for each in STATES if each != {"k": 0}])
def test_the_plane_is_tinted_where_the_neuron_says_yes_and_has_the_scores(changed, rng):
    inputs, seen = at(**changed)
    X, *_ = given(inputs)
    w, b = history(inputs)[0][-1]
    places = rng.uniform(-0.7, 1.7, (200, 2))
    clear = np.abs(places @ w + b) > 0.02
    words = [text for text in seen.iter("text") if text.get("pointer-events") == "none"]

    if w.any():
        assert [tinted(seen, x) for x in places[clear]] == (places[clear] @ w + b > 0).tolist()
    scores = [number("".join(one.itertext())) for one in words]
    assert_allclose(scores, X @ w + b, atol=0.00501)


@states("These are the last three corrections of a neuron that learns AND:", page="perceptron")
def test_it_starts_where_and_is_learnt():
    _, seen = at()
    rows = table(figure(), 0, figure().start)[1:]
    after = ["".join(one.itertext()) for one in seen.iter("text") if "after" in (one.text or "")]

    assert said(figure(), figure().start) == (
        "Correction 10: example 2 got a yes and should get a no, so its inputs are subtracted "
        "from the weights, and its score goes from 1.00 to −1.00. "
        "All 4 answers are right, and nothing is left to correct."
    )
    assert [row[0] for row in rows] == ["10", "9", "8"]
    assert sorted(after) == ["after 10", "after 7", "after 8", "after 9"]


@somewhere
def test_it_says_what_the_last_correction_did(changed):
    inputs, _ = at(**changed)
    X, t, *_ = given(inputs)
    neurons, examples = history(inputs)
    wrong = int((perceptron(X, *neurons[-1]) != t).sum())
    words = said(figure(), inputs)
    rest = f"Still wrong: {wrong} of 4 answers." if wrong else "All 4 answers are right"

    assert rest in words
    if not examples:
        assert words.startswith("Nothing is corrected yet.")
        return
    n = examples[-1]
    (v, c), (w, b) = neurons[-2:]
    yes = t[n] == 1
    assert ("got a no and should get a yes" in words) == yes
    assert ("added to" in words) == yes and ("subtracted from" in words) != yes
    assert numbers(words)[:4] == pytest.approx(
        [len(examples), n + 1, X[n] @ v + c, X[n] @ w + b], abs=0.0051
    )


def test_next_and_back_walk_through_every_correction_of_and():
    inputs, seen = pressed(figure(), "start AND", state(figure())), []
    for _ in range(12):
        seen.append(said(figure(), inputs))
        inputs = pressed(figure(), "next", inputs)
    back = pressed(figure(), "back", pressed(figure(), "back", inputs))

    assert [numbers(words)[0] for words in seen[1:11]] == [*range(1, 11)]
    assert seen[11] == seen[10] == said(figure(), figure().start)
    assert said(figure(), back) == seen[8]


def test_back_stays_at_the_start():
    inputs = pressed(figure(), "back", state(figure(), k=0))

    assert said(figure(), inputs) == said(figure(), state(figure(), k=0))


@pytest.mark.parametrize(
    ("name", "answers"), [("AND", [0, 0, 0, 1]), ("OR", [0, 1, 1, 1]), ("XOR", [0, 1, 1, 0])]
)
def test_a_function_starts_anew_from_the_pairs_of_bits(name, answers):
    X, t, w, b, wanted = given(pressed(figure(), f"start {name}", state(figure(), **MOVED)))

    assert X.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert t.tolist() == answers and not w.any() and b == wanted == 0


@states("After a hundred corrections the figure stops.", page="figures/perceptron")
def test_to_the_end_goes_as_far_as_the_figure_does():
    inputs = pressed(figure(), "to the end", state(figure(), k=0))
    xor = pressed(figure(), "to the end", state(figure(), **XOR))

    assert said(figure(), inputs) == said(figure(), figure().start)
    assert said(figure(), xor).startswith("Correction 100:")
    assert said(figure(), xor).endswith("of 4 answers.")


@somewhere
def test_the_tables_have_the_corrections_and_the_answers(changed):
    inputs, _ = at(**changed)
    X, t, w, b, _ = given(inputs)
    neurons, examples = history(inputs)
    made, answers = (
        [[number(cell) for cell in row if cell != "–"] for row in table(figure(), k, inputs)[1:]]
        for k in (0, 1)
    )
    expected = [
        [len(examples) - age, examples[-1 - age] + 1, t[examples[-1 - age]], *v, c]
        for age, (v, c) in enumerate(neurons[:0:-1][:3])
    ]
    v, c = neurons[-1]

    made = [row for row in made if row]
    assert_allclose(*(np.reshape(rows, (-1, 6)) for rows in (made, expected)), atol=0.0051)
    assert_allclose(
        [row[1:] for row in answers],
        np.column_stack([X, t, X @ v + c, perceptron(X, v, c), perceptron(X, w, b)]),
        atol=0.0051,
    )


def program(inputs, which=0):
    """What a reader takes, with whole numbers as JavaScript writes them."""
    return re.sub(r"(\d)\.0\b", r"\1", taken(figure(), which, inputs))


def checks(text):
    names = {}
    exec(text, names)
    return [one for name, one in names.items() if name.startswith("test_")]


@somewhere
def test_the_test_that_a_reader_takes_passes(changed):
    found = checks(program(at(**changed)[0]))

    assert len(found) == 2
    for check in found:
        check()


def test_the_test_that_a_reader_takes_fails_for_other_targets():
    text = program(state(figure(), k=5)).replace("t = np.array([0, 0, 0, 1]", "t = np.array([0, 1, 1, 1]")  # fmt: skip  # noqa: E501

    with pytest.raises(AssertionError):
        checks(text)[1]()


@somewhere
def test_the_script_for_pytorch_holds_the_neuron_before_and_after_its_corrections(changed):
    inputs, _ = at(**changed)
    X, t, w, b, _ = given(inputs)
    neurons, examples = history(inputs)
    text = program(inputs, 1)
    compile(text, "taken", "exec")
    found = [np.array(eval(one)) for one in re.findall(r"tensor\(([-\d.e\[\], ]+)\)", text)]

    for one, true in zip(found, (X, t, w, b, *neurons[-1]), strict=True):
        assert_allclose(one, true, rtol=1e-9, atol=1e-12)
    assert f"assert count == {len(examples)}\n" in text


@somewhere
def test_pytorch_makes_the_corrections_of_the_figure_and_fails_for_another_sign(changed):
    pytest.importorskip("torch")
    inputs, _ = at(**changed)
    text = program(inputs, 1)

    exec(text, {})
    if history(inputs)[1]:
        with pytest.raises(AssertionError):
            exec(text.replace("w + error * x", "w - error * x"), {})


def test_the_printed_correction_is_that_of_the_package(rng):
    """The corrections are iterated by what is printed for the page, here by Node."""
    live, (orbit,) = figure(), figure().orbits
    own = [one.symbol for one in live.inputs]
    code = function([own, orbit.state], orbit.following)
    names = [str(symbol) for symbol in orbit.state]
    neuron = [names.index(f"n0_{k}") for k in range(3)]
    shown = [names.index(f"coming_{k}") for k in range(3)]
    points_ = [[state(live), rng.normal(0, 2, len(names))] for _ in range(40)]
    for n, (_, place) in enumerate(points_):
        place[shown[2]], place[names.index("count")] = n % 2, 5
    [found] = engine.values([(code, [[a, b.tolist()] for a, b in points_])])

    assert code in script(live, "corrections")
    for (_, before), after in zip(points_, found, strict=True):
        (*w, b), (*x, t) = before[neuron], before[shown]
        x, w = np.array(x), np.array(w)
        expected = [*corrected_w(x, w, float(b), float(t)), corrected_b(x, w, float(b), float(t))]
        assert_allclose([after[k] for k in neuron], expected, rtol=1e-12)
        assert after[names.index("count")] == 5 + (expected[-1] != b)
