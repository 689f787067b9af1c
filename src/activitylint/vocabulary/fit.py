"""Which FIT messages and fields Strava reads, and which the format itself requires.

Source: fit_messages.json, which has the table on Strava's page in its own words, and the fields of the FIT profile that
these words mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from activitylint.vocabulary._data import load

__all__ = ["attributes", "fields_demanded", "fields_listed", "fields_read", "messages_demanded", "messages_read"]


@cache
def messages_read() -> tuple[str, ...]:
    """The message types in Strava's table, in its order."""
    return tuple(load("fit_messages")["messages"])


@cache
def attributes(message: str) -> tuple[str, ...]:
    """The attributes that Strava lists for a message type, in its words; none for a message that it does not list."""
    return tuple(load("fit_messages")["messages"].get(message, ()))


@cache
def fields_read(message: str) -> frozenset[str]:
    """The fields of the FIT profile that Strava's attributes of a message type mean."""
    meant: Mapping[str, list[str]] = load("fit_messages")["fields"].get(message, {})
    return frozenset(field for word in attributes(message) for field in meant.get(word, [word]))


@cache
def messages_demanded() -> frozenset[str]:
    """Messages that have no data of their own but describe developer fields."""
    return frozenset(load("fit_messages")["demanded_messages"])


@cache
def fields_demanded(message: str) -> frozenset[str]:
    """Fields of a message type that the format requires in an Activity file, or that order its messages."""
    return frozenset(load("fit_messages")["demanded"].get(message, ()))


@cache
def fields_listed(message: str) -> frozenset[str]:
    """Fields of a message type that Strava reads or the format requires."""
    return fields_read(message) | fields_demanded(message)
