"""A figure that computes, as the page holds it: complete without a script, alive with it."""

import json
import re
from collections.abc import Sequence
from html import escape
from typing import Any

from verify.live.model import Input, Live
from verify.live.numbers import shown
from verify.live.printing import function

TAG = re.compile(r"<(\w+)([^>]*\sdata-(?:n|b|c|on|when)=[^>]*?)(/?)>")
DATA = re.compile(r"\sdata-(n|b|c|on|when)=\"([^\"]*)\"")
FORMULA = re.compile(r"\$([^$]+)\$")
SOURCE = re.compile(r' alttext="[^"]*"')  # of a formula, for those who copy a text
MANY = 6  # numbers that can be typed
FAR = 1e6  # units of a picture; some engines draw no line to a place that is much farther
# Without a script there is nothing to press; with one, the room is there from the beginning.
SCRIPTED = '<script>document.documentElement.classList.add("scripted")</script>'


def figure(live: Live, name: str, math: Any) -> str:
    """The inside of the figure with its state at the start; ``math`` typesets LaTeX."""
    label = f"figure:{name}"
    pictures = "".join(
        f'<div class="live-picture" role="img" aria-labelledby="{label}">{picture}</div>'
        for picture in live.pictures
    )
    tables = "".join(live.tables)
    table = f"<details><summary>the numbers</summary>{tables}</details>" if tables else ""
    said = f'<output role="status" class="live-says">{live.says}</output>' if live.says else ""
    controls, folded = _controls(live, name)
    # What is said grows and shrinks, and nothing that is held may move under the hand.
    content = f"{pictures}{controls}{said}{folded}{table}"
    content = FORMULA.sub(lambda found: SOURCE.sub("", math(found[1]), count=1), content)
    return f"{SCRIPTED}{filled(live, content)}{_take(live)}"


def filled(live: Live, content: str, inputs: Sequence[float] | None = None) -> str:
    """What stands where the values belong, at the start or for other inputs."""
    inputs = live.start if inputs is None else inputs
    values = [_number(x) for x in live.values(inputs)]

    def fill(tag: re.Match[str]) -> str:
        added, inside = "", ""
        for kind, what in DATA.findall(tag[2]):
            if kind == "n":
                place, form = what.split()
                inside = shown(values[int(place)], form)
            elif kind == "b":
                for pair in what.split(","):
                    attribute, place = pair.split()
                    added += f' {attribute}="{_place(values[int(place)])}"'
            elif kind == "c":
                added += f' d="{_line(live.points(live.paths[int(what)], inputs))}"'
            elif kind == "on" and values[int(what)] > 0:
                added += ' data-lit=""'
            elif kind == "when" and not values[int(what)] > 0:
                added += ' data-off=""'
        return f"<{tag[1]}{tag[2]}{added}{tag[3]}>{inside}"

    return TAG.sub(fill, content)


def script(live: Live, name: str) -> str:
    """What the shared script needs to know, with the printed code.

    Raises:
        ValueError: numbers of the page follow a figure with an orbit, which they do not know.
    """
    if live.numbers_of_the_page and live.orbits:
        raise ValueError(f"{name}: numbers of a page follow runs, not orbits")
    own = [one.symbol for one in live.inputs]
    lines = []
    for path in live.paths:
        moving = [path.variable] if path.orbit is None else live.orbits[path.orbit].state
        code = function([own, [x for x in moving if x is not None]], [path.x, path.y])
        along = (
            f"along:[{path.low:g},{path.high:g},{path.count}]"
            if path.orbit is None
            else f"orbit:{path.orbit}"
        )
        lines.append(f"{{point:{code},{along}}}")
    orbits = []
    for orbit in live.orbits:
        times = orbit.times if isinstance(orbit.times, int) else f"[{own.index(orbit.times)}]"
        first = function([own], orbit.first)
        following = function([own, orbit.state], orbit.following)
        orbits.append(f"{{first:{first},next:{following},times:{times}}}")
    runs = []
    for run in live.runs:
        first = function([own], [x for start in run.starts for x in start])
        following = function([own, run.state], run.following)
        see, updates = function([own, run.state], run.seen), _json(run.updates)
        told = f"first:{first},size:{len(run.state)},next:{following},see:{see},at:{updates}"
        if run.drawn:
            draw = function([own, run.state], [x for point in run.drawn for x in point])
            told += f",draw:{draw},along:{_json(run.along)}"
        runs.append(f"{{{told}}}")
    inputs = [
        [str(one.symbol), one.start, one.low, one.high, one.kind, *([1] if one.step == 1 else [])]
        for one in live.inputs
    ]
    spec = {
        "name": json.dumps(name),
        "inputs": _json(inputs),
        "all": printed(live),
        "orbits": f"[{','.join(orbits)}]",
        "runs": f"[{','.join(runs)}]",
        "lines": f"[{','.join(lines)}]",
        "buttons": _json([[b.times, b.changes] for b in live.buttons]),
        "lights": _json(live.lights),
        "takes": _json([template for _, template in live.takes]),
        "page": "1" if live.numbers_of_the_page else "[]",
    }
    told = ",".join(f"{key}:{value}" for key, value in spec.items() if value != "[]")
    code = f"(globalThis.lives??=[]).push({{{told}}})"
    return code.replace("</", r"<\/")


