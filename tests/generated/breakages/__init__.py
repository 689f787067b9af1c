"""The breakages by rule group; importing this enters them all."""

from generated.breakages import devices, fit, gpx, positions, sets, streams, strength, tcx, times, upload, xml

__all__ = ["devices", "fit", "gpx", "positions", "sets", "streams", "strength", "tcx", "times", "upload", "xml"]
