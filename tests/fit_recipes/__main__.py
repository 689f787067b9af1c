"""Write the FIT fixtures that are out of date."""

from __future__ import annotations

import sys

from fit_recipes import build, recipes
from paths import FIXTURES

for path, recipe in recipes().items():
    target = FIXTURES / path
    data = build(recipe)
    if not target.is_file() or target.read_bytes() != data:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        sys.stdout.write(f"{path}: {len(data)} bytes\n")
