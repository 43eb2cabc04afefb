"""What stands in sentences: numbers, formulas, words that claim much, and what shows them."""
