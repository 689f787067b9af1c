"""Fuzzing: try random bytes that coverage steers towards real files. `python tests/fuzz/run.py fit` fuzzes a target."""
