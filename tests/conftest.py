"""What holds for all tests: on a build server nothing is skipped in silence.

A skip on a developer's machine says that something isn't installed there. On the server it would say that
something went untested, so there (`CI=true`) it is a failure.
"""

import os
from collections.abc import Generator

import pytest

ON_SERVER = os.environ.get("CI", "").lower() in ("1", "true", "yes")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    match report.longrepr:
        case (_, _, str(reason)):
            return reason
        case other:
            return str(other)


def _fail_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    if ON_SERVER and report.skipped and not hasattr(report, "wasxfail"):
        report.longrepr = f"skipped where nothing may be: {_reason(report)}"
        report.outcome = "failed"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _fail_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _fail_skipped(report)
    return report
