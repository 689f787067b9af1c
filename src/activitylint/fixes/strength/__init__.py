"""Fixes for strength JSON files."""
