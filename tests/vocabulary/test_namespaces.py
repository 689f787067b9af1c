"""The namespaces of activity files and their usual prefixes."""

from __future__ import annotations

import pytest

from activitylint.vocabulary.namespaces import (
    ACTIVITY_EXTENSION_2,
    TRACK_POINT_EXTENSION_1,
    TRACK_POINT_EXTENSION_2,
    title,
    usual,
    usual_in,
)

XSI = "http://www.w3.org/2001/XMLSchema-instance"


@pytest.mark.parametrize(
    ("prefix", "format_", "uri"),
    [
        ("gpxtpx", "gpx", TRACK_POINT_EXTENSION_1),
        ("gpxtpx2", "gpx", TRACK_POINT_EXTENSION_2),
        ("gpxtpx", "tcx", None),
        ("ax2", "tcx", ACTIVITY_EXTENSION_2),
        ("ns3", "gpx", None),
        ("xsi", "gpx", XSI),
        ("xsi", "tcx", XSI),
        ("zz", "gpx", None),
    ],
)
def test_the_namespace_of_a_prefix_in_a_format(prefix: str, format_: str, uri: str | None) -> None:
    assert usual_in(prefix, format_) == uri


def test_the_namespace_in_a_format_is_the_usual_one() -> None:
    for prefix in ("gpxtpx", "ns3", "xsi"):
        assert usual_in(prefix, "gpx") in {None, usual(prefix)}
        assert title(usual(prefix) or "")
