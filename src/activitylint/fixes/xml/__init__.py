"""Fixes of TCX and GPX."""
