"""The optional parts: a command whose packages are missing says how to install them."""

from __future__ import annotations

from importlib.util import find_spec

from activitylint.cli.settings import UnusableError

__all__ = ["require"]


def require(extra: str, *packages: str) -> None:
    """Check that the packages of an extra are installed. Raises click's exception with the line that installs them."""
    if not all(map(find_spec, packages)):
        message = f"this command needs more packages: pip install 'activitylint[{extra}]'"
        raise UnusableError(message)
