"""Fixes of strength JSON."""
