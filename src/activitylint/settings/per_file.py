"""What the settings say of some files alone: rules that are left out there, and form fields of their upload."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from activitylint.model.request import UploadRequest
from activitylint.settings.globs import Glob

__all__ = ["PerFile", "PerFiles", "below"]


class PerFile(NamedTuple):
    """The settings of the files that a glob means.

    ignore: selectors of rules whose findings are left out. request: form fields, by their names in UploadRequest.
    """

    glob: Glob
    ignore: tuple[str, ...] = ()
    request: Mapping[str, str] = {}


class PerFiles(NamedTuple):
    """All of them, in the order of the settings. folder: what the globs are relative to, an absolute path."""

    folder: str = ""
    entries: tuple[PerFile, ...] = ()

    def of(self, path: str) -> Iterator[PerFile]:
        """The settings that hold for a file; none for one outside the folder."""
        inside = below(path, self.folder) if self.entries else None
        if inside is not None:
            yield from (entry for entry in self.entries if entry.glob.matches(inside))

    def request_for(self, path: str, request: UploadRequest) -> UploadRequest:
        """A file's form fields: those of `request`, which come from the command line, then those of the settings.

        Where several globs mean the file, the one that stands last in the settings has the say, field by field.
        """
        fields = {name: value for entry in self.of(path) for name, value in entry.request.items()}
        fields = {name: value for name, value in fields.items() if getattr(request, name) is None}
        return request._replace(**fields)


def below(path: str, folder: str) -> str | None:
    """A path relative to a folder that it is in, with forward slashes; None where it is elsewhere, or is no path.

    Links are not followed: a file is where it is named.
    """
    if path in {"", "-"}:
        return None
    try:
        relative = os.path.relpath(path, folder)
    except ValueError:  # another drive, or a name that no path can have
        return None
    relative = relative.replace(os.sep, "/")
    return None if relative == ".." or relative.startswith("../") else relative
