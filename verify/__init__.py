"""The machinery: it reads a formula, checks it, remembers what it found, and shows it.

`verify.check` brings the links of one display together, and these wings do the work:

* `verify.book` finds what there is: displays, claims, numbers, sources, records
* `verify.reading` turns LaTeX into a tree
* `verify.proving` turns a tree into a verdict
* `verify.rules` asks whether the rule beside a step is what was done there
* `verify.general` proves what it can once more, with the sizes of the arrays as symbols
* `verify.mutants` changes formulas on purpose
* `verify.diagnosis` says what kind of mistake a formula makes that does not hold
* `verify.notes` reads somebody else's file, with the symbols that it declares and defines
* `verify.extremes` compares code with exact values where floating point is at its worst
* `verify.prose` asks of every sentence, number and formula between the displays what shows it
* `verify.showing` turns verdicts into pages, and prints them
* `verify.console` answers what a reader asks in a terminal

From outside three names are enough: `verify.book.displays.displays`, `verify.check.check` and
`verify.proving.findings.Evidence`.
"""
