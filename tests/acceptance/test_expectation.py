"""The findings in the corpus are those that are committed. `tests/test_fixtures.py` compares those of the fixtures."""

from __future__ import annotations

import pytest

from acceptance import expectation
from paths import CORPUS


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
def test_the_corpus_has_the_expected_findings() -> None:
    expected = expectation.CORPUS_FILE.read_text(encoding="utf-8").splitlines()
    assert expectation.of_corpus(jobs=2) == expected
