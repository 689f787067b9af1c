"""Settings for some of the files: rules to ignore, and form fields of the upload."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from activitylint.model.classes import NamedTuple
from activitylint.model.request import UploadRequest
from activitylint.settings.globs import Glob
from activitylint.source.urls import is_url, path_of

__all__ = ["PerFile", "PerFiles", "below"]


class PerFile(NamedTuple):
    """The settings for the files that match a glob.

    ignore: selectors of the rules whose findings are suppressed. request: form fields, by their names in UploadRequest.
    """

    glob: Glob
    ignore: tuple[str, ...] = ()
    request: Mapping[str, str] = {}


class PerFiles(NamedTuple):
    """All PerFile entries, in the order of the settings. folder: the absolute path that the globs are relative to."""

    folder: str = ""
    entries: tuple[PerFile, ...] = ()

    def of(self, path: str) -> Iterator[PerFile]:
        """The entries that apply to a file; none for a file outside the folder."""
        inside = below(path, self.folder) if self.entries else None
        if inside is not None:
            yield from (entry for entry in self.entries if entry.glob.matches(inside))

    def request_for(self, path: str, request: UploadRequest) -> UploadRequest:
        """The form fields for a file: those in `request` (from the command line), then those in the settings.

        If several globs match the file, the last one with a value for a field wins.
        """
        fields = {name: value for entry in self.of(path) for name, value in entry.request.items()}
        fields = {name: value for name, value in fields.items() if getattr(request, name) is None}
        return request._replace(**fields)


def below(path: str, folder: str) -> str | None:
    """A path relative to a folder, with forward slashes; None if it is outside, or not a path.

    Symbolic links are not followed. The path part of a URL is relative to any folder.
    """
    if path in {"", "-"}:
        return None
    if is_url(path):
        return path_of(path)
    try:
        relative = os.path.relpath(path, folder)
    except ValueError:  # on another drive, or not a valid path
        return None
    relative = relative.replace(os.sep, "/")
    return None if relative == ".." or relative.startswith("../") else relative
