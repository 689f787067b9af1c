"""Proof by many examples: lint, fix and inspect files that are almost valid, and check what must always be true."""
