"""Settings files: finding, parsing and checking them."""
