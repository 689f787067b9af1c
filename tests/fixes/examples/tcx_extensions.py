"""TCX: values in extensions, where they are read and where they are not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fixes.examples.example import Example, Examples
from fixes.examples.tcx import AX1, AX2, TCX, indented, with_extensions, with_prefix

__all__ = ["GROUPS"]

_X: Final = f' xmlns:x="{AX2}"'

_TAGS: Final = (
    "<Watts>200</Watts>",
    "<Extensions><Watts>200</Watts></Extensions>",
    "<Extensions><RunCadence>80</RunCadence><Watts> 200 </Watts></Extensions>",
    f'<Extensions><TPX xmlns="{AX2}"/><Watts>200</Watts></Extensions>',
    f'<Extensions><TPX xmlns="{AX2}"><Speed>3</Speed></TPX><Watts>200</Watts><RunCadence>80</RunCadence></Extensions>',
    f'<Extensions><TPX xmlns="{AX2}"><Watts>200</Watts></TPX><RunCadence>80</RunCadence></Extensions>',
    f'<Extensions><TPX xmlns="{AX2}"><Watts>200</Watts></TPX><Watts>201</Watts></Extensions>',
    f'<Extensions><Watts xmlns="{AX2}">200</Watts></Extensions>',
    f'<Extensions><TPX xmlns="{AX1}"><Speed>3</Speed><Watts>200</Watts></TPX></Extensions>',
    f'<Extensions><TPX xmlns="{AX1}"><Watts>200</Watts><Speed>3</Speed></TPX></Extensions>',
    f"<Extensions><TPX xmlns='{AX1}'><Watts>200</Watts><RunCadence>80</RunCadence><Speed>3</Speed></TPX></Extensions>",
    f'<Extensions><TPX xmlns="{AX1}"><Watts>200</Watts><Other>3</Other></TPX></Extensions>',
    f'<Extensions><TPX xmlns="{AX1}"><Watts>200</Watts></TPX><TPX xmlns="{AX2}"><Speed>3</Speed></TPX></Extensions>',
    "<Extensions><TPX><Watts>200</Watts></TPX></Extensions>",
    "<Extensions><Foo><Watts>200</Watts></Foo></Extensions>",
    '<Extensions><Watts a="1">200</Watts></Extensions>',
    '<Extensions><Watts xmlns="u:x">200</Watts></Extensions>',
    "<Extensions><watts>200</watts><runcadence>80</runcadence></Extensions>",
    "<Extensions><Speed>3</Speed></Extensions>",
    "<Extensions><Watts>200</Watts><Watts>201</Watts></Extensions>",
    "<Cadence>80</Cadence><Extensions><RunCadence>80</RunCadence></Extensions>",
    "<Watts>200</Watts><Extensions/>",
    "<Extensions></Extensions><Watts>200</Watts>",
    "<Extensions><Foo/></Extensions><Watts>200</Watts>",
)
_ROOTED: Final = (
    "<Extensions><x:TPX><x:Watts>200</x:Watts></x:TPX><RunCadence>80</RunCadence></Extensions>",
    "<Extensions><x:TPX/><Watts>200</Watts></Extensions>",
    "<Extensions><x:TPX><x:Speed>3</x:Speed></x:TPX><RunCadence>80</RunCadence><Watts>200</Watts></Extensions>",
    "<Extensions><x:Watts>200</x:Watts></Extensions>",
    "<x:TPX><x:Watts>200</x:Watts></x:TPX>",
    "<Extensions><x:LX><x:Watts>200</x:Watts></x:LX></Extensions>",
    "<Watts>200</Watts>",
)


def _tags() -> Iterator[Example]:
    for inside in _TAGS:
        yield Example(inside, with_extensions(inside).encode(), safe=True)
        yield Example(f"{inside}, indented", with_extensions(indented(inside)).encode(), safe=True)
    for inside in _ROOTED:
        yield Example(f"{inside}, declared", with_extensions(inside, root=_X).encode(), safe=True)
        yield Example(
            f"{inside}, declared and indented", with_extensions(indented(inside), root=_X).encode(), safe=True
        )
        yield Example(f"{inside}, of version 1", with_extensions(inside, root=_X.replace(AX2, AX1)).encode(), safe=True)
        yield Example(f"{inside}, not declared", with_extensions(inside).encode(), safe=True)
    tagged = with_extensions("<Extensions><Watts>200</Watts></Extensions><Watts>1</Watts>")
    yield Example("a prefix for all", with_prefix(tagged).encode(), safe=True)
    yield Example(
        "a prefix for all, indented", with_prefix(with_extensions(indented("<Watts>1</Watts>"))).encode(), safe=True
    )
    of_lap = f'<Extensions><LX xmlns="{AX1}"><AvgWatts>200</AvgWatts><AvgSpeed>3</AvgSpeed></LX></Extensions>'
    yield Example("a lap's of version 1", with_extensions("", behind=of_lap).encode(), safe=True)
    yield Example(
        "a lap's", with_extensions("", behind="<Extensions><AvgWatts>200</AvgWatts></Extensions>").encode(), safe=True
    )
    yield Example(
        "a lap's watts", with_extensions("", behind="<Extensions><Watts>200</Watts></Extensions>").encode(), safe=True
    )
    totals = ["AvgSpeed", "MaxBikeCadence", "AvgRunCadence", "MaxRunCadence", "AvgWatts", "MaxWatts", "Steps"]
    for name in totals:
        lap = f'<Extensions><LX xmlns="{AX1}"><{name}>9</{name}></LX></Extensions>'
        power = f'<Extensions><TPX xmlns="{AX1}"><Watts>200</Watts></TPX></Extensions>'
        yield Example(
            f"a point's of version 1, and a lap's {name}", with_extensions(power, behind=lap).encode(), safe=True
        )
    old = with_extensions("<Extensions><Watts>200</Watts></Extensions>").replace(TCX, TCX[:-1] + "1")
    yield Example("TCX of version 1", old.encode(), safe=True)
    bare = with_extensions("<Extensions><Watts>200</Watts></Extensions>").replace(f' xmlns="{TCX}"', "")
    yield Example("no namespace", bare.encode(), safe=True)


GROUPS: Final[dict[str, Examples]] = {
    "tcx tags": _tags,
}
