"""What a figure that computes must show at a state, from Python, compared with what it shows."""

import re
from urllib.parse import unquote

import mpmath
import sympy as sp

from verify.live.markup import FAR
from verify.live.model import Live
from verify.live.numbers import MINUS, shown
from verify.live.runs import SAME

NEAR = 1e-9  # relative: a number at the border of two roundings may fall on either side
PLACE = 0.02  # units of the picture
DOUBT = 100  # times as near, or as far, as two starts may come for a point of a curve

# All that a figure shows, as one object.
LOOK = """(name) => {
  const figure = document.getElementById(`live:${name}`)
  const all = (what) => [...figure.querySelectorAll(what)]
  return {
    hash: location.hash,
    numbers: all("[data-n]").filter((one) => !one.closest("[data-off]")) // which nobody sees
      .map((one) => [one.dataset.n, one.textContent]),
    places: all("[data-b]").map((one) => [one.dataset.b,
      one.dataset.b.split(",").map((pair) => one.getAttribute(pair.split(" ")[0]))]),
    lines: all("[data-c]").map((one) => [one.dataset.c, one.getAttribute("d")]),
    lit: all("[data-on]").map((one) => [one.dataset.on, one.hasAttribute("data-lit")]),
    off: all("[data-when]").map((one) => [one.dataset.when, one.hasAttribute("data-off")]),
    taken: all("[data-take]").map((one) => one.value),
    problem: figure.querySelector(".live-problem").textContent,
    page: [...document.querySelectorAll("[data-m]")].map((one) => [one.dataset.m,
      (one.previousElementSibling?.textContent ?? "") + " " + one.textContent]),
    curves: [...document.querySelectorAll("[data-curve]")].map((one) => [one.dataset.curve,
      one.getAttribute("d")]),
    glowing: [...document.querySelectorAll(".live-lit [id^='eq:']")].map((one) => one.id),
  }
}"""


def state(live: Live, name: str, hash_: str) -> list[float]:
    """The inputs that an address names."""
    found = list(live.start)
    known = [str(one.symbol) for one in live.inputs]
    parts = (part.partition("?") for part in unquote(hash_).removeprefix("#").split(";"))
    named = {here: pairs for here, _, pairs in parts}
    for pair in filter(None, named.get(name, "").split("&")):
        key, _, value = pair.partition("=")
        found[known.index(key)] = float(value)
    return found


def pressed(live: Live, at: int, inputs: list[float]) -> list[float]:
    """What a button makes of the inputs; where one would leave its range, nothing."""
    button = live.buttons[at]
    places = [place for _, place in button.changes]
    own = [one.symbol for one in live.inputs]
    wanted = [live.expressions[place] for place in places]
    alone = all(x.free_symbols <= set(own) for x in wanted)
    step = sp.lambdify(own, wanted, "mpmath", cse=True) if alone else None
    after = list(inputs)
    for _ in range(button.times):
        if step is None:
            every = live.values(after)
            found = [every[place] for place in places]
        else:
            with mpmath.workdps(30):
                found = step(*map(mpmath.mpf, after))
        for (to, _), value in zip(button.changes, found, strict=True):
            after[to] = float(value)
    for to, _ in button.changes:
        one = live.inputs[to]
        if one.kind == "range" and not one.low <= after[to] <= one.high:
            return list(inputs)
    return after


def differences(live: Live, name: str, seen: dict) -> list[str]:
    """What a figure shows and should not, at the state that its address names."""
    inputs = state(live, name, seen["hash"])
    values = [float(x) if abs(complex(x).imag) == 0 else float("nan") for x in live.values(inputs)]
    wrong = []
    for data, text in seen["numbers"]:
        at, form = data.split()
        if not _same(text, values[int(at)], form):
            wrong.append(f"{live.expressions[int(at)]}: {text} for {values[int(at)]!r}")
    for data, texts in seen["places"]:
        for pair, text in zip(data.split(","), texts, strict=True):
            value = values[int(pair.split()[1])]
            if not abs(float(text) - _cut(value)) <= PLACE:
                wrong.append(f"{pair}: {text} for {value!r}")
    for data, text in seen["lines"]:
        wrong += _line(text, live.points(live.paths[int(data)], inputs))
    for data, lit in seen["lit"]:
        if lit != (values[int(data)] > 0):
            wrong.append(f"{live.expressions[int(data)]}: lit is {lit}")
    for data, off in seen["off"]:
        if off == (values[int(data)] > 0):
            wrong.append(f"{live.expressions[int(data)]}: off is {off}")
    for (_, template), text in zip(live.takes, seen["taken"], strict=True):
        wrong += _template(template, text, values)
    glowing = {anchor for at, anchor in live.lights if values[at] > 0}
    if glowing != set(seen["glowing"]):
        wrong.append(f"{seen['glowing']} are lit, and not {glowing}")
    if live.numbers_of_the_page:
        for data, text in seen["page"]:
            at, form, sign = data.split()
            wrong += _in_display(text, values[int(at)], form, sign)
        wrong += _curves(live, inputs, seen["curves"])
    return wrong


