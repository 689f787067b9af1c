"""Suppression by comments, per-file settings and baselines, and the findings about unused ones."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import activitylint
from activitylint.engine.lint import LocatedDirective, Outcome, lint_source
from activitylint.engine.selection import Selection, select_rules
from activitylint.model.finding import Effect, Finding, Location, Severity, ours
from activitylint.model.fingerprint import fingerprint, fingerprints
from activitylint.model.format import Format
from activitylint.model.report import Report
from activitylint.model.request import Context, Limits
from activitylint.rules.registry import catalogue, get
from activitylint.settings.globs import Glob
from activitylint.settings.per_file import PerFile, PerFiles
from activitylint.source.reading import open_source
from activitylint.suppression.baseline import Baseline, BaselineError, Entry, entry_path, parse, render
from activitylint.suppression.comments import Comment, WrongCommentError, parse_comment
from activitylint.suppression.suppressor import Suppressor
from paths import FIXTURES

NAIVE = FIXTURES / "TIM004-time-without-zone" / "fail-naive.gpx"
SELECTION = select_rules()
FOLDER = "/rides"


def finding(code: str = "TIM004", message: str = "a", byte: int = 0, severity: Severity | None = None) -> Finding:
    rule = get(code)
    place = Location(byte=byte, line=1, column=1)
    severity = severity or rule.severity
    return Finding(code, rule.name, severity, Effect.NONE, (ours(),), message, "", place, about=(message,))


def outcome(
    *findings: Finding, path: str = "/rides/a.gpx", comments: tuple[str, ...] = (), skipped: tuple[str, ...] = ()
) -> Outcome:
    report = Report(path, Format.GPX, compressed=False, findings=findings)
    directives = tuple(
        LocatedDirective(text, Location(byte=100 + number, line=2, column=1), None)
        for number, text in enumerate(comments)
    )
    return Outcome(report, None, directives, frozenset(skipped))


def left(report: Report) -> list[str]:
    return [one.code for one in report.findings]


def gone(report: Report) -> list[tuple[str, str, str]]:
    return [(one.finding.code, one.by, one.reason) for one in report.suppressed]


def unused_messages(report: Report) -> list[str]:
    """The messages of LNT002."""
    return [one.message for one in report.findings if one.code == "LNT002"]


def entry(one: Finding, path: str = "a.gpx", reason: str = "") -> Entry:
    return Entry(path, one.code, fingerprint(one), one.message, reason)


def baseline(*entries: Entry) -> Baseline:
    return Baseline("known.toml", FOLDER, entries)


def per_file(**ignores: list[str]) -> PerFiles:
    return PerFiles(FOLDER, tuple(PerFile(Glob(glob), tuple(codes)) for glob, codes in ignores.items()))


# Comments


@pytest.mark.parametrize(
    ("text", "selectors", "reason"),
    [
        (" ignore=TIM004 the watch has no zone ", ("TIM004",), "the watch has no zone"),
        ("ignore=TIM004", ("TIM004",), ""),
        ("ignore = TIM004,POS", ("TIM004", "POS"), ""),
        (
            "ignore=tim004, record-without-time\n reason,  with comma",
            ("tim004", "record-without-time"),
            "reason,  with comma",
        ),
    ],
)
def test_a_comment_names_rules_and_a_reason(text: str, selectors: tuple[str, ...], reason: str) -> None:
    assert parse_comment(text) == Comment(selectors, reason)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "ingore=TIM004",
            "unknown instruction 'ingore=TIM004' in a comment for activitylint; write 'activitylint: ignore=TIM004",
        ),
        ("", "unknown instruction ''"),
        ("ignore=", "unknown instruction"),
        ("ignore TIM004", "unknown instruction"),
        ("ignore=TIM004,", "unknown instruction"),
        ("ignore=TIM0004", "no rule has the code, prefix or name 'TIM0004'; did you mean TIM004"),
    ],
)
def test_a_wrong_comment_gives_a_hint(text: str, says: str) -> None:
    with pytest.raises(WrongCommentError) as raised:
        parse_comment(text)
    assert says in str(raised.value)


def test_a_comment_suppresses_its_rules_in_the_whole_file() -> None:
    report = Suppressor(SELECTION).apply(
        outcome(finding(byte=1), finding("TIM005"), finding(byte=900), comments=("ignore=TIM004 no zone",))
    )
    assert left(report) == ["TIM005"]
    assert gone(report) == [("TIM004", "comment", "no zone")] * 2


def test_an_unused_comment_is_reported_at_its_place() -> None:
    report = Suppressor(SELECTION).apply(
        outcome(finding(byte=200), comments=("ignore=TIM004,TIM005", "ignore=POS001 x", "ignore=TIM004"))
    )
    assert unused_messages(report) == [
        "the comment ignores TIM005, but the file has no such finding",
        "the comment ignores POS001, but the file has no such finding",
    ]
    assert [one.location.byte for one in report.findings] == [100, 101]
    assert [one.help for one in report.findings] == ["Remove TIM005 from the comment.", "Remove the comment."]
    assert [one.severity for one in report.findings] == [Severity.WARNING] * 2


def test_a_wrong_comment_is_reported_and_suppresses_nothing() -> None:
    report = Suppressor(SELECTION).apply(outcome(finding(byte=200), comments=("ignore TIM004",)))
    assert left(report) == ["LNT002", "TIM004"]
    assert report.suppressed == ()


@pytest.mark.parametrize(
    ("comment", "skipped", "selection", "unused"),
    [
        ("ignore=TIM005", (), SELECTION, True),
        ("ignore=TIM005", ("TIM005",), SELECTION, False),
        ("ignore=TIM", ("TIM005",), SELECTION, False),
        ("ignore=TIM", (), SELECTION, True),
        ("ignore=TIM005", (), select_rules(["POS", "LNT"]), False),
        ("ignore=TIM", (), select_rules(["TIM005", "LNT"]), False),
        ("ignore=TIM005", (), select_rules(["TIM005"]), False),
        ("ignore=UPL201", (), SELECTION, False),
        ("ignore=INT", (), SELECTION, False),
        ("ignore=INT", (), select_rules(extend_select=["INT"]), True),
        ("ignore=LNT001", (), SELECTION, False),
        ("ignore=TIM005,LNT002 made by a template", (), SELECTION, False),
    ],
)
def test_suppressions_of_rules_that_did_not_run_are_not_unused(
    comment: str, skipped: tuple[str, ...], selection: Selection, unused: bool
) -> None:
    report = Suppressor(selection).apply(outcome(comments=(comment,), skipped=skipped))
    assert bool(unused_messages(report)) is unused


def test_batch_rules_count_only_with_a_batch() -> None:
    report = Suppressor(SELECTION, batch=True).apply(outcome(comments=("ignore=UPL201",)))
    assert unused_messages(report) == ["the comment ignores UPL201, but the file has no such finding"]
    added = Report("/rides/a.gpx", Format.GPX, compressed=False, findings=(finding("UPL201"),))
    report = Suppressor(SELECTION, batch=True).apply(outcome(comments=("ignore=UPL201",)), added)
    assert gone(report) == [("UPL201", "comment", "")]


def test_a_crash_is_never_suppressed() -> None:
    crashed = replace(outcome(finding("LNT001"), comments=("ignore=ALL",)).report, failure="it crashed")
    suppressor = Suppressor(SELECTION, per_file=per_file(**{"**": ["ALL"]}), record=Severity.INFO)
    report = suppressor.apply(Outcome(crashed, None), crashed)
    assert left(report) == ["LNT001"]
    assert report.status() == "failed"
    assert list(suppressor.unused()) == []


# Settings of some files


def test_a_per_file_ignore_suppresses_its_rules_in_its_files() -> None:
    suppressor = Suppressor(SELECTION, per_file=per_file(**{"*.gpx": ["TIM"], "a.*": ["TIM005"], "b/": ["TIM004"]}))
    report = suppressor.apply(outcome(finding(), finding("POS001"), finding("TIM005")))
    assert left(report) == ["POS001"]
    assert gone(report) == [("TIM004", "per-file", ""), ("TIM005", "per-file", "")]
    assert left(suppressor.apply(outcome(finding(), path="/rides/a.tcx"))) == ["TIM004"]
    assert left(suppressor.apply(outcome(finding(), path="/elsewhere/a.gpx"))) == ["TIM004"]
    assert left(suppressor.apply(outcome(finding(), path="-"))) == ["TIM004"]


def test_a_selector_without_a_finding_in_the_whole_run_is_unused() -> None:
    suppressor = Suppressor(
        SELECTION, per_file=per_file(**{"*.gpx": ["TIM004", "TIM005", "POS001"], "b/": ["TIM004"], "c/": ["INT"]})
    )
    suppressor.apply(outcome(finding(), skipped=("POS001",)))
    suppressor.apply(outcome(path="/rides/b.gpx"))
    unused = [(one.glob.pattern, selector) for one, selector in suppressor.unused()]
    assert unused == [("*.gpx", "TIM005"), ("b/", "TIM004")]


def test_files_that_could_not_be_checked_give_no_unused_suppressions() -> None:
    suppressor = Suppressor(
        SELECTION, per_file=per_file(**{"*.gpx": ["TIM005"]}), baseline=baseline(entry(finding("TIM005")))
    )
    failed = Report("/rides/a.gpx", None, compressed=False, findings=(), failure="is a folder")
    assert suppressor.apply(Outcome(failed, None)) == failed
    assert list(suppressor.unused()) == []


# Baselines


def test_an_entry_matches_by_file_rule_and_fingerprint() -> None:
    known = finding(message="3 points have no zone, the first is 'x'")
    suppressor = Suppressor(SELECTION, baseline=baseline(entry(known, reason="an old watch")))
    moved = replace(known, message="5 points have no zone, the first is 'x'", location=Location(byte=77), count=5)
    assert gone(suppressor.apply(outcome(moved))) == [("TIM004", "baseline", "an old watch")]
    assert gone(suppressor.apply(outcome(moved, path="/rides/sub/../a.gpx"))) != []
    assert left(suppressor.apply(outcome(moved, path="/rides/b.gpx"))) == ["TIM004"]
    other = replace(known, about=("another field",))
    assert left(suppressor.apply(outcome(other))) == ["LNT002", "TIM004"]
    assert "TIM005" in left(suppressor.apply(outcome(replace(known, code="TIM005"))))


def test_each_entry_suppresses_one_of_several_similar_findings() -> None:
    alike = [finding(byte=byte) for byte in (1, 2, 3)]
    entries = [Entry("a.gpx", "TIM004", one) for one in fingerprints(alike)]
    for count in range(4):
        report = Suppressor(SELECTION, baseline=baseline(*entries[:count])).apply(outcome(*alike))
        assert len(report.suppressed) == count
        assert left(report) == ["TIM004"] * (3 - count)


def test_unused_entries_are_reported_once_per_rule() -> None:
    entries = [entry(finding(message=f"x{name}")) for name in "abc"] + [entry(finding("POS001"))]
    entries += [Entry("a.gpx", "OLD001", "0" * 32), entry(finding(), path="other.gpx"), entry(finding("TIM009"))]
    report = Suppressor(SELECTION, baseline=baseline(*entries)).apply(
        outcome(finding(message="xb"), skipped=("POS001",))
    )
    assert unused_messages(report) == [
        "the baseline lists 2 findings of TIM004 that the file does not have",
        "the baseline lists a finding of OLD001 that the file does not have",
        "the baseline lists a finding of TIM009 that the file does not have",
    ]
    assert {one.help for one in report.findings} == {"Update the baseline with --write-baseline known.toml."}
    assert sum(one.count for one in report.findings) == 4


def test_an_entry_counts_as_used_if_a_comment_suppresses_its_finding() -> None:
    known = finding()
    suppressor = Suppressor(SELECTION, baseline=baseline(entry(known)), per_file=per_file(**{"**": ["TIM004"]}))
    report = suppressor.apply(outcome(known, comments=("ignore=TIM004 why",)))
    assert report.findings == ()
    assert gone(report) == [("TIM004", "comment", "why")]
    assert list(suppressor.unused()) == []


def test_a_new_baseline_suppresses_what_it_records_and_keeps_reasons() -> None:
    known, new, info = finding(), finding("TIM005"), finding("TIM006")
    assert info.severity is Severity.INFO
    stale, elsewhere, deleted = entry(finding("POS001")), entry(finding(), path="b.gpx"), entry(finding(), path="c.gpx")
    old = baseline(entry(known, reason="an old watch"), stale, elsewhere._replace(reason="b"), deleted)
    suppressor = Suppressor(SELECTION, baseline=old, record=Severity.WARNING)
    report = suppressor.apply(outcome(known, new, info, finding("POS002"), comments=("ignore=POS002", "ignore=DEV001")))
    assert left(report) == ["TIM006", "LNT002"]
    assert gone(report) == [
        ("TIM004", "baseline", "an old watch"),
        ("TIM005", "baseline", ""),
        ("POS002", "comment", ""),
    ]
    entries = suppressor.recorded(lambda path: path == "b.gpx")
    assert sorted(entries) == sorted([entry(known, reason="an old watch"), entry(new), elsewhere._replace(reason="b")])


def test_a_new_baseline_has_infos_if_they_fail_and_keeps_existing_ones() -> None:
    info = finding("TIM006")
    everything = Suppressor(SELECTION, record=Severity.INFO, baseline=Baseline("k", FOLDER))
    assert gone(everything.apply(outcome(info))) == [("TIM006", "baseline", "")]
    kept = Suppressor(SELECTION, record=Severity.WARNING, baseline=baseline(entry(info)))
    assert gone(kept.apply(outcome(info))) == [("TIM006", "baseline", "")]
    assert kept.recorded(lambda _: True) == [entry(info)]


def test_standard_input_is_not_in_a_baseline() -> None:
    suppressor = Suppressor(SELECTION, record=Severity.WARNING, baseline=Baseline("k", FOLDER))
    assert left(suppressor.apply(outcome(finding(), path="-"))) == ["TIM004"]
    assert suppressor.recorded(lambda _: True) == []


def test_a_written_baseline_suppresses_the_findings_it_was_made_from() -> None:
    findings = [finding(message=message, byte=byte) for byte, message in enumerate("abca")]
    first = Suppressor(SELECTION, record=Severity.WARNING, baseline=Baseline("k", FOLDER))
    first.apply(outcome(*findings))
    entries = parse(render(first.recorded(lambda _: True)))
    report = Suppressor(SELECTION, baseline=Baseline("k", FOLDER, entries)).apply(outcome(*findings))
    assert report.findings == ()
    assert len(report.suppressed) == 4


# The file of a baseline

texts = st.text(max_size=12) | st.sampled_from(["\x7f", '"""', "\\u0041", "\udc80", "\r\n", "é\u202e"])
entries_of_any_text = st.lists(
    st.builds(
        Entry,
        path=texts.filter(bool),
        code=st.sampled_from(["TIM004", "POS001"]),
        fingerprint=st.text("0123456789abcdef", min_size=32, max_size=32),
        found=texts,
        reason=texts,
    ),
    max_size=4,
    unique_by=lambda one: (one.path, one.code, one.fingerprint),
)


