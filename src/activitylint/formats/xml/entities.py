"""References to characters and to XML's five entities."""

from __future__ import annotations

import re
from typing import Final

from activitylint.model.patterns import regex

__all__ = ["unescape"]

_REFERENCE: Final = regex(r"&(?:#(\d+)|#x([0-9A-Fa-f]+)|(amp|lt|gt|quot|apos));")
_NAMED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def unescape(text: str) -> str:
    """Resolve character references and XML's five entities. Entities that a DOCTYPE declares stay as written.

    A reference to a number beyond Unicode becomes U+FFFD.
    """
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    if found[3]:
        return _NAMED[found[3]]
    digits, base = (found[1], 10) if found[1] else (found[2], 16)
    number = int(digits[-8:], base) if len(digits.lstrip("0")) <= 8 else 0x110000
    return chr(number) if number < 0x110000 else "\ufffd"
