"""Write a tree as XML in any way that XML allows, and record where each part is."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import strategies as st

from generated.model import Draw

__all__ = ["PLAIN", "UNICODE", "XSI", "Node", "Surface", "Written", "descendants", "surfaces", "write"]

XSI = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(eq=False)
class Node:
    """An element: namespace, name, attributes in order (a name with a colon is written unchanged), and children.

    A child that is a string is text; one that is bytes is written unchanged.
    """

    namespace: str
    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str | bytes] = field(default_factory=list)

    def add(self, name: str, text: Any = None, *, namespace: str | None = None, **attributes: str) -> Node:
        """Append a new child element, by default in this element's namespace."""
        child = Node(self.namespace if namespace is None else namespace, name, dict(attributes))
        if text is not None:
            child.children.append(str(text))
        self.children.append(child)
        return child

    def child(self, name: str) -> Node:
        """Return the first child element with this name."""
        return next(child for child in self.elements() if child.name == name)

    def elements(self) -> Iterator[Node]:
        return (child for child in self.children if isinstance(child, Node))

    def all(self, name: str) -> list[Node]:
        """Return the descendants with this name, in document order."""
        found = []
        for child in self.elements():
            if child.name == name:
                found.append(child)
            found.extend(child.all(name))
        return found

    def remove(self, name: str) -> None:
        """Remove the child elements with this name."""
        self.children = [child for child in self.children if not (isinstance(child, Node) and child.name == name)]

    def replace_text(self, text: str) -> None:
        self.children = [text]

    def parent_in(self, root: Node) -> Node:
        """Return the parent of this element in `root`."""
        if any(child is self for child in root.children):
            return root
        for child in root.elements():
            try:
                return self.parent_in(child)
            except LookupError:
                continue
        raise LookupError(self.name)


@dataclass(frozen=True)
class Surface:
    """The choices that XML leaves to whoever writes a document.

    every_*: how many elements apart, 0 for never.
    """

    codec: str = "utf-8"
    declared: str | None = "UTF-8"
    bom: bytes = b""
    standalone: bool = False
    newline: str = "\n"
    indent: str | None = "  "
    quotes: str = '"'
    prefixes: tuple[str, ...] = ("", "a", "b")
    """The prefix of the root's namespace, and those of the others."""
    local: bool = False
    """True to declare namespaces where they are used, not at the root."""
    every_comment: int = 0
    every_cdata: int = 0
    every_reference: int = 0
    every_space: int = 0
    """White space around texts and inside tags."""
    every_split: int = 0
    """Comments and processing instructions inside texts."""
    reverse: bool = False
    """True to write attributes in the opposite order."""
    shut: bool = True
    """True to write elements without content as one tag."""
    epilogue: str = "\n"

    @property
    def declaration(self) -> str:
        quote = self.quotes[0]
        encoding = f" encoding={quote}{self.declared}{quote}" if self.declared else ""
        standalone = f" standalone={quote}yes{quote}" if self.standalone else ""
        return f"<?xml version={quote}1.0{quote}{encoding}{standalone}?>"


PLAIN = Surface()
UNICODE = (
    ("utf-8", "UTF-8", b""),
    ("utf-8", "utf-8", codecs.BOM_UTF8),
    ("utf-8", None, b""),
    ("utf-16-le", "UTF-16", codecs.BOM_UTF16_LE),
    ("utf-16-be", "UTF-16", codecs.BOM_UTF16_BE),
)
"""The encodings that every XML parser knows: codec, declared name, byte order mark."""
_ENCODINGS = (
    *UNICODE,
    ("latin-1", "ISO-8859-1", b""),
    ("cp1252", "windows-1252", b""),
    ("ascii", "US-ASCII", b""),
    ("shift_jis", "Shift_JIS", b""),
    ("gb18030", "GB18030", b""),
)


