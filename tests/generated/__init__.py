"""Valid activities made up by hypothesis, written in every format, and broken in one place each."""
