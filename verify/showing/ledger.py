"""The ledger: every claim of the book with its evidence, and first what is not checked."""

from verify.book import runs
from verify.book.claims import Book, Claim
from verify.book.markup import DISPLAY, INLINE, blanked, without_code
from verify.check import Finding, check, check_chapter
from verify.proving.formula import MOST
from verify.showing import mutation, notation
from verify.showing.boxes import badge, evidence_anchor, problems
from verify.showing.placeholders import mark
from verify.showing.witness import Witness, witnesses


def page(book: Book) -> str:
    """The ledger as Markdown."""
    return "\n\n".join([_unchecked(book), mutation.section(book), _claims(book)])


def _unchecked(book: Book) -> str:
    claims = [claim for found in book.claims.values() for claim in found]
    exempt = [claim for claim in claims if claim.display.reason is not None]
    inline = sum(
        len(INLINE.findall(blanked(without_code(text), DISPLAY))) for text in book.pages.values()
    )
    sizes = [
        f"[{book.title(t)}]({t}.md) at {s}" for t in book.chapters if (s := notation.sizes_of(t))
    ]
    missing = [f"{book.title(t)}: {text}" for t in book.chapters for text in check_chapter(t)]
    stale = [name for name in runs.recorded() if not runs.load(name).current]
    lines = ["## What is not checked", ""]
    if exempt:
        lines.append(
            f"- {len(exempt)} of {len(claims)} displays, each for the reason given beside it:"
        )
        lines += [f"    - {_place(claim)}: {claim.display.reason}" for claim in exempt]
    else:
        lines.append(f"- None of the {len(claims)} displays is exempt.")
    lines += [f"- **✗ {text}**{{: .no }}" for text in missing]
    lines += [
        f"- **✗ The recorded run `{name}` is older than its code.**{{: .no }}" for name in stale
    ]
    lines += [
        f"- {inline} formulas in running text are typeset and not read.",
        _rules(claims),
        f"- A proof holds for every value of its symbols. {_every_size(claims)} of the"
        f" {len(claims)} displays are proved for every size of their arrays; the others for one. At"
        " the further sizes that stand beside a formula, its sides agree to 30 digits at random"
        f" points, and of more than {MOST} entries {MOST} are compared. The sizes of the proofs"
        " are: " + "; ".join(sizes) + ".",
        "- What a figure shows is drawn from the code; what its caption says about it is prose.",
    ]
    return "\n".join(lines)


def _rules(claims: list[Claim]) -> str:
    checked, words = rules(claims)
    return (
        f"- Beside {checked} steps stands the name of a rule that is checked: the step is what the"
        f" rule gives. Beside {words} more stand words, “in quotation marks”, and nothing checks"
        " them. [The rules](how_a_line_is_checked.md#the-rules) are a closed list."
    )


def rules(claims: list[Claim]) -> tuple[int, int]:
    """How many rules beside the steps of the book are checked, and how many are only words."""
    counted = [check(claim.display).rules for claim in claims]
    return sum(checked for checked, _ in counted), sum(words for _, words in counted)


def _every_size(claims: list[Claim]) -> int:
    checked = [claim.display for claim in claims if claim.display.reason is None]
    return sum(
        any(finding.every_size for finding in check(display).findings) for display in checked
    )


def _claims(book: Book) -> str:
    parts, seen = ["## Every claim"], witnesses()
    for topic in book.chapters:
        rows = [
            _row(claim, seen.get(claim.display.label or "", ())) for claim in book.claims[topic]
        ]
        if rows:
            table = ["| Formula | Evidence |", "| --- | --- |", *rows]
            parts += [
                f"### {book.title(topic)} {{ #ledger-{topic} }}",
                mark("ledger"),
                "\n".join(table),
            ]
    return "\n\n".join(parts)


def _row(claim: Claim, seen: tuple[Witness, ...]) -> str:
    display = claim.display
    anchor = f'<span id="{evidence_anchor(claim)}"></span>'
    if display.reason is not None:
        return f"| {anchor}{_place(claim)} | not checked: {display.reason} |"
    evidence = check(display)
    findings = evidence.findings or problems(evidence)
    shown = " · ".join([*map(_finding, findings), *map(_witness, seen)])
    return f"| {anchor}{_place(claim)} | {shown} |"


def _finding(finding: Finding) -> str:
    detail = "" if finding.ok and finding.error else f" {_cell(finding.detail)}"
    return f"**{badge(finding)}**{{: .{'yes' if finding.ok else 'no'} }}{detail}"


def _witness(found: Witness) -> str:
    return f"**{found.badge}**{{: .{'yes' if found.current else 'no'} }}"


def _place(claim: Claim) -> str:
    display = claim.display
    if display.label is None:
        line = display.place().split(":")[1]
        return f"[line {line}]({claim.link})"
    name = f"nn.{display.topic}.{display.label}"
    return f"[({claim.number})]({claim.link}) [`{display.label}`][{name}]"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("$", "\\$")
