"""A hook of mkdocs: show the modules of the rules on the site, so that a rule's page can link to its source.

In the repository, the pages link to `../../src/activitylint/rules/X.py`. On the site, such a link leads to a page with
the module's text, with a heading before each rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from mkdocs.structure.files import File, Files

_SOURCE: Final = Path(__file__).resolve().parent.parent / "src" / "activitylint" / "rules"
_LINK: Final = re.compile(r"\]\(\.\./\.\./src/activitylint/rules/([\w/]+)\.py\)")
_RULE: Final = re.compile(r'^@rule\(\s*"([A-Z]{3}\d{3})",\s*"([^"]+)"', re.MULTILINE)


def on_files(files: Files, *, config: Any) -> Files:
    """Add a page for each module that has rules."""
    for path in sorted(_SOURCE.rglob("*.py")):
        name, text = path.relative_to(_SOURCE).with_suffix("").as_posix(), path.read_text(encoding="utf-8")
        if _RULE.search(text):
            files.append(File.generated(config, f"source/{name}.md", content="\n".join(_page(name, text))))
    return files


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """Lead a rule's link to its source to the page of the module."""
    if not page.file.src_uri.startswith("rules/"):
        return markdown
    code = Path(page.file.src_uri).stem.lower()
    return _LINK.sub(lambda found: f"](../source/{found[1]}.md#{code})", markdown)


def _page(name: str, text: str) -> Iterator[str]:
    yield from (
        "---",
        f"title: {name}.py",
        "search:",
        "  exclude: true",
        "---",
        f"# src/activitylint/rules/{name}.py",
        "",
    )
    starts = [0, *(found.start() for found in _RULE.finditer(text)), len(text)]
    headings = [None, *(f"## {found[1]} {found[2]} {{ #{found[1].lower()} }}" for found in _RULE.finditer(text))]
    for heading, start, end in zip(headings, starts, starts[1:], strict=False):
        if heading:
            yield from (heading, "")
        yield from ("```python", text[start:end].rstrip(), "```", "")
