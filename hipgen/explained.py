"""Every id that a diagnostic can have, with its text: of syntax, shape, rules, handlers, import and verify.

The one list that `explain` and the reports read. The text of a rule is its module's docstring; those of the
shape and of the import stand here, since they have no module of their own.
"""

from __future__ import annotations

from functools import cache

from hipgen import bodies
from hipgen.comparing.rules import COMPARING_RULES
from hipgen.diagnostics import Explained, Severity
from hipgen.handlers.explained import HANDLER_RULES
from hipgen.rules import all_rules
from hipgen.source import SYNTAX_RULES
from hipgen.verifying import explained as of_verifying

SHAPE = (
    ("HG101", "unknown-key", """A key that isn't a word of the language here.

Words are checked where they stand: the same word may be known elsewhere. Members of the descriptor that
have no word go into `extra`.

Bad:

    webhooks:
      - {key: newcomer, evnt: room_enter}

Good:

    webhooks:
      - {key: newcomer, event: room_enter}
"""),
    ("HG102", "missing-key", """A key that must be there is missing.

Bad:

    sidebar:
      - {key: builds}

Good:

    sidebar:
      - {key: builds, name: Builds}
"""),
    ("HG103", "wrong-type", """A value of the wrong type.

YAML 1.2 decides by the spelling: `7` is a number and `"7"` a text, `true` is a truth and `yes` a text.

Bad:

    sidebar:
      - {key: builds, name: Builds, weight: "7"}

Good:

    sidebar:
      - {key: builds, name: Builds, weight: 7}
"""),
    ("HG104", "not-allowed", """A value that isn't one of those allowed here.

Bad:

    webhooks:
      - {key: newcomer, event: room_entered}

Good:

    webhooks:
      - {key: newcomer, event: room_enter}
"""),
    ("HG105", "length", """A text that is too long or too short for HipChat.

Names take 1 to 100 characters, keys 1 to 40.

Bad:

    sidebar:
      - {key: builds, name: ""}

Good:

    sidebar:
      - {key: builds, name: Builds}
"""),
    ("HG106", "form", """A text that doesn't have the form it must have.

Bad:

    sidebar:
      - {key: my builds, name: Builds}

Good:

    sidebar:
      - {key: my-builds, name: Builds}
"""),
    ("HG107", "excluded", """Two keys that exclude each other.

Bad:

    sidebar:
      - {key: builds, name: Builds, path: /builds, url: 'https://builds.example.com/'}

Good:

    sidebar:
      - {key: builds, name: Builds, path: /builds}
"""),
    ("HG108", "count", """Too many or too few entries.

Bad:

    sidebar:
      - {key: builds, name: Builds, when: {user_is_admin: {}, user_is_guest: {}}}

Good:

    sidebar:
      - {key: builds, name: Builds, when: {all: [user_is_admin, {not: user_is_guest}]}}
"""),
    ("HG109", "shape", """A value that the schema refuses for a reason without an id of its own."""),
)  # fmt: skip

IMPORT = Explained(
    "HG610",
    "import",
    Severity.WARNING,
    """Something of the original descriptor that import had to mend, leave out or make up.

Nothing is wrong with the spec that import wrote; look whether it says what you meant.
""",
)

RENAME = Explained(
    "HG502",
    "unclear-rename",
    Severity.ERROR,
    """An item is new, and much like one that is gone: only a person can tell whether it was renamed.

If it was, its handler goes on serving it; if not, it gets a fresh one, and the edited one is listed as
retired. Until that is said, `generate` writes nothing and ends with 3. On a terminal it asks; elsewhere say
`was` in the spec, `--rename OLD=NEW`, or `--no-rename` for none.

Bad (the last run knew `/hello` as `hello`):

    webhooks:
      - {key: greet, command: /hello, help: Say it otherwise}

Good:

    webhooks:
      - {key: greet, was: hello, command: /hello, help: Say it otherwise}
""",
)
"""What `generate` asks of a spec, in view of the last run: no rule can, as it sees the spec alone."""


@cache
def every() -> tuple[Explained, ...]:
    """All ids, sorted."""
    shape = (Explained(id_, name, Severity.ERROR, text) for id_, name, text in SHAPE)
    rules = (
        Explained(rule.id, rule.name, rule.severity, rule.text)
        for rule in (*all_rules(), *bodies.all_rules())
    )
    return tuple(
        sorted(
            [
                *(*SYNTAX_RULES, *shape, *rules, RENAME, *HANDLER_RULES, IMPORT),
                *(*COMPARING_RULES, *of_verifying()),
            ],
            key=lambda rule: rule.id,
        )
    )


def named(word: str) -> Explained | None:
    """The rule with an id or a name, letter case apart."""
    return next((rule for rule in every() if word.lower() in {rule.id.lower(), rule.name.lower()}), None)
