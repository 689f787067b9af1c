"""What an editor shows of a document besides its findings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lsprotocol import types

from lsp.client import Editor, Shared
from paths import FIXTURES

SAMPLES = FIXTURES / "samples"


def place(text: str, words: str, shift: int = 0) -> types.Position:
    """The position of the first place where these words are."""
    before = text[: text.index(words) + shift]
    return types.Position(before.count("\n"), len(before.rpartition("\n")[2]))


def read(name: str) -> tuple[str, str]:
    return (SAMPLES / name).as_uri(), (SAMPLES / name).read_text(encoding="utf-8")


async def hovered(editor: Editor, uri: str, where: types.Position) -> str:
    found = await editor.text_document_hover_async(types.HoverParams(types.TextDocumentIdentifier(uri), where))
    assert found is None or isinstance(found.contents, types.MarkupContent)
    return found.contents.value if found is not None and isinstance(found.contents, types.MarkupContent) else ""


async def completed(editor: Editor, uri: str, where: types.Position) -> list[types.CompletionItem]:
    params = types.CompletionParams(types.TextDocumentIdentifier(uri), where)
    found = await editor.text_document_completion_async(params)
    assert isinstance(found, types.CompletionList)
    return list(found.items)


def test_hover_says_what_strava_reads(shared: Shared) -> None:
    gpx, ride = read("ride.gpx")
    tcx, run = read("run.tcx")
    json, strength = read("strength.json")
    ride = ride.replace("<trkseg>", "<!-- activitylint: ignore=TIM004 \U0001f6b4 --><trkseg>", 1)

    async def scenario(editor: Editor) -> None:
        for uri, text in ((gpx, ride), (tcx, run), (json, strength)):
            editor.open(uri, text)
        elevation = await hovered(editor, gpx, place(ride, "<ele>", 6))
        assert "read" in elevation
        assert "**altitude**, in m" in elevation
        assert "In this file: " in elevation
        assert "**latitude**" in await hovered(editor, gpx, place(ride, "lat=", 6))
        assert (await hovered(editor, gpx, place(ride, "TIM004", 2))).startswith("# TIM004 ")
        assert "**heartrate**, in bpm" in await hovered(editor, tcx, place(run, "<Value>", 7))
        assert "elapsed time of the lap" in await hovered(editor, tcx, place(run, "<TotalTimeSeconds>", 3))
        exercise = await hovered(editor, json, place(strength, '"exercise_type"', 3))
        assert "is in the group **" in exercise
        assert "In this file: " in await hovered(editor, json, place(strength, '"weight"', 3))
        assert not await hovered(editor, json, types.Position(0, 0))
        hostile = '{"sets": [{"exercise_type": "`[a](command:b)`", "[x](y:z)": 1}], "version": "1.0"}'
        editor.open(shared.uri, hostile, language="json")
        assert "`'[a](command:b)'`" in await hovered(editor, shared.uri, place(hostile, "exercise_type"))
        assert (await hovered(editor, shared.uri, place(hostile, "[x]"))).startswith("`[x](y:z)`")

    shared.run(scenario)


def test_completion_knows_the_words_that_strava_knows(shared: Shared) -> None:
    uri = shared.uri

    async def labels(editor: Editor, text: str, version: int) -> list[str]:
        """The labels at the end of the text."""
        editor.replace(uri, version, text)
        lines = text.split("\n")
        return [one.label for one in await completed(editor, uri, types.Position(len(lines) - 1, len(lines[-1])))]

    async def scenario(editor: Editor) -> None:
        editor.open(uri, "", language="json")
        assert (await labels(editor, '{"sets": [{"exercise_type": "bench pres', 2))[0] == "BENCH_PRESS_GENERIC"
        assert await labels(editor, '{"version": "', 3) == ["1.0"]
        assert "Biking" in await labels(editor, '<Activity Sport="', 4)
        assert "TIM004" in await labels(editor, "<!-- activitylint: ignore=POS001,TI", 5)
        assert "GravelRide" in await labels(editor, '[per-file."a"]\nsport_type = "', 6)
        ride = (SAMPLES / "ride.gpx").read_text(encoding="utf-8")
        point = ride[: ride.index("</trkpt>")].rpartition("<extensions>")[0]
        tags = await labels(editor, f"{point}<extensions><", 7)
        assert "gpxtpx:hr" in tags
        assert not await labels(editor, f"{point}<", 8)
        items = await completed(editor, uri, place(f"{point}<", "<trkseg>", 3))
        assert not items
        editor.replace(uri, 9, f"{point}<extensions><")
        end = types.Position(f"{point}".count("\n"), len(f"{point}<extensions><".rpartition("\n")[2]))
        edit: Any = next(one for one in await completed(editor, uri, end) if one.label == "gpxtpx:hr").text_edit
        assert edit.new_text.startswith("<gpxtpx:TrackPointExtension")
        assert edit.range.start.character == end.character - 1

    shared.run(scenario)


def test_the_outline_and_the_line_above(shared: Shared, tmp_path: Path) -> None:
    fit = tmp_path / "ride.fit"
    fit.write_bytes((SAMPLES / "ride.fit").read_bytes())

    async def scenario(editor: Editor) -> None:
        names: dict[str, list[types.DocumentSymbol]] = {}
        for name in ("ride.gpx", "run.tcx", "strength.json"):
            uri, text = read(name)
            editor.open(uri, text)
            document = types.TextDocumentIdentifier(uri)
            found = await editor.text_document_document_symbol_async(types.DocumentSymbolParams(document))
            assert found
            names[name] = [one for one in found if isinstance(one, types.DocumentSymbol)]
            lenses = await editor.text_document_code_lens_async(types.CodeLensParams(document))
            assert lenses
            assert lenses[0].command is not None
            assert " \u00b7 " in lenses[0].command.title
            params = types.ExecuteCommandParams("activitylint.inspect", lenses[0].command.arguments)
            page = str(await editor.workspace_execute_command_async(params))
            assert page.startswith("<!DOCTYPE html>")
            assert name in page
        track = names["ride.gpx"][0]
        assert track.name == "Track 1"
        assert [one.name for one in track.children or []] == ["Segment 1"]
        lap = (names["run.tcx"][0].children or [])[0]
        assert (names["run.tcx"][0].name, lap.name) == ("Activity 1", "Lap 1")
        lines = read("run.tcx")[1].splitlines()
        assert "<Lap" in lines[lap.range.start.line]
        assert lines[lap.range.end.line][: lap.range.end.character].endswith("</Lap>")
        assert names["strength.json"][0].name.startswith("Set 1: ")
        params = types.ExecuteCommandParams("activitylint.inspect", [fit.as_uri()])
        assert "ride.fit" in str(await editor.workspace_execute_command_async(params))

    shared.run(scenario)
