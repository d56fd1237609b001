"""Is a document a descriptor that HipChat would have taken? If not, what is wrong with it, and where.

The judge is HipChat's own schema, as captured. Knows nothing of where a descriptor came from and nothing of
installations.
"""

from __future__ import annotations

import json
from functools import cache

from hipgen.diagnostics import Finding, Pointer
from hipgen.host import bodies
from hipgen.host.refusal import Refused
from hipgen.host.wire import Json

SERVER_VERSION = 1
"""The version of the server's interface: HipChat never offered another."""
SHOWN = 5
"""As many problems are told in the message; all of them are in `problems`."""
TEXTS = ("name", "title")


def check(descriptor: Json) -> tuple[Json, tuple[str, ...]]:
    """A descriptor as the host keeps it, and notes about what it let pass.

    A lone webhook object is taken as a list of one: many real add-ons have that, and ran.

    Raises Refused (400) for what HipChat's schema rejects; its `problems` are `{pointer, message}` each, the
    pointer a JSON Pointer. Refused (400) too when the add-on needs a newer server, as documented.
    """
    _refuse_unkeepable(descriptor)
    descriptor, notes = _with_listed_webhook(descriptor)
    _raise_for(_judged(descriptor, _validator()), "The descriptor was refused")
    _refuse_newer(descriptor)
    return descriptor, (*notes, *_doubts(descriptor))


def check_module(kind: str, body: Json) -> Json:
    """A module made over REST as the host keeps it: a plain text as its name becomes `{value}`, and of a
    module that is closed in descriptors unknown members are dropped, since clients send more than is known.

    `kind` is the descriptor's word, `webPanel`. Raises Refused (400), as `check` does.
    """
    _refuse_unkeepable(body)
    judge = _module_validator(kind)
    known = judge.schema["properties"]
    named = {
        name: {"value": body[name]}
        for name in TEXTS
        if isinstance(body.get(name), str) and known.get(name, {}).get("type") != "string"
    }
    body = {**body, **named}
    if judge.schema.get("additionalProperties") is False:
        body = {name: value for name, value in body.items() if name in known}
    _raise_for(_judged(body, judge), f"This is no {kind}")
    return body


def pointer(at: Pointer) -> str:
    """A place as a JSON Pointer (RFC 6901)."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in at)


def _refuse_unkeepable(document: Json) -> None:
    """Raises Refused (400) for JSON that is nested too deep, or has a text that is no Unicode."""
    if bodies.check(document, {}) is not None:
        raise Refused(400, "The document is nested too deep")
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise Refused(400, "The document has half a surrogate pair, which is no text") from error


def _with_listed_webhook(descriptor: Json) -> tuple[Json, tuple[str, ...]]:
    capabilities = descriptor.get("capabilities") if isinstance(descriptor, dict) else None
    if not isinstance(capabilities, dict) or not isinstance(capabilities.get("webhook"), dict):
        return descriptor, ()
    listed = {**capabilities, "webhook": [capabilities["webhook"]]}
    note = "capabilities.webhook is one object: taken as a list of one; HipChat's schema asks for a list"
    return {**descriptor, "capabilities": listed}, (note,)


def _refuse_newer(descriptor: Json) -> None:
    needed = descriptor.get("apiVersion", "1:1").partition(":")[0].lstrip("0")[:9]
    if int(needed or "0") > SERVER_VERSION:
        message = f"The add-on needs version {needed} of the server; this is version {SERVER_VERSION}"
        problem = {"pointer": "/apiVersion", "message": message}
        raise Refused(400, message, problems=[problem])


def _doubts(descriptor: Json) -> tuple[str, ...]:
    """What HipChat took, but clients stumbled over."""
    found = []
    if ":" in descriptor["key"]:
        found.append("the key has a colon: clients split `add-on:module` there")
    if "configurable" in descriptor:
        found.append("configurable stands beside capabilities, not in it: it has no effect")
    return tuple(found)


def _raise_for(problems: list[tuple[Pointer, str]], what: str) -> None:
    if not problems:
        return
    told = [message for _at, message in problems[:SHOWN]]
    more = f" and {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
    listed = [{"pointer": pointer(at), "message": message} for at, message in problems]
    raise Refused(400, f"{what}: {'; '.join(told)}{more}", problems=listed)


def _judged(document: Json, judge: Json) -> list[tuple[Pointer, str]]:
    """What a schema rejects: places and messages, in the order of the document."""
    # Imported here: it is the validator of the command line, which a host without add-ons doesn't need.
    from hipgen.schema import check_shape

    found = check_shape(document, judge, _place)
    return [(finding.at, _message(finding)) for finding in sorted(found, key=_order)]


@cache
def _validator() -> Json:
    from hipgen.validate import other_validator

    return other_validator("descriptor")


@cache
def _module_validator(kind: str) -> Json:
    whole = _validator()
    return whole.evolve(schema={**whole.schema["$defs"][kind], "$id": whole.schema["$id"]})


def _order(finding: Finding) -> tuple[tuple[str, ...], str]:
    return tuple(
        str(step).zfill(6) if isinstance(step, int) else step for step in finding.at
    ), finding.message


def _message(finding: Finding) -> str:
    """A finding as one text; its place is in the words where those don't name it."""
    said = finding.message
    told = any(_place(at) in said for at in (finding.at, finding.at[:-1]))
    return said if told else f"{_place(finding.at)}: {said}"


def _place(at: Pointer) -> str:
    """What to call a place: `capabilities.webhook[0]`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in at)
    return f"`{''.join(steps).lstrip('.')}`" if at else "the document"
