"""A finding as it is marked in the pictures of its file."""

from __future__ import annotations

from typing import NamedTuple

from activitylint.model.finding import Finding
from activitylint.reports.html.markup import Markup, element

__all__ = ["Marked"]


class Marked(NamedTuple):
    """A finding with its number in the list of its file's findings. id: of the finding in the page."""

    number: int
    finding: Finding
    id: str

    @property
    def first_column(self) -> int | None:
        """The middle of the first run of columns, or None if it is in none."""
        columns = self.finding.mark.columns
        return (columns[0][0] + columns[0][1]) // 2 if columns else None

    def link(self, *content: Markup) -> Markup:
        """A mark that leads to the finding."""
        return element(
            "a",
            element("title", f"{self.number}. {self.finding.code} {self.finding.message}"),
            *content,
            href=f"#{self.id}",
            class_=f"label {self.finding.severity}",
            aria_label=f"Finding {self.number}, {self.finding.severity}: {self.finding.message}",
            data_column=self.first_column,
        )
