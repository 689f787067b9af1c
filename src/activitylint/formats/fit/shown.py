"""One FIT message for display. It has what that takes, so that it can be shown without the file."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Sequence
from typing import Final

from activitylint.formats.fit import profile
from activitylint.formats.fit.definition_columns import FieldRow
from activitylint.formats.fit.values import clean, displayed
from activitylint.model.classes import NamedTuple

__all__ = ["ShownMessage", "decode"]

_TIMESTAMP: Final = 253


class ShownMessage(NamedTuple):
    """A message and what its definition says.

    number: of its type. data: its bytes. fields: in file order. big: True if it is big-endian. seconds: its time if
    only the header has it (in seconds since FIT's epoch), or None.
    """

    number: int
    data: bytes
    fields: Sequence[FieldRow]
    big: bool
    seconds: float | None

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield each field: (name, value with unit)."""
        raw = [self._raw(field) for field in self.fields]
        references: dict[int, float] = {}
        for field, value in zip(self.fields, raw, strict=True):
            if isinstance(value, list) and len(value) == 1:
                references.setdefault(field.number, value[0])
        for field, value in zip(self.fields, raw, strict=True):
            entry = profile.field(self.number, field.number)
            yield profile.field_name(self.number, field.number), displayed(entry, value, references)
        if self.seconds is not None:
            yield "timestamp", displayed(profile.field(self.number, _TIMESTAMP), [self.seconds], references)

    def _raw(self, field: FieldRow) -> str | list[float]:
        """The text or the raw values of a field."""
        chunk = self.data[1 + field.offset : 1 + field.offset + field.size]
        if field.base == profile.STRING:
            return clean(decode(chunk))
        base, invalid = profile.BASE_TYPES[field.base], profile.INVALID[field.base]
        values = struct.unpack(f"{'>' if self.big else '<'}{field.size // base.size}{base.fmt}", chunk)
        return [math.nan if value == invalid else float(value) for value in values]


def decode(chunk: bytes) -> str:
    """The text of a string field."""
    return chunk.split(b"\0", 1)[0].decode("utf-8", "replace")
