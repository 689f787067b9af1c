"""What a file or its name says never acts: not on a terminal, not in a log, not in a report.

`TEXTS` is what is said, `CHANNELS` is every way that activitylint has of repeating it, and each text goes every way: as
a file's name, and from inside a file of each format.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final
from xml.sax.saxutils import quoteattr

import pytest
from click.testing import CliRunner, Result
from lxml import etree
from markdown_it import MarkdownIt

from activitylint.cli import main
from activitylint.reports import FORMATS
from fit_builder import DeveloperField, Raw, activity
from paths import FIXTURES

TEXTS: Final = {
    "a colour of the terminal": "\x1b[31mboo",
    "a title of the terminal": "\x1b]0;boo\x07",
    "a link of the terminal": "\x1b]8;;https://boo.example\x1b\\boo",
    "a control of eight bits": "\x9b31mboo\x90boo\x9c",
    "a carriage return over the line": "fine\rboo",
    "a backspace": "boo\x08\x08\x08fine",
    "a command of GitHub": "::error file=boo,line=1::boo",
    "a command of GitHub on a line of its own": "x\n::set-env name=boo::boo\n  ::stop-commands::boo",
    "an escaped line break of GitHub": "x%0A::add-mask::boo",
    "an older command of GitHub": "##[error]boo",
    "a command of Azure": "##vso[task.setvariable variable=boo]boo",
    "a command of TeamCity": "##teamcity[message text='boo']",
    "a script": "<script>boo</script><img src=x onerror=boo>",
    "the end of a text in XML": "]]></failure><boo/><!-- --><![CDATA[",
    "an entity": "&lt;boo&gt;&#27;[31m",
    "markup of Markdown": "[boo](https://boo.example) ![boo](https://boo.example/x.png) **boo** | boo | @boo #1",
    "a table of Markdown": "x |\n\n# boo\n\n```\nboo",
    "the end of code in Markdown": "x` <b>boo</b> ``boo``` `",
    "the end of a text in JSON": '", "boo": "\\',
    "a line break that only some know": "x\u2028::error::boo\u2029::error::boo\x85::error::boo\x0b::error::boo",
    "text from right to left": "\u202egpx.boo\u2066boo\u200fboo",
    "what cannot be seen": "b\u200bo\u2060o\ufeffboo",
    "what is no character": "\ufffe\uffffboo",
    "half of a pair": "\ud800boo",
    "bytes that are no UTF-8": "\udcff\udcfeboo",
    "a format of Python": "{0.__class__}%s%n$boo",
    "a formula": "=cmd|' /C boo'!A0",
}

_UNSAFE: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_GITHUB: Final = re.compile(r"^\s*::([^:\s]+)(?: ([^:]*))?::", re.MULTILINE)
_ANYWHERE: Final = re.compile(r"##\w*\[")
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def _lint(output_format: str) -> Callable[[list[str]], list[Result]]:
    options = ["--isolated", "--format", output_format, "--verbose", "--show-all", "--now", "2026-11-01T00:00:00Z"]
    return lambda files: [_run("lint", *options, "--statistics", *files)]


def _output(files: list[str]) -> list[Result]:
    """Reports that cannot be written, settings and baselines that cannot be used, files that are not there."""
    told = []
    for name in files[:: len(files) // len(TEXTS)]:
        missing = os.path.join("missing", os.path.basename(name))  # noqa: PTH118, PTH119 -- no Path: it is to be as it is
        told += [
            _run("lint", "--isolated", missing),
            _run("lint", "--isolated", f"{missing}*"),
            _run("inspect", missing),
            _run("lint", "--isolated", "--output", f"json:{missing}/x", "plain.gpx"),
            _run("lint", "--isolated", "--baseline", missing, "plain.gpx"),
            _run("lint", "--isolated", "--write-baseline", f"{missing}/x", "plain.gpx"),
            _run("lint", "--isolated", "--files-from", missing),
            _run("lint", "--isolated", "--select", missing, "plain.gpx"),
            _run("rule", missing),
            _run("exercises", missing),
            _run(missing),
        ]
    return told


def _settings(files: list[str]) -> list[Result]:
    """Settings that quote each text, right and wrong, told as errors and by --show-settings."""
    told = []
    for text in TEXTS.values():
        quoted = json.dumps(text.encode("utf-8", "replace").decode()).replace("\x7f", "\\u007f")
        for written in (
            f"baseline = {quoted}\n",
            f"select = [{quoted}]\n",
            f"{quoted} = 1\n",
            f"format = {quoted}\n",
            f"exclude = [{quoted}]\n[per-file.{quoted}]\nname = {quoted}\nignore = ['TIM001']\n",
            f"x = {text.encode('utf-8', 'replace').decode()}\n",
        ):
            Path("activitylint.toml").write_text(written, encoding="utf-8")
            told += [_run("lint", "--show-settings", "."), _run("lint", "plain.gpx")]
    Path("activitylint.toml").unlink()
    del files
    return told


CHANNELS: Final[dict[str, Callable[[list[str]], list[Result]]]] = {
    **{f"lint --format {name}": _lint(name) for name in FORMATS},
    "inspect": lambda files: [_run("inspect", "--show-all", *files)],
    "inspect --format json": lambda files: [_run("inspect", "--format", "json", *files)],
    "errors about paths and options": _output,
    "errors about settings": _settings,
}


def _run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments, env={"COLUMNS": "200"})
    assert result.exception is None or isinstance(result.exception, SystemExit), arguments
    return result


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A file of each format for each text, which stands in the file's name and in the file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plain.gpx").write_bytes((FIXTURES / "samples" / "ride.gpx").read_bytes())
    made = []
    for text in TEXTS.values():
        stem = text.replace("/", "\u2215").encode("utf-8", "surrogateescape" if "\udcff" in text else "replace")
        for suffix, content in _contents(text):
            name = stem[: 255 - len(suffix)] + suffix.encode()
            (tmp_path / os.fsdecode(name)).write_bytes(content)
            made.append(os.fsdecode(name))
    return made


def _contents(text: str) -> Iterator[tuple[str, bytes]]:
    """The text wherever a report quotes from a file."""
    yield ".json", json.dumps(_strength(text)).encode()
    attribute = quoteattr(
        _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text), {"\n": "&#10;", "\r": "&#13;", "\x85": "&#133;"}
    )
    inner = attribute[1:-1]
    comment = _NOT_XML.sub("?", text).replace("--", "- -")
    gpx = f"""<gpx xmlns="http://www.topografix.com/GPX/1/1" version={attribute} creator={attribute}
