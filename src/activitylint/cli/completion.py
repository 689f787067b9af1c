"""Shell completion of files, rules and fixes, which click cannot complete by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem

__all__ = ["complete_files", "complete_fixes", "complete_rules"]


def complete_files(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Let the shell complete file names."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 -- only completion needs it

    return [CompletionItem(incomplete, type="file")]


def complete_rules(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the code of a rule, in any case; in a list with commas, the last one."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 -- as above

    from activitylint.rules.support.pages import pages  # noqa: PLC0415 -- as above

    before, comma, last = incomplete.rpartition(",")
    return [
        CompletionItem(before + comma + rule["code"], help=rule["name"])
        for rule in pages()
        if rule["code"].startswith(last.upper())
    ]


def complete_fixes(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a fix; in a list with commas, the last one."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 -- as above

    from activitylint.rules.support.pages import pages  # noqa: PLC0415 -- as above

    before, comma, last = incomplete.rpartition(",")
    helps = {fix["name"]: ", ".join((rule["code"], fix["safety"])) for rule in pages() for fix in rule["fixes"]}
    return [
        CompletionItem(before + comma + name, help=text)
        for name, text in sorted(helps.items())
        if name.startswith(last.lower())
    ]
