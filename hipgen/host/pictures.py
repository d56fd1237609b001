"""Pictures that come in base64: photos of people, avatars of rooms and groups.

Knows nothing of whose they are.
"""

from __future__ import annotations

import base64
import binascii
import re

from hipgen.host.chat import File
from hipgen.host.refusal import Refused
from hipgen.host.world import World

TYPES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF8", "image/gif"))
"""First bytes of what is accepted, as documented: JPEG, PNG or GIF."""


def keep(world: World, text: str) -> str:
    """Keep a picture that came in base64, or as a `data:` address; the id of its file.

    Raises Refused (400) for what isn't base64 or isn't one of the types.
    """
    content = _decoded(text)
    found = next((type_ for magic, type_ in TYPES if content.startswith(magic)), None)
    if found is None:
        raise Refused(400, "The image must be a JPEG, PNG or GIF in base64")
    file = File(world.ids.uuid(), "picture", found, content)
    world.chat.put_file(file)
    return file.id


def forget(world: World, picture: str | None) -> None:
    """Remove the file of a picture, unless it is an address elsewhere."""
    if picture is not None and "://" not in picture:
        world.chat.remove_file(picture)


def _decoded(text: str) -> bytes:
    bare = re.sub(r"\s+", "", re.sub(r"^data:[^,]*,", "", text))
    try:
        return base64.b64decode(bare, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused(400, "The image must be a JPEG, PNG or GIF in base64") from error
