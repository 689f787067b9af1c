"""Fixes for FIT files. Messages that need no change stay the same, byte for byte."""
