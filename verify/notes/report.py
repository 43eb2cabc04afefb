"""Say what was found about notes: a line for each formula, and a summary."""

from collections import Counter
from collections.abc import Iterable, Iterator

from verify.notes.declared import Declaration
from verify.notes.found import Found, Status
from verify.proving.verdict import Verdict
from verify.reading import unicode

SIGNS = {
    Status.TRUE: "✓",
    Status.ASSUMING: "✓",
    Status.DEFINES: "≔",
    Status.FALSE: "✗",
    Status.DIFFERS: "≠",
    Status.DOUBTFUL: "✗",
    Status.UNKNOWN: "?",
    Status.UNREADABLE: "!",
    Status.NO_CLAIM: "·",
}
LEGEND = (
    "≔ defines   ✓ holds   ≈ equal to 30 digits   ✗ wrong   ≠ defined otherwise before\n"
    "? not decided   ! not read   · no equation"
)
COUNTED = {  # in the summary, one and several
    Status.TRUE: "{} hold{s}",
    Status.ASSUMING: "{} hold{s} under an assumption",
    Status.DEFINES: "{} define{s}",
    Status.FALSE: "{} {is_} wrong",
    Status.DIFFERS: "{} differ{s} from an earlier definition",
    Status.DOUBTFUL: "{} do{es} not hold as read",
    Status.UNKNOWN: "{} {is_} not decided",
    Status.UNREADABLE: "{} {is_} not read",
    Status.NO_CLAIM: "{} state{s} no equation",
}
WIDTH = 100
OPEN = {Status.UNKNOWN, Status.UNREADABLE}


def lines(found: Found) -> Iterator[str]:
    """The formula with its line and its mark; below it what there is to say."""
    number = found.formula.lines.start
    yield f"{number:5}  {_sign(found)} {shortened(_text(found))}"
    where = f"{found.formula.place(found.at)}: " if found.at is not None else ""
    told = [where + words for words in (found.words, found.hint) if words]
    for words in filter(None, (found.kind, *told[:1], found.hint if found.words else "")):
        yield f"         {words}"


def is_silent(found: Found) -> bool:
    """Whether nothing is said: most formulas in sentences only name something."""
    return found.formula.inline and found.status in {*OPEN, Status.NO_CLAIM}


def is_wrong(found: Found) -> bool:
    """Whether a formula is wrong: with an unknown function in it, only if its slip has a name."""
    return found.status is Status.FALSE or (found.status is Status.DOUBTFUL and found.kind != "")


def _sign(found: Found) -> str:
    if found.status is Status.DOUBTFUL and not is_wrong(found):
        return SIGNS[Status.UNKNOWN]
    steps = found.reading.steps if found.reading else ()
    if found.status in {Status.TRUE, Status.ASSUMING} and Verdict.DIGITS in {
        s.verdict for s in steps
    }:
        return "≈"
    return SIGNS[found.status]


def _text(found: Found) -> str:
    """The formula as it was read; as it is written where it was not."""
    if found.reading is None:
        return " ".join(found.formula.as_written.split())
    text = ""
    for step in found.reading.steps:
        text += (
            f" {step.relation} {step.text}" if step.relation else f"{'   ' * bool(text)}{step.text}"
        )
    return text.strip()


def shortened(text: str) -> str:
    """A text in one line; what does not fit is left out at its end."""
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"


def summary(everything: Iterable[Found]) -> str:
    """``4 hold, 1 is wrong, 2 define``."""
    counts = Counter(found.status for found in everything)
    if not counts:
        return "no formula: a display is written $$...$$, and a formula in a sentence $...$"
    said = [(COUNTED[status], counts[status]) for status in Status if counts[status]]
    return ", ".join(
        text.format(k, s="s" * (k == 1), is_="is" if k == 1 else "are", es="es" * (k == 1))
        for text, k in said
    )


def block(declarations: Iterable[Declaration]) -> str:
    """Declarations as a block of notes."""
    return "\n".join(["```symbols", *map(str, declarations), "```"])


def needed(everything: Iterable[Found]) -> list[str]:
    """The names that nothing declares, each once."""
    names = [name for found in everything if found.status is Status.UNKNOWN for name in found.names]
    return list(dict.fromkeys(map(unicode.symbol, names)))


def exit_status(everything: Iterable[Found]) -> int:
    """1 if something is wrong, 2 if something can't be decided, 0 otherwise."""
    several = list(everything)
    if any(map(is_wrong, several)):
        return 1
    return 2 if {one.status for one in several} & {*OPEN, Status.DOUBTFUL} else 0
