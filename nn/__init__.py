"""The book's functions in NumPy: one module a chapter, float32 in, float32 out.

Where it says `shapes_checked`, an array without the axes of its annotation is a `ValueError`.
"""
