"""Changes of a formula on purpose: to see what notices them, and to name what was slipped."""
