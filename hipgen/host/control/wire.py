"""What went over the wire, from the wire log: masked there already.

Knows nothing of what the entries mean.
"""

from __future__ import annotations

from dataclasses import asdict

from hipgen.host.control import NAME, TEXT, WHOLE, Order, control
from hipgen.host.control.named import logged_client
from hipgen.host.wire import Json, Reply, json_reply
from hipgen.host.wirelog import Entry


@control("GET", "/control/wire", query={"since": WHOLE, "kind": TEXT, "installation": NAME, "limit": WHOLE})
def read_wire(order: Order) -> Reply:
    """Entries of the wire log after number `since`, oldest first, at most the last `limit` of them."""
    since, kind = order.said("since", 0), order.said("kind")
    oauth_id = logged_client(order)
    entries = tuple(order.world.log)
    found = [
        entry
        for entry in entries
        if entry.id > since and kind in (None, entry.kind) and oauth_id in (None, entry.installation)
    ]
    limit = order.said("limit", len(found))
    last = entries[-1].id if entries else since
    shown = found[max(0, len(found) - limit) :]
    return json_reply(200, {"entries": [shown_entry(entry) for entry in shown], "last": last})


def shown_entry(entry: Entry) -> Json:
    """An entry as JSON; headers are lists of pairs, dates ISO 8601, times in seconds."""
    shown = asdict(entry)
    shown["at"] = entry.at.isoformat()
    return {name: value for name, value in shown.items() if value not in (None, "", ())}
