"""The data that flows: the activity, findings, reports, requests."""
