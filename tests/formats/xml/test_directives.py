"""Comments for activitylint: their text and their places."""

from __future__ import annotations

import pytest

from activitylint.formats import gpx
from activitylint.model.faults import Place
from activitylint.model.markup import Directive

ONE = "<!-- activitylint: ignore=TIM001 -->"
TWO = "<!--activitylint:   ignore = POS001  -->"
DOCUMENT = f'<?xml version="1.0" encoding="@"?><gpx>{ONE}<trk><!-- another --><name>\u00fc</name>{TWO}</trk>{ONE}</gpx>'


def said(data: bytes) -> list[Directive]:
    document = gpx.read(data).document
    assert document is not None
    return list(document.directives)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "iso8859-1"])
def test_only_the_first_of_equal_comments_is_returned(encoding: str) -> None:
    text = DOCUMENT.replace("@", {"utf-16-le": "UTF-16"}.get(encoding, encoding))
    found = said(text.encode(encoding))
    size = len("a".encode(encoding))
    assert [" ".join(one.text.split()) for one in found] == ["ignore=TIM001", "ignore = POS001"]
    starts = [len(text[: text.index(comment)].encode(encoding)) for comment in (ONE, TWO)]
    lengths = [size * len(comment) for comment in (ONE, TWO)]
    assert [one.at for one in found] == [
        Place("byte", start, length=length) for start, length in zip(starts, lengths, strict=True)
    ]


def test_a_document_without_comments_has_no_directives() -> None:
    assert said(b"<gpx><name>activitylint: x</name></gpx>") == []
    assert said(b"<gpx><!-- x activitylint: y --><?activitylint: z?></gpx>") == []
