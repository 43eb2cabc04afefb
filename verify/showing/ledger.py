"""The ledger: every claim of the book with its evidence, and first what is not checked."""

from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

from verify.book import runs
from verify.book.claims import Book, Claim, relative
from verify.check import check, check_chapter
from verify.proving.findings import Evidence
from verify.proving.formula import MOST
from verify.showing import counts, evidence, files, flow, lives, marks, mutation, notation
from verify.showing.boxes import HIDDEN, problems
from verify.showing.extremes import extremes
from verify.showing.finding import GROUP, field
from verify.showing.marks import badge
from verify.showing.mathml import MathError
from verify.showing.names import called
from verify.showing.needs import needs
from verify.showing.on_page import on_page
from verify.showing.sentences import PAGE, every, evidence_of
from verify.showing.tested import exercising, file_of
from verify.showing.unfolded import evidence_anchor, evidence_place
from verify.showing.witness import Witness, witnesses

HERE = "ledger.md"
FIND = "name, chapter, mark: softmax every size"
Place = Callable[[Element], str]
Store = Callable[[str], str]


def page(book: Book, place: Place, store: Store, topic: str = "", on: str = HERE) -> str:
    """The ledger as Markdown, or of one chapter each claim with its formula.

    ``place`` gives what stands for an element, ``store`` for HTML; ``on`` is the page of the site
    that shows it.
    """
    if topic:
        return place(_claims(book, topic, store, on))
    found = evidence.entries(book)
    chapters = [place(_chapter(book, topic, found)) for topic in book.chapters]
    parts = [_total(book, found), _unchecked(book, found), _trusted(book), _found(book, found)]
    parts.append(mutation.section(book))
    return "\n\n".join(
        [*parts, "## Every claim", place(field("Find a formula", FIND, "formulas")), *chapters]
    )


def _total(book: Book, found: list[counts.Entry]) -> str:
    checked = [entry for entry in found if entry["not_checked"] is None]
    define = sum(map(counts.only_defines, checked))
    return (
        f"**{len(checked)} of {len(found)} displayed formulas are checked**: {define} only define,"
        f" {len(checked) - define} say more.\n"
        f"Each mark leads to [what it means]({marks.PAGE}).\n"
        f"**{len(every(book))} sentences** are quoted by [a test that states them]({PAGE}).\n"
        f"The same for a machine: [{evidence.FILE}]({evidence.FILE})."
    )


def _unchecked(book: Book, found: list[counts.Entry]) -> str:
    exempt = [c for claims in book.claims.values() for c in claims if c.display.reason is not None]
    text = evidence.running(book)
    bound = text.relations - text.checked + text.values
    code = sum(entry["code_error"] is not None for entry in found)
    slopes = sum(entry["differences_error"] is not None for entry in found)
    missing = [f"{book.title(t)}: {text}" for t in book.chapters for text in check_chapter(t)]
    stale = [name for name in runs.recorded() if not runs.load(name).current]
    lines = ["## What is not checked", ""]
    if exempt:
        lines.append(
            f"- {len(exempt)} of {len(found)} displays, each for the reason given beside it:"
        )
        lines += [f"    - {_place(claim, book)}: {claim.display.reason}" for claim in exempt]
    else:
        lines.append(f"- None of the {len(found)} displays is exempt.")
    lines += [f"- **✗ {text}**{{: .no }}" for text in missing]
    lines += [
        f"- **✗ The recorded run `{name}` is older than its code.**{{: .no }}" for name in stale
    ]
    lines += [
        f"- {bound} of the {text.all} formulas in running text: relations that hold in some case"
        f" only, and outcomes of calculations. [A test]({PAGE}) quotes their sentence, or they are"
        f" listed as stating nothing. {text.checked} relations hold by themselves and are checked"
        " as displays are; the others are names and numbers.",
        _rules(found),
        "- What a figure shows is drawn from the code; what its caption says about it is prose,"
        f" like all other text: [a test states it]({PAGE}), or its author alone.",
        "- No machine can tell whether a definition is the usual one or a model fits the world;"
        " all that is checked is that page and derivation agree.",
        f"- {len(found) - code} displays have no number, and are compared with no code;"
        f" the other {code} are, and {slopes} of these with finite differences.",
    ]
    return "\n".join(lines)


