"""What a run would do to a project, as a value: the render, the last run's record and the disk → a `Plan`.

`generate` and its `--dry-run`, `--diff` and `--check` all use the same plan. Pure: knows neither how to read
or write a file, nor what an add-on is.
"""

from hipgen.plan.adopting import assumed, bases_of, unchanging
from hipgen.plan.make import asked, make_plan, merging
from hipgen.plan.merging import beside
from hipgen.plan.paths import check_path, check_paths
from hipgen.plan.renames import Question, Renames, carried, find_renames
from hipgen.plan.staying import Staying, elsewhere, staying
from hipgen.plan.switching import Switch, aside
from hipgen.plan.table import Column, decide, locate
from hipgen.plan.taking import KEPT, Side, Taking, decided
from hipgen.plan.values import (
    Action,
    Lock,
    LockedFile,
    LockedItem,
    Origin,
    Plan,
    Retired,
    Step,
    digest,
)
from hipgen.rendered import Ownership, RenderedFile

__all__ = [
    "KEPT",
    "Action",
    "Column",
    "Lock",
    "LockedFile",
    "LockedItem",
    "Origin",
    "Ownership",
    "Plan",
    "Question",
    "Renames",
    "RenderedFile",
    "Retired",
    "Side",
    "Staying",
    "Step",
    "Switch",
    "Taking",
    "aside",
    "asked",
    "assumed",
    "bases_of",
    "beside",
    "carried",
    "check_path",
    "check_paths",
    "decide",
    "decided",
    "digest",
    "elsewhere",
    "find_renames",
    "locate",
    "make_plan",
    "merging",
    "staying",
    "unchanging",
]
