"""No text in a file or in its name has an effect on the terminal, in a log or in a report.

`TEXTS` has the hostile texts, `CHANNELS` the commands and formats that repeat them. Each text is used as a file name
and inside a file of each format. In the default run each channel gets every 27th text, and each text goes
through one in 27 channels. The slow tests combine all of them.
"""

from __future__ import annotations

import csv
import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import quoteattr

import pytest
from click.testing import CliRunner, Result
from lxml import etree, html
from markdown_it import MarkdownIt

from activitylint.cli import main
from activitylint.reports import FORMATS, table
from activitylint.reports.escape import printable
from fit_builder import DeveloperField, Raw, activity
from paths import FIXTURES

TEXTS: Final = {
    "a terminal color": "\x1b[31mboo",
    "a terminal title": "\x1b]0;boo\x07",
    "a terminal link": "\x1b]8;;https://boo.example\x1b\\boo",
    "an 8-bit control character": "\x9b31mboo\x90boo\x9c",
    "a carriage return over the line": "fine\rboo",
    "a backspace": "boo\x08\x08\x08fine",
    "a GitHub command": "::error file=boo,line=1::boo",
    "a GitHub command on its own line": "x\n::set-env name=boo::boo\n  ::stop-commands::boo",
    "an escaped line break for GitHub": "x%0A::add-mask::boo",
    "an old GitHub command": "##[error]boo",
    "an Azure command": "##vso[task.setvariable variable=boo]boo",
    "a TeamCity command": "##teamcity[message text='boo']",
    "a script": "<script>boo</script><img src=x onerror=boo>",
    "the end of an XML text": "]]></failure><boo/><!-- --><![CDATA[",
    "an entity": "&lt;boo&gt;&#27;[31m",
    "Markdown": "[boo](https://boo.example) ![boo](https://boo.example/x.png) **boo** | boo | @boo #1",
    "the end of a Markdown table": "x |\n\n# boo\n\n```\nboo",
    "the end of Markdown code": "x` <b>boo</b> ``boo``` `",
    "the end of a JSON string": '", "boo": "\\',
    "rare line breaks": "x\u2028::error::boo\u2029::error::boo\x85::error::boo\x0b::error::boo",
    "right-to-left text": "\u202egpx.boo\u2066boo\u200fboo",
    "invisible characters": "b\u200bo\u2060o\ufeffboo",
    "format characters": "b\xad\u061c\u180e\u206ao\ufff9o\U000e0041\U0001d173boo",
    "characters that are shown as nothing": "b\u034f\u115f\u3164o\ufe0f\u180bo\U000e0100boo",
    "noncharacters": "\ufffe\uffffboo",
    "half of a surrogate pair": "\ud800boo",
    "bytes that are not UTF-8": "\udcff\udcfeboo",
    "a Python format string": "{0.__class__}%s%n$boo",
    "a formula": "=cmd|' /C boo'!A0",
}

Channel = Callable[[list[str], list[str]], list[Result]]
"""Runs commands with these texts, and with the files that have them in their names and contents."""

_SHARE: Final = 27
_IGNORABLE: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
"""Unicode's default-ignorable characters, apart from format characters."""
_GITHUB: Final = re.compile(r"^\s*::([^:\s]+)(?: ([^:]*))?::", re.MULTILINE)
_ANYWHERE: Final = re.compile(r"##\w*\[")
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def _lint(output_format: str) -> Channel:
    options = ["--isolated", "--format", output_format, "--verbose", "--show-all", "--now", "2026-11-01T00:00:00Z"]
    return lambda _, files: [_run("lint", *options, "--statistics", *files)]