def _rules(found: list[counts.Entry]) -> str:
    steps = [side for entry in found for side in entry["sides"] if side["relation"]]
    named = [side for side in steps if side["rule"] is not None]
    checked = sum(side["rule_checked"] for side in named)
    return (
        f"- Beside {checked} of {len(steps)} steps stands the name of a rule that is checked, at a"
        f" few points and by the form of both sides. Beside {len(named) - checked} more stand"
        " words, “in quotation marks”, and nothing checks them; the others have no rule."
        " [The rules](how_a_line_is_checked.md#the-rules) are a closed list."
    )


def _trusted(book: Book) -> str:
    sizes = [
        f"[{book.title(t)}]({t}.md) at {s}" for t in book.chapters if (s := notation.sizes_of(t))
    ]
    lines = [
        "## What is trusted",
        "",
        "- The reader: that a formula means what `verify/reading` makes of it."
        " The terminal shows it in another notation, `python -m verify softmax`. And the"
        " converter that typesets the same LaTeX on the page.",
        "- SymPy, mpmath, NumPy and Python, each in the version that `requirements.txt` pins,"
        " and for *every size* the algebra in `verify/general`.",
        "- The memory of earlier runs, in `verify/book/memory.py`; `make check` starts without it.",
        "- The points at which sides and code are compared."
        f" Their seeds are fixed, and their ranges small; [what a tick means]({marks.PAGE}) has"
        " both, and what they can miss.",
        "- The sizes. A proof holds for every value of its symbols; where no mark says *every"
        " size*, it was found at the declared sizes, and at the further ones its sides agree to"
        f" 30 digits, for no more than {MOST} values of its free indices. The declared sizes are,"
        " with those that are computed from them:"
        " " + "; ".join(sizes) + ".",
    ]
    return "\n".join(lines)


def _found(book: Book, found: list[counts.Entry]) -> str:
    tables = [counts.formulas(book, found), counts.marks(found), counts.reach(found)]
    tables += [counts.links(found), counts.words(book)]
    return "\n\n".join(["## What was found", *tables])


def _chapter(book: Book, topic: str, found: list[counts.Entry]) -> Element:
    """The claims of a chapter by their names and marks, folded."""
    here = [entry for entry in found if entry["chapter"] == topic]
    checked = [entry for entry in here if entry["not_checked"] is None]
    define = sum(map(counts.only_defines, checked))
    about = {"class": "ledger", "id": f"ledger-{topic}", GROUP: f"{topic} {book.title(topic)}"}
    details = Element("details", about)
    summary = SubElement(details, "summary")
    _text(summary, "b", book.title(topic))
    rest = f"{len(checked)} of {len(here)} checked; {define} of them only define"
    _text(summary, "span", rest)
    section = SubElement(details, "section", HIDDEN)
    section.append(_of_chapter(book, topic))
    rows, seen = SubElement(section, "ul"), witnesses()
    for claim in book.claims[topic]:
        row = _named(SubElement(rows, "li"), claim, book)
        said, good = _badges(claim, book, seen.get(claim.display.label or "", ()))
        about = {"href": evidence_place(claim), "class": "eq-ok" if good else "eq-no"}
        _text(row, "a", said, about)
    return details


def _badges(claim: Claim, book: Book, seen: tuple[Witness, ...]) -> tuple[str, bool]:
    """All marks of a claim, and whether they are good."""
    if claim.display.reason is not None:
        return f"{marks.UNCHECKED} not checked", True
    evident = check(claim.display)
    findings = evident.findings or problems(evident)
    said = [badge(one, evident.marks) for one in findings]
    good = all(one.ok for one in findings) and all(one.current for one in seen)
    if here := on_page(claim, book):
        said.append(here.badge)
        good &= here.ok
    said += [one.badge for one in seen]
    return " ".join(said), good


def _of_chapter(book: Book, topic: str) -> Element:
    """Links to the page of a chapter, to its evidence and to its derivation."""
    line = Element("p")
    line.text = "See the "
    _text(line, "a", "chapter", {"href": f"{topic}.md"})
    told = (
        ("formulas, sentences and tests", evidence_of(topic)),
        ("derivation", files.address(f"derivations/{topic}.py", "", book)),
    )
    for name, target in told:
        if target:
            line[-1].tail = ", its "
            _text(line, "a", name, {"href": target})
    return line


