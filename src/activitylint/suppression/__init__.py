"""Findings that the user has decided to leave out.

`comments` reads the comments in files, `baseline` reads and writes baselines, and `suppressor` applies both and the
per-file settings to the findings of a run.
"""