@given(entries_of_any_text, st.randoms(use_true_random=False))
def test_a_baseline_can_be_read_back_and_does_not_depend_on_order(entries: list[Entry], random: object) -> None:
    text = render(entries)
    text.encode()
    back = parse(text)
    escaped = {
        Entry(
            *(
                str(part).encode("utf-8", "backslashreplace").decode()
                for part in (e.path, e.code, e.fingerprint, e.found, e.reason)
            )
        )
        for e in entries
    }
    assert set(back) == escaped
    assert list(back) == sorted(back)
    shuffled = list(entries)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert render(shuffled) == text
    assert render(back) == text


def test_a_baseline_is_readable() -> None:
    text = render([Entry("b/é.gpx", "TIM004", "0" * 32, 'a "b"', "an old watch"), Entry("a.gpx", "TIM004", "1" * 32)])
    assert text.splitlines()[1:10] == [
        "version = 2",
        "",
        "[[finding]]",
        'path = "a.gpx"',
        'code = "TIM004"',
        f'fingerprint = "{"1" * 32}"',
        'found = ""',
        'reason = ""',
        "",
    ]
    assert 'path = "b/é.gpx"' in text
    assert 'found = "a \\"b\\""' in text
    assert text.endswith('reason = "an old watch"\n')
    assert tomllib.loads(render([])) == {"version": 2}


