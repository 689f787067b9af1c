"""Fixes: small edits that remove a finding, each labeled with what it may do to the recorded data.

The loop that applies fixes:

- `registry.py`: what a fix is, and the `@fix` decorator that registers one
- `edits.py`: edits of bytes
- `fixing.py`: the loop; `choice.py`: which fixes may run; `progress.py`: when a result is an improvement; `result.py`
- `available.py`: the fixes that would help a file; `offers.py` adds them to its report
- `diffs.py`, `packing.py`: a result as a diff, and as files

The fixes themselves: `container.py` (name and gzip), `fit/`, `strength/` and `xml/`. Each of the three folders has an
`editor.py`, which turns parsed data into edits.

`modules.json` lists the modules with fixes. `python docs/generate.py` writes it.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from importlib import import_module

from activitylint.vocabulary.data_files import read_beside

__all__ = ["load_all", "load_for", "modules"]


@cache
def modules() -> dict[str, frozenset[str]]:
    """Each module with fixes, and the codes that its fixes handle without being asked for by name."""
    listed: dict[str, list[str]] = read_beside(__file__, "modules.json")
    return {module: frozenset(codes) for module, codes in listed.items()}


def load_all() -> None:
    """Import every module with fixes, which registers them."""
    for module in modules():
        import_module(f"{__name__}.{module}")


def load_for(codes: Collection[str]) -> bool:
    """Import the modules with fixes for these codes, and no others. True if there are any."""
    wanted = [module for module, handled in modules().items() if not handled.isdisjoint(codes)]
    for module in wanted:
        import_module(f"{__name__}.{module}")
    return bool(wanted)
