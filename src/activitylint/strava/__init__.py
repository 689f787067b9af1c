"""What Strava makes of an activity: asked by rules, `inspect` and reports alike."""