GOOD = f'[[finding]]\npath = "a"\ncode = "TIM004"\nfingerprint = "{"0" * 32}"\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x = ", "b.toml: not valid TOML: "),
        ("", "b.toml: has no version, so this activitylint cannot read it as a baseline; create one with --write"),
        ("version = 3", "b.toml: has version '3', so this activitylint cannot read it as a baseline"),
        ("version = true", "b.toml: has version 'True'"),
        ("version = 2\nx = 1", "b.toml: a baseline contains only [[finding]] tables; remove 'x'"),
        ("version = 2\nfinding = 1", "b.toml: a baseline contains only [[finding]] tables; remove 'finding'"),
        ("version = 2\nfinding = [1]", "b.toml: finding 1: not a table; write [[finding]] above its keys"),
        (f"version = 2\n{GOOD}{GOOD}x = 1", "b.toml: finding 2: there is no key 'x'; the keys are path, code, finger"),
        (f"version = 2\n{GOOD}reason = 1", "b.toml: finding 1: reason is not a string; put it in quotes"),
        (
            "version = 2\n[[finding]]\npath = 'a'",
            "b.toml: finding 1: code is missing; remove the entry, or update",
        ),
        (
            f"version = 2\n{GOOD.replace('0000', 'x')}",
            "b.toml: finding 1: the fingerprint is not 32 hexadecimal digits",
        ),
    ],
)
def test_an_invalid_baseline_gives_a_hint(text: str, says: str) -> None:
    with pytest.raises(BaselineError) as raised:
        parse(text, "b.toml")
    assert str(raised.value).startswith(says)


