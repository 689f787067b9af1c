"""The rules, a module (or package) a letter group of the catalogue."""

from __future__ import annotations

from importlib import import_module
from typing import Final

__all__ = ["MODULES", "load_all"]

MODULES: Final = (
    *("device", "distance", "gpx", "interop", "linter", "position", "sets", "sport", "strength_json", "streams", "xml"),
    *("fit.bytes", "fit.container", "fit.identity", "fit.laps", "fit.markers", "fit.messages", "fit.sessions"),
    *("fit.totals",),
    *("tcx.document", "tcx.extensions", "tcx.laps", "tcx.stray"),
    *("time.clock", "time.written"),
    *("upload.batch", "upload.file", "upload.form"),
)
"""The modules that enter rules: named, since looking for them in the folders takes longer than importing them."""


def load_all() -> None:
    """Import every module of rules, which enters them into the catalogue."""
    for module in MODULES:
        import_module(f"{__name__}.{module}")