xmlns:a={attribute}><!-- activitylint: {comment} -->
<trk><type>{inner}</type><trkseg><trkpt lat={attribute} lon="1"><time>{inner}</time>
<extensions><a:power>{inner}</a:power></extensions></trkpt></trkseg></trk></gpx>"""
    yield ".gpx", gpx.encode()
    tcx = f"""<TrainingCenterDatabase xmlns={attribute}><Activities><Activity Sport={attribute}><Id>{inner}</Id>
<Lap StartTime={attribute}><Intensity>{inner}</Intensity><Track><Trackpoint><Time>{inner}</Time></Trackpoint></Track>
</Lap><Creator><Name>{inner}</Name></Creator></Activity></Activities></TrainingCenterDatabase>"""
    yield ".tcx", tcx.encode()
    raw = Raw(text.encode("utf-8", "surrogatepass") + b"\0", base="string")
    fit = activity(3).developer_field(0, "x").change("field_description", field_name=raw)
    fit.change("file_id", product_name=raw).message("record", developer=[DeveloperField(0, b"\1\2")])
    fit.message("session", sport=raw)
    yield ".fit", fit.build()
    yield ".txt", text.encode("utf-8", "surrogatepass")


def _strength(text: str) -> dict[str, object]:
    sets = [{"exercise_type": text, text: text, "start_time": text}]
    return {
        "version": text,
        "start_time": text,
        "creator": {"name": text},
        "sets": sets,
        "streams": {text: []},
        text: text,
    }


@pytest.mark.parametrize("channel", CHANNELS)
def test_no_text_acts(channel: str, files: list[str]) -> None:
    for result in CHANNELS[channel](files):
        for told in (result.stdout, result.stderr):
            assert not _UNSAFE.findall(told)
            assert not _ANYWHERE.findall(told)
            commands = set(_GITHUB.findall(told))
            ours = channel.endswith(" github")
            assert {name for name, _ in commands} <= ({"error", "warning", "notice"} if ours else set()), commands
            assert "file=boo,line=1" not in {properties for _, properties in commands}
        if channel in _READERS:
            _READERS[channel](result.stdout)


def _json(written: str) -> None:
    assert "boo" not in json.loads(written)


def _json_lines(written: str) -> None:
    for line in written.splitlines():
        _json(line)


def _junit(written: str) -> None:
    known = {"testsuites", "testsuite", "testcase", "failure", "error", "system-out"}
    assert {element.tag for element in etree.fromstring(written.encode()).iter()} <= known


def _markdown(written: str) -> None:
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(written)
    inline = [child for token in tokens for child in token.children or []]
    kinds = {token.type for token in (*tokens, *inline)}
    assert not {kind for kind in kinds if kind.startswith(("link", "image", "heading", "fence", "html_inline"))}
    blocks = [token.content.strip() for token in tokens if token.type == "html_block"]
    assert blocks == ["<details><summary>What it means and how to mend it</summary>", "</details>"]


_READERS: Final[dict[str, Callable[[str], None]]] = {
    **{f"lint --format {name}": _json for name in ("json", "sarif", "gitlab")},
    "lint --format jsonl": _json_lines,
    "lint --format junit": _junit,
    "lint --format markdown": _markdown,
    "inspect --format json": _json,
}
