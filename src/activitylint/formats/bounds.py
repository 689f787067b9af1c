"""Bounds of what the JSON parser reads. They stop files that take far more memory than any activity needs."""

from __future__ import annotations

from typing import Final

__all__ = [
    "JSON_CHARACTERS_EACH",
    "JSON_CHARACTERS_EACH_TEXT",
    "JSON_DEPTH",
    "JSON_DIGITS",
    "JSON_FREE",
    "JSON_MEMBERS",
]

JSON_DEPTH: Final = 64
"""Levels of arrays and objects. The format needs four, and every parser has a limit."""
JSON_DIGITS: Final = 308
"""Digits of an integer. Any integer with so many digits fits into a double."""
JSON_FREE: Final = 1 << 16
"""Arrays and objects that any file may have, and texts. Beyond these, their number is bound by the file's length."""
JSON_CHARACTERS_EACH: Final = 16
"""Characters of the file per array or object. A set with only an exercise has three times as many.

In Python, an object takes at least 200 bytes.
"""
JSON_CHARACTERS_EACH_TEXT: Final = 6
"""Characters of the file per text. A key of one letter with a digit as its value has 6.

In Python, a text takes 50 to 80 bytes.
"""
JSON_MEMBERS: Final = 1 << 16
"""Members of one object. The objects of the format have about twenty."""
