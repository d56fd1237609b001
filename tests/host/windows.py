"""A window of the page in a test: it is somebody, has its browser's cookie, and sends its token."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from hipgen.host.core import finish, handle
from hipgen.host.wire import Json, Reply, Request
from hipgen.host.world import World
from tests.host.worlds import BASE, Addon, ask

ANN, BO, GUS = 1, 2, 3
HARBOUR, VAULT = 1, 2


@dataclass
class Window:
    """A window of the page that is somebody: keeps its browser's cookie and its token."""

    world: World
    person: int
    addon: Addon = field(default_factory=Addon)
    cookie: str = ""
    token: str = ""

    def __post_init__(self) -> None:
        shell = ask(self.world, "GET", "/", token=None)
        self.cookie = (shell.header("Set-Cookie") or "").partition(";")[0]
        self.token = self.get("/page/start").json()["token"]

    def get(self, path: str, **query: str) -> Reply:
        request = Request("GET", path, urlencode(query), self.headers(), b"", BASE)
        answer = handle(self.world, request)
        return answer if isinstance(answer, Reply) else finish(answer, self.addon)

    def send(self, method: str, path: str, body: Json = None, **headers: str) -> Reply:
        sent = {**self.headers(), "hipgen-token": self.token, "origin": BASE, **headers}
        return ask(self.world, method, path, body or {}, token=None, headers=sent, addon=self.addon)

    def say(self, text: str, room: int = HARBOUR) -> Json:
        return self.send("POST", f"/page/rooms/{room}/messages", {"text": text}).json()

    def messages(self, room: int = HARBOUR, **query: str) -> Json:
        return self.get(f"/page/rooms/{room}/messages", **query).json()

    def headers(self) -> dict[str, str]:
        return {"cookie": self.cookie, "hipgen-person": str(self.person)}
