"""Pages of a collection, and `expand`.

As documented: `{items, startIndex, maxResults, links}`; `links.self` without a query, `next` and `prev` only
where there is such a page. Expansion replaces a reference by the full entity that its `links.self` names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias, TypeVar
from urllib.parse import quote, unquote, urlencode, urlsplit

from hipgen.host import shapes
from hipgen.host.wire import Json, Request
from hipgen.host.world import World

T = TypeVar("T")
Tree: TypeAlias = "dict[str, Tree]"
PAGING = ("start-index", "max-results")
DEPTH = 6
"""As deep as an expansion may go."""


def address(request: Request) -> str:
    """The collection as the caller named it, without a query and without doubled slashes."""
    segments = [quote(unquote(part), safe="@") for part in request.path.split("/") if part]
    return f"{request.base}/{'/'.join(segments)}"


def page(request: Request, items: Sequence[T], start: int, most: int, show: Callable[[T], Json]) -> Json:
    """One page of all the items: those from `start` on, `most` at most, each as `show` shows it."""
    return window(request, [show(item) for item in items[start : start + most]], start, most, len(items))


def window(request: Request, shown: list[Json], start: int, most: int, total: int) -> Json:
    """A page of items that were already picked, of `total` in all."""
    self = address(request)
    kept = [(name, value) for name, value in request.query if name not in PAGING and name != "auth_token"]

    def at(index: int, size: int) -> str:
        return f"{self}?{urlencode([('start-index', index), ('max-results', size), *kept])}"

    links = {"self": self}
    if most and start + most < total:
        links["next"] = at(start + most, most)
    if start > 0 and most:
        links["prev"] = at(max(0, start - most), most)
    return {"items": shown, "startIndex": start, "maxResults": most, "links": links}


def expanded(world: World, request: Request, value: Json) -> Json:
    """A value with what `expand=` names expanded: comma-separated paths, dots go deeper. Others are
    ignored, and in which order they come doesn't matter.
    """
    return _expand(world, request.base, value, _tree(request.asked("expand") or ""))


def _tree(paths: str) -> Tree:
    """All paths in one: what paths have in common is expanded once, and keeps what each of them adds."""
    tree: Tree = {}
    for path in paths.split(","):
        branch = tree
        for step in [step for step in path.strip().split(".") if step][:DEPTH]:
            branch = branch.setdefault(step, {})
    return tree


def _expand(world: World, base: str, value: Json, tree: Tree) -> Json:
    if isinstance(value, list):
        return [_expand(world, base, item, tree) for item in value] if tree else value
    if not isinstance(value, dict):
        return value
    inner = {
        name: _expand(world, base, _replaced(world, base, value[name]), branch)
        for name, branch in tree.items()
        if name in value
    }
    return {**value, **inner}


def _replaced(world: World, base: str, value: Json) -> Json:
    if isinstance(value, list):
        return [_replaced(world, base, item) for item in value]
    link = value.get("links", {}).get("self") if isinstance(value, dict) else None
    entity = _entity(world, base, urlsplit(link).path.split("/")[2:]) if isinstance(link, str) else None
    return value if entity is None else {**value, **entity}


def _entity(world: World, base: str, segments: Sequence[str]) -> Json:
    """The full entity of a path below /v2, or None where there is nothing fuller than the reference."""
    match segments:
        case ["user", id]:
            person = world.chat.person(int(id))
            return person and shapes.person_full(world, person, base)
        case ["room", id]:
            room = world.chat.room(int(id))
            return room and shapes.room_full(world, room, base)
        case ["room", id, "statistics"]:
            room = world.chat.room(int(id))
            return room and shapes.room_statistics(room, base)
        case ["room", _, "webhook", number]:
            hook = world.state.webhooks.get(int(number))
            return hook and shapes.webhook_full(world, hook, base)
        case ["emoticon", id]:
            emoticon = world.state.emoticons.get(int(id))
            return emoticon and shapes.emoticon_full(world, emoticon, base)
        case _:
            return None
