"""Fixes of the root element: what it does not say, and cannot but be."""

from __future__ import annotations

from collections.abc import Iterator

from activitylint.fixes.registry import Change, NotApplicable, Safety, Target, fix
from activitylint.fixes.xml.markup import Markup
from activitylint.model.format import GPX, XML, Format
from activitylint.vocabulary.namespaces import GPX_1_1, TCX_2

__all__: list[str] = []


@fix("add-version", "GPX001", safety=Safety.SAFE, formats=GPX, order=4)
def add_version(target: Target) -> Iterator[Change]:
    """Writes `version="1.1"` on a GPX root element that has no version and the namespace of GPX 1.1.

    Leaves: GPX 1.0, which is another format, and versions that contradict the namespace: which of the two is right is
    not known.
    """
    markup = Markup(target)
    if not markup.root[0]:
        return
    if markup.root[0] != GPX_1_1:
        raise NotApplicable("the namespace is not that of GPX 1.1")
    found = markup.attribute(0, "version")
    if found is None:
        at = markup.start(0) + 1 + len(markup.tag(0))
        yield markup.edit(at, at, ' version="1.1"')
    elif markup.written(*found).strip():
        raise NotApplicable("the version contradicts the namespace, and either may be wrong")
    else:
        yield markup.edit(*found, "1.1")


@fix("add-namespace", "GPX001", "TCX001", safety=Safety.SAFE, formats=XML, order=4, reveals=("XML006", "XML007"))
def add_namespace(target: Target) -> Iterator[Change]:
    """Declares the format's namespace on a root element that has none: of GPX where the version says 1.1, of TCX where
    there are Activities or Courses of version 2.

    Leaves: files that have another namespace, or a version other than 1.1.
    """
    markup = Markup(target)
    if markup.root[0]:
        return
    if ":" in markup.tag(0) or markup.attribute(0, "xmlns") is not None:
        raise NotApplicable("the root element says that it has no namespace")
    if target.source.format is Format.GPX:
        version = markup.attribute(0, "version")
        if version is None or markup.written(*version).strip() != "1.1":
            raise NotApplicable("the file does not say that it is GPX 1.1")
        uri = GPX_1_1
    else:
        if not len(markup.tables["session"]):
            raise NotApplicable("the file has neither Activities nor Courses of version 2")
        uri = TCX_2
    at = markup.start(0) + 1 + len(markup.tag(0))
    yield markup.edit(at, at, f' xmlns="{uri}"')