def printed(live: Live) -> str:
    """The code for all values of a figure: the one that the page runs, and the build tries."""
    return function([live.symbols], live.expressions)


def _controls(live: Live, name: str) -> tuple[str, str]:
    """What is used most comes first; many numbers to type are folded."""
    shown = {at: _control(one, at, name, live) for at, one in enumerate(live.inputs)}
    typed = [at for at, one in enumerate(live.inputs) if one.kind == "number"]
    folded = "".join(shown.pop(at) for at in typed) if len(typed) > MANY else ""
    buttons = "".join(
        f'<button type="button" data-do="{at}">{escape(button.label)}</button>'
        for at, button in enumerate(live.buttons)
    )
    if folded:
        folded = (
            "<details><summary>change its numbers</summary>"
            f'<div class="live-controls">{folded}</div></details>'
        )
    invited = f'<p class="live-invites">{live.invites}</p>' if live.invites else ""
    controls = (
        f'<div class="live-controls" role="group" aria-label="what can be changed">{invited}'
        f'{"".join(shown.values())}{buttons}<button type="button" data-reset>reset</button>'
        '<p class="live-problem" role="alert"></p></div>'
    )
    return controls, folded


def _control(one: Input, at: int, name: str, live: Live) -> str:
    about = f'data-i="{at}" id="{name}:{one.symbol}"'
    bounds = f'min="{one.low:g}" max="{one.high:g}" step="{f"{one.step:g}" if one.step else "any"}"'
    value = shown(one.start, "x").replace("\N{MINUS SIGN}", "-")
    if one.kind == "state":
        return ""
    if one.kind == "choice":
        options = "".join(
            f'<option value="{k}"{" selected" if k == one.start else ""}>{escape(word)}</option>'
            for k, word in enumerate(one.choices)
        )
        return f"<label><span>{one.label}</span> <select {about}>{options}</select></label>"
    if one.kind == "switch":
        checked = " checked" if one.start else ""
        return f'<label><input type="checkbox" {about}{checked}> <span>{one.label}</span></label>'
    field = f'<input type="{one.kind}" {about} {bounds} value="{value}">'
    follows = live.number(one.symbol, "x") if one.kind == "range" else ""
    return f"<label><span>{one.label} {follows}</span> {field}</label>"


def _take(live: Live) -> str:
    if not live.takes:
        return ""
    areas = "".join(
        f"<label>{escape(name)} <textarea readonly data-take rows=8 spellcheck=false></textarea>"
        "</label>"
        for name, _ in live.takes
    )
    return f'<details class="live-take"><summary>take this state with me</summary>{areas}</details>'


def _line(points: Sequence[tuple[float, float]]) -> str:
    """A path that has a gap where a point has no place."""
    parts, pen = [], "M"
    for x, y in points:
        if x - x + y - y != 0:  # not finite
            pen = "M"
            continue
        parts.append(f"{pen}{_place(x)} {_place(y)}")
        pen = "L"
    return "".join(parts)


def _place(value: float) -> str:
    """A place in a picture, to a hundredth; larger numbers than a picture can have are cut."""
    return shown(max(-FAR, min(FAR, value)) if value == value else 0, "f2").replace(
        "\N{MINUS SIGN}", "-"
    )


def _number(value: Any) -> float:
    try:
        return float(value)
    except TypeError:  # it is complex
        return float("nan")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
