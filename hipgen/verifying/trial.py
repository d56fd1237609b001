"""An add-on on trial: a true local host around it, a false one beside, and everything that checks do to it.

What a host does goes through the host itself; what only a liar or a browser does goes straight to the add-on.
Knows nothing of what is right.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from hipgen.diagnostics import Json, Pointer
from hipgen.host.connect import tokens
from hipgen.host.connect.calls import with_query
from hipgen.host.connect.fetching import Fetched
from hipgen.host.connect.installations import create, document
from hipgen.host.connect.modules import Module, find, settings_page, view_url
from hipgen.host.refusal import Refused
from hipgen.host.server.inside import asked
from hipgen.host.state import Installation, Webhook
from hipgen.host.wire import Answer, Call, Failure
from hipgen.host.wirelog import Entry
from hipgen.verifying import Unmet, forging
from hipgen.verifying.pages import Form, posted_forms
from hipgen.verifying.subject import PAGES, Subject

if TYPE_CHECKING:
    from hipgen.host.server.outgoing import Caller
    from hipgen.host.server.running import Running
    from hipgen.verifying.liar import Liar

JSON = ("Content-Type", "application/json")
FORM = ("Content-Type", "application/x-www-form-urlencoded")
VARIABLE = re.compile(r"\{([^{}]+)\}")
Heads = Sequence[tuple[str, str]]


class HostRefusedError(Exception):
    """The host said no; the message is its own."""


class Trial:
    """One add-on's trial. `timeout` is how many seconds an answer may take.

    `genuine` is what went over the wire because of what HipChat does, not because of a liar. A check has its
    `turn`, so that what it changes about the host is its own.
    """

    def __init__(self, host: Running, liar: Liar, caller: Caller, subject: Subject, timeout: float) -> None:
        self.subject = subject
        self.host = host
        self.world = host.engine.world
        self.liar = liar
        self.timeout = timeout
        self.seconds: list[float] = []
        self.genuine: list[Entry] = []
        self.turn = asyncio.Lock()
        self.is_exercised = False
        self._caller = caller
        self._rooms = count(1)
        self._shared: Installation | Unmet | None = None
        self._delivered: dict[tuple[str, int], Json] = {}

    # The add-on, directly

    async def ask(
        self, method: str, url: str, headers: Heads = (), body: bytes = b"", *, follows: bool = False
    ) -> Answer | Failure:
        """Ask the add-on something. Redirects are not followed unless told so."""
        call = Call(method, url, tuple(headers), body, timeout=self.timeout, follows=follows)
        answer = await self._caller.make(call)
        if isinstance(answer, Answer):
            self.seconds.append(answer.seconds)
        return answer

    async def post(self, url: str, value: Json, headers: Heads = ()) -> Answer | Failure:
        """Post JSON to the add-on."""
        return await self.ask("POST", url, (JSON, *headers), json.dumps(value).encode("utf-8"))

    # The host

    async def control(self, method: str, path: str, body: Json = None, query: str = "") -> Json:
        """The answer to a request below /control. Raises HostRefusedError."""
        return await self._inside(method, f"/control{path}", body, query)

    async def rest(self, method: str, path: str, token: str, body: Json = None) -> Json:
        """The answer to a request below /v2. Raises HostRefusedError."""
        return await self._inside(method, f"/v2{path}", body, f"auth_token={token}")

    async def _inside(self, method: str, path: str, body: Json, query: str) -> Json:
        reply = await asked(self.host, method, path, body, query)
        answer = json.loads(reply.body or b"{}")
        if reply.status >= 400:
            raise HostRefusedError(str(answer["error"]["message"]))
        return answer

    async def settled(self) -> None:
        """Wait until the host has nothing under way, as long as an answer may take."""
        await self.host.engine.settle(self.timeout + 1)

    async def pause(self, seconds: float) -> None:
        """Let the other checks go on for some seconds."""
        self.turn.release()
        try:
            await asyncio.sleep(seconds)
        finally:
            await self.turn.acquire()

    def mark(self) -> int:
        """The number of the last entry of the wire log."""
        return max((entry.id for entry in self.world.log), default=0)

    def since(self, mark: int) -> list[Entry]:
        """The entries of the wire log after a mark."""
        return [entry for entry in self.world.log if entry.id > mark]

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Remember what goes over the wire meanwhile as brought about by nothing but what HipChat does."""
        before = self.mark()
        try:
            yield
            await self.settled()
        finally:
            self.genuine += self.since(before)

    def answers(self) -> tuple[float, ...]:
        """The seconds that the add-on took for each answer so far, sorted."""
        logged = [one.seconds for one in self.world.log if one.direction == "out" and one.status]
        return tuple(sorted([*self.seconds, *(each for each in logged if each is not None)]))

    # Installations

    async def room(self) -> int:
        """A new room's id."""
        made = await self.control("POST", "/rooms", {"name": f"Trial {next(self._rooms)}"})
        return int(made["id"])

    async def place(self) -> int | None:
        """Where a new installation may go: a new room, or the group where rooms may not have it."""
        return await self.room() if self.subject.for_rooms else None

    async def install(self, room: int | None) -> Installation:
        """Install the add-on in a room or for the group, as a person would, browser and all.

        Raises HostRefusedError when the add-on doesn't take it.
        """
        where = {} if room is None else {"room": room}
        async with self.watched():
            made = await self.control("POST", "/install", {"url": self.subject.url, **where})
            if made["redirect"]:
                await self.ask("GET", made["redirect"])
        if room is None and not self.subject.for_rooms:
            self._shared = None  # replaced by the new one
        return self.world.state.installations[made["installation"]["oauth_id"]]

    async def fresh(self) -> Installation:
        """An installation for one check alone. Raises Unmet when there can't be one."""
        try:
            return await self.install(await self.place())
        except HostRefusedError as error:
            raise Unmet(f"it can't be installed: {error}") from error

    async def installed(self) -> Installation:
        """An installation for all checks that change nothing about it. Raises Unmet as `fresh`."""
        if self._shared is None:
            try:
                self._shared = await self.fresh()
            except Unmet as error:
                self._shared = error
        if isinstance(self._shared, Unmet):
            raise Unmet(str(self._shared))
        return self._shared

    async def unannounced(self, room: int | None = None) -> Installation:
        """Credentials that work, of which the add-on hasn't been told. In a new room unless rooms may not
        have the add-on.
        """
        room = await self.place() if room is None else room
        fetched = Fetched(self.subject.descriptor, self.subject.url)
        place = None if room is None else self.world.chat.room(room)
        return create(self.world, fetched, place, None, self.host.http)

    def told(self, installation: Installation, **changed: Json) -> dict[str, Json]:
        """What a host tells of an installation, with members changed; None takes one away."""
        said = {**document(self.world, installation), **changed}
        return {name: value for name, value in said.items() if value is not None}

    async def announce(self, installation: Installation, **changed: Json) -> Answer | Failure:
        """Tell the add-on of an installation, truly or with members changed."""
        return await self.post(self.subject.installable["callbackUrl"], self.told(installation, **changed))

    async def uninstall(self, installation: Installation) -> None:
        """Remove the add-on, as a person would."""
        await self.control("DELETE", f"/installations/{installation.oauth_id}")
        await self.settled()

    async def is_open(self, installation: Installation) -> bool:
        """Whether the add-on takes what is signed for an installation. Raises Unmet if nothing of it is."""
        answer = await self.probe(installation, self.token(installation))
        return isinstance(answer, Answer) and answer.status < 400

    async def probe(self, installation: Installation, token: str) -> Answer | Failure:
        """Ask for something of the add-on that wants a token, with this one. Raises Unmet if nothing does."""
        for _at, _kind, body in self.subject.views(signed=True):
            return await self.ask("GET", with_query(body["url"], {"signed_request": token}))
        for _at, body in self.subject.glances():
            return await self.ask("GET", with_query(body["queryUrl"], {"signed_request": token}))
        for _at, body in self.subject.hooks(signed=True):
            payload = forging.payload(installation, body["event"])
            return await self.post(body["url"], payload, forging.header(token))
        raise Unmet("nothing of it is signed, so that nothing tells whether it knows an installation")

    # Webhooks

    def hooks(
        self, installation: Installation, *, signed: bool | None = None
    ) -> list[tuple[Pointer, Webhook]]:
        """An installation's webhooks as the host has them, each with its place in the descriptor."""
        kept = [
            hook for hook in self.world.state.webhooks.values() if hook.installation == installation.oauth_id
        ]
        own = self.subject.hooks(signed=signed)
        same = ((at, next((hook for hook in kept if _is_same(hook, body)), None)) for at, body in own)
        return [(at, hook) for at, hook in same if hook is not None]

    async def delivery(self, installation: Installation, hook: Webhook, *, anew: bool = False) -> Json:
        """A true delivery to a webhook, as people in a room bring it about: made once, unless it is wanted
        `anew`. Raises Unmet when its event can't be brought about for this installation.
        """
        key = installation.oauth_id, hook.id
        if anew or key not in self._delivered:
            from hipgen.verifying.happenings import bring_about

            async with self.watched():
                await bring_about(self, installation, hook)
            made = (await self.control("GET", "/deliveries", query=f"webhook={hook.id}"))["items"]
            if not made:
                raise Unmet(f"nothing that was tried brings about {hook.event} for it")
            self._delivered[key] = made[-1]
        return self._delivered[key]

    async def forge(self, delivery: Json, **wrong: Json) -> Json:
        """The same delivery again with a fresh token that is wrong as told; what came back."""
        return await self.control("POST", f"/deliveries/{delivery['id']}/forge", wrong)

    async def replay(self, delivery: Json) -> Json:
        """The very same delivery again, token and all."""
        return await self.control("POST", f"/deliveries/{delivery['id']}/replay")

    # Views and tokens

    def token(
        self, installation: Installation, secret: str | None = None, *, unsigned: bool = False, **claims: Json
    ) -> str:
        """A token of the host for an installation; `claims` are put over the true ones. An `unsigned` one
        says `none` where the algorithm stands, and ends there.
        """
        true = tokens.claims(self.world, installation.oauth_id, installation.room, self.person())
        said = {**true, **claims}
        if unsigned:
            return forging.unsigned(said)
        return tokens.encoded(said, installation.secret if secret is None else secret)

    def person(self) -> Json:
        """Who acts: the first administrator."""
        return next(one for one in self.world.chat.people() if one.is_admin)

    def view(self, installation: Installation, kind: str, body: Json, theme: str = "light") -> str:
        """The signed address of a page. Raises Unmet when the host doesn't give it."""
        try:
            module = self._module(installation, kind, body)
            place, who = installation.room, self.person()
            return view_url(self.world, module, place, who, theme, filling(body["url"]), self.host.http)
        except Refused as refusal:
            raise Unmet(refusal.message) from refusal

    def _module(self, installation: Installation, kind: str, body: Json) -> Module:
        if kind in PAGES:
            return settings_page(installation, kind)
        return find(self.world, installation, body["key"], installation.room, kind)

    async def forms(self, installation: Installation, kind: str, body: Json) -> list[Form]:
        """The forms of a page that are posted. Raises Unmet as `view`."""
        address = self.view(installation, kind, body)
        return posted_forms(await self.ask("GET", address, follows=True), address)

    async def send(self, form: Form, *, hidden: bool = True) -> Answer | Failure:
        """Send a form as a browser does, filled in; without what it hides, in its address too, if told."""
        address = form.address if hidden else form.address.partition("?")[0]
        return await self.ask("POST", address, (FORM,), urlencode(form.filled(hidden=hidden)).encode("ascii"))


def api_calls(entries: Sequence[Entry]) -> list[Entry]:
    """The calls of the REST API among some entries: neither requests for tokens nor public documents."""
    others = ("/oauth/token", "/v2/capabilities", "/installable/")
    return [one for one in entries if one.kind == "rest" and not any(each in one.url for each in others)]


def filling(address: str) -> Json:
    """Values for the `{path.of.names}` variables of an address, as an action on a message gives them."""
    values: dict[str, Json] = {}
    for found in VARIABLE.finditer(address):
        *steps, last = found[1].split(".")
        inner = values
        for step in steps:
            inner = inner.setdefault(step, {})
        inner[last] = "7"
    return values


def _is_same(hook: Webhook, body: Mapping[str, Json]) -> bool:
    said = (body["url"], body["event"], body.get("pattern") or None, body.get("key") or None)
    return (hook.url, hook.event, hook.pattern, hook.key) == said
