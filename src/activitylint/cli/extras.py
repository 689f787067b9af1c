"""The optional parts: what needs packages that are missing says how to install them."""

from __future__ import annotations

from activitylint.cli.messages import UnusableError

__all__ = ["require"]


def require(extra: str, *packages: str, by: str = "this command") -> None:
    """Check that the packages of an extra are installed. Raises click's exception with the line that installs them.

    by: the command or the option that needs them.
    """
    from importlib.util import find_spec  # noqa: PLC0415 -- only commands with optional parts need it

    if not all(map(find_spec, packages)):
        message = f"{by} needs more packages: pip install 'activitylint[{extra}]'"
        raise UnusableError(message)
