"""The options for the form fields of the upload: free text, since a bad value is a finding and no usage error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import click

from activitylint.model.request import UploadRequest

__all__ = ["request_options", "upload_request"]

_HELP: Final = {
    "data_type": "The upload's data_type, as it would be sent.",
    "sport_type": "The upload's sport_type.",
    "activity_type": "The upload's activity_type (deprecated by Strava).",
    "trainer": "The upload's trainer flag.",
    "commute": "The upload's commute flag.",
    "external_id": "The upload's external_id.",
    "name": "The upload's name.",
}

_Command = TypeVar("_Command", bound=Callable[..., Any])


def request_options(command: _Command) -> _Command:
    """Add an option for each form field."""
    for name in reversed(UploadRequest._fields):
        option = click.option(f"--{name.replace('_', '-')}", name, metavar="TEXT", help=_HELP[name])
        command = option(command)
    return command


def upload_request(options: Mapping[str, Any]) -> UploadRequest:
    """The request that the options describe."""
    return UploadRequest(**{name: options[name] for name in UploadRequest._fields})
