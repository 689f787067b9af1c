"""What can be mended by machine: small edits, each of a class that says what it may do to what was recorded."""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module
from typing import Final

__all__ = ["MENDED", "MODULES", "load_all", "load_for"]

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
    "container": ("UPL003", "UPL005"),
    "strength.names": ("JSN010", "JSN014"),
    "strength.sets": ("JSN002", "JSN003", "SET004", "SET009"),
    "strength.streams": ("JSN007", "JSN008", "JSN009", "JSN012"),
    "strength.syntax": ("JSN001",),
    "strength.times": ("JSN003", "JSN005", "JSN011", "JSN012"),
    "strength.values": ("JSN003", "JSN004", "JSN005", "JSN009", "JSN015", "JSN016"),
    "xml.dropping": (
        *("TCX010", "GPX008", "STR001", "STR002", "STR004", "STR005", "STR006", "STR009"),
        *("POS001", "POS002", "POS003", "POS005", "POS006"),
    ),
    "xml.encoding": ("XML005",),
    "xml.extensions": ("GPX003", "GPX004", "GPX005", "TCX003"),
    "xml.laps": ("TCX007", "TCX008", "STR003"),
    "xml.names": ("SPO001", "DEV003", "DEV005"),
    "xml.numbers": ("STR010", "POS001", "TCX007"),
    "xml.points": ("TIM001", "TIM005", "TIM008", "TIM009"),
    "xml.prolog": ("XML002", "XML003"),
    "xml.root": ("GPX001", "TCX001"),
    "xml.splitting": ("TCX009", "GPX007"),
    "xml.times": ("TIM003", "TIM004", "TIM012"),
    "xml.wellformed": ("XML001",),
}
"""The modules that enter fixes, each with the codes of the rules whose findings it mends: so that a file without any of
these findings loads none of them."""

_ASKED: Final = frozenset({"DEV005", "GPX007"})
"""The codes of rules whose fixes all have to be asked for."""

MENDED: Final = frozenset(code for codes in MODULES.values() for code in codes) - _ASKED
"""The codes of all rules whose findings some fix mends that need not be asked for."""


def load_all() -> None:
    """Import every module of fixes, which enters them into the registry."""
    for module in MODULES:
        import_module(f"{__name__}.{module}")


def load_for(codes: Collection[str]) -> bool:
    """Import the modules that mend findings of these codes; whether there are any."""
    wanted = [module for module, mended in MODULES.items() if not (MENDED & frozenset(codes)).isdisjoint(mended)]
    for module in wanted:
        import_module(f"{__name__}.{module}")
    return bool(wanted)
