"""Every framework with every example: the project is clean by the tools of its own ecosystem.

The commands are the template's own words for them; here they only have to succeed.
"""

import pytest

from tests.generated.matrix import SILENT, Case, cases, one_of_a_language
from tests.generated.project import Project, hipgen

pytestmark = pytest.mark.generated

every_case = pytest.mark.parametrize(
    "project",
    [*cases(), *(Case(each, SILENT) for each in one_of_a_language().values())],
    indirect=True,
    ids=str,
)


@every_case
@pytest.mark.parametrize("purpose", ["test", "lint", "types"])
def test_its_own_commands_pass(project: Project, purpose: str) -> None:
    command = project.commands[purpose]
    done = project.run(command)
    assert done.returncode == 0, f"{command}\n{done.stdout}"


@every_case
def test_it_is_up_to_date_from_the_start(project: Project) -> None:
    done = hipgen("generate", "--check", cwd=project.folder)
    assert done.returncode == 0, done.stdout + done.stderr
