"""FIT rules: the container, identity, sessions and messages."""
