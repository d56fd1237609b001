"""By which names the host is reached, and which of them may see its pages and its control interface.

The REST API answers under any name: add-ons in containers and behind tunnels use it. Pages and the control
interface answer only where no foreign page can be standing: a page of the web whose name was pointed at this
machine (DNS rebinding) sends its own name as Host. The names of views that are passed on are none of the
host's: there are pages of add-ons. Knows nothing of sockets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from hipgen.host.connect.origins import label_in

AUTHORITY = re.compile(r"(?P<name>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?")
"""What a Host header may hold; anything else is no request for this host."""
CONTAINERS = ("host.docker.internal", "host.containers.internal")
"""Names under which containers reach the machine they run on."""


@dataclass(frozen=True)
class Names:
    """What the host is called: `own` are names and addresses in lower case besides loopback.

    `everywhere` says that it listens on all addresses of the machine, so that any address is one of its own
    (a rebound page has a name, never a bare address). `ports` are those of its listeners.
    """

    own: frozenset[str] = frozenset()
    everywhere: bool = False
    ports: frozenset[int] = frozenset()
    _known: dict[str, bool] = field(default_factory=dict, repr=False, compare=False)

    def sound(self, authority: str) -> bool:
        """Whether a Host header is an authority at all."""
        return authority in self._known or AUTHORITY.fullmatch(authority) is not None

    def trusted(self, authority: str) -> bool:
        """Whether a Host header names this host."""
        known = self._known.get(authority)
        if known is None:
            match = AUTHORITY.fullmatch(authority)
            known = match is not None and self._is_own(match["name"].lower().strip("[]"))
            if known and len(self._known) < 1000:
                self._known[authority] = known
        return known

    def same(self, origin: str) -> bool:
        """Whether an Origin header is one of this host's own."""
        try:
            parts = urlsplit(origin)
            port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
        except ValueError:
            return False
        return port in self.ports and self.trusted(parts.netloc)

    def _is_own(self, name: str) -> bool:
        if label_in(name) is not None:
            return False
        if name in self.own or name == "localhost" or name.endswith(".localhost"):
            return True
        try:
            address = ip_address(name)
        except ValueError:
            return False
        return address.is_loopback or self.everywhere
