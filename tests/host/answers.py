"""Answers of operations, held against what is documented."""

from __future__ import annotations

from jsonschema import Draft202012Validator

from hipgen.host.wire import Json, Reply
from hipgen.operations import answer_schema, objects, operations


def answered(operation: str, reply: Reply) -> Json:
    """The body of a success as documented; None where there is none."""
    known = operations()[operation]
    assert reply.status == known.success, reply.body[:500]
    schema = answer_schema(known)
    if schema is None:
        assert reply.body == b""
        return None
    Draft202012Validator(schema).validate(reply.json())
    return reply.json()


def refused(reply: Reply) -> tuple[int, str]:
    """Status and message of a refusal in HipChat's envelope."""
    Draft202012Validator({"$ref": "#/$defs/Error", **objects()}).validate(reply.json())
    said = reply.json()["error"]
    assert said["code"] == reply.status
    return reply.status, said["message"]
