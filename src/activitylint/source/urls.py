"""URLs of objects in stores, such as `s3://bucket/rides/1.fit`: how they are shown, and which part is a path."""

from __future__ import annotations

import re
from typing import Final

from activitylint.model.classes import NamedTuple

__all__ = ["is_url", "path_of", "scheme_of", "shown", "without_secrets"]

_SCHEME: Final = r"([A-Za-z][A-Za-z0-9+.-]+)://"
"""At least two letters: one letter is a drive of Windows."""
# With a limit, because the search would start again at each letter of a long word. No store has a longer scheme.
_ANY: Final = r"[A-Za-z][A-Za-z0-9+.-]{1,30}://[^\s'\"<>]+"
# Also a password with a slash, which belongs encoded. A number after the colon is a port.
_USER: Final = r"[^/?#]*@|[^/?#@:]*:(?!\d+(?:/|$))[^?#]*@"
_ACCESS: Final = r"(?i)(?:sig|signature|token|credential|secret|password)="
_VALUE: Final = r"(?i)((?:sig|signature|token|credential|secret|password|key)=)[^\s&;,'\"<>()]+"
"""A secret in a message: also that of a part of a URL, or of a connection string."""
_WEB: Final = ("http", "https")
_INSIDE: Final = "!/"


class _Url(NamedTuple):
    """The parts of a URL. inside: the path in an archive, with `!/`. secret: a password, or what may be a signature."""

    scheme: str
    user: str
    place: str
    inside: str
    secret: str


def is_url(path: str) -> bool:
    """True for the URL of an object in a store, and for that of a file in an archive there."""
    return "://" in path and re.match(_SCHEME, path) is not None


def scheme_of(url: str) -> str:
    """The scheme of a URL in lower case; empty for any other path."""
    found = re.match(_SCHEME, url)
    return found[1].lower() if found else ""


def shown(path: str) -> str:
    """The path as people may see it: a URL without a password and without a query, which may be a signature."""
    if not is_url(path):
        return path
    url = _split(path)
    return f"{url.scheme}://{url.user}{url.place}{url.inside}"


def path_of(url: str) -> str:
    """The path part of a URL, which patterns in the settings match: without the host or the bucket."""
    parts = _split(url)
    return parts.place.partition("/")[2] + parts.inside


def without_secrets(text: str, url: str) -> str:
    """The text of an error about a URL, with all URLs in it as `shown`; empty if a part of a secret is left in it."""
    text = re.sub(_VALUE, r"\1...", re.sub(_ANY, lambda found: shown(found[0]), text))
    words = re.findall(r"[^=&:@?#/]{4,}", _split(url).secret)
    return "" if any(word in text for word in words) else text


def _split(url: str) -> _Url:
    scheme, _, rest = url.partition("://")
    web = scheme.lower() in _WEB
    found = re.match(_USER, rest)
    user = found[0] if found else ""
    place, mark, inside = rest[len(user) :].partition(_INSIDE)
    path, query = re.split("(?=[?#])" if web else r"(?=\?)", f"{place}?", maxsplit=1)
    # The key of an object may have a question mark, so only what gives access is taken for a query.
    if web or re.search(_ACCESS, query):
        place = path
    else:
        query = ""
    if web or ":" in user:  # else it may be the name of a container
        return _Url(scheme, "", place, mark + inside, user + query)
    return _Url(scheme, user, place, mark + inside, query)