def test_paths_are_relative_to_the_baseline_and_the_same_on_every_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    here = str(tmp_path)
    assert entry_path("./a/b.gpx", here) == "a/b.gpx"
    assert entry_path("a/b.gpx", str(tmp_path / "c")) == "../a/b.gpx"
    assert entry_path(str(tmp_path / "b.gpx"), here) == "b.gpx"
    assert entry_path("\udc80.gpx", here) == "\\udc80.gpx"
    assert entry_path("-", here) is None


# Whole files


def commented(comment: str, path: Path = NAIVE) -> bytes:
    text = path.read_text(encoding="utf-8")
    head, root, rest = text.partition("<trk>")
    return f"{head}<!-- {comment} -->{root}{rest}".encode()


def test_the_library_applies_comments() -> None:
    report = activitylint.lint(commented("activitylint: ignore=TIM004 an old watch"), name="a.gpx", now=0)
    assert "TIM004" not in left(report)
    assert ("TIM004", "comment", "an old watch") in gone(report)
    other = activitylint.lint(commented("activitylint: ignore=POS001"), name="a.gpx")
    (unused,) = [one for one in other.findings if one.code == "LNT002"]
    assert unused.location.line is not None
    assert unused.excerpt is not None
    assert "activitylint: ignore=POS001" in unused.excerpt.line
    assert unused.location.length == len("<!-- activitylint: ignore=POS001 -->")


