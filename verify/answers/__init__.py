"""Answers of readers to exercises: samples to compare them with, and two readers that agree."""
