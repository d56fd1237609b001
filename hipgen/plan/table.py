"""The decision table of regeneration: whose a file is, and how render, record and disk compare → an action.

Compares digests; None means that there is no such file. Knows no paths and no bytes.
"""

from __future__ import annotations

from enum import Enum

from hipgen.plan.values import Action
from hipgen.rendered import Ownership


class Column(Enum):
    """How the disk (D) compares with the new render (N) and with the base in the lock (B)."""

    MISSING = "D missing"
    EQUAL = "D = N"
    UNTOUCHED = "D = B"
    EDITED = "D ≠ B, N = B"
    DIVERGED = "D ≠ B, N ≠ B"
    FOREIGN = "D there, not in the lock"


def locate(new: str | None, base: str | None, disk: str | None) -> Column:
    """Find the column. Where D equals both, nothing is to be done: that is `EQUAL`."""
    if disk is None:
        return Column.MISSING
    if disk == new:
        return Column.EQUAL
    if base is None:
        return Column.FOREIGN
    if disk == base:
        return Column.UNTOUCHED
    return Column.EDITED if new == base else Column.DIVERGED


def decide(
    ownership: Ownership, new: str, base: str | None, disk: str | None, *, item_is_known: bool
) -> Action:
    """What becomes of a file of the new render.

    `item_is_known`: the lock has this file for the same item. A file that is for no item is never known so.
    """
    match ownership, locate(new, base, disk):
        case _, Column.EQUAL:
            return Action.KEEP if base is not None else Action.ADOPT
        case Ownership.SEEDED, Column.MISSING if item_is_known:
            return Action.MISSING_HANDLER
        case ((Ownership.SEEDED | Ownership.MERGED), Column.MISSING) if base is not None:
            return Action.STAY_DELETED
        case _, Column.MISSING:
            return Action.WRITE
        case Ownership.SEEDED, Column.FOREIGN:
            return Action.ADOPT
        case _, Column.FOREIGN:
            return Action.IN_THE_WAY
        case Ownership.SEEDED, Column.UNTOUCHED:
            return Action.REFRESH
        case _, Column.UNTOUCHED:
            return Action.WRITE
        case Ownership.GENERATED, _:
            return Action.DRIFT
        case _, Column.EDITED:
            return Action.KEEP
        case Ownership.SEEDED, _:
            return Action.OUTDATED
        case _:
            return Action.MERGE


def dismiss(ownership: Ownership, base: str, disk: str | None) -> Action:
    """What becomes of a file of the last run that the new render no longer has."""
    match ownership, locate(None, base, disk):
        case _, Column.MISSING:
            return Action.FORGET
        case _, Column.UNTOUCHED:
            return Action.DELETE
        case Ownership.GENERATED, _:
            return Action.DRIFT
        case _:
            return Action.RETIRE
