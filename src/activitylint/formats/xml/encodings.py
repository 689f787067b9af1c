"""The encodings that XML parsers have, by the names under which they are registered with IANA.

Python has more encodings, and more names: a document that declares one of those is not XML.
"""

from __future__ import annotations

import codecs
from functools import cache
from typing import Final

__all__ = ["known_codec", "python_codec", "right_name"]

_LATIN: Final = {1: 1, 2: 2, 3: 3, 4: 4, 9: 5, 10: 6, 14: 8, 16: 10}
"""The numbers of parts of ISO 8859, and of the Latin alphabets in them."""
_NAMES: Final = {
    "UTF-8": "utf8",
    "UTF-16": "utf16",
    "UTF-16LE": "",
    "UTF-16BE": "",
    "UTF-32": "",
    "UTF-32LE": "",
    "UTF-32BE": "",
    "US-ASCII": "ascii ansi_x3.4-1968 ansi_x3.4-1986 iso646-us iso-ir-6 us ibm367 cp367 csascii",
    **{
        f"ISO-8859-{part}": f"iso8859-{part} iso_8859-{part}"
        + (f" latin{_LATIN[part]} l{_LATIN[part]} csisolatin{_LATIN[part]}" if part in _LATIN else "")
        for part in range(1, 17)
        if part != 12  # there is no such part
    },
    **{f"windows-{page}": f"cp{page}" for page in range(1250, 1259)},
    **{f"IBM{page}": f"cp{page}" for page in (437, 775, 850, 852, 855, 857, 860, 861, 862, 863, 864, 865, 866, 869)},
    "KOI8-R": "cskoi8r",
    "KOI8-U": "",
    "macintosh": "mac",
    "TIS-620": "",
    "Shift_JIS": "shift-jis sjis ms_kanji csshiftjis",
    "cp932": "windows-31j",
    "EUC-JP": "eucjp",
    "ISO-2022-JP": "csiso2022jp",
    "GB2312": "csgb2312 euc-cn",
    "GBK": "cp936 ms936 windows-936",
    "GB18030": "",
    "Big5": "csbig5",
    "Big5-HKSCS": "",
    "EUC-KR": "ks_c_5601-1987 cseuckr",
    "ISO-2022-KR": "csiso2022kr",
}
"""The usual name of each encoding, and its other names. XML compares them without regard to case."""
_MEANT: Final = {"utf-8-sig": "UTF-8", "cp65001": "UTF-8", "unicode": "UTF-16", "ansi": "windows-1252"}
"""Names from programs that cannot be anything else."""


@cache
def _usual_names() -> dict[str, str]:
    """Each name in lower case, and the usual name of its encoding.

    A codec is only looked up for a name that a document declares: each is a module of Python's that has to be imported.
    """
    return {one: name for name, others in _NAMES.items() for one in (name.lower(), *others.split())}


def known_codec(declared: str) -> str | None:
    """Python's name for an encoding that XML parsers know by this name, or None."""
    if declared.lower() == "utf-8":
        return "utf-8"
    name = _usual_names().get(declared.lower())
    return None if name is None else python_codec(name)


def right_name(declared: str) -> str | None:
    """The name that XML parsers know for an encoding that is declared by another name of it; None if there is none."""
    if declared.lower() in _MEANT:
        return _MEANT[declared.lower()]
    codec = python_codec(declared)
    return None if codec is None else next((name for name in _NAMES if python_codec(name) == codec), None)


def python_codec(name: str) -> str | None:
    """Python's name for an encoding; None if Python has no encoding of this name."""
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None
