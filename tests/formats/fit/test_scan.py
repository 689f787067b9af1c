"""The scan of message headers, compared with a loop over single messages."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activitylint.formats.fit import scan as scanning
from activitylint.formats.fit.scan import ScanResult, Stop, scan


def _definition(local: int, size: int) -> bytes:
    """A definition of messages of `size` bytes, including their header. A field has at most 255 bytes."""
    widths = [min(255, size - 1 - taken) for taken in range(0, size - 1, 255)]
    fields = b"".join(bytes([number, width, 13]) for number, width in enumerate(widths))
    return struct.pack("<BBBHB", 0x40 | local, 0, 0, 20, len(widths)) + fields


def _plain(data: bytes, start: int, end: int) -> tuple[list[int], Stop | None]:
    sizes: dict[int, int] = {}
    offsets: list[int] = []
    position = start
    while position < end:
        header = data[position]
        local = header >> 5 & 3 if header & 0x80 else header & 15
        if not header & 0x80 and header & 0x40:
            if position + 6 > end or position + 6 + 3 * data[position + 5] > end:
                return offsets, Stop("inside", position)
            count = data[position + 5]
            sizes[local] = 1 + sum(data[position + 7 : position + 6 + 3 * count : 3])
            position += 6 + 3 * count
        elif local in sizes:
            if position + sizes[local] > end:
                return offsets, Stop("inside", position)
            offsets.append(position)
            position += sizes[local]
        else:
            return offsets, Stop("undefined", position, local)
    return offsets, None


_STRETCHES = st.lists(
    st.one_of(
        st.tuples(st.just("define"), st.integers(0, 3), st.integers(1, 600)),
        st.tuples(st.just("data"), st.sampled_from((0, 1, 2, 3, 0x80, 0xA5, 0x10)), st.integers(1, 400)),
    ),
    max_size=12,
)


@given(_STRETCHES, st.integers(0, 700), st.integers(0, 255))
def test_runs_of_messages_are_scanned_like_single_messages(
    stretches: list[tuple[str, int, int]], cut: int, filling: int
) -> None:
    sizes = {0: 7}
    body = _definition(0, 7)
    for what, header, number in stretches:
        if what == "define":
            sizes[header] = number
            body += _definition(header, number)
        else:
            local = header >> 5 & 3 if header & 0x80 else header & 15
            body += (bytes([header]) + bytes([filling]) * (sizes.get(local, 1) - 1)) * number
    data = b"head" + body
    end = max(4, len(data) - cut)
    found = ScanResult()
    stop = scan(data, 4, end, found)
    assert (found.messages.tolist(), stop) == _plain(data, 4, end)


@pytest.mark.parametrize("fields", [0, 1, 3])
@pytest.mark.parametrize("developer", [None, 0, 1, 2])
def test_a_definition_is_complete_or_cut_off(fields: int, developer: int | None) -> None:
    definition = bytes((0x40 | 0x20 * (developer is not None), 0, 0, 20, 0, fields)) + b"\3\1\2" * fields
    if developer is not None:
        definition += bytes([developer]) + b"\0\2\0" * developer
    size = 1 + fields + 2 * (developer or 0)
    for end in range(1, len(definition)):
        found = ScanResult()
        assert scan(definition, 0, end, found) == Stop("inside", 0)
        assert not found.definitions
    found = ScanResult()
    assert scan(definition + bytes(2 * size), 0, len(definition) + 2 * size, found) is None
    assert found.messages.tolist() == [len(definition), len(definition) + size]
    assert (found.bound_before.tolist(), found.bound_local.tolist()) == ([0], [0])


@pytest.mark.parametrize("messages", [33, 40, 41, 100])
def test_the_limit_of_messages(messages: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "FREE", 32)
    data = _definition(0, 1) + bytes(messages)
    found = ScanResult()
    stop = scan(data, 0, len(data), found)
    most = 32 + len(data) // 8
    # the limit is checked after each run, so a few more messages can be read
    assert (stop is not None) is (messages > most + 32)
    assert len(found.messages) == (messages if stop is None else stop.offset - 6)


def test_the_last_allowed_message_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "FREE", 32)
    monkeypatch.setattr(scanning, "EACH", 1 << 20)
    data = _definition(0, 1) + bytes(33)
    assert scan(data, 0, len(data), ScanResult()) is None
    data = _definition(0, 1) + bytes(1 + 32 + 1)
    assert scan(data, 0, len(data), ScanResult()) in (None, Stop("crowd", 6 + 33))
