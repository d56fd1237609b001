"""Texts that patterns match, pages that are read, frames that are admitted, names that are chosen."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from hipgen.diagnostics import HipgenError
from hipgen.host.wire import Answer
from hipgen.verifying import Check, all_checks, checks, explained, percentile
from hipgen.verifying.pages import posted_forms, scripts, unframed
from hipgen.verifying.samples import sample
from hipgen.verifying.suite import Wishes, chosen, pointer_of

PAGE = "http://localhost:8080"
VIEW = "https://kettle.example.com/panel"

SAMPLES = {
    r"^/kettle(\s|$)": "/kettle ",
    r"\b(?P<id>INC-\d+)\b": "INC-7",
    r"(?i)^deploy\s+(\w+)$": "deploy x",
    r"^[^a-z]{2,}$": "AA",
    r"a|b": "a",
    r"(x)\1": "xx",
    r"(?:ab)+c?": "ab",
    None: "hello",
    "": "hello",
}


@pytest.mark.parametrize("pattern", SAMPLES)
def test_a_sample_is_short_and_matches(pattern: str | None) -> None:
    made = sample(pattern)
    assert made is not None
    assert len(made) <= len(SAMPLES[pattern]) + 1
    assert re.search(pattern or "", made)


@pytest.mark.parametrize("pattern", [r"(?!x)x", r"(", r"(?<=a)(?<!a)b"])
def test_what_nothing_is_known_to_match_has_no_sample(pattern: str) -> None:
    assert sample(pattern) is None


FORMS = """
<form action="/find"><input name="q"></form>
<form method="POST" action="save?x=1">
<input type="hidden" name="token" value="t&amp;t"><input name="limit" type="number">
<select name="unit"><option>C</option><option selected>F</option></select>
<textarea name="text">as it is</textarea>
<input type="checkbox" name="off"><input type="checkbox" name="on" checked><input type="submit" name="go">
</form>
<script src="/a.js"></script><script>inline()</script>
"""


def test_a_form_is_filled_in_as_by_a_browser() -> None:
    (form,) = posted_forms(Answer(200, body=FORMS.encode()), VIEW)
    assert form.address == "https://kettle.example.com/save?x=1"
    shown = [("limit", "7"), ("unit", "F"), ("text", "as it is"), ("on", "on")]
    assert form.filled() == [("token", "t&t"), *shown]
    assert form.filled(hidden=False) == shown
    assert scripts(Answer(200, body=FORMS.encode())) == ["/a.js"]


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({}, ""),
        ({"x-frame-options": "DENY"}, "X-Frame-Options is DENY"),
        ({"x-frame-options": "SAMEORIGIN"}, "X-Frame-Options is SAMEORIGIN"),
        ({"x-frame-options": "DENY", "content-security-policy": f"frame-ancestors {PAGE}"}, ""),
        (
            {"content-security-policy": "default-src 'none'; frame-ancestors 'none'"},
            "frame-ancestors is 'none'",
        ),
        ({"content-security-policy": "frame-ancestors 'self'"}, "frame-ancestors is 'self'"),
        ({"content-security-policy": "frame-ancestors *"}, ""),
        ({"content-security-policy": "frame-ancestors http://localhost:*"}, ""),
        (
            {"content-security-policy": "frame-ancestors http://localhost:9"},
            "frame-ancestors is http://localhost:9",
        ),
        ({"content-security-policy": "frame-ancestors https:"}, "frame-ancestors is https:"),
        ({"content-security-policy": "frame-ancestors http:"}, ""),
        ({"content-security-policy": "frame-ancestors"}, "frame-ancestors is empty"),
        ({"content-security-policy": "default-src 'none'"}, ""),
        (
            {"content-security-policy": f"frame-ancestors {PAGE}, frame-ancestors 'none'"},
            "frame-ancestors is 'none'",
        ),
    ],
)
def test_a_frame_is_admitted_or_not(headers: dict[str, str], said: str) -> None:
    assert unframed(Answer(200, headers), PAGE, VIEW) == said


def test_percentiles_are_values_that_were_seen() -> None:
    values = tuple(float(number) for number in range(1, 101))
    assert (
        percentile(values, 0.5),
        percentile(values, 0.99),
        percentile((3.0,), 0.99),
        percentile((), 0.5),
    ) == (
        50.0,
        99.0,
        3.0,
        0.0,
    )


@pytest.mark.parametrize(
    ("only", "without", "count"),
    [
        ((), (), None),
        (("HV402",), (), 1),
        (("hv40?",), ("HV408",), 8),
        (("*-glance",), ("HV5*",), 0),
        (("forged-*",), (), 5),
    ],
)
def test_checks_are_chosen_by_pattern(
    only: tuple[str, ...], without: tuple[str, ...], count: int | None
) -> None:
    found = chosen(Wishes(only, without))
    assert len(found) == (len(all_checks()) if count is None else count)


def test_a_pattern_that_fits_no_check_is_a_slip() -> None:
    with pytest.raises(HipgenError, match="no check is called `HV999`"):
        chosen(Wishes(("HV999",)))


def test_texts_are_read_without_importing_the_checks() -> None:
    assert explained() == tuple(check.explained for check in all_checks())


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.id)
def test_a_check_says_why_and_where_the_protocol_says_so(check: Check) -> None:
    assert len(check.text.partition("\n\n")[2]) > 40
    assert re.match(r"HipChat's|inferred|as seen", check.source)


def test_pointers_are_read() -> None:
    assert pointer_of("") == ()
    assert pointer_of("/capabilities/webhook/0/a~1b") == ("capabilities", "webhook", 0, "a/b")


ANOTHER = '''"""The kettle isn't on.

Nobody gets any tea until somebody boils the water, which is the whole point of a kettle.
"""

from hipgen.diagnostics import Severity
from hipgen.verifying import Fault

ID, SEVERITY = "HV899", Severity.NOTE
SOURCE = "inferred: tea"
NEEDS = ()


async def check(trial):
    yield Fault("cold")
'''


def test_a_new_check_is_a_new_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cold_kettle.py").write_text(ANOTHER, "utf-8")
    monkeypatch.setattr(checks, "__path__", [*checks.__path__, str(tmp_path)])
    for cached in (all_checks, explained):
        cached.cache_clear()
    try:
        assert {check.name: check.id for check in all_checks()}["cold-kettle"] == "HV899"
        assert next(text.title for text in explained() if text.id == "HV899") == "The kettle isn't on."
        assert [check.id for check in chosen(Wishes(("cold-*",)))] == ["HV899"]
    finally:
        for cached in (all_checks, explained):
            cached.cache_clear()
        sys.modules.pop(f"{checks.__name__}.cold_kettle", None)
