"""Strength JSON that is no JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fixes.examples.example import Example, Examples
from fixes.examples.strength import document, name_of

__all__ = ["GROUPS"]


def _texts(*texts: str, safe: bool = False) -> Examples:
    """Texts that are no JSON, which alone is looked at."""

    def made() -> Iterator[Example]:
        for text in texts:
            yield Example(name_of(text), text.encode(), safe, select=("JSN001",))

    return made


_COMMAS: Final = (
    "[1,]",
    '{"a": 1,}',
    "[1 , ]",
    "[1,,]",
    "[,]",
    "{,}",
    '{"a":,}',
    "[1,],",
    "[[1,],]",
    '[",]",]',
    "[1,/**/]",
    "[1, 2 3,]",
    "[{},]",
    "[1}, ]",
)
_QUOTES: Final = (
    "['a']",
    "{'a': 'b', \"c\": 'd'}",
    "[`a`]",
    r"['it\'s']",
    r"[`a\`b`]",
    "['say \"hi\"']",
    r"['\n\t\\\/\b\f\r']",
    r"['\u0041']",
    r"['\x41']",
    r"['\"']",
    "['a\tb']",
    "[“a”]",
    "[„a“]",
    "[„a”]",
    "[\u2018a\u2019]",
    "[\u201aa\u2018]",
    "[«a»]",
    "[“a\\n”]",
    "['a' 'b']",
    "['a'b]",
    "['a', b'c']",
    "{'a' 1}",
    "{'a': 'b'",
    "['a",
    "'a'",
    "['a': 1]",
    "{'a', 'b'}",
    "['a\nb']",
    "['a', \"b]",
    "[“a„]",
    "[»a«]",
    '["a", \u2018b\u2019, 1]',
)
_KEYS: Final = (
    "{a: 1}",
    "{a : 1, b_1:2}",
    "{$a: 1}",
    "{_a: 1, a$: 2}",
    "{a-b: 1}",
    "{1a: 1, b: 2}",
    "{ä: 1}",
    "{a.b: 1, c: 2}",
    "{a: b}",
    "{a:{b: 1}}",
    "[a: 1]",
    "{a, b: 1}",
    "{a /* x */ : 1}",
    "{a 1, b: 2}",
    "{1: 1, b: 2}",
)
_WORDS: Final = (
    "[True, False, None]",
    "[TRUE, nil, NULL, Null]",
    '{"a": None}',
    "[undefined, None]",
    "[yes, no]",
    "[None, true, 1]",
    "{None: None}",
    "[None 1, None]",
    "None",
    "[None]",
    "[Nones, None]",
)
_NUMBERS: Final = (
    "[+5]",
    "[.5, -.5, +.5]",
    "[5., 5.e3, -5.]",
    "[+5.5e+3]",
    "[+0, +00, +01]",
    "[+0.5, 0.]",
    "[., +, -, +5]",
    "[+0x5, +5]",
    "[+1e, +5]",
    "[+1, 1_000]",
    '{"a": +5}',
    "{+5: +5}",
    "[+\uff15, +5]",
    "[.5.5, +5]",
    "[++5, +5]",
    "[-05, +5]",
    "[+1.5e3.5, +5]",
    "[+Infinity, +5]",
)
_CONTROLS: Final = (
    '["a\nb"]',
    '["a\tb\r\n\b\f\x01\x1f\x00"]',
    '{"a\tb": "\t"}',
    '["a\\\tb"]',
    '["a", "b\n, "c"]',
    '["a\n]',
    '["\t",]',
    '["\t"]\n\t',
    "['\t', \"\t\"]",
    '["\x7f\t\x20"]',
)
_COMMENTS: Final = (
    "// a\n[1]",
    "[1] // a",
    "[1] // a\n",
    "[1]\n// a",
    "[1]\n  # a\n",
    "[\n  1, // a\n  2\n]",
    "[\n  // a\n  1\n]",
    "[\r\n  // a\r\n  1\r\n]",
    "[\r  # a\r  1\r]",
    "[\n  1, /* a */ 2\n]",
    "[1/* a */,2]",
    "[1,/* a */2]",
    "[1/* a */2]",
    "[1 /* a */2]",
    "[1/* a */ 2]",
    "[1/* a */]",
    "[/* a */1]",
    "{/* a */}",
    '{"a"/* b */:1}',
    '{"a":/* b */1}',
    "[1]/* a */",
    "[1]/**/\n",
    "/* a */\n\n[1]",
    "[1, /* a\n b */\n2]",
    "\n\t/* a */ \t\n[1]",
    '["// a", 1] // b',
    "/**/[1]",
    "[1\n/* a */2]",
    "[1]//",
    "[1] /* a",
    "[1/*/2]",
    "[1] / 2",
    "[1, // a\n 2 // b\n]",
    "[1 # a\r\n, 2 /* * / */]",
    "[1 /* ** **/]",
    "// a\r\n[1]",
    "[1]  // a\r\n",
    "[1\t/* a */\t, 2]",
)
_ENCODINGS: Final[dict[str, bytes]] = {
    "a byte order mark": b"\xef\xbb\xbf" + document().encode(),
    "a byte order mark alone": b"\xef\xbb\xbf",
    "UTF-16 with a mark": '\ufeff["\u00e4\U0001f3cb"]'.encode("utf-16-le"),
    "UTF-16 the other way round": '\ufeff["\u00e4\U0001f3cb"]'.encode("utf-16-be"),
    "UTF-16 without a mark": '["\u00e4"]'.encode("utf-16-le"),
    "UTF-32": '\ufeff["\u00e4"]'.encode("utf-32-be"),
    "UTF-16 that ends within a character": '\ufeff["\u00e4"]'.encode("utf-16-le") + b"\0",
    "UTF-16 with a comma too much": '\ufeff["\u00e4",]'.encode("utf-16-le"),
    "Windows-1252": b'["caf\xe9 \x96 \x80\xe4\xe4", "b", "\xfc"]',
    "Windows-1252 that it is not": b'["caf\xe9", "\x81"]',
    "Windows-1252 and UTF-8": b'["caf\xe9", "\xc3\xa9"]',
    "Windows-1252 and other damage": b'["caf\xe9",]',
    "Windows-1252 in a key": b'{"caf\xe9": 1}',
}


def _encodings() -> Iterator[Example]:
    for name, data in _ENCODINGS.items():
        yield Example(name, data, select=("JSN001",))
        yield Example(f"{name}, safely", data, safe=True, select=("JSN001",))


GROUPS: Final[dict[str, Examples]] = {
    "json commas": _texts(*_COMMAS, safe=True),
    "json quotes": _texts(*_QUOTES, safe=True),
    "json keys": _texts(*_KEYS, safe=True),
    "json words": _texts(*_WORDS, safe=True),
    "json numbers": _texts(*_NUMBERS, safe=True),
    "json controls": _texts(*_CONTROLS, safe=True),
    "json comments": _texts(*_COMMENTS),
    "json encodings": _encodings,
}
