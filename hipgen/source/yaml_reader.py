"""YAML 1.2 text → plain data and its places.

Reads libyaml's events and builds from them itself: no object is ever constructed from a tag, nesting and
aliases are counted while they are read, and one pass yields the data and the places. (Composing nodes first
recurses in C without a limit and takes twice the time.) Knows nothing of files, lines or add-ons.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from hipgen.diagnostics import Json
from hipgen.source.scalars import NoJsonError, plain
from hipgen.source.tree import MAX_DEPTH, Node, Problem, Range, Reading, UnreadableError, duplicate, too_deep

MAX_ALIASED = 100_000
"""How many values all aliases together may stand for; a "billion laughs" file stops here."""

_CORE = "tag:yaml.org,2002:"
_TYPES: dict[str, tuple[type, ...]] = {
    "bool": (bool,),
    "int": (int,),
    "float": (float, int),
    "null": (type(None),),
}
_PROPERTIES = r"(?:[&!][^\s,\[\]{}]*(?:\s+|#[^\r\n]*|\Z))+"  # compiled when met: few files have them
_BREAKING = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


def read(text: str) -> Reading:
    """Read one document; what is wrong is in `problems`."""
    builder = _Builder(text)
    try:
        builder.run()
    except UnreadableError as stop:
        builder.reading = Reading(problems=[*builder.reading.problems, stop.problem])
    return builder.reading


class _Anchored(NamedTuple):
    value: Json
    node: Node
    values: int
    height: int


class _Frame:
    """A collection that is being read."""

    __slots__ = ("anchor", "count", "drop", "height", "key", "merge", "node", "value")

    def __init__(self, value: Json, node: Node, anchor: str | None) -> None:
        self.value = value
        self.node = node
        self.anchor = anchor
        self.key: str | None = None
        self.drop = False  # the value to come belongs to a key that was refused
        self.merge = False  # and that key was `<<`
        self.count = 1
        self.height = 1


class _Builder:
    """The state of one reading: a stack of open collections, and the anchors so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.reading = Reading()
        self.stack: list[_Frame] = []
        self.anchors: dict[str, _Anchored | None] = {}
        self.aliased = 0
        self.documents = 0

    def run(self) -> None:
        import yaml

        act: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self.scalar,
            yaml.MappingStartEvent: self.mapping,
            yaml.SequenceStartEvent: self.sequence,
            yaml.MappingEndEvent: self.close,
            yaml.SequenceEndEvent: self.close,
            yaml.AliasEvent: self.alias,
            yaml.DocumentStartEvent: self.document,
        }
        try:
            event_of = _events(self.text)
            while (event := event_of()).__class__ is not yaml.StreamEndEvent:
                action = act.get(event.__class__)
                if action:
                    action(event)
        except yaml.MarkedYAMLError as error:
            from hipgen.source import complaints  # a table that a good file does not pay for

            raise UnreadableError(complaints.reword(error, self.text)) from None
        except yaml.YAMLError:  # the reader's: it met a character that may not stand in a file
            raise UnreadableError(_bad_character(self.text)) from None

    def document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            start = event.start_mark.index
            message, fix = "a second document begins here", "put it into a file of its own"
            raise UnreadableError(Problem("HG008", message, start, start + 3, fix, "only one is read"))

    def scalar(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.node.keys is not None and frame.key is None and not frame.drop:
            self.key(frame, event, start, end)
            return
        value = self.value_of(event, start, end)
        node = Node(start, end)
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchored(value, node, 1, 0)
        self.put(value, node)

    def value_of(self, event: Any, start: int, end: int) -> Json:
        if event.tag is None and not event.implicit[0]:
            return event.value
        try:
            return plain(event.value) if event.tag is None else self.tagged(event, start, end)
        except NoJsonError:
            message = f"`{_short(event.value)}` is not a number that JSON can say"
            self.reading.problems.append(
                Problem("HG014", message, start, end, "write a finite number, or quote it if a text is meant")
            )
            return event.value

    def tagged(self, event: Any, start: int, end: int) -> Json:
        tag = event.tag.removeprefix(_CORE)
        if tag in ("str", "!"):
            return event.value
        value = plain(event.value) if tag in _TYPES else None
        kinds = _TYPES.get(tag, ())
        if not isinstance(value, kinds) or (isinstance(value, bool) and tag != "bool"):
            self.bad_tag(event.tag, start, end)
            return event.value
        return float(value) if tag == "float" and isinstance(value, int) else value

    def bad_tag(self, tag: str, start: int, end: int) -> None:
        written = re.compile(r"(?:&\S+\s+)?(!\S*)").match(self.text, start)
        start, end = written.span(1) if written else (start, end)
        name = self.text[start:end] if written else tag
        message = f"the tag `{_short(name)}` is not allowed here"
        fix = "remove the tag; quote the value if it is a text that begins with `!`"
        self.reading.problems.append(Problem("HG003", message, start, end, fix))

    def key(self, frame: _Frame, event: Any, start: int, end: int) -> None:
        text = event.value
        at = trimmed(self.text, start, end)
        if event.tag is not None and event.tag not in (_CORE + "str", "!"):
            self.bad_tag(event.tag, start, end)
        elif event.implicit[0]:
            if text == "<<":
                self.reading.problems.append(_merge_key(at))
                frame.drop = frame.merge = True
                return
            self.plain_key(text, at)
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchored(text, Node(start, end), 1, 0)
        assert frame.node.keys is not None
        if text in frame.node.keys:
            self.reading.problems.append(duplicate(text, at, frame.node.keys[text]))
            frame.drop = True
        else:
            frame.node.keys[text] = at
            frame.key = text

    def plain_key(self, text: str, at: Range) -> None:
        try:
            read_as = plain(text)
        except NoJsonError:
            read_as = 0.0
        if not isinstance(read_as, str):
            kind = _KINDS[type(read_as)]
            message = f"the key `{_short(text)}` is {kind}, not a text" if text else "a key is missing"
            self.reading.problems.append(
                Problem("HG004", message, *at, "quote the key, or name the missing one")
            )

    def mapping(self, event: Any) -> None:
        self.open(event, {}, "map", Node(event.start_mark.index, 0, {}, {}))

    def sequence(self, event: Any) -> None:
        self.open(event, [], "seq", Node(event.start_mark.index, 0, None, []))

    def open(self, event: Any, value: Json, kind: str, node: Node) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise too_deep(event.start_mark.index)
        if event.tag is not None and event.tag not in (_CORE + kind, "!"):
            self.bad_tag(event.tag, event.start_mark.index, event.end_mark.index)
        if event.anchor is not None:
            self.anchors[event.anchor] = None  # open: an alias to it would contain itself
        self.stack.append(_Frame(value, node, event.anchor))

    def close(self, event: Any) -> None:
        frame = self.stack.pop()
        frame.node.end = event.end_mark.index
        if frame.anchor is not None:
            self.anchors[frame.anchor] = _Anchored(frame.value, frame.node, frame.count, frame.height)
        self.put(frame.value, frame.node, frame.count, frame.height)

    def alias(self, event: Any) -> None:
        start, end = event.start_mark.index, event.end_mark.index
        known = self.anchors.get(event.anchor)
        if known is None:
            raise UnreadableError(_bad_alias(event.anchor, event.anchor in self.anchors, start, end))
        self.aliased += known.values
        if self.aliased > MAX_ALIASED:
            message = f"the aliases stand for more than {MAX_ALIASED:,} values"
            raise UnreadableError(Problem("HG007", message, start, end, "write the values out"))
        if len(self.stack) + known.height > MAX_DEPTH:
            raise too_deep(start)
        frame = self.stack[-1]
        if frame.node.keys is not None and frame.key is None and not frame.drop:
            self.reading.problems.append(_odd_key((start, end)))
            frame.drop = True
            return
        self.put(known.value, known.node, known.values, known.height)

    def put(self, value: Json, node: Node, count: int = 1, height: int = 0) -> None:
        """Hang a finished value where it belongs."""
        if not self.stack:
            self.reading.data, self.reading.root = value, node
            return
        frame = self.stack[-1]
        frame.count += count
        if height >= frame.height:
            frame.height = height + 1
        children = frame.node.children
        if isinstance(children, list):
            frame.value.append(value)
            children.append(node)
        elif frame.drop:
            if frame.merge:
                _merge(frame, value, node)
            frame.drop = frame.merge = False
        elif frame.key is None:
            self.reading.problems.append(_odd_key(trimmed(self.text, node.start, node.end)))
            frame.drop = True
        else:
            assert children is not None
            frame.value[frame.key] = value
            children[frame.key] = node
            frame.key = None


_KINDS = {type(None): "null", bool: "a boolean", int: "a number", float: "a number"}


def _events(text: str) -> Callable[[], Any]:
    """The events of libyaml, or of PyYAML's own parser where libyaml was not built in."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return loader(text).get_event  # type: ignore[no-any-return]  # PyYAML's stubs leave it open


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _bad_character(text: str) -> Problem:
    found = re.search(_BREAKING, text)
    start = found.start() if found else 0
    name = f"U+{ord(found.group()):04X}" if found else "?"
    fix = "remove it, or write it as an escape in double quotes"
    return Problem("HG011", f"control character {name} in the text", start, start + 1, fix)


def _merge_key(at: Range) -> Problem:
    message = "the merge key `<<` is not part of YAML 1.2"
    return Problem("HG005", message, *at, "write the members out, or quote the key if a word is meant")


def _merge(frame: _Frame, value: Json, node: Node) -> None:
    """Do what was meant by `<<`, so that the members it brings are not called missing as well."""
    if isinstance(value, dict) and isinstance(node.children, dict) and isinstance(frame.node.children, dict):
        for key, member in value.items():
            frame.value.setdefault(key, member)
            frame.node.children.setdefault(key, node.children[key])


def _odd_key(at: Range) -> Problem:
    message = "a key must be a text, not a list, a mapping or an alias"
    return Problem(
        "HG004", message, *at, "write the key as a text; quote a value that begins with `{` or `[`"
    )


def _bad_alias(name: str, inside: bool, start: int, end: int) -> Problem:
    if inside:
        message, fix = f"the alias `*{name}` stands for a value that contains it", "write the values out"
    else:
        message = f"the alias `*{name}` names no anchor above it"
        fix = f"define `&{name}` first, or quote the value if it is a text that begins with `*`"
    return Problem("HG006", message, start, end, fix)


def trimmed(text: str, start: int, end: int) -> Range:
    """A scalar's own characters: without its anchor and tag, and without the blank lines after a block."""
    if text[start : start + 1] in ("&", "!"):
        properties = re.compile(_PROPERTIES).match(text, start, end)
        start = properties.end() if properties else start
    if text[start : start + 1] in ("|", ">"):
        end = start + len(text[start:end].rstrip())
    return start, end


def extent(text: str, node: Node) -> Range:
    """A value's own characters: a block collection ends with its last value, not at the next thing."""
    start, end = trimmed(text, node.start, node.end)
    inner = start
    while node.children and text[inner : inner + 1] not in ("{", "["):
        if isinstance(node.children, list):
            node = max(node.children, key=lambda item: item.end)  # the last may be an alias of one above
        else:
            key, last = next(reversed(node.children.items()))
            key_end = (node.keys or {}).get(key, (0, 0))[1]
            if last.end < key_end:
                return start, key_end
            node = last
        inner, end = trimmed(text, node.start, node.end)
    return start, max(start, end)
