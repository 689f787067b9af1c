"""TCX: its version, its laps, and the extensions that Strava reads and does not read."""