def test_comments_are_applied_with_any_executor(tmp_path: Path) -> None:
    (tmp_path / "a.gpx").write_bytes(commented("activitylint: ignore=TIM004"))
    (tmp_path / "b.gpx").write_bytes(NAIVE.read_bytes())
    paths = [tmp_path / "a.gpx", tmp_path / "b.gpx"]
    with ThreadPoolExecutor(1) as pool:
        for executor in (None, pool):
            counts = [len(report.suppressed) for report in activitylint.lint_many(paths, executor=executor)]
            assert counts == [1, 0]


@pytest.mark.parametrize("code", ["UPL003", "TIM004"])
def test_a_comment_is_applied_if_only_its_rule_runs(code: str) -> None:
    data = commented(f"activitylint: ignore={code}")
    assert activitylint.lint(data, name="a.tcx", select=[code]).suppressed
    assert not activitylint.lint(data, name="a.tcx", select=[code]).findings


def lint_raw(data: bytes, name: str = "a.gpx", **limits: int) -> Outcome:
    bounds = Limits(**limits)
    source = open_source(data, name=name, read_limit=bounds.read)
    return lint_source(source, Context(now=0.0, limits=bounds), SELECTION)


def test_the_outcome_lists_the_rules_that_could_not_run() -> None:
    assert lint_raw(NAIVE.read_bytes()).skipped == frozenset()
    inside = {rule.code for rule in catalogue() if rule.stage == "activity" and rule.code in SELECTION.codes}
    assert lint_raw(b"").skipped >= inside
    whole = {rule.code for rule in catalogue() if rule.needs_complete_file and Format.GPX in rule.formats}
    assert lint_raw(NAIVE.read_bytes().replace(b"</gpx>", b"")).skipped >= whole & SELECTION.codes


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data,
        lambda data: data.decode().encode("utf-16"),
        lambda data: data.replace(b"</gpx>", b""),
        lambda data: b"\xef\xbb\xbf" + data,
    ],
    ids=["as it is", "UTF-16", "cut short", "with a byte order mark"],
)
def test_comments_are_found_in_any_encoding_and_before_damage(change: Callable[[bytes], bytes]) -> None:
    data = commented("activitylint: ignore=TIM004 why")
    data = data.replace(b'encoding="UTF-8"', b"") if data is not change(data) else data
    (directive,) = lint_raw(change(data)).directives
    assert directive.text == "ignore=TIM004 why"
    assert directive.excerpt is not None
    assert directive.excerpt.line[directive.excerpt.column - 1 :].startswith("<!-- activitylint:")


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        ("<!--activitylint:a-->", ["a"]),
        ("<!--\n  activitylint:  a\n b  -->", ["a b"]),
        ("<!-- activitylint: a --><!-- activitylint: b --><!-- activitylint:  a -->", ["a", "b"]),
        ("<!-- see activitylint: a -->", []),
        ("<![CDATA[<!-- activitylint: a -->]]>", []),
        ("<name>activitylint: a</name>", []),
        ("<?activitylint: a?>", []),
        ("<!-- activitylint: a activitylint: b -->", ["a activitylint: b"]),
        ("<!-- Activitylint: a -->", []),
        ("".join(f"<!-- activitylint: {number} -->" for number in range(500)), [str(n) for n in range(100)]),
        ("<!-- activitylint: " + "x" * 9999 + " -->", ["x" * 500]),
    ],
)
def test_only_comments_that_begin_with_our_name_count(inside: str, found: list[str]) -> None:
    text = f'<?xml version="1.0"?><gpx>{inside}</gpx>'
    assert [one.text for one in lint_raw(text.encode()).directives] == found


