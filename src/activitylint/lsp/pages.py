"""The pages of the rules as Markdown, and links to them."""

from __future__ import annotations

import os
import tempfile
import threading
from functools import cache
from typing import Any, Final

from pygls.uris import from_fs_path

from activitylint.reports.words import basis_sentence_of, effect_sentence_of
from activitylint.rules.support.pages import pages

__all__ = ["Pages", "markdown", "rule"]

_SAFETY: Final = {"safe": "safe", "unsafe": "unsafe", "asked": "on request"}


@cache
def _rules() -> dict[str, dict[str, Any]]:
    return {one["code"]: one for one in pages()}


def rule(code: str) -> dict[str, Any] | None:
    """The rule with this code, or None."""
    return _rules().get(code)


def markdown(code: str) -> str:
    """The page of a rule. Raises KeyError if there is no such rule."""
    found = _rules()[code]
    formats = ", ".join(found["formats"]).upper()
    lines = [
        f"# {code} {found['name']}",
        found["summary"],
        f"**{found['severity']}**; {formats}. {effect_sentence_of(found['effect'])}",
        basis_sentence_of(found["basis"]),
        *(f"**{heading}:** {text}" for heading, text in found["parts"].items()),
        *(f"**Fix {one['name']}** ({_SAFETY[one['safety']]}): {one['does']} {one['limits']}" for one in found["fixes"]),
    ]
    return "\n\n".join(lines) + "\n"


class Pages:
    """Links to the pages of the rules.

    base: the address of a folder with a page `CODE` for each rule, such as a site made from `docs/`; the code and `.md`
    replace `{code}` if it has one. Without it, the pages are written into a temporary folder, each when it is first
    linked to. Threads may ask for links until the folder is removed, and get none after that.
    """

    def __init__(self, base: str = "") -> None:
        self._lock = threading.Lock()
        self._closed = False
        self._base = base
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._links: dict[str, str] = {}

    def link(self, code: str) -> str | None:
        """The address of a rule's page; None if there is none."""
        with self._lock:
            if code not in self._links and code in _rules() and not self._closed:
                self._links[code] = self._made(code)
            return self._links.get(code)

    def close(self) -> None:
        """Remove the temporary folder."""
        with self._lock:
            self._closed = True
            self._links.clear()
            if self._folder is not None:
                self._folder.cleanup()
                self._folder = None

    def _made(self, code: str) -> str:
        if self._base:
            return self._base.replace("{code}", code) if "{code}" in self._base else f"{self._base.rstrip('/')}/{code}"
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="activitylint-rules-")
        path = os.path.join(self._folder.name, f"{code}.md")
        with open(path, "w", encoding="utf-8") as file:
            file.write(markdown(code))
        return from_fs_path(path) or ""
