"""What tests need of the machine besides Python and Node, installed on a build server by whoever may.

There a test that is skipped is a failure; on a developer's machine nothing is installed unasked. Must not
know what a package is needed for.
"""

import os
import shutil
import subprocess

from tests.generated.environment import CACHE, locked
from tests.shared import ON_SERVER


def install(package: str) -> None:
    """Install a Debian package on a build server that has apt; elsewhere nothing happens.

    Raises AssertionError with what apt said when it can't be had.
    """
    if not ON_SERVER or shutil.which("apt-get") is None:
        return
    with locked(CACHE / "apt.lock"):
        _apt("update")
        _apt("install", "--yes", "--no-install-recommends", package)


def _apt(*words: str) -> None:
    allowed = [] if os.geteuid() == 0 else ["sudo", "-n"]
    command = [*allowed, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
