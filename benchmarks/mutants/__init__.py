"""Changes of the book on purpose, and what notices them."""
