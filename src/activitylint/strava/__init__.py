"""How Strava reads an activity, for rules, fixes and `inspect` alike.

interpretation.py: elevation, position, barometer, extensions, and what Strava does not read in FIT. track.py: distances
and speeds. thresholds.py: the thresholds of the rules. inspection.py and inspector.py: what `activitylint inspect`
shows, and how it is worked out. summary.py: what is kept of each file of a batch, to find duplicates.
"""
