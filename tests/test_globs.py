"""Globs in settings: examples, and a comparison with a simple implementation."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from activitylint.settings.globs import Glob, GlobError


def plainly_matches(pattern: str, path: str) -> bool:
    """The definition, name by name: slow, but without regular expressions."""
    names = [name for name in pattern.split("/") if name not in {"", "."}]
    if "/" not in pattern.removesuffix("/"):
        names = ["**", *names]
    parts = path.split("/")
    whole = 0 if pattern.endswith("/") else 1
    return any(_names_match(names, parts[:count]) for count in range(1, len(parts) + whole))


def _names_match(names: list[str], parts: list[str]) -> bool:
    if not names:
        return not parts
    if names[0] == "**":
        # Any number of folders. At the end, at least one name.
        fewest = 1 if len(names) == 1 else 0
        return any(_names_match(names[1:], parts[count:]) for count in range(fewest, len(parts) + 1))
    return bool(parts) and _name_matches(names[0], parts[0]) and _names_match(names[1:], parts[1:])


def _name_matches(pattern: str, name: str) -> bool:
    if not pattern:
        return not name
    if pattern[0] == "*":
        return any(_name_matches(pattern[1:], name[count:]) for count in range(len(name) + 1))
    if not name:
        return False
    if pattern[0] == "[":
        end = pattern.index("]", 3 if pattern.startswith("[!") else 2)
        negated, letters = pattern[1] == "!", pattern[1:end].removeprefix("!")
        return (name[0] in letters) != negated and _name_matches(pattern[end + 1 :], name[1:])
    return pattern[0] in {"?", name[0]} and _name_matches(pattern[1:], name[1:])


patterns = st.lists(
    st.one_of(st.sampled_from(["**", "*", "?", "a", "b", "ab", "*.x", "a*b", "a.x", "[ab]", "[!a]", "**.x", "."])),
    min_size=1,
    max_size=4,
).map("/".join)
paths = st.lists(st.text("ab.x", min_size=1, max_size=3), min_size=1, max_size=4).map("/".join)


@given(patterns, st.sampled_from(["", "/", "./"]), st.sampled_from(["", "/"]), paths)
@example("**", "", "/", "a/b")
@example("**/**", "", "", "a")
@example("a", "", "/", "a")
@example("a", "", "/", "a/b")
def test_a_glob_matches_by_its_definition(pattern: str, before: str, after: str, path: str) -> None:
    whole = before + pattern + after
    if not set(pattern.split("/")) - {".", ""}:
        return
    assert Glob(whole).matches(path) == plainly_matches(whole, path), whole


@pytest.mark.parametrize(
    ("pattern", "matching", "other"),
    [
        ("*.gpx", ["a.gpx", "x/y/a.gpx"], ["a.tcx", "a.gpx.gz", "a.GPX"]),
        ("/*.gpx", ["a.gpx"], ["x/a.gpx"]),
        ("drafts", ["drafts", "drafts/a.fit", "x/drafts/y/a.fit"], ["drafts2/a.fit", "draft"]),
        ("drafts/", ["drafts/a.fit", "x/drafts/a.fit"], ["drafts", "x/drafts"]),
        ("indoor/**", ["indoor/a.fit", "indoor/x/a.fit"], ["x/indoor/a.fit", "indoor"]),
        ("indoor/*.fit", ["indoor/a.fit"], ["indoor/x/a.fit"]),
        ("2025/**/a.fit", ["2025/a.fit", "2025/01/02/a.fit"], ["2025/b.fit"]),
        ("**/raw/*", ["raw/a.fit", "x/raw/a.fit", "x/raw/y/a.fit"], ["raw"]),
        ("ride[0-9].tcx", ["ride7.tcx", "x/ride0.tcx"], ["ride.tcx", "rides.tcx"]),
        ("[!a]b", ["bb"], ["ab", "b"]),
        ("[]]b", ["]b"], ["b"]),
        ("a[*]b", ["a*b"], ["axb"]),
        ("**/!x", ["!x", "a/!x"], ["x"]),
        ("**", ["a", "x/a"], []),
        ("a.b", ["a.b"], ["axb"]),
        ("étape?.fit", ["étape1.fit"], ["etape1.fit"]),
        ("a*\n", ["ab\n"], ["ab"]),
    ],
)
def test_globs_match_these_paths(pattern: str, matching: list[str], other: list[str]) -> None:
    glob = pickle.loads(pickle.dumps(Glob(pattern)))
    assert [path for path in matching if not glob.matches(path)] == []
    assert [path for path in other if glob.matches(path)] == []


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("", r"matches nothing; write '\*\*'"),
        ("/", "matches nothing"),
        (".", "matches nothing"),
        ("a\\b", "write '/' between folders"),
        ("../a", "leaves the folder"),
        ("!a", "exceptions are not possible"),
        ("[a", "has a '\\[' without '\\]'"),
        ("[z-a]", "the empty range z-a; write a-z"),
    ],
)
def test_an_invalid_glob_gives_a_hint(pattern: str, says: str) -> None:
    with pytest.raises(GlobError, match=says):
        Glob(pattern)


@pytest.mark.parametrize(
    ("pattern", "base"),
    [
        ("*.gpx", ""),
        ("drafts", ""),
        ("indoor/**", "indoor"),
        ("/a/b/*.fit", "a/b"),
        ("a/b.fit", "a/b.fit"),
        ("./a/", "a"),
        ("**/a", ""),
    ],
)
def test_the_base_of_a_glob(pattern: str, base: str) -> None:
    assert Glob(pattern).base == base


@given(patterns, paths)
def test_all_matches_are_in_the_base(pattern: str, path: str) -> None:
    if set(pattern.split("/")) - {".", ""} and Glob(pattern).matches(path):
        base = Glob(pattern).base
        assert not base or f"{path}/".startswith(f"{base}/")
