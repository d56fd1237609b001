"""The runbook, in a browser tab of its own: what to do, and what is open."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from _generated.events import ViewRequest
from handlers import incident_store as store


def runbook(event: ViewRequest) -> dict[str, Any]:
    return {"incidents": [asdict(one) for one in store.open_incidents(event)]}
