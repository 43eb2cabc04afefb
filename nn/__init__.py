"""The book's functions in NumPy: one module a chapter, float32 in, float32 out."""
