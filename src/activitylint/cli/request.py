"""Options for the form fields of the upload. They accept any text: a wrong value is a finding, not a usage error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from activitylint.cli.help import Group, option
from activitylint.model.request import UploadRequest

__all__ = ["request_options", "upload_request"]

_HELP: Final = {
    "data_type": "The data_type that you will send with the upload.",
    "sport_type": "The sport_type.",
    "activity_type": "The activity_type (deprecated by Strava).",
    "trainer": "The trainer flag.",
    "commute": "The commute flag.",
    "external_id": "The external_id.",
    "name": "The name.",
    "description": "The description.",
}

_Command = TypeVar("_Command", bound=Callable[..., Any])


def request_options(command: _Command) -> _Command:
    """Add an option for each form field."""
    for name in reversed(UploadRequest._fields):
        add = option(Group.UPLOAD, f"--{name.replace('_', '-')}", name, metavar="TEXT", help=_HELP[name])
        command = add(command)
    return command


def upload_request(options: Mapping[str, Any]) -> UploadRequest:
    """The upload request that the options describe."""
    return UploadRequest(**{name: options[name] for name in UploadRequest._fields})