def test_a_file_over_the_read_limit_has_no_comments() -> None:
    data = commented("activitylint: ignore=UPL008")
    assert lint_raw(data, read=len(data) - 10).directives == ()


OLD = """
version = 1

[[finding]]
path = "a.gpx"
code = "TIM004"
fingerprint = "919d8073d1bfb50922c6cdfa2147df19"
found = "the times have no zone"
reason = "the old watch"
"""


def test_a_baseline_of_version_1_gives_a_hint_to_renew_it() -> None:
    with pytest.raises(BaselineError, match=r"^b\.toml: version 1 .*--write-baseline b\.toml: it keeps your reasons$"):
        parse(OLD, "b.toml")


def test_a_renewed_baseline_keeps_the_reasons_of_the_same_file_and_rule() -> None:
    old = Baseline("b.toml", FOLDER, parse(OLD, "b.toml", renew=True))
    suppressor = Suppressor(SELECTION, baseline=old, record=Severity.WARNING)
    suppressor.apply(outcome(finding("TIM004"), finding("TIM005"), path=f"{FOLDER}/a.gpx"))
    written = suppressor.recorded(lambda _: True)
    assert [(entry.code, entry.reason) for entry in written] == [("TIM004", "the old watch"), ("TIM005", "")]
    assert parse(render(written)) == tuple(sorted(written))
