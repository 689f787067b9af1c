"""The place of a track on Earth, on a small outline of the continents."""

from __future__ import annotations

from typing import Final

from activitylint.model.picture import Track
from activitylint.reports.html.markup import Markup, element, joined
from activitylint.reports.html.scales import degrees
from activitylint.vocabulary.data_files import read_beside

__all__ = ["outlines", "world"]

_ID: Final = "world"


def outlines() -> Markup:
    """The continents, once for the whole page; every small map refers to them."""
    land = read_beside(__file__, "world.json")
    symbol = element("symbol", element("path", d=land["path"]), id=_ID, viewBox="0 0 720 360")
    return element("svg", symbol, class_="hidden", aria_hidden="true", width=0, height=0)


def world(track: Track, name: str) -> Markup:
    """A figure with all places where a track has positions; the one with most of them is circled.

    name: the id of the figure, the beginning of the ids in it.
    """
    latitude, longitude = track.world[0]
    x, y = _plane(latitude, longitude)
    rest = [
        element("circle", cx=cx, cy=cy, r=12, class_="place")
        for cx, cy in (_plane(*place) for place in track.world[1:])
    ]
    where = f"{degrees(latitude, 0, 'NS')}, {degrees(longitude, 0, 'EW')}"
    others = len(track.world) - 1
    more = f", and {others} other {'places' if others > 1 else 'place'}" if others else ""
    svg = element(
        "svg",
        element("title", "Where on Earth", id=f"{name}-t"),
        element("desc", f"Around {where}{more}", id=f"{name}-d"),
        element("rect", width=720, height=360, class_="sea"),
        element("use", href=f"#{_ID}", class_="land"),
        element("path", d="M0 180H720M360 0V360", class_="grid"),
        *rest,
        element(
            "path", d=f"M{x} 0V{max(y - 32, 0)}M{x} {y + 32}V360M0 {y}H{max(x - 32, 0)}M{x + 32} {y}H720", class_="aim"
        ),
        element("circle", cx=x, cy=y, r=12, class_="place"),
        element("circle", cx=x, cy=y, r=32, class_="ring"),
        viewBox="0 0 720 360",
        role="img",
        aria_labelledby=f"{name}-t {name}-d",
    )
    caption = element("figcaption", element("b", "On Earth"), " ", element("span", joined([where, more])))
    return element("figure", caption, svg, class_="world", id=name)


def _plane(latitude: float, longitude: float) -> tuple[int, int]:
    """A place in the plane of the outlines."""
    return round((longitude + 180) * 2), round((90 - latitude) * 2)
