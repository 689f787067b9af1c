"""The folder of the rules' pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from activitylint.lsp.pages import Pages

if TYPE_CHECKING:
    import pytest


def test_after_the_folder_is_removed_no_page_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    pages = Pages()
    link = pages.link("TIM001")
    assert link is not None
    assert [path.name for path in tmp_path.rglob("*.md")] == ["TIM001.md"]
    pages.close()
    assert pages.link("TIM001") is None
    assert pages.link("TIM002") is None
    assert list(tmp_path.iterdir()) == []
