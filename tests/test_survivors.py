"""What nobody notices when the book is changed on purpose, and why it is true."""

from collections import Counter

from verify.book import runs
from verify.book.claims import Book
from verify.showing import mutation


def test_every_chapter_is_as_it_was_when_it_was_changed():
    assert mutation.stale() == [], "make mutants"


def test_every_survivor_is_explained():
    assert mutation.unexplained(mutation.survivors()) == [], (
        "read each: if it is true, say why in benchmarks/mutants/survivors.toml; else mend verify"
    )


def test_every_reason_belongs_to_a_survivor():
    explained = [text for reason in mutation.reasons() for text in reason.true]

    assert Counter(explained) == Counter(map(str, mutation.survivors()))


def test_a_chapter_that_changed_is_shown_in_red(monkeypatch):
    monkeypatch.setattr(runs, "chapter_digest", lambda topic: topic)

    assert "**✗ No longer what was tried: Perceptron" in mutation.section(Book.now())


def test_a_survivor_without_a_reason_is_shown_in_red(monkeypatch):
    monkeypatch.setattr(mutation, "reasons", list)

    assert "**✗ Without a reason: " in mutation.section(Book.now())
