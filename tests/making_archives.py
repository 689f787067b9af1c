"""Archives for the tests, made in memory."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Mapping

__all__ = ["packed", "tar_of", "zip_of"]


def zip_of(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive with these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return file.getvalue()


def tar_of(members: Mapping[str, bytes | tarfile.TarInfo], form: int = tarfile.PAX_FORMAT) -> bytes:
    """A tar archive with these members: files, or headers of links and the like."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=form) as archive:
        for name, data in members.items():
            header = data if isinstance(data, tarfile.TarInfo) else tarfile.TarInfo(name)
            header.name = name
            if isinstance(data, bytes):
                header.size = len(data)
            archive.addfile(header, io.BytesIO(data) if isinstance(data, bytes) else None)
    return file.getvalue()


def packed(suffix: str, members: Mapping[str, bytes]) -> bytes:
    """An archive of the format that the suffix names."""
    if suffix.lower() == ".zip":
        return zip_of(members)
    data = tar_of(members)
    return data if suffix == ".tar" else gzip.compress(data, mtime=0)
