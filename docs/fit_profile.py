"""The FIT profile as text, from the one that fitdecode generates from Garmin's SDK."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fitdecode import profile

_HEAD = "The FIT profile of {date}, as fitdecode has it (Copyright (c) 2018-present Jean-Charles Lefebvre, MIT License)"


def profile_text() -> str:
    """The content of `formats/fit/profile.txt`, whose form `formats/fit/profile.py` describes."""
    sections = [[_HEAD.format(date=_date())], *_messages(), *_types()]
    return "\n\n".join("\n".join(lines) for lines in sections) + "\n"


def _date() -> str:
    """The ISO date of the SDK, which only the head of the generated module has."""
    with Path(profile.__file__).open(encoding="utf-8") as lines:
        found = re.search(r"SDK VERSION \S+ ON (\d{4}-\d\d-\d\d)", lines.read(2000))
    return found[1] if found else ""


def _messages() -> Iterator[list[str]]:
    for number, message in sorted(profile.MESSAGE_TYPES.items()):
        lines = [f"message\t{number}\t{message.name}"]
        for place, field in message.fields.items():
            lines.append(_line(place, *_described(field)))
            for part in field.components or ():
                bits = (part.bits, part.bit_offset, int(part.accumulate))
                lines.append(_line("+", part.def_num, part.scale, part.offset, *bits))
            for sub in field.subfields or ():
                references = " ".join(f"{one.def_num}={one.raw_value}" for one in sub.ref_fields)
                lines.append(_line("?", *_described(sub), references))
        yield lines


def _types() -> Iterator[list[str]]:
    for name, kind in sorted(profile.FIELD_TYPES.items()):
        yield [
            f"type\t{name}\t{kind.base_type.name}",
            *(_line(value, word) for value, word in (kind.enum or {}).items()),
        ]


def _described(field: Any) -> tuple[object, ...]:
    return field.name, field.type.name, field.scale, field.offset, field.units


def _line(*columns: object) -> str:
    return "\t".join("" if column is None else str(column) for column in columns)
