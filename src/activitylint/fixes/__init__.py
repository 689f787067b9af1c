"""What can be mended by machine: small edits, each of a class that says what it may do to what was recorded."""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module
from typing import Final

__all__ = ["MODULES", "load_all", "load_for"]

MODULES: Final[dict[str, tuple[str, ...]]] = {
    "fit.closing": ("FIT001", "FIT004", "FIT005"),
    "fit.completion": ("FIT204",),
    "fit.container": ("FIT001", "FIT002", "FIT003", "FIT004", "FIT006"),
    "fit.split": ("FIT207",),
    "fit.summaries": ("FIT201", "FIT202", "FIT203", "SET001"),
    "fit.times": ("FIT209", "TIM001", "TIM005", "TIM009"),
    "fit.totals": ("FIT205", "FIT206", "STR003"),
    "fit.values": (
        *("POS001", "POS002", "POS003", "POS005", "STR001", "STR002", "STR004", "STR005", "STR006", "STR009"),
    ),
    "source": ("UPL003", "UPL005"),
    "xml.prolog": ("XML002", "XML003"),
}
"""The modules that enter fixes, each with the codes of the rules whose findings it mends: so that a file without any of
these findings loads none of them."""


def load_all() -> None:
    """Import every module of fixes, which enters them into the registry."""
    for module in MODULES:
        import_module(f"{__name__}.{module}")


def load_for(codes: Collection[str]) -> bool:
    """Import the modules that mend findings of these codes; whether there are any."""
    wanted = [module for module, mended in MODULES.items() if not frozenset(codes).isdisjoint(mended)]
    for module in wanted:
        import_module(f"{__name__}.{module}")
    return bool(wanted)
