"""Settings: values with their sources, and a hint for every kind of mistake."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activitylint.model.finding import Severity
from activitylint.model.request import Limits, UploadRequest
from activitylint.reports import FORMATS
from activitylint.settings.discover import load
from activitylint.settings.globs import Glob
from activitylint.settings.model import DEFAULT, Settings, SettingsError
from activitylint.settings.parser import parse
from activitylint.settings.per_file import PerFiles, below
from activitylint.settings.toml import key_lines, line_of
from activitylint.vocabulary.schema_files import read_schema
from activitylint.vocabulary.strength import belongs_to_form
from paths import ROOT

SCHEMA = read_schema("settings-1.schema.json")

WHOLE = """\
# every key
select = ["TIM", "record-without-time"]
extend-select = ["INT"]
ignore = [
    "TIM006",  # one
    "POS",
]
exclude = ["drafts/", "*.part.gpx"]
fail-on = "warning"
format = "concise"
jobs = 2
baseline = "known.toml"
inline-ignores = false
severity = { TIM006 = "warning", "no-position" = "info" }

[limits]
read = "64 MB"
upload = 10_000_000

[per-file."indoor/**"]
ignore = ["POS004"]
sport_type = "VirtualRide"
trainer = 1

[per-file."*.fit"]
sport_type = "Ride"
"""


def parsed(text: str) -> Settings:
    settings = parse(text, "a.toml", folder="/f")
    assert settings is not None
    return settings


def problems(text: str, table: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(SettingsError) as raised:
        parse(text, "a.toml", table=table)
    return str(raised.value).splitlines()


def test_every_key_is_read() -> None:
    settings = parsed(WHOLE)
    assert settings.selectors.select == ("TIM", "record-without-time")
    assert settings.selectors.extend_select == ("INT",)
    assert settings.selectors.ignore == ("TIM006", "POS")
    assert settings.selectors.severities == {"TIM006": Severity.WARNING, "no-position": Severity.INFO}
    assert [one.pattern for one in settings.exclude] == ["drafts/", "*.part.gpx"]
    assert settings.limits == Limits(read=64_000_000, upload=10_000_000)
    assert (settings.fail_on, settings.output_format, settings.jobs) == (Severity.WARNING, "concise", 2)
    assert settings.baseline == "known.toml"
    assert settings.inline_ignores is False
    indoor, fit = settings.per_file.entries
    assert (indoor.glob.pattern, indoor.ignore) == ("indoor/**", ("POS004",))
    assert indoor.request == {"sport_type": "VirtualRide", "trainer": "1"}
    assert fit.request == {"sport_type": "Ride"}


def test_every_value_has_its_line() -> None:
    settings = parsed(WHOLE)
    lines = WHOLE.splitlines()
    wanted = {
        ("select",): "select = ",
        ("extend-select",): "extend-select",
        ("ignore",): "ignore = [",
        ("exclude",): "exclude",
        ("fail-on",): "fail-on",
        ("format",): "format",
        ("jobs",): "jobs",
        ("baseline",): "baseline",
        ("inline-ignores",): "inline-ignores",
        ("severity", "TIM006"): "severity",
        ("severity", "no-position"): "severity",
        ("limits", "read"): "read",
        ("limits", "upload"): "upload",
        ("per-file", "indoor/**"): '[per-file."indoor/**"]',
        ("per-file", "indoor/**", "ignore"): 'ignore = ["POS004"]',
        ("per-file", "indoor/**", "sport_type"): 'sport_type = "VirtualRide"',
        ("per-file", "indoor/**", "trainer"): "trainer",
        ("per-file", "*.fit"): '[per-file."*.fit"]',
        ("per-file", "*.fit", "sport_type"): 'sport_type = "Ride"',
    }
    assert settings.origins.keys() == wanted.keys()
    for keys, start in wanted.items():
        file, _, line = settings.origin(*keys).rpartition(":")
        assert file == "a.toml"
        assert lines[int(line) - 1].startswith(start), keys


def test_missing_values_have_their_defaults() -> None:
    settings = parsed("")
    assert settings == Settings(file="a.toml", folder="/f", per_file=PerFiles("/f"))
    assert settings.origin("limits", "read") == DEFAULT


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('slect = ["TIM"]', "a.toml:1: there is no setting 'slect'; did you mean 'select'?"),
        ("fail_on = 'error'", "a.toml:1: there is no setting 'fail_on'; did you mean 'fail-on'?"),
        ("extend-ignore = []", "a.toml:1: there is no setting 'extend-ignore'; did you mean 'ignore'?"),
        ("[per-file-ignores]", "a.toml:1: there is no setting 'per-file-ignores'; did you mean 'per-file'?"),
        (
            "\nqqq = 1",
            "a.toml:2: there is no setting 'qqq'; the settings are select, ignore, extend-select, severity, ",
        ),
        ("[limits]\nuplaod = 1", "a.toml:2: there is no setting 'uplaod'; did you mean 'upload'?"),
        ("[per-file.a]\nsport-type = 'Ride'", "a.toml:2: there is no setting 'sport-type'; did you mean 'sport_type'?"),
        (
            "[per-file.a]\nqqq = 'Ride'",
            "a.toml:2: there is no setting 'qqq'; the keys of per-file are ignore, data",
        ),
        ("select = 'TIM'", "a.toml:1: select: is the string 'TIM'; write a list: ['TIM']"),
        ("select = 1", 'a.toml:1: select: is the number 1; write a list of strings, such as ["..."]'),
        ("select = [1]", "a.toml:1: select: contains the number 1; write strings, such as '1'"),
        ("ignore = ['TIM999']", "a.toml:1: ignore: no rule has the code, prefix or name 'TIM999'; did you mean TIM"),
        ("ignore = ['?']", "a.toml:1: ignore: no rule has the code, prefix or name '?'; `activitylint rule` lists"),
        ("ignore = ['']", "a.toml:1: ignore: no rule has the code, prefix or name ''; `activitylint rule` lists"),
        ("inline-ignores = 'no'", "a.toml:1: inline-ignores: is the string 'no'; write true or false"),
        (
            "severity = 'x'",
            "a.toml:1: severity: is the string 'x'; make it a table, for example severity = {",
        ),
        ("severity.TIM = 'warn'", "a.toml:1: severity.TIM: is the string 'warn'; did you mean 'warning'?"),
        (
            "severity.TIM = 'off'",
            "a.toml:1: severity.TIM: 'off' is not a severity; to turn a rule off, add it to ignore",
        ),
        ("severity.TIN001 = 'info'", "a.toml:1: severity.TIN001: no rule has the code"),
        ("fail-on = true", "a.toml:1: fail-on: is the boolean true; write one of 'error', 'warning', 'info'"),
        ("format = 'jsn'", "a.toml:1: format: is the string 'jsn'; did you mean 'json'?"),
        ("jobs = 0", "a.toml:1: jobs: is the number 0; write a whole number from 1, or remove it"),
        ("jobs = true", "a.toml:1: jobs: is the boolean true; write a whole number"),
        ("jobs = 1.5", "a.toml:1: jobs: is the number 1.5; write a whole number"),
        ("exclude = ['../a']", "a.toml:1: exclude: the glob '../a' leaves the folder of the settings file; write it"),
        ("baseline = ''", "a.toml:1: baseline: is the string ''; write the path of a file"),
        ("limits = 5", "a.toml:1: limits: is the number 5; make it a table, for example limits = { upload = '25 MB' }"),
        ("limits.read = '5 MiB'", "a.toml:1: limits.read: is the string '5 MiB'; write a whole number of bytes from 1"),
        ("limits.read = 0", "a.toml:1: limits.read: is the number 0; write a whole number of bytes"),
        (
            "limits.read = 0x" + "f" * 9999,
            "a.toml:1: limits.read: is a number beyond 64 bits; write",
        ),
        ("limits.read = '" + "9" * 999 + "GB'", "a.toml:1: limits.read: is the string '9999"),
        ("[[per-file]]", "a.toml:1: per-file: is a list; make it a table, for example per-file = { 'indoor/**' = "),
        ("per-file.a = 1", "a.toml:1: per-file.a: is the number 1; make it a table, for example"),
        ("per-file.'a\\b' = {}", "a.toml:1: per-file.\"a\\\\b\": the glob 'a\\\\b' has a backslash; write '/'"),
        (
            "[per-file.a]\ntrainer = true",
            "a.toml:2: per-file.a.trainer: is the boolean true; write a string: '1'",
        ),
        ("[per-file.a]\nname = 1979-01-01", "a.toml:2: per-file.a.name: is a date or time; write a string"),
        ("[per-file.a]\nignore = 'TIM'", "a.toml:2: per-file.a.ignore: is the string 'TIM'; write a list"),
        (
            "[tool.activitylint]\njobs = 1",
            "a.toml:1: settings in activitylint.toml are at the top level; remove",
        ),
        ("x = ", "a.toml: not valid TOML: Invalid value (at end of document); fix it, or use --isolated"),
        ("x = " + "[" * 9999, "a.toml: not valid TOML: "),
        ("x = " + "9" * 9999, "a.toml: not valid TOML: "),
    ],
)
def test_a_mistake_is_reported_with_its_line_and_a_hint(text: str, says: str) -> None:
    found = problems(text)
    assert len(found) == 1
    assert found[0].startswith(says)


def test_all_problems_are_reported_in_file_order() -> None:
    found = problems("jobs = 0\nselect = 1\n\n[limits]\nread = -1\nx = 1\n")
    assert [line.split(": ")[0] for line in found] == ["a.toml:1", "a.toml:2", "a.toml:5", "a.toml:6"]


@pytest.mark.parametrize(
    "header", ["[activitylint]", "[tool.activity-lint]", "[tool.activity_lint]", "[tool.ActivityLint]"]
)
def test_a_misspelled_table_is_reported(header: str) -> None:
    found = problems(f"[project]\n{header}\njobs = 1\n", ("tool", "activitylint"))
    assert found == [f"a.toml:2: {header} is not read; write [tool.activitylint]"]


def test_lines_in_a_pyproject_are_those_of_our_table() -> None:
    text = "[limits]\nread = 1\n[tool.activitylint]\n[tool.activitylint.limits]\nread = 0\n"
    assert problems(text, ("tool", "activitylint"))[0].startswith("a.toml:5: limits.read: ")


@pytest.mark.parametrize("text", ["tool = 5", "[tool]", "[tool.other]\nx = 1", ""])
def test_a_pyproject_without_our_table_has_no_settings(text: str) -> None:
    assert parse(text, "pyproject.toml", table=("tool", "activitylint")) is None


# The nearest file


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def loaded(start: Path) -> Settings:
    settings = load(start)
    assert settings is not None
    return settings


def test_the_nearest_file_up_the_tree_is_read(tmp_path: Path) -> None:
    write(tmp_path / "activitylint.toml", "jobs = 1")
    write(tmp_path / "a" / "pyproject.toml", "[tool.activitylint]\njobs = 2")
    write(tmp_path / "a" / "b" / "pyproject.toml", "[tool.other]\nactivitylint = 2")
    write(tmp_path / "a" / "c" / "activitylint.toml", "jobs = 3")
    write(tmp_path / "a" / "c" / "pyproject.toml", "[tool.activitylint]\njobs = 4")
    (tmp_path / "a" / "d" / "activitylint.toml").mkdir(parents=True)
    assert loaded(tmp_path).jobs == 1
    assert loaded(tmp_path / "x" / "y").jobs == 1
    assert loaded(tmp_path / "a").jobs == 2
    assert loaded(tmp_path / "a" / "b").jobs == 2
    assert loaded(tmp_path / "a" / "c").jobs == 3
    assert loaded(tmp_path / "a" / "d").jobs == 2
    assert loaded(tmp_path / "a").folder == str(tmp_path / "a")


def test_a_pyproject_without_our_table_is_not_parsed(tmp_path: Path) -> None:
    write(tmp_path / "activitylint.toml", "")
    write(tmp_path / "a" / "pyproject.toml", "not toml")
    assert loaded(tmp_path / "a").file.endswith("activitylint.toml")
    write(tmp_path / "a" / "pyproject.toml", "not toml of activitylint")
    with pytest.raises(SettingsError, match="not valid TOML"):
        load(tmp_path / "a")


def test_a_file_that_is_not_utf8_is_reported(tmp_path: Path) -> None:
    (tmp_path / "activitylint.toml").write_bytes(b"jobs = 1 # \xff")
    with pytest.raises(SettingsError, match=r"byte 11 is not valid UTF-8.*save the file as UTF-8"):
        load(tmp_path)
    (tmp_path / "activitylint.toml").write_bytes(b"\xef\xbb\xbfjobs = 1\r\n")
    assert loaded(tmp_path).jobs == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root can read everything")
def test_an_unreadable_file_is_reported(tmp_path: Path) -> None:
    write(tmp_path / "activitylint.toml", "")
    (tmp_path / "activitylint.toml").chmod(0)
    with pytest.raises(SettingsError, match="make the file readable, or use --isolated"):
        load(tmp_path)


def test_the_shorter_path_of_the_file_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "activitylint.toml", "baseline = 'x/known.toml'")
    (tmp_path / "a").mkdir()
    monkeypatch.chdir(tmp_path / "a")
    settings = loaded(Path())
    assert settings.file == str(Path("..") / "activitylint.toml")
    assert settings.baseline is not None
    assert Path(settings.baseline) == Path("..") / "x" / "known.toml"


# Per file


def test_form_fields_come_from_the_command_line_then_from_the_last_glob(tmp_path: Path) -> None:
    text = "[per-file.'*.fit']\nsport_type = 'Ride'\nname = 'x'\n[per-file.'indoor/']\nsport_type = 'VirtualRide'\n"
    settings = parse(text, "a.toml", folder=str(tmp_path))
    assert settings is not None
    per_file = settings.per_file

    def request(path: str, **given: str) -> UploadRequest:
        return per_file.request_for(str(tmp_path / path), UploadRequest(**given))

    assert request("a.fit") == UploadRequest(sport_type="Ride", name="x")
    assert request("indoor/a.fit") == UploadRequest(sport_type="VirtualRide", name="x")
    assert request("indoor/a.fit", sport_type="Run") == UploadRequest(sport_type="Run", name="x")
    assert request("a.gpx", sport_type="Run") == UploadRequest(sport_type="Run")
    assert request("../a.fit") == UploadRequest()
    assert per_file.request_for("-", UploadRequest()) == UploadRequest()


def test_paths_relative_to_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = str(tmp_path)
    assert below("a/b.fit", folder) == "a/b.fit"
    assert below("./a/../b.fit", folder) == "b.fit"
    assert below(str(tmp_path / "..a"), folder) == "..a"
    assert below("../b.fit", folder) is None
    assert below(str(tmp_path.parent), folder) is None
    assert below(folder, folder) == "."
    assert below("", folder) is None
    assert below("-", folder) is None


# Lines of keys


def test_keys_are_found_whatever_is_between_them() -> None:
    text = '''\
"a b" = """
x = 1
""" # [not.a.table]
c . 'd e' = [ # 5
  "]", '\\', { y = 2 },
] # ]
[t."u.v"] # z = 1
w = \'\'\'
[no]\'\'\'
"\\u00e9" = "\\"" # "

[[list]]
k = 1
[[list]]
k = 2
end = {x={y=1}}'''
    lines = key_lines(text)
    assert lines == {
        ("a b",): 1,
        ("c",): 4,
        ("c", "d e"): 4,
        ("t", "u.v"): 7,
        ("t", "u.v", "w"): 8,
        ("t", "u.v", "é"): 10,
        ("list",): 12,
        ("list", "k"): 13,
        ("list", "end"): 16,
    }
    assert line_of(lines, ("list", "end", "x", "y")) == 16
    assert line_of(lines, ("nothing",)) == 1


scalars = st.one_of(st.integers(0, 9), st.booleans(), st.text("ab[]{}=#\"'\n\\\t ", max_size=6))
names = st.text("ab. -#]=\"'é", min_size=1, max_size=4)
documents = st.dictionaries(
    names, st.one_of(scalars, st.lists(scalars, max_size=3), st.dictionaries(names, scalars, max_size=3)), max_size=4
)


def toml(document: Mapping[str, Any], *, inline: bool) -> tuple[str, dict[tuple[str, ...], int]]:
    """A document in TOML, and the line of each key."""
    lines: list[str] = []
    wanted: dict[tuple[str, ...], int] = {}

    def value(one: object) -> str:
        if isinstance(one, list):
            return "[ # [\n" + "".join(f"  {value(each)}, # ]\n" for each in one) + "]"
        if isinstance(one, dict):
            return "{" + ", ".join(f"{json.dumps(key)} = {value(each)}" for key, each in one.items()) + "}"
        if isinstance(one, str) and "'''" not in one and not one.startswith("\n") and not one.endswith("'"):
            return f"'''\n{one}'''"
        return json.dumps(one)

    def add(text: str, keys: tuple[str, ...]) -> None:
        wanted[keys] = 1 + sum(line.count("\n") + 1 for line in lines)
        lines.append(text)

    tables = {} if inline else {key: one for key, one in document.items() if isinstance(one, dict)}
    for key, one in document.items():
        if key not in tables:
            add(f"{json.dumps(key)} = {value(one)}", (key,))
            lines.append("# a = 1\n")
    for key, table in tables.items():
        add(f"[{json.dumps(key)}] # x", (key,))
        for name, one in table.items():
            add(f"{json.dumps(name)}={value(one)} # ''' \"", (key, name))
    return "\n".join(lines), wanted


@given(documents, st.booleans())
def test_every_key_of_any_document_is_found_on_its_line(document: dict[str, Any], inline: bool) -> None:
    text, wanted = toml(document, inline=inline)
    assert tomllib.loads(text) == document
    assert key_lines(text) == wanted


# The schema


def test_the_schema_has_all_keys_and_choices() -> None:
    properties = SCHEMA["properties"]
    assert list(properties["format"]["enum"]) == list(FORMATS)
    assert SCHEMA["$defs"]["severity"]["enum"] == [one.value for one in Severity]
    assert list(properties["limits"]["properties"]) == list(Limits._fields)
    assert list(SCHEMA["$defs"]["per-file"]["properties"]) == ["ignore", *UploadRequest._fields]
    assert parsed(WHOLE).origins.keys() >= {
        (key,) for key in properties if key not in ("severity", "limits", "per-file")
    }
    for name, limit in Limits()._asdict().items():
        assert f"{limit // 1_000_000} MB" in properties["limits"]["properties"][name]["description"]


def accepts(document: dict[str, Any]) -> bool:
    return bool(jsonschema.Draft202012Validator(SCHEMA).is_valid(document))


values = st.one_of(
    scalars,
    st.sampled_from(["TIM", "error", "25 MB", "json", "a/*.fit"]),
    st.lists(st.sampled_from(["TIM", "ALL", "INT"]), max_size=2),
)


@given(
    st.dictionaries(
        st.sampled_from([*SCHEMA["properties"], "select_", "x"]),
        st.one_of(values, st.dictionaries(st.sampled_from(["read", "upload", "TIM", "ALL"]), values, max_size=2)),
        max_size=3,
    )
)
def test_accepted_settings_meet_the_schema(document: dict[str, Any]) -> None:
    text, _ = toml(document, inline=True)
    try:
        parse(text)
    except SettingsError:
        return
    assert accepts(document)


@pytest.mark.parametrize("text", [WHOLE, ""])
def test_correct_settings_meet_the_schema(text: str) -> None:
    assert accepts(tomllib.loads(text))


@pytest.mark.parametrize(
    "text",
    [
        *("x = 1", "select = 'TIM'", "jobs = 0", "limits.x = 1", "limits.read = '5 MiB'", "per-file.a.x = 1"),
        *("fail-on = 'off'", "severity.TIM = 'off'", "format = 'x'", "exclude = ['!a']", "per-file.a.trainer = true"),
    ],
)
def test_wrong_settings_do_not_meet_the_schema(text: str) -> None:
    assert not accepts(tomllib.loads(text))
    assert problems(text)


def test_globs_are_equal_if_their_patterns_are() -> None:
    assert Glob("a") == Glob("a") != Glob("b")


@pytest.mark.parametrize("page", ["settings.md", "formats/index.md"])
def test_the_documentation_lists_every_form_field(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    names = [name.replace("_", "-") if page.startswith("formats") else name for name in UploadRequest._fields]
    prefix = "--" if page.startswith("formats") else ""
    assert [name for name in names if f"`{prefix}{name}`" not in text] == []


def test_strength_json_sends_every_form_field_to_the_form() -> None:
    assert [name for name in UploadRequest._fields if not belongs_to_form(name)] == []
