"""Fuzzing: any bytes, as near to real files as coverage leads. `python tests/fuzz/run.py fit` runs a target."""
