"""Fixes for TCX and GPX."""
