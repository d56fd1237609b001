"""The add-on has the key of a sample.

Keys are unique in a group: where two add-ons have one, the second can't be installed. Those of samples and
tutorials are taken before yours comes. Use a domain of yours backwards, then a name.

Bad:

    key: my-add-on

Good:

    key: com.example.my-add-on
"""

from __future__ import annotations

from collections.abc import Iterator

from hipgen.diagnostics import Finding, Severity
from hipgen.model import Addon
from hipgen.rules import finding

ID, SEVERITY = "HG204", Severity.WARNING

SAMPLES = frozenset(
    {
        "addon",
        "ga-hipchat-awesomeness",
        "hello-world",
        "hipchat-addon",
        "my-add-on",
        "my-addon",
        "my-hipchat-addon",
        "mybot",
        "my-bot",
        "sample-hipchat-addon",
        "test",
        "test-addon",
        "your-addon",
    }
)
"""Keys of samples, or made after one, that were found unchanged in add-ons that people published."""


def check(addon: Addon) -> Iterator[Finding]:
    """Look the key up among the samples'."""
    if addon.text("key").lower() in SAMPLES:
        yield finding(
            ("key",),
            f"`{addon.text('key')}` is a sample's key, which other add-ons have too",
            label="a domain of yours backwards, then a name",
        )
