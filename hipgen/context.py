"""The add-on → what templates see of it: plain data under `cookiecutter._addon`.

The only place where words of the language meet names of templates. Templates know routes, roles and items;
which capabilities there are is nothing to them. Knows nothing of frameworks but how a language spells names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote

from hipgen.cron import normal
from hipgen.descriptor import CONSUMER, compile_addon, needed_scopes
from hipgen.diagnostics import Json, json_pointer
from hipgen.language import language, resolve
from hipgen.model import Addon, Address, Item, Struct, Text, Value
from hipgen.names import DEVICES, Named, Naming, assign, identifier, spell
from hipgen.paths import path_entries, route_entry
from hipgen.patterns import Untranslatable, problem, to_javascript
from hipgen.routes import HANDLED, Route, places, routes

EVENT_TYPES = {
    "inbound": "Inbound",
    "glance": "GlanceRequest",
    "view": "ViewRequest",
    "configuration": "SettingsSaved",
    "schedule": "Scheduled",
}
"""The event type of a role's handler; a webhook's is named after its event."""

LATE = frozenset({"webhook", "inbound", "schedule"})
"""Roles whose handlers may go on when the request has its answer, or are called without one."""
PAGES = frozenset({"view", "configuration"})
AUTHORIZED = "authorized-page"
"""The role of where people come back who let the add-on act for them."""
UNSAFE = re.compile(r"[^a-z0-9]+")
STEP = re.compile(r"[\w@-](?:[\w@. -]{0,58}[\w@-])?")
"""A name in the path of a picture that every system can hold, 60 characters of any script included."""


@dataclass(frozen=True, slots=True)
class Handled:
    """An item that has a handler of its own, with its names, and its route if requests call it."""

    item: Item
    named: Named
    route: Route | None = None

    @property
    def role(self) -> str:
        """What the handler is to the project: its route's role, or the one that its kind says."""
        return self.route.role if self.route else self.item.kind.role or ""


def slug(addon: Addon) -> str:
    """A short name for folders and packages: letters a to z, digits and single hyphens."""
    for text in (addon.text("name"), addon.text("key").rpartition(".")[2], addon.text("key")):
        if found := UNSAFE.sub("-", text.lower()).strip("-"):
            return found[:60].strip("-")
    return "addon"


def handled(addon: Addon, naming: Naming, known: Mapping[str, Named] | None = None) -> tuple[Handled, ...]:
    """The items that have handlers, in source order; of those that share a route, the first."""
    items = {item.id: item for item in reversed(addon.items)}  # of two with one key, the first
    items = {item.id: items[item.id] for item in addon.items}
    first: dict[str, Route] = {}
    for route in routes(addon):
        if route.role in HANDLED and route.items:
            first.setdefault(route.items[0], route)
    ordered = [item for item in items.values() if item.id in first or item.kind.role]
    wanted = [(item.id, item.kind.section, item.key) for item in ordered]
    names = assign(wanted, naming, known)
    return tuple(Handled(item, names[item.id], first.get(item.id)) for item in ordered)


def context(
    addon: Addon,
    *,
    base_url: str,
    framework: str,
    language: str,
    naming: Naming,
    asynchronous: bool = False,
    worker: str | None = None,
    known: Mapping[str, Named] | None = None,
) -> dict[str, Json]:
    """Everything that templates may know of the add-on, as JSON-able data. See templates/README.md."""
    compiled = compile_addon(addon, base_url)
    openers = _openers(addon)
    entries = [_handler(entry, openers, naming) for entry in handled(addon, naming, known)]
    consumer = compiled.descriptor["capabilities"].get(CONSUMER[1], {})
    install = next((item for item in addon.items if _takes_credentials(item)), None)
    return {
        "key": addon.text("key"),
        "name": addon.text("name"),
        "description": addon.text("description"),
        "vendor": compiled.descriptor.get("vendor"),
        "slug": slug(addon),
        "framework": framework,
        "language": language,
        "asynchronous": asynchronous,
        "worker": worker,
        "base_url": base_url.rstrip("/"),
        "descriptor": compiled.descriptor,
        "based": [json_pointer(pointer) for pointer in compiled.based],
        "scopes": None if addon.scopes is None else list(needed_scopes(addon)),
        "calls": addon.scopes is not None or any(route.role == AUTHORIZED for route in routes(addon)),
        "from_name": consumer.get("fromName") or addon.text("name"),
        "install": {word: install.fields[word] for word in ("room", "global")} if install else None,
        "routes": [route_entry(route) for route in routes(addon)],
        "paths": path_entries(places(addon), entries, naming),
        "handlers": entries,
        "views": [entry for entry in entries if entry["role"] in PAGES],
        "settings": _settings(addon, naming),
        "cards": _cards(addon, naming),
        "commands": [
            {"command": item.text("command"), "help": item.text("help") or ""}
            for item in addon.items
            if item.text("command")
        ],
        "environment": environment(addon),
        "assets": _assets(addon),
        "late": any(entry["role"] in LATE for entry in entries),
        "event_types": sorted({entry["event_type"] for entry in entries}),
    }


