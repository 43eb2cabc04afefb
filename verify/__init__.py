"""The machinery: it reads a formula, checks it, remembers what it found, and shows it."""
