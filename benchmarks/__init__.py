"""How fast the book's functions are: `nn` beside what people would use instead, in one run."""