def _curves(live: Live, inputs: list[float], seen: list[list[str]]) -> list[str]:
    """What is wrong with the curves of the page's pictures."""
    wrong = []
    sure, doubtful = (_points(live, inputs, k) for k in (1 / DOUBT, DOUBT))
    for (scale, text), certain, possible in zip(seen, sure, doubtful, strict=True):
        x0, kx, y0, ky = map(float, scale.split())
        if "l" in text:  # as the book draws it, from point to point
            wrong += [] if sure == _points(live, live.start, 1 / DOUBT) else ["no curve follows"]
            break
        drawn = [tuple(map(float, pair)) for pair in re.findall(r"[ML](\S+) ([^ML]+)", text)]
        for (_, known), (x, y) in zip(certain, possible, strict=True):
            there = drawn and abs(drawn[0][0] - x0 - kx * x) <= PLACE
            up = drawn.pop(0)[1] if there else None
            if there and not abs(up - _cut(y0 + ky * y)) <= PLACE:
                wrong.append(f"a curve has {up} at {x}, and not {y0 + ky * y}")
            if not there and abs(known) < float("inf"):
                wrong.append(f"a curve has no point at {x}")
        wrong += [f"a curve goes through {drawn[0]}"] if drawn else []
    return wrong


def _cut(value: float) -> float:
    return max(-FAR, min(FAR, value))


def _points(live: Live, inputs: list[float], doubt: float) -> list[list[tuple[float, float]]]:
    """The points of these curves, in the units of their axes."""
    same = tuple(doubt * near for near in SAME)
    return [line for run in live.runs if run.drawn for line in run.lines(live.own, inputs, same)]


def _same(text: str, value: float, form: str) -> bool:
    near = (value, value * (1 + NEAR), value * (1 - NEAR))
    if form == "x":
        return abs(float(text.replace(MINUS, "-")) - value) <= 1e-12 * max(1, abs(value))
    return text in {shown(one, form) for one in near}


def _line(text: str, points: list[tuple[float, float]]) -> list[str]:
    pens, fresh = "", True
    for x, y in points:
        if abs(x) + abs(y) < float("inf"):
            pens += "M" if fresh else "L"
        fresh = not abs(x) + abs(y) < float("inf")
    if "".join(re.findall("[ML]", text or "")) != pens:
        return ["a line has its gaps elsewhere"]
    drawn = [tuple(map(float, pair)) for pair in re.findall(r"[ML](\S+) ([^ML]+)", text or "")]
    finite = [(_cut(x), _cut(y)) for x, y in points if abs(x) + abs(y) < float("inf")]
    if len(drawn) != len(finite):
        return [f"a line of {len(drawn)} points, and not of {len(finite)}"]
    far = [
        (one, other)
        for one, other in zip(drawn, finite, strict=True)
        if max(abs(a - b) for a, b in zip(one, other, strict=True)) > PLACE
    ]
    return [f"a line goes through {one}, and not {other}" for one, other in far[:1]]


def _template(template: str, text: str, values: list[float]) -> list[str]:
    pieces = re.split(r"«(\d+)»", template)
    pattern = "".join(
        f"(?P<n{k}>[^,\\])}}\\s]+)" if k % 2 else re.escape(piece) for k, piece in enumerate(pieces)
    )
    found = re.fullmatch(pattern, text)
    if not found:
        return [f"what is taken is {text!r}"]
    return [
        f"{found[f'n{k}']} is taken for {values[int(pieces[k])]!r}"
        for k in range(1, len(pieces), 2)
        if not abs(float(found[f"n{k}"]) - values[int(pieces[k])])
        <= 1e-9 * max(1e-3, abs(values[int(pieces[k])]))
    ]


def _in_display(text: str, value: float, form: str, sign: str) -> list[str]:
    """A number of a formula with the sign before it."""
    before, _, number = text.rpartition(" ")
    number = number.strip("()")
    if sign in "-+u":
        less = before.endswith(MINUS) == (sign != "-")
        number = f"{MINUS}{number}" if less else number
    zero = not any(digit in "123456789" for digit in number)
    if zero and abs(value) < 1 and _same(number.lstrip(MINUS), abs(value), form):
        return []
    return [] if _same(number, value, form) else [f"the formula has {text!r} for {value!r}"]
