"""What can be switched in the host while it runs, by the seed, the command line or the control interface.

Values with their defaults; knows nothing of who reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ViewProxy(StrEnum):
    """When views are passed on by the host: where an add-on's pages need it, always, or never."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be switched. Lifetimes, windows and time-outs are in seconds.

    Defaults are the documented behaviour: tokens of add-ons live an hour, webhook tokens go in the header,
    module order is the web client's.
    """

    rate_limits: bool = False
    addon_calls: int = 500
    user_calls: int = 100
    window: int = 300
    flood: int = 30
    flood_window: int = 60
    addon_token_lifetime: int = 3600
    user_token_lifetime: int = 3600
    personal_token_lifetime: int = 31_536_000
    code_lifetime: int = 600
    jwt_lifetime: int = 3600
    webhook_token_in_query: bool = False
    strict_json: bool = False
    delivery_timeout: float = 10.0
    install_timeout: float = 10.0
    ascending_weight: bool = False
    view_proxy: ViewProxy = ViewProxy.AUTO
    clock_offset: float = 0.0