def _takes_credentials(item: Item) -> bool:
    """Whether the item says how the add-on is installed."""
    return any(word.route and word.route.role == "installed" for word in item.kind.shape.fields.values())


def _assets(addon: Addon) -> list[Json]:
    """The pictures, and whether one needs a route of its own: not below /static/, nor where another is."""
    others = {place.path for place in places(addon)}
    return [
        {"path": path, "file": file, "routed": not path.startswith("/static/") and path not in others}
        for path, file in assets(addon)
    ]


def _openers(addon: Addon) -> dict[str | None, list[Json]]:
    """Which items open which: by the key of the one that is opened."""
    openers: dict[str | None, list[Json]] = {}
    for other in addon.items:
        entry = {"section": other.kind.section, "key": other.key, "name": other.title}
        openers.setdefault(_opened(other), []).append(entry)
    return openers


def _handler(entry: Handled, openers: Mapping[str | None, list[Json]], naming: Naming) -> Json:
    item, route = entry.item, entry.route
    pattern = item.text("pattern")
    if pattern is not None and problem(pattern):
        pattern = None  # an ignored error: the host alone can say what matches
    return {
        "id": item.id,
        "section": item.kind.section,
        "kind": item.kind.name,
        "key": item.key,
        "role": entry.role,
        "module": entry.named.module,
        "symbol": entry.named.symbol,
        "files": {part.name: entry.named.file(part) for part in naming.parts},
        "title": item.title if item.kind.label else item.kind.title,
        "help": item.text("help") or "",
        "event": item.text("event"),
        "event_type": event_type(entry),
        "pattern": pattern,
        "js_pattern": _javascript(pattern),
        "command": item.text("command"),
        "signed": route is not None and route.signed,
        "path": route.path if route else None,
        "cron": normal(cron) if (cron := item.text("cron")) else None,
        "time_zone": item.text("time_zone") or "UTC",
        "secret": item.text("secret"),
        "frame": item.kind.frame,
        "opens": _opened(item),
        "opened_by": list(openers.get(item.key, ())) if item.kind.target else [],
        "buttons": list(_buttons(item)),
        "filter": "filter" in item.fields,
    }


def event_type(entry: Handled) -> str:
    """The type of the event that a handler is called with: its role's, or a webhook's event's."""
    return EVENT_TYPES.get(entry.role) or spell(entry.item.text("event") or "", "pascal")


def event_types() -> frozenset[str]:
    """The types of all events that there can be, of any spec."""
    document = language().document
    words = (document["$defs"][kind.name]["properties"].get("event") for kind in language().kinds)
    events = {event for word in words if word for event in resolve(document, word).get("enum", ())}
    return frozenset({*EVENT_TYPES.values(), *(spell(event, "pascal") for event in events)})


def _javascript(pattern: str | None) -> Json:
    if pattern is None:
        return None
    try:
        translated = to_javascript(pattern)
    except Untranslatable:
        return None
    return {"source": translated.source, "flags": translated.flags}


def _opened(item: Item) -> str | None:
    opens = item.fields.get("opens")
    return str(opens.fields["key"]) if isinstance(opens, Struct) else None


