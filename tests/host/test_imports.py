"""Importing is refused with its reason, after token, scope and place were looked at."""

from __future__ import annotations

import pytest

from hipgen.host.state import SCOPES, Token, TokenKind
from hipgen.host.world import World
from tests.host.answers import refused
from tests.host.grants import client
from tests.host.worlds import START, ask, world_of_three


@pytest.fixture
def world() -> World:
    made = world_of_three()
    for name, scopes in (("importer", ("import_data",)), ("other", tuple(set(SCOPES) - {"import_data"}))):
        client(made, name, scopes=scopes)
        made.state.tokens[name] = Token(name, TokenKind.ADDON, scopes, START, installation=name)
    return made


@pytest.mark.parametrize("path", ["/v2/room/Harbour/import/", "/v2/user/@Bo/import/"])
@pytest.mark.parametrize("what", ["history", "file"])
class TestImports:
    """Nothing is stored whatever is sent."""

    def test_it_is_501_and_says_why(self, world: World, path: str, what: str) -> None:
        reply = ask(world, "POST", path + what, {"messages": []}, token="importer")
        said = reply.json()["error"]
        assert (reply.status, said["code"], said["type"]) == (501, 501, "Not Implemented")
        assert "not recorded anywhere" in said["message"]
        assert len(world.chat.history(1)) == 0

    def test_without_token_or_scope_or_as_a_person_it_is_refused_first(
        self, world: World, path: str, what: str
    ) -> None:
        statuses = [
            ask(world, "POST", path + what, {}, token=token).status for token in (None, "other", "ann")
        ]
        assert statuses == [401, 403, 403]


@pytest.mark.parametrize("path", ["/v2/room/Nowhere/import/history", "/v2/user/@Nobody/import/file"])
def test_a_place_that_is_not_there_is_404(world: World, path: str) -> None:
    assert refused(ask(world, "POST", path, {}, token="importer"))[0] == 404
