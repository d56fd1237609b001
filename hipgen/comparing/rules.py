"""What a change can mean: its ids, each with a class, the version step that it asks for, and its text.

Which change has which id stands in `table`. The texts are those of `hipgen explain`; in their blocks the old
words stand above a line of three dashes and the new ones below it, and the tests compare them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hipgen.comparing.texts_breaking import BREAKING
from hipgen.comparing.texts_harmless import HARMLESS
from hipgen.diagnostics import Explained, Severity


class Class(Enum):
    """What an installation that exists makes of a change."""

    BREAKING = "breaking"
    NEEDS_APPROVAL = "needs-approval"
    SAFE = "safe"

    @property
    def severity(self) -> Severity:
        """The weight of its diagnostics."""
        return _SEVERITIES[self]

    @property
    def rank(self) -> int:
        """Position in descending order of weight."""
        return tuple(Class).index(self)


_TEXTS = {**BREAKING, **HARMLESS}
_SEVERITIES = {
    Class.BREAKING: Severity.ERROR,
    Class.NEEDS_APPROVAL: Severity.WARNING,
    Class.SAFE: Severity.NOTE,
}


class Step(Enum):
    """The part of a version number that a change asks to be counted up."""

    MAJOR = "major"
    MINOR = "minor"
    PATCH = "patch"
    NONE = "none"

    @property
    def rank(self) -> int:
        """Position in descending order of weight."""
        return tuple(Step).index(self)


@dataclass(frozen=True, slots=True)
class Rule:
    """What changes of one id have in common."""

    id: str
    name: str
    weight: Class
    step: Step

    @property
    def explained(self) -> Explained:
        """The rule for `explain` and the reports."""
        return Explained(self.id, self.name, self.weight.severity, _TEXTS[self.id])


# Added scopes are a minor step, as in Atlassian's marketplace ("upgrading and versioning"): until somebody
# approves them an installation goes on with what it has.
RULES = {
    rule.id: rule
    for rule in (
        Rule("HG620", "other-key", Class.BREAKING, Step.MAJOR),
        Rule("HG621", "base-moved", Class.BREAKING, Step.MAJOR),
        Rule("HG622", "descriptor-moved", Class.BREAKING, Step.MAJOR),
        Rule("HG623", "callback-moved", Class.BREAKING, Step.MAJOR),
        Rule("HG624", "credentials-renewed", Class.BREAKING, Step.MAJOR),
        Rule("HG625", "webhook-removed", Class.BREAKING, Step.MAJOR),
        Rule("HG626", "view-removed", Class.BREAKING, Step.MAJOR),
        Rule("HG627", "entry-removed", Class.BREAKING, Step.MAJOR),
        Rule("HG628", "setting-removed", Class.BREAKING, Step.MAJOR),
        Rule("HG629", "setting-narrowed", Class.BREAKING, Step.MAJOR),
        Rule("HG630", "webhook-retuned", Class.BREAKING, Step.MAJOR),
        Rule("HG631", "place-withdrawn", Class.BREAKING, Step.MAJOR),
        Rule("HG632", "view-renamed", Class.BREAKING, Step.MAJOR),
        Rule("HG633", "inbound-moved", Class.BREAKING, Step.MAJOR),
        Rule("HG634", "access-withdrawn", Class.BREAKING, Step.MAJOR),
        Rule("HG635", "authorisation-withdrawn", Class.BREAKING, Step.MAJOR),
        Rule("HG636", "host-raised", Class.BREAKING, Step.MAJOR),
        Rule("HG639", "unjudged-change", Class.BREAKING, Step.MAJOR),
        Rule("HG640", "scope-added", Class.NEEDS_APPROVAL, Step.MINOR),
        Rule("HG650", "addition", Class.SAFE, Step.MINOR),
        Rule("HG651", "scope-removed", Class.SAFE, Step.MINOR),
        Rule("HG652", "behaviour-changed", Class.SAFE, Step.MINOR),
        Rule("HG653", "pattern-changed", Class.SAFE, Step.MINOR),
        Rule("HG654", "item-renamed", Class.SAFE, Step.PATCH),
        Rule("HG655", "wording-changed", Class.SAFE, Step.PATCH),
        Rule("HG656", "order-changed", Class.SAFE, Step.PATCH),
        Rule("HG657", "unseen-change", Class.SAFE, Step.PATCH),
    )
}
"""Every rule by id, the heavier first."""

COMPARING_RULES = tuple(rule.explained for rule in RULES.values())
