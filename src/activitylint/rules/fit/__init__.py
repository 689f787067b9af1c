"""FIT: the container (FIT0), file_id (FIT1), sessions, laps and totals (FIT2), and other messages (FIT3)."""
