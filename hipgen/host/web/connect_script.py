"""What pages of add-ons load from the host: the JavaScript API for views, and a style sheet.

At the addresses that HipChat had them. Any page of any origin may load them: there is nothing of anybody in
them. Knows nothing of what the script says.
"""

from __future__ import annotations

from hipgen.host.refusal import Refused
from hipgen.host.web import Visit, page
from hipgen.host.web.statics import content, tagged
from hipgen.host.wire import Reply

FILES = {"all.js": "all.js", "all-debug.js": "all.js", "all.css": "all.css", "all-debug.css": "all.css"}
"""The file behind each name: the debug script is the same one, which sees by its address to write notes."""
OPEN = (("Access-Control-Allow-Origin", "*"), ("Cross-Origin-Resource-Policy", "cross-origin"))


@page("GET", "/atlassian-connect/{name}")
def read_script(visit: Visit) -> Reply:
    """The script or the style sheet. Raises Refused (404) for another name."""
    name = FILES.get(visit.path["name"])
    if name is None:
        raise Refused(404, "Not found")
    return tagged(visit, name, content("connect", name), *OPEN)