def _wrong_paths(texts: list[str], files: list[str]) -> list[Result]:
    """Name files, reports, baselines and rules that do not exist."""
    results = []
    for name in files[:: len(files) // len(texts)]:
        missing = os.path.join("missing", os.path.basename(name))  # noqa: PTH118, PTH119 -- a Path would change the name
        results += [
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
    return results


def _settings(texts: list[str], _files: list[str]) -> list[Result]:
    """Use each text in valid and invalid settings; print those as errors and with --show-settings."""
    results = []
    for text in texts:
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
            results += [_run("lint", "--show-settings", "."), _run("lint", "plain.gpx")]
    Path("activitylint.toml").unlink()
    return results


def _inspect(output_format: str, _texts: list[str], files: list[str]) -> list[Result]:
    return [_run("inspect", "--format", output_format, *files)]


CHANNELS: Final[dict[str, Channel]] = {
    **{f"lint --format {name}": _lint(name) for name in FORMATS},
    "inspect": lambda _, files: [_run("inspect", "--show-all", *files)],
    **{f"inspect --format {name}": partial(_inspect, name) for name in ("json", "csv", "jsonl")},
    "errors about paths and options": _wrong_paths,
    "errors about settings": _settings,
}


def _run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments, env={"COLUMNS": "200"})
    assert result.exception is None or isinstance(result.exception, SystemExit), arguments
    return result


def write_files(folder: Path, texts: list[str]) -> list[str]:
    """Write a file of each format for each text, with the text in its name and in its content; return the names."""
    (folder / "plain.gpx").write_bytes((FIXTURES / "samples" / "ride.gpx").read_bytes())
    names = []
    for text in texts:
        stem = text.replace("/", "\u2215").encode("utf-8", "surrogateescape" if "\udcff" in text else "replace")
        for suffix, content in _contents(text):
            name = stem[: 255 - len(suffix)] + suffix.encode()
            (folder / os.fsdecode(name)).write_bytes(content)
            names.append(os.fsdecode(name))
    return names


def _contents(text: str) -> Iterator[tuple[str, bytes]]:
    """Return the suffix and content of a file of each format, with the text wherever a report quotes from it."""
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
def test_a_share_of_the_texts_has_no_effect(channel: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    check(channel, list(TEXTS.values())[list(CHANNELS).index(channel) % _SHARE :: _SHARE])


@pytest.mark.slow
@pytest.mark.parametrize("channel", CHANNELS)
def test_no_text_has_an_effect(channel: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    check(channel, list(TEXTS.values()))


def _is_hidden(character: str) -> bool:
    """True for control, format and default-ignorable characters, unusual line breaks and what is no character."""
    if character in "\n\ufffe\uffff":
        return character != "\n"
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} or bool(_IGNORABLE.match(character))


def test_every_hidden_character_is_escaped_and_no_letter_is() -> None:
    every = [character for character in map(chr, range(sys.maxunicode + 1)) if character not in "\t\n"]
    hidden = "".join(filter(_is_hidden, every))
    seen = "".join(one for one in every if not _is_hidden(one) and unicodedata.category(one) != "Cn")
    assert printable(hidden).isascii()
    assert printable(seen) == seen


def check(channel: str, texts: list[str]) -> None:
    files = write_files(Path.cwd(), texts)
    for result in CHANNELS[channel](texts, files):
        for output in (result.stdout, result.stderr):
            assert not [character for character in set(output) if _is_hidden(character)]
            assert not _ANYWHERE.findall(output)
            commands = set(_GITHUB.findall(output))
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


def _html(written: str) -> None:
    page: Any = html.fromstring(written)
    assert not page.xpath("//img | //iframe | //boo | //b[contains(., 'boo')] | //@*[starts-with(name(), 'on')]")
    assert len(page.xpath("//script")) == 1
    assert all(target.startswith("#") for target in page.xpath("//@href | //@src"))


def _junit(written: str) -> None:
    known = {"testsuites", "testsuite", "testcase", "failure", "error", "system-out"}
    assert {element.tag for element in etree.fromstring(written.encode()).iter()} <= known


def _markdown(written: str) -> None:
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(written)
    inline = [child for token in tokens for child in token.children or []]
    kinds = {token.type for token in (*tokens, *inline)}
    assert not {kind for kind in kinds if kind.startswith(("link", "image", "heading", "fence", "html_inline"))}
    blocks = [token.content.strip() for token in tokens if token.type == "html_block"]
    assert blocks == ["<details><summary>What the findings mean and how to fix them</summary>", "</details>"]


def _table(written: str) -> None:
    for cells in csv.reader(written.splitlines(keepends=True)):
        assert len(cells) == len(table.COLUMNS)
        assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r")]


_READERS: Final[dict[str, Callable[[str], None]]] = {
    **{f"lint --format {name}": _json for name in ("json", "sarif", "gitlab")},
    "lint --format jsonl": _json_lines,
    "lint --format html": _html,
    "lint --format junit": _junit,
    "lint --format csv": _table,
    "inspect --format csv": _table,
    "inspect --format jsonl": _json_lines,
    "lint --format markdown": _markdown,
    "inspect --format json": _json,
    "inspect --format html": _html,
}
