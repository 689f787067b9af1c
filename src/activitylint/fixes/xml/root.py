"""Fixes for the root element: a missing version or namespace that can only be one."""

from __future__ import annotations

from collections.abc import Iterator

from activitylint.fixes.registry import FileChange, FixTask, NotApplicable, Safety, fix
from activitylint.fixes.xml.editor import XmlEditor
from activitylint.model.format import GPX, XML, Format
from activitylint.vocabulary.namespaces import GPX_1_1, TCX_2

__all__: list[str] = []


@fix("add-version", "GPX001", safety=Safety.SAFE, formats=GPX, order=4)
def add_version(task: FixTask) -> Iterator[FileChange]:
    """Adds `version="1.1"` to a GPX root element that has the namespace of GPX 1.1 but no version.

    Limits: Skips GPX 1.0, which is another format, and a version that contradicts the namespace, because either may be
    wrong.
    """
    editor = XmlEditor(task)
    if not editor.root[0]:
        return
    if editor.root[0] != GPX_1_1:
        raise NotApplicable("the namespace is not that of GPX 1.1")
    found = editor.attribute(0, "version")
    if found is None:
        at = editor.start(0) + 1 + len(editor.tag(0))
        yield editor.edit(at, at, ' version="1.1"')
    elif editor.written(*found).strip():
        raise NotApplicable("the version contradicts the namespace, and either may be wrong")
    else:
        yield editor.edit(*found, "1.1")


@fix("add-namespace", "GPX001", "TCX001", safety=Safety.SAFE, formats=XML, order=4, reveals=("XML006", "XML007"))
def add_namespace(task: FixTask) -> Iterator[FileChange]:
    """Declares the namespace of the format on a root element that has none: GPX if the version is 1.1, TCX if the file
    has Activities or Courses of version 2.

    Limits: Skips a file with another namespace, or with a version other than 1.1.
    """
    editor = XmlEditor(task)
    if editor.root[0]:
        return
    if ":" in editor.tag(0) or editor.attribute(0, "xmlns") is not None:
        raise NotApplicable("the root element says that it has no namespace")
    if task.source.format is Format.GPX:
        version = editor.attribute(0, "version")
        if version is None or editor.written(*version).strip() != "1.1":
            raise NotApplicable("the file does not say that it is GPX 1.1")
        uri = GPX_1_1
    else:
        if not len(editor.tables["session"]):
            raise NotApplicable("the file has neither Activities nor Courses of version 2")
        uri = TCX_2
    at = editor.start(0) + 1 + len(editor.tag(0))
    yield editor.edit(at, at, f' xmlns="{uri}"')
