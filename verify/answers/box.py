"""The box of an exercise in a page: where an answer is typed, and the numbers that judge it."""

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from verify.answers.declared import Exercise
from verify.answers.samples import Data
from verify.reading import unicode

SCRIPT, STYLE = "assets/answer.js", "assets/answer.css"
COMMAND = "python -m verify --exercise {}"
SCRIPTED = '<script>document.documentElement.classList.add("scripted")</script>'
# A page that is only read does not load the reader of answers.
LOADER = """<script>{
const load = (event) => {
  if (!event.target.closest?.(".answer")) return
  for (const name of ["focusin", "pointerdown"]) removeEventListener(name, load)
  document.head.append(Object.assign(document.createElement("script"), { src: "%s" }))
}
for (const name of ["focusin", "pointerdown"]) addEventListener(name, load)
}</script>"""


def html(exercise: Exercise, data: Data) -> str:
    """The inside of the box."""
    name = f"answer:{exercise.name}"
    return (
        f'<form><label for="{name}:text">Your answer, in LaTeX or NumPy</label>'
        f'<p class="answer-uses" id="{name}:uses">{uses(data)}</p>'
        f'<textarea id="{name}:text" aria-describedby="{name}:uses" rows="2" spellcheck="false" '
        'autocapitalize="off" autocomplete="off" autocorrect="off"></textarea>'
        '<div class="answer-read"></div>'
        '<button type="submit">Check</button><button type="button" data-hint>Hint</button>'
        '<output role="status"></output></form>'
        '<p class="answer-else">To have your answer checked: '
        f"<code>{escape(COMMAND.format(exercise.name))}</code></p>"
        f'<script type="application/json">{packed(data)}</script>'
    )


def first(style: str, script: str) -> str:
    """What the first box of a page brings for all of them."""
    return f'<link rel="stylesheet" href="{style}">{SCRIPTED}{LOADER % script}'


def uses(data: Data) -> str:
    """What an answer may use, with its shape; and which indices it has."""
    sample = data["samples"][0]
    named = [
        f"<b>{escape(unicode.symbol(name))}</b>{_spelled(name)}{_shape(value, sample['sizes'])}"
        for name, value in sample["values"].items()
    ]
    named += [f"<b>{escape(size)}</b>" for size in sample["sizes"]]
    given = f"It may use {', '.join(named)}."
    if not data["free"]:
        return given
    return f"{given} Write the entry at {', '.join(data['free'])}, or the whole array."


def packed(data: Data) -> str:
    """JSON that can stand in a page."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("</", "<\\/")


def _spelled(name: str) -> str:
    """How NumPy spells a name, where that is not how it looks."""
    looks = unicode.symbol(name)
    return "" if looks == name else f" (<code>{escape(name)}</code>)"


def _shape(value: Any, sizes: Mapping[str, int]) -> str:
    """`` N × D``, where each length is that of one size."""
    lengths: list[str] = []
    while isinstance(value, list):
        names = [name for name, size in sizes.items() if size == len(value)]
        lengths.append(names[0] if len(names) == 1 else str(len(value)))
        value = value[0]
    return f" [{' × '.join(lengths)}]" if lengths and not lengths[0].isdigit() else ""