@st.composite
def surfaces(draw: Draw) -> Surface:
    """Draw a way to write a document."""
    if draw(st.booleans()):
        return replace(PLAIN, indent=draw(st.sampled_from([None, "", "  "])))
    codec, declared, bom = draw(st.sampled_from(_ENCODINGS))
    every = st.sampled_from([0, 0, 1, 3, 7])
    return Surface(
        codec=codec,
        declared=declared,
        bom=bom,
        standalone=draw(st.booleans()),
        newline=draw(st.sampled_from(["\n", "\r\n"])),
        indent=draw(st.sampled_from([None, "", " ", "\t"])),
        quotes=draw(st.sampled_from(['"', "'", "\"'", '\'""'])),
        prefixes=draw(st.sampled_from([("", "a", "b"), ("g", "", "b"), ("x.y", "gpx", "tcx"), ("", "ns3", "")])),
        local=draw(st.booleans()),
        every_comment=draw(every),
        every_cdata=draw(every),
        every_reference=draw(every),
        every_space=draw(every),
        every_split=draw(every),
        reverse=draw(st.booleans()),
        shut=draw(st.booleans()),
        epilogue=draw(st.sampled_from(["", "\n", "<!-- end -->\n", "\n<?done?>", "\n\n  "])),
    )


@dataclass
class Written:
    """A document as text and as bytes. spots: where each element and each attribute name begins in the text."""

    text: str
    surface: Surface
    spots: dict[tuple[int, str], int]

    @property
    def data(self) -> bytes:
        return self.surface.bom + self.text.encode(self.surface.codec)

    def offset(self, node: Node, attribute: str = "") -> int:
        return self.spots[id(node), attribute]

    def byte(self, offset: int) -> int:
        """Return the byte offset of a character."""
        return len(self.surface.bom) + len(self.text[:offset].encode(self.surface.codec))

    def line_and_column(self, offset: int) -> str:
        return f"{self.text.count(chr(10), 0, offset) + 1}:{offset - self.text.rfind(chr(10), 0, offset)}"


def write(root: Node, surface: Surface) -> Written:
    """The document."""
    writer = _Writer(surface)
    writer.put(surface.declaration)
    if surface.indent is None:
        writer.put(surface.newline if surface.every_comment else "")
    writer.element(root, {"": ""}, 0)
    writer.put(surface.epilogue.replace("\n", surface.newline))
    return Written("".join(writer.parts), surface, writer.spots)


