"""What a shell offers after Tab where click alone does not know: files, and the rules with their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem

__all__ = ["complete_files", "complete_fixes", "complete_rules"]


def complete_files(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Leave it to the shell, which knows files best."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 -- paid for by who asks for a completion

    return [CompletionItem(incomplete, type="file")]


def complete_rules(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The codes of rules that begin so, in any case; of several with commas between, the last."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 -- as above

    from activitylint.rules.support.pages import pages  # noqa: PLC0415 -- as above

    before, comma, last = incomplete.rpartition(",")
    return [
        CompletionItem(before + comma + rule["code"], help=rule["name"])
        for rule in pages()
        if rule["code"].startswith(last.upper())
    ]


def complete_fixes(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The names of fixes that begin so; of several with commas between, the last."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 -- as above

    from activitylint.rules.support.pages import pages  # noqa: PLC0415 -- as above

    before, comma, last = incomplete.rpartition(",")
    names = {fix["name"]: ", ".join((rule["code"], fix["safety"])) for rule in pages() for fix in rule["fixes"]}
    return [
        CompletionItem(before + comma + name, help=said)
        for name, said in sorted(names.items())
        if name.startswith(last.lower())
    ]
