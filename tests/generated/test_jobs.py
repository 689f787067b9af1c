"""The output for any files is the same on every run, with one process or several."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from activitylint.cli import main
from generated.mutations import hostile_bytes, names

_FORMATS = ("json", "sarif", "full")


@pytest.mark.slow
@settings(max_examples=4)
@given(
    files=st.lists(st.tuples(names(), hostile_bytes()), min_size=9, max_size=20),
    output_format=st.sampled_from(_FORMATS),
    batch=st.booleans(),
)
def test_any_files_give_the_same_bytes_with_any_number_of_processes(
    files: list[tuple[str, bytes]], output_format: str, *, batch: bool
) -> None:
    # One process gets eight files at a time, so use more than that.
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, (name, content) in enumerate(files):
            path = Path(folder, f"{number} {name.replace('/', ' ')}")
            path.write_bytes(content)
            paths.append(str(path))
        options = [
            "--isolated",
            "--format",
            output_format,
            "--verbose",
            "--statistics",
            "--now",
            "2026-06-01T00:00:00Z",
        ]
        runs = [
            CliRunner().invoke(main, ["lint", *options, *(["--batch"] if batch else []), "--jobs", jobs, *paths])
            for jobs in ("1", "1", "2", "3")
        ]
    assert runs[0].exit_code in {0, 1}
    assert runs[0].stderr == ""
    assert runs[0].stdout_bytes
    assert all((run.exit_code, run.stdout_bytes) == (runs[0].exit_code, runs[0].stdout_bytes) for run in runs)
