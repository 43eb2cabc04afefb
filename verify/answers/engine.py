"""Ask `docs/assets/answer.js` what answers are worth: one process of Node for all of them."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

from verify.answers.samples import Data
from verify.book import ROOT
from verify.live.engine import NoEngine, node

SCRIPT = ROOT / "docs" / "assets" / "answer.js"
SECONDS = 120
RUN = """
const { boxes, asked } = JSON.parse(require("fs").readFileSync(0, "utf8"))
const number = (x) => Number.isFinite(x) ? x : String(x)
console.log(JSON.stringify(asked.map(([name, text]) => {
  const { outcome, words, at, language, values } = answers.judge(boxes[name], text)
  const arrays = values?.map(({ shape, data }) => [shape, data.map(number)])
  return { outcome, words, at, language, values: arrays }
})))
"""


def judged(boxes: Mapping[str, Data], asked: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """The outcome of each pair of a box and an answer, with words and values.

    Raises:
        NoEngine: there is no Node, or the script failed.
    """
    try:
        done = subprocess.run(
            [str(node()), "-e", SCRIPT.read_text(encoding="utf-8") + RUN],
            input=json.dumps({"boxes": boxes, "asked": asked}),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", "") or error
        raise NoEngine(f"Node could not read answers: {said}") from error
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
