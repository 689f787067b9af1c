"""Linting: which rules run, one file, many files."""
