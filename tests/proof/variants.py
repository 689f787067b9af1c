"""The same activity in other bytes: changes that must not alter what is found."""

from __future__ import annotations

import codecs
import gzip
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from hypothesis import strategies as st

from activitylint.model.request import Limits
from fit_builder import Message, Raw
from generated.devices import FitCase
from generated.files import ActivityFile
from generated.markup import UNICODE, Surface, descendants, surfaces, write
from generated.model import Draw
from generated.objects import JsonCase
from generated.tracks import XmlCase

__all__ = ["variants"]

_TIMES: Final = 4
"""How often an activity is written in another random way."""
_GZIP: Final = b"\x1f\x8b"


def variants(draw: Draw, file: ActivityFile) -> Iterator[tuple[str, ActivityFile]]:
    """Yield what was changed, and the changed file: each in a way of its own."""
    if _may_be_gzipped(file):
        yield "gzip", replace(file, data=gzip.compress(file.data, mtime=0), name=f"{file.name}.gz")
    if file.limits != Limits():
        return  # which depend on the size
    if isinstance(file.case, XmlCase):
        for what, data in _xml(draw, file, file.case):
            yield what, replace(file, data=data)
    elif isinstance(file.case, FitCase) and file.is_rendered:
        yield from _fit(draw, file, file.case)
    elif isinstance(file.case, JsonCase) and file.is_rendered:
        for _ in range(_TIMES):
            yield "JSON style", replace(file, data=file.case.restyled(draw))


def _may_be_gzipped(file: ActivityFile) -> bool:
    """True if the file is not gzipped, and neither its name nor its request says that it should (or should not) be."""
    return (
        file.data[:2] != _GZIP
        and file.limits == Limits()
        and file.name.endswith((".fit", ".tcx", ".gpx"))
        and not file.request.data_type
    )


def _xml(draw: Draw, file: ActivityFile, case: XmlCase) -> Iterator[tuple[str, bytes]]:
    for _ in range(_TIMES if file.is_rendered else 0):
        surface = _surface(draw, case)
        yield f"XML surface {surface}", write(case.root, surface).data
    if file.data != case.render() or b"\r" in file.data or b"\0" in file.data:
        return
    yield "CR LF", file.data.replace(b"\n", b"\r\n")
    surface, text = case.surface, case.final().text
    declaration = text.partition("?>")[0]
    if "encoding=" in declaration and (not surface.declared or surface.declared not in declaration):
        return  # which is of an earlier surface
    if surface.codec != "utf-8" or surface.declared not in ("UTF-8", "utf-8") or surface.bom:
        return
    for codec, mark in (("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE)):
        wide = text
        for quote in "\"'":
            wide = wide.replace(f"encoding={quote}{surface.declared}{quote}", f"encoding={quote}UTF-16{quote}", 1)
        yield f"UTF-16 {codec}", mark + wide.encode(codec, "surrogatepass")
    yield "BOM", codecs.BOM_UTF8 + file.data


def _surface(draw: Draw, case: XmlCase) -> Surface:
    """Draw another surface. What would change the meaning stays: special encodings, prefixes of raw markup."""
    old: Surface = case.surface
    new: Surface = draw(surfaces())
    codec, declared, mark = draw(st.sampled_from(UNICODE))
    if (old.codec, old.declared, old.bom) not in UNICODE:
        codec, declared, mark = old.codec, old.declared, old.bom
    new = replace(new, codec=codec, declared=declared, bom=mark)
    raw = any(isinstance(child, bytes) for node in descendants(case.root) for child in node.children)
    named = any(name.startswith("xmlns") for node in descendants(case.root) for name in node.attributes)
    if raw or named:
        new = replace(new, prefixes=old.prefixes, local=old.local)
    return new


def _fit(draw: Draw, file: ActivityFile, case: FitCase) -> Iterator[tuple[str, ActivityFile]]:
    build = case.file
    if any(isinstance(item, bytes) for item in build.items):
        return  # which contain local types and numbers in one byte order
    turnable = not any(isinstance(item, Message) and _depends_on_order(item) for item in build.items)
    for turned in (False, True) * (_TIMES // 2):
        locals_ = draw(st.permutations(range(4)))
        other = replace(build, items=[_relabelled(item, locals_) for item in build.items])
        other.big_endian ^= turned and turnable
        yield f"local types {locals_}, big-endian: {other.big_endian}", replace(file, data=other.build())


def _relabelled(item: Message | bytes, locals_: list[int]) -> Message | bytes:
    """Give a message a local type that depends on its name and fields. Only types below 4 allow a compressed time."""
    assert isinstance(item, Message)
    if item.local is not None:
        return item
    return replace(item, local=locals_[(len(str(item.name)) + len(item.values)) % len(locals_)])


def _depends_on_order(message: Message) -> bool:
    """True if the message contains bytes that are written unchanged."""
    values = message.values.values()
    return bool(message.developer) or any(isinstance(one, Raw) and isinstance(one.value, bytes) for one in values)
