"""Files that the templates have elsewhere now: which of them stay, and which go along."""

import pytest

from hipgen.names import Part
from hipgen.plan import Lock, LockedFile, LockedItem, Origin, Retired, digest, elsewhere, staying
from hipgen.rendered import Ownership

ORIGIN = Origin("1", "flask", "0" * 64, "0" * 64)
PARTS = (Part("handler", "handlers", "hooks/{module}.py"), Part("view", "views", "views/{module}.html"))
ITEM = LockedItem("sidebar:board", "webPanel", "board", "0" * 64, "board", "board")
STUB = b"stub\n"
HANDLER, PAGE = "handlers/board.py", "views/board.html"


def of(path: str, part: str | None, ownership: Ownership = Ownership.SEEDED) -> LockedFile:
    return LockedFile(path, ownership, ITEM.id, digest(STUB), part=part)


def lock(*files: LockedFile, retired: tuple[Retired, ...] = ()) -> Lock:
    return Lock(ORIGIN, () if retired else (ITEM,), files, retired)


FOUND = [
    ("a handler whose template moved", lock(of(HANDLER, "handler"), of(PAGE, "view")), {HANDLER}),
    ("one that is at home", lock(of("hooks/board.py", "handler")), set[str]()),
    ("a retired one", lock(retired=(Retired(of(HANDLER, "handler"), ITEM),)), {HANDLER}),
    ("one in another language", lock(of("handlers/board.js", "handler")), set()),
    ("a file that is generated now", lock(of(HANDLER, "handler", Ownership.GENERATED)), set()),
    ("a part that no template has any more", lock(of(HANDLER, "script")), set()),
    ("a file that was for no item's part", lock(of(HANDLER, None)), set()),
]


@pytest.mark.parametrize(("before", "paths"), [case[1:] for case in FOUND], ids=[case[0] for case in FOUND])
def test_what_is_elsewhere_is_known_by_its_part(before: Lock, paths: set[str]) -> None:
    assert {each.file.path for each in elsewhere(before, PARTS)} == paths


HOME, OLD_PAGE = "hooks/board.py", "sheets/board.html"
STAYS = [
    ("nobody edited it", {HANDLER: STUB, OLD_PAGE: STUB}, (), set[str]()),
    ("one was edited: its item's stay together", {HANDLER: b"mine", OLD_PAGE: STUB}, (), {HANDLER, OLD_PAGE}),
    ("it was moved home by hand", {HOME: b"mine", OLD_PAGE: STUB}, (), set()),
    ("it was moved home, the page is edited", {HOME: b"mine", OLD_PAGE: b"mine"}, (), {OLD_PAGE}),
    ("it is gone: it is missed where it was", {OLD_PAGE: STUB}, (), {HANDLER, OLD_PAGE}),
    ("it is gone, and wanted anew", {OLD_PAGE: STUB}, (ITEM.id,), set()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("disk", "reseed", "paths"), [case[1:] for case in STAYS], ids=[case[0] for case in STAYS]
)
def test_an_items_files_move_only_if_nobody_edited_one(
    disk: dict[str, bytes], reseed: tuple[str, ...], paths: set[str]
) -> None:
    found = elsewhere(lock(of(HANDLER, "handler"), of(OLD_PAGE, "view")), PARTS)
    kept = staying(found, disk, reseed)
    assert set(kept.get(ITEM.id, {}).values()) == paths
