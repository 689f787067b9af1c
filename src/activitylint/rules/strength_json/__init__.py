"""The strength JSON rules.

document.py: syntax, version, and values of the wrong kind. fields.py: missing, mistyped and unknown fields. streams.py:
streams. times.py: start, elapsed time and offset.
"""
