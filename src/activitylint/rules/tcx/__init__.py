"""The TCX rules.

document.py: the version, and how many activities and courses there are. laps.py: laps and their totals.
extensions.py: values in extensions.
"""
