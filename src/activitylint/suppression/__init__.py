"""Findings that somebody decided to leave out: comments, settings and baselines."""
