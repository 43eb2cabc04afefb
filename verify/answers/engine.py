"""Ask `docs/assets/answer.js` what answers are worth: one process of Node for all of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from verify.answers.samples import Data
from verify.book import ROOT
from verify.live.engine import answered

SCRIPT = ROOT / "docs" / "assets" / "answer.js"
SECONDS = 120
INPUT = """
const { boxes, asked } = JSON.parse(require("fs").readFileSync(0, "utf8"))
const number = (x) => Number.isFinite(x) ? x : String(x)
"""
JUDGED = """
console.log(JSON.stringify(asked.map(([name, text]) => {
  const { outcome, words, at, language, values } = answers.judge(boxes[name], text)
  const arrays = values?.map(({ shape, data }) => [shape, data.map(number)])
  return { outcome, words, at, language, values: arrays }
})))
"""
VALUES = """
const zeros = ([n, ...rest]) => n === undefined ? 0 : Array.from({ length: n }, () => zeros(rest))
console.log(JSON.stringify(asked.map(([name, text, free, lengths]) => {
  const data = { ...boxes[name], free }, known = new answers.Known(data)
  const { node, problem } = answers.read(answers.Latex, text, known)
  if (problem) return { problem: problem.message }
  try {
    const sample = { ...data.samples[0], expected: zeros(lengths) }
    const { shape, data: numbers } = answers.evaluated(node, known, sample)
    return { values: [shape, numbers.map(number)] }
  } catch (problem) {
    return { problem: problem.message }
  }
})))
"""


def judged(boxes: Mapping[str, Data], asked: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """The outcome of each pair of a box and an answer, with words and values.

    Raises:
        NoEngine: there is no Node, or the script failed.
    """
    return _run(JUDGED, boxes, asked)


def evaluated(boxes: Mapping[str, Data], asked: Sequence[Any]) -> list[dict[str, Any]]:
    """The values at a box's first sample, or a problem, of each (box, LaTeX, indices, lengths).

    Raises:
        NoEngine: there is no Node, or the script failed.
    """
    return _run(VALUES, boxes, asked)


def _run(program: str, boxes: Mapping[str, Data], asked: Sequence[Any]) -> list[dict[str, Any]]:
    program = SCRIPT.read_text(encoding="utf-8") + INPUT + program
    found: list[dict[str, Any]] = answered(
        program, {"boxes": boxes, "asked": asked}, "read answers", SECONDS
    )
    return found