def _named(row: Element, claim: Claim, book: Book, on: str = HERE) -> Element:
    """Begin a line with what the claim is called, and return where its marks go."""
    name = SubElement(row, "div", {"class": "ledger-name"})
    _text(name, "a", called(claim, book), {"href": relative(claim.link, on)})
    if claim.display.label:
        link = _text(name, "autoref", claim.display.label)
        link.set("identifier", f"nn.{claim.display.topic}.{claim.display.label}")
    return SubElement(row, "div", {"class": "ledger-marks"})


def _claims(book: Book, topic: str, store: Store, on: str) -> Element:
    """The claims of a chapter, each with its formula and all that was found of it."""
    details = Element("details", {"class": "ledger", "open": "open"})
    _text(SubElement(details, "summary"), "b", "Formulas")
    for name, why in lives.of_chapter(topic, book).without.items():
        said = SubElement(details, "p")
        said.text = "The figure "
        _text(said, "a", name, {"href": relative(f"{topic}.md#live:{name}", on)})
        said[-1].tail = f" is compared with no function of nn: {why}"
    rows, seen = SubElement(SubElement(details, "section", HIDDEN), "ul"), witnesses()
    for claim in book.claims[topic]:
        rows.append(_row(claim, book, seen.get(claim.display.label or "", ()), store, on))
    return details


def _row(claim: Claim, book: Book, seen: tuple[Witness, ...], store: Store, on: str) -> Element:
    row = Element("li", {"id": evidence_anchor(claim)})
    found = _named(row, claim, book, on)
    display = claim.display
    formula = Element("div", {"class": "ledger-formula"})
    row.insert(1, formula)
    try:
        formula.text = store(flow.displayed(display.latex))
    except MathError:  # which the page of the formula reports
        _text(formula, "code", display.latex.strip())
    if display.reason is not None:
        found.text = f"not checked: {display.reason}"
    else:
        _findings(found, check(display), on)
    if at_edges := extremes(claim):
        if at_edges.badge:
            _text(found, "b", at_edges.badge, {"class": "eq-ok" if at_edges.ok else "eq-no"})
        _text(found, "span", at_edges.detail)
    if here := on_page(claim, book):
        about = {"href": relative(here.link, on), "class": "eq-ok" if here.ok else "eq-no"}
        _text(found, "a", here.badge, about)
        _text(found, "span", here.detail)
    for witness in seen:
        _text(found, "b", witness.badge, {"class": "eq-ok" if witness.current else "eq-no"})
    if display.label:
        _sources(found, display.label, display.topic, book, on)
    return row


def _sources(row: Element, label: str, topic: str, book: Book, on: str) -> None:
    """Links to the line that derives a formula, and to the test that asks most of it."""
    if target := files.address(f"derivations/{topic}.py", label, book):
        _text(row, "a", "derivation", {"href": relative(target, on)})
    tests = exercising(label, topic, book)
    if tests and (target := files.address(file_of(topic), tests[0], book)):
        said = "1 test" if len(tests) == 1 else f"{len(tests)} tests"
        _text(row, "a", said, {"href": relative(target, on)})


def _findings(row: Element, found: Evidence, on: str) -> None:
    for finding in found.findings or problems(found):
        if finding.link == "symbolic" and finding.ok:
            for verdict in found.marks:
                mark = marks.MARKS[verdict]
                to = relative(marks.anchor(mark), on)
                about = {"href": to, "title": mark.meaning, "class": "eq-ok"}
                _text(row, "a", f"{mark.sign} {mark.word}", about)
            _text(row, "span", finding.detail)
        else:
            _text(row, "b", badge(finding), {"class": "eq-ok" if finding.ok else "eq-no"})
            if not (finding.ok and finding.error):
                _text(row, "span", finding.detail)
    if found.uses:
        row.append(needs(found.uses, "span"))


def _place(claim: Claim, book: Book) -> str:
    display = claim.display
    link = f"[{called(claim, book)}]({claim.link})"
    if display.label is None:
        return link
    return f"{link} [`{display.label}`][nn.{display.topic}.{display.label}]"


def _text(
    parent: Element, tag: str, text: str, attributes: dict[str, str] | None = None
) -> Element:
    element = SubElement(parent, tag, attributes or {})
    element.text = AtomicString(text)
    element.tail = " "
    return element
