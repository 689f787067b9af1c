"""Splits text that is almost JSON into tokens, including those that only editors, JavaScript and Python accept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

__all__ = ["Token", "tokens"]

# The possessive loops keep the search linear for any text.
_TOKEN: Final = re.compile(
    r"""
    (?P<white>[ \t\n\r]++)
    | (?P<string>"(?:[^"\\\x00-\x1f]++|\\[^\x00-\x1f])*+")
    | (?P<mark>[{}\[\]:,])
    | (?P<comment>//[^\n\r]*+|/\*(?:[^*]++|\*(?!/))*+\*/|\#[^\n\r]*+)
    | (?P<quoted>
        '(?:[^'\\\x00-\x1f]++|\\[^\x00-\x1f])*+'
        | `(?:[^`\\\x00-\x1f]++|\\[^\x00-\x1f])*+`
        | [\u201c\u201d\u201e][^"\\\u201c\u201d\u201e\x00-\x1f]*+[\u201c\u201d]
        | [\u2018\u2019\u201a][^"\\\u2018\u2019\u201a\x00-\x1f]*+[\u2018\u2019]
        | \u00ab[^"\\\u00ab\u00bb\x00-\x1f]*+\u00bb
      )
    | (?P<word>[^\s{}\[\]:,"'`/\#\u2018-\u201e\u00ab\u00bb\x00-\x1f]++)
    """,
    re.VERBOSE,
)


class Token(NamedTuple):
    """kind: `string`, `mark` (a bracket, a comma, a colon), `quoted` (in other quotes), `word` or `comment`.

    before, after: the text of the tokens on either side, without comments; empty at the ends.
    """

    kind: str
    text: str
    start: int
    before: str
    after: str

    @property
    def stop(self) -> int:
        """The position after the token."""
        return self.start + len(self.text)

    @property
    def is_value(self) -> bool:
        """True if it is where a value can be, with nothing else."""
        return self.before in _BEFORE_VALUE and self.after in _AFTER_VALUE

    @property
    def is_key(self) -> bool:
        """True if it is where a key can be."""
        return self.before in ("{", ",") and self.after == ":"


_BEFORE_VALUE: Final = frozenset({":", ",", "["})
_AFTER_VALUE: Final = frozenset({",", "]", "}"})


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a text, up to the first place where it is unclear what is inside a string."""
    comments: list[re.Match[str]] = []
    before, last = "", None
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            return
        position = match.end()
        if match.lastgroup == "comment":
            comments.append(match)
        elif match.lastgroup != "white":
            if last is not None:
                yield _token(last, before, match[0])
                before = last[0]
            for comment in comments:
                yield _token(comment, before, match[0])
            comments.clear()
            last = match
    if last is not None:
        yield _token(last, before, "")
    for comment in comments:
        yield _token(comment, last[0] if last else "", "")


def _token(match: re.Match[str], before: str, after: str) -> Token:
    return Token(str(match.lastgroup), match[0], match.start(), before, after)
