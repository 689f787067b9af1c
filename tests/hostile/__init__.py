"""Files, names and texts made to do harm, and the tests that they do none."""
