"""The breakages, one module per group of rules. Importing this package registers them all."""

from generated.breakages import devices, fit, gpx, positions, sets, streams, strength, tcx, times, upload, xml

__all__ = ["devices", "fit", "gpx", "positions", "sets", "streams", "strength", "tcx", "times", "upload", "xml"]
