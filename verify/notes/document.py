"""What the formulas of notes tell of one another's spelling: their words, layers and functions."""

from collections.abc import Iterable
from dataclasses import dataclass

from verify.notes.bold_products import bold_letters, with_bold_products
from verify.notes.each_example import Each, of_each_example, with_each_example
from verify.notes.examples_above import names_with_examples, with_examples_in_parentheses
from verify.notes.in_time import names_learnt, step_letter, with_steps_below
from verify.notes.layers_below import NO_LAYERS, Below, counted_below, with_layers_beside
from verify.notes.macros import Written
from verify.notes.of_all import Pair, functions_of_all, with_all
from verify.notes.offsets import offsets, with_offsets
from verify.notes.operators import inverted, with_parentheses
from verify.notes.raised import layer_letter, numbered_above, with_layers, with_letter
from verify.notes.recurrent import recurrent, with_recurrent_labels
from verify.notes.shares import of_two_values, with_shares
from verify.notes.squares import squares, with_squares
from verify.notes.steps_above import names_in_steps, with_steps_below_names
from verify.notes.told_apart import told_apart, with_labels_above
from verify.notes.updates_above import names_above, with_updates_below
from verify.notes.words import set_upright, spelled


@dataclass(frozen=True)
class Document:
    """What is spelled in one way wherever it stands."""

    words: frozenset[str] = frozenset()  # that are symbols, without \\mathrm
    numbered: frozenset[str] = frozenset()  # letters above which numbers of layers stand
    of_all: frozenset[Pair] = frozenset()  # functions of an entry that depend on all
    layer: str = ""  # the letter that counts layers, where it is none of the usual ones
    step: str = ""  # the letter that counts steps in parentheses
    matrices: frozenset[str] = frozenset()  # letters that are inverted
    labelled: frozenset[str] = frozenset()  # letters of which a label is part of the name
    below: Below = NO_LAYERS  # what counts layers below letters
    squares: frozenset[str] = frozenset()  # letters by whose square notes differentiate
    steps: frozenset[str] = frozenset()  # letters above which steps stand
    recurrent: str = ""  # letters that are labels in a recurrent network
    bold: frozenset[str] = frozenset()  # letters that are bold by themselves
    above: frozenset[str] = frozenset()  # letters above which an n counts examples
    offsets: frozenset[str] = frozenset()  # letters of which that with a 0 is no entry
    updates: frozenset[tuple[str, str]] = frozenset()  # letters above which an update goes on
    two_values: frozenset[tuple[str, int, int]] = frozenset()  # letters with two values
    learnt: frozenset[str] = frozenset()  # names that an update gives the next value
    each: frozenset[Each] = frozenset()  # functions that are numbers of an example

    @classmethod
    def of(cls, formulas: Iterable[str]) -> "Document":
        several = list(formulas)
        labels = recurrent(several)
        return cls(
            spelled(several), numbered_above(several), functions_of_all(several),
            layer_letter(several), step_letter(several), inverted(several),
            told_apart(several), counted_below(several), squares(several),
            names_in_steps(several, labels), labels, bold_letters(several),
            names_with_examples(several), offsets(several), names_above(several),
            of_two_values(several), names_learnt(several), of_each_example(several),
        )  # fmt: skip

    def written(self, formula: Written) -> Written:
        """A formula with one spelling for each of these."""
        formula = with_examples_in_parentheses(formula, self.above)
        formula = with_shares(formula, self.two_values)
        formula = with_each_example(with_updates_below(formula, self.updates), self.each)
        found = with_offsets(with_bold_products(formula, self.bold), self.offsets)
        found = with_labels_above(set_upright(found, self.words), self.labelled)
        found = with_recurrent_labels(found, self.recurrent)
        found = with_steps_below_names(found, self.steps)
        found = with_steps_below(with_squares(found, self.squares), self.step, self.learnt)
        found = with_layers_beside(found, self.below)
        found = with_layers(with_parentheses(found, self.matrices), self.numbered)
        return with_all(with_letter(found, self.layer), self.of_all)


NOTHING = Document()
