"""The parsers: bytes in, an Activity out. They never raise for bad content; they note faults."""
