"""What the book consists of: displays, claims, numbers, sources, records."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