def _buttons(item: Item) -> Iterator[Json]:
    primary = item.fields.get("primary")
    for button in [*([primary] if primary else []), *item.fields.get("secondary", ())]:
        name = button.fields["name"]
        yield {
            "key": button.fields.get("key"),
            "name": name.value if isinstance(name, Text) else "",
            "primary": button is primary,
        }


def _names(texts: Iterable[str], naming: Naming, taken: Iterable[str] = ()) -> Iterator[str]:
    """Names in code for some texts, no two alike nor like those that are taken, letter case apart."""
    known = {name.lower() for name in taken}
    for text in texts:
        name = identifier(text, naming.symbol, naming.reserved, known)
        known.add(name.lower())
        yield name


def _settings(addon: Addon, naming: Naming) -> list[Json]:
    settings = [s for item in addon.items for s in item.fields.get("settings", ()) if "key" in s.fields]
    names = _names((setting.fields["key"] for setting in settings), naming)
    result = []
    for setting, name in zip(settings, names, strict=True):
        type_, choices = setting.fields.get("type", "text"), setting.fields.get("choices", [])
        result.append(
            {
                "key": setting.fields["key"],
                "name": name,
                "label": setting.fields.get("label", setting.fields["key"]),
                # An ignored error: with nothing to choose from, what remains is a text.
                "type": "text" if type_ == "choice" and not choices else type_,
                "choices": choices,
                "default": setting.fields.get("default"),
                "required": setting.fields.get("required", False),
            }
        )
    return result


def _cards(addon: Addon, naming: Naming) -> list[Json]:
    cards = addon.section("cards")
    result = []
    for item, name in zip(cards, _names((card.key for card in cards), naming), strict=True):
        result.append(
            {
                "key": item.key,
                "symbol": name,
                "style": item.fields.get("style", "application"),
                "format": item.fields.get("format"),
                "title": item.text("title") or item.key,
                "attributes": _attributes(item.fields.get("attributes", ()), naming),
            }
        )
    return result


CARD_WORDS = (
    "title",
    "description",
    "url",
    "icon",
    "activity_html",
    "activityHtml",
    "metadata",
    "id",
    "style",
)
"""Parameters that every card builder has: an attribute's parameter gets another name."""


def _attributes(labels: list[str], naming: Naming) -> list[Json]:
    names = _names(labels, naming, CARD_WORDS)
    return [{"label": label, "name": name} for label, name in zip(labels, names, strict=True)]


def environment(addon: Addon) -> list[Json]:
    """The environment variables that a spec names, each with what it is for: `{name, why}`, sorted."""
    secrets = {item.text("secret"): item for item in reversed(addon.items) if item.text("secret")}
    return [
        {"name": name, "why": f"secret of {item.kind.noun} {item.key}"}
        for name, item in sorted(secrets.items(), key=lambda pair: str(pair[0]))
    ]


def assets(addon: Addon) -> tuple[tuple[str, str], ...]:
    """The add-on's own pictures: URL path and file of the project, both sizes, sorted."""
    found = {
        address.text
        for fields in (addon.fields, *(item.fields for item in addon.items))
        for value in fields.values()
        for address in _picture_addresses(value)
        if address.based
    }
    pairs = ((path.partition("?")[0].partition("#")[0], path) for path in found)
    return tuple(sorted({(path, file) for path, _ in pairs if (file := _file(path))}))


def _picture_addresses(value: Value) -> Iterator[Address]:
    if isinstance(value, Struct):
        for name in ("url", "url2x"):
            address = value.fields.get(name)
            if isinstance(address, Address):
                yield address


def _file(path: str) -> str | None:
    """The file behind a picture's path; None where a file could not safely be."""
    file = unquote(path).removeprefix("/")
    steps = file.split("/")
    safe = all(STEP.fullmatch(step) and step.split(".")[0].strip().lower() not in DEVICES for step in steps)
    known = PurePosixPath(file).suffix.lower() in {".png", ".svg", ".jpg", ".jpeg", ".gif", ".webp"}
    return file if safe and known else None
