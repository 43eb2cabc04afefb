"""Somebody's notes: their formulas are read as the book's are, wherever the file stands."""
