"""The rules, a module a letter group of the catalogue."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

__all__ = ["load_all"]


def load_all() -> None:
    """Import every module of this package, which enters its rules into the catalogue."""
    for module in walk_packages(__path__, f"{__name__}."):
        import_module(module.name)
