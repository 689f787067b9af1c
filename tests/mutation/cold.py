"""Run a mutant of code that runs at import time: start pytest in a new process that imports the changed module.

    python -m mutation.cold '{"path": ..., "number": ..., "tests": [...]}'

The exit status is 1 if a test fails or the changed module cannot be imported.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, ModuleType

import pytest

from mutation.operators import code_of, mutants_of

__all__ = ["main"]


class _Changed(importlib.machinery.PathFinder):
    """Finds the changed module, before all other finders."""

    path = ""
    code: CodeType | None = None

    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if not fullname.startswith("activitylint"):
            return None
        spec = super().find_spec(fullname, path, target)
        if spec is None or spec.origin != cls.path:
            return None
        spec.loader = _Loader(fullname, cls.path)
        return spec


class _Loader(importlib.machinery.SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType | None:  # noqa: ARG002 -- the importer's signature
        return _Changed.code


def main() -> None:
    """Run the given tests on the given mutant."""
    asked = json.loads(sys.argv[1])
    mutant = mutants_of(Path(asked["path"]))[asked["number"]]
    _Changed.path, _Changed.code = asked["path"], code_of(mutant)
    sys.meta_path.insert(0, _Changed)
    options = ["-x", "-q", "-m", "", "-p", "no:cacheprovider", "--hypothesis-profile=quick"]
    sys.exit(bool(pytest.main([*options, *asked["tests"]])))


if __name__ == "__main__":
    main()
