"""Marks in a text that stand for what Python-Markdown shall not see, or not yet.

A mark is a paragraph of its own: two characters of private use, and between them the number of a
block that is ready.
"""

OPEN, CLOSE = "\ue000", "\ue001"


def mark(content: object) -> str:
    """The mark with this content."""
    return f"{OPEN}{content}{CLOSE}"


def marked(text: str | None) -> str | None:
    """The content of a mark; nothing for any other text."""
    text = (text or "").strip()
    return text[1:-1] if text[:1] == OPEN and text[-1:] == CLOSE else None
