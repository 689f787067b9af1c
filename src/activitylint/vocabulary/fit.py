"""Which FIT messages and attributes Strava reads, and which the format itself demands.

Source: fit_messages.json, the table on Strava's page in its own words, and the FIT profile's fields that they mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from activitylint.vocabulary._data import load

__all__ = ["attributes", "fields_demanded", "fields_read", "messages_demanded", "messages_read"]


@cache
def messages_read() -> tuple[str, ...]:
    """The message types of the page's table, in its order."""
    return tuple(load("fit_messages")["messages"])


@cache
def attributes(message: str) -> tuple[str, ...]:
    """The attributes that the page lists for a message type, in its words; none for a message that it does not list."""
    return tuple(load("fit_messages")["messages"].get(message, ()))


@cache
def fields_read(message: str) -> frozenset[str]:
    """The fields of the FIT profile that the page's attributes of a message type stand for."""
    meant: Mapping[str, list[str]] = load("fit_messages")["fields"].get(message, {})
    return frozenset(field for word in attributes(message) for field in meant.get(word, [word]))


@cache
def messages_demanded() -> frozenset[str]:
    """Messages that carry no data of their own: they describe developer fields."""
    return frozenset(load("fit_messages")["demanded_messages"])


@cache
def fields_demanded(message: str) -> frozenset[str]:
    """Fields of a message type that an Activity file has to have, or that order its messages, whoever reads them."""
    return frozenset(load("fit_messages")["demanded"].get(message, ()))