class _Writer:
    def __init__(self, surface: Surface) -> None:
        self.surface = surface
        self.parts: list[str] = []
        self.length = 0
        self.spots: dict[tuple[int, str], int] = {}
        self.count = 0
        self.quoted = 0

    def put(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def element(self, node: Node, scope: dict[str, str], depth: int, *, inline: bool = False) -> None:
        """Write an element. inline: True if white space before it would belong to a text."""
        self.count += 1
        between = "" if inline else self.line(depth)
        self.put(between)
        if self.every(self.surface.every_comment):
            self.put("<!-- <trkpt/> & </Trackpoint> -->" + between)
        scope, declarations = self.declarations(node, scope, root=depth == 0)
        prefix = next(prefix for prefix, namespace in scope.items() if namespace == node.namespace)
        name = f"{prefix}:{node.name}" if prefix else node.name
        self.spots[id(node), ""] = self.length
        self.put(f"<{name}")
        space = self.surface.newline + "  " if self.every(self.surface.every_space) else " "
        attributes = [*declarations.items(), *node.attributes.items()]
        for attribute, value in reversed(attributes) if self.surface.reverse else attributes:
            self.put(space)
            self.spots[id(node), attribute] = self.length
            self.put(f"{attribute}{' = ' if space != ' ' else '='}{self.value(value)}")
        self.content(node, name, scope, depth)

    def content(self, node: Node, name: str, scope: dict[str, str], depth: int) -> None:
        blank = " " if self.every(self.surface.every_space) else ""
        if not node.children and self.surface.shut:
            self.put(f"{blank}/>")
            return
        self.put(f"{blank}>")
        inline = any(isinstance(child, str) for child in node.children)
        for child in node.children:
            if isinstance(child, Node):
                self.element(child, scope, depth + 1, inline=inline)
            elif isinstance(child, bytes):
                self.spots[id(node), "raw"] = self.length
                self.put(child.decode())
            else:
                self.text(child, alone=len(node.children) == 1)
        if not inline and any(isinstance(child, Node) for child in node.children):
            self.put(self.line(depth))
        self.put(f"</{name}{blank}>")

    def line(self, depth: int) -> str:
        """The line break before an element or an end tag; empty at the start of the document."""
        indent = self.surface.indent
        return self.surface.newline + indent * depth if indent is not None and self.length else ""

    def every(self, count: int) -> bool:
        return bool(count) and self.count % count == 0

    def declarations(self, node: Node, scope: dict[str, str], *, root: bool) -> tuple[dict[str, str], dict[str, str]]:
        """Return the scope inside this element, and the declarations that it needs."""
        needed = list(dict.fromkeys(_namespaces(node))) if root and not self.surface.local else [node.namespace]
        if root and any("xsi:" in attribute for below in descendants(node) for attribute in below.attributes):
            needed.append(XSI)
        scope = dict(scope)
        declared: dict[str, str] = {}
        for number, namespace in enumerate(needed):
            if namespace in scope.values():
                continue
            prefix = self.prefix(namespace, number, declared, first=root)
            scope[prefix] = namespace
            declared["xmlns:" + prefix if prefix else "xmlns"] = namespace
        return scope, declared

    def prefix(self, namespace: str, number: int, declared: dict[str, str], *, first: bool) -> str:
        if namespace == XSI:
            return "xsi"
        if not namespace:
            return ""
        chosen = self.surface.prefixes[min(number if first else 1, len(self.surface.prefixes) - 1)]
        taken = {name.partition(":")[2] for name in declared}
        if (first and number and not chosen) or chosen in taken:
            chosen = f"n{number}"
        return chosen

    def value(self, text: str) -> str:
        quote = self.surface.quotes[self.quoted % len(self.surface.quotes)]
        self.quoted += 1
        escaped = self.referenced(text).replace(quote, "&quot;" if quote == '"' else "&apos;")
        return f"{quote}{escaped}{quote}"

    def text(self, text: str, *, alone: bool) -> None:
        """Write a text. alone: True if white space around it is not inside a longer text."""
        if text and self.every(self.surface.every_cdata) and self.fits(text):
            self.put(f"<![CDATA[{text}]]>")
            return
        escaped = self.referenced(text)
        if text and self.every(self.surface.every_split):
            middle = len(text) // 2
            escaped = f"{self.referenced(text[:middle])}<!-- <ele> --><?inside?>{self.escaped(text[middle:])}"
        space = " " if alone and text and self.every(self.surface.every_space) and "Logger" not in text else ""
        self.put(f"{space}{escaped}{space}")

    def referenced(self, text: str) -> str:
        """Escape a text, and write its first character as a reference if it is this element's turn."""
        if text and self.every(self.surface.every_reference) and text[0] not in "&<>":
            return f"&#x{ord(text[0]):X};{self.escaped(text[1:])}"
        return self.escaped(text)

    def escaped(self, text: str) -> str:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return "".join(char if self.fits(char) else f"&#{ord(char)};" for char in text)

    def fits(self, text: str) -> bool:
        try:
            text.encode(self.surface.codec)
        except UnicodeEncodeError:
            return False
        return True


def descendants(node: Node) -> Iterator[Node]:
    """Yield an element and all elements below it, in document order."""
    yield node
    for child in node.elements():
        yield from descendants(child)


def _namespaces(node: Node) -> Iterator[str]:
    return (below.namespace for below in descendants(node) if below.namespace)
