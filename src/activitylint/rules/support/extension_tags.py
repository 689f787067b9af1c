"""The tags in a file's extensions, grouped by name and namespace: each group is one finding."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.arrays import Int
from activitylint.model.classes import dataclass
from activitylint.model.distinct import distinct
from activitylint.model.faults import Place
from activitylint.model.markup import ExtensionUse
from activitylint.rules.registry import Violation
from activitylint.rules.support.wording import of, quote, verb
from activitylint.vocabulary.namespaces import GPX_1_1, title

__all__ = ["ExtensionTag", "extension_tags", "misspelled", "namespace_name", "unread_tag"]

_LONGEST_URI = 100


@dataclass(frozen=True, slots=True)
class ExtensionTag:
    """One tag of one namespace, with all its uses in the file."""

    namespace: str
    name: str
    uses: tuple[ExtensionUse, ...]

    @property
    def count(self) -> int:
        """How many times it carries a value."""
        return sum(use.count for use in self.uses)

    @property
    def rows(self) -> Int:
        """0-based ordinals of the records that have it."""
        if len(self.uses) == 1:
            return self.uses[0].rows
        return distinct(np.concatenate([use.rows for use in self.uses]))

    @property
    def about(self) -> tuple[str, str]:
        """What a violation about this tag is about."""
        return self.namespace, self.name

    @property
    def first(self) -> Place:
        """The place of its first use."""
        return self.uses[0].first

    def __str__(self) -> str:
        return f"<{quote(self.name)[1:-1]}> ({namespace_name(self.namespace)})"


def extension_tags(activity: Activity, wanted: Callable[[ExtensionUse], bool]) -> list[ExtensionTag]:
    """The tags with a use that is wanted, in file order, each with these uses only."""
    groups: dict[tuple[str, str], list[ExtensionUse]] = {}
    for use in activity.extensions:
        if use.count and wanted(use):
            groups.setdefault((use.namespace, use.name), []).append(use)
    return [ExtensionTag(namespace, name, tuple(uses)) for (namespace, name), uses in groups.items()]


def namespace_name(namespace: str | None) -> str:
    """What a message calls a namespace; None is the namespace of GPX's general tags."""
    if namespace is None:
        return title(GPX_1_1) or GPX_1_1
    if not namespace:
        return "no namespace"
    return title(namespace) or quote(namespace, 80)


def misspelled(activity: Activity, namespace: str, right: str) -> tuple[str, str]:
    """What a message says of a wrong namespace that clearly means another one, and the help.

    right: the namespace that is meant.
    """
    prefixes = activity.document.declared_prefixes if activity.document else {}
    prefix = next((name for name, uri in prefixes.items() if uri == namespace), None)
    attribute = "xmlns" if not prefix else f"xmlns:{quote(prefix)[1:-1]}"
    wrong = quote(namespace, _LONGEST_URI)[1:-1]
    return (
        f"in the namespace {quote(namespace, _LONGEST_URI)}, but {title(right)} is {quote(right, _LONGEST_URI)}",
        f'Write `{attribute}="{right}"` in place of `{attribute}="{wrong}"`.',
    )


def unread_tag(activity: Activity, tag: ExtensionTag, advice: str | None) -> Violation:
    """The violation about a tag that Strava does not read. advice: the help, None for that of the rule's page."""
    some = of(len(tag.rows), len(activity.records), activity.record_noun)
    message = f"{some} {verb(len(tag.rows), 'has')} {tag}, which Strava does not read"
    return Violation(message, at=tag.first, rows=tag.rows, count=tag.count, about=tag.about, help=advice)
