"""What stands in extensions, grouped as the findings about it are: by name and namespace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from activitylint.model.activity import Activity
from activitylint.model.distinct import distinct
from activitylint.model.faults import Place
from activitylint.model.markup import ExtensionUse
from activitylint.model.tables import Int
from activitylint.rules.registry import Violation
from activitylint.rules.support.wording import of, quote, verb
from activitylint.vocabulary.namespaces import GPX_1_1, title

__all__ = ["Met", "met", "named", "unread"]


@dataclass(frozen=True, slots=True)
class Met:
    """One tag of one namespace, wherever in the file it was met."""

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
        """Where it was met first."""
        return self.uses[0].first

    def __str__(self) -> str:
        return f"<{quote(self.name)[1:-1]}> ({named(self.namespace)})"


def met(activity: Activity, wanted: Callable[[ExtensionUse], bool]) -> list[Met]:
    """The extensions that are wanted, a tag and namespace each, in file order."""
    groups: dict[tuple[str, str], list[ExtensionUse]] = {}
    for use in activity.extensions:
        if use.count and wanted(use):
            groups.setdefault((use.namespace, use.name), []).append(use)
    return [Met(namespace, name, tuple(uses)) for (namespace, name), uses in groups.items()]


def named(namespace: str | None) -> str:
    """A namespace as a message calls it; None is the one of GPX's general tags."""
    if namespace is None:
        return title(GPX_1_1) or GPX_1_1
    if not namespace:
        return "no namespace"
    return title(namespace) or quote(namespace, 80)


def unread(activity: Activity, found: Met) -> Violation:
    """What is said of a tag that Strava does not read."""
    some = of(len(found.rows), len(activity.records), activity.record_noun)
    message = f"{some} {verb(len(found.rows), 'has')} {found}: Strava does not read it"
    return Violation(message, at=found.first, rows=found.rows, count=found.count, about=found.about)
