"""Other people's clients and frameworks, installed as anybody would, once, below `.cache/clients`.

The versions are named here or beside the add-ons. Must not know what is done with them.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests import debian
from tests.generated.environment import once, run
from tests.generated.matrix import ROOT

HERE = Path(__file__).parent
CACHE = ROOT / ".cache" / "clients"

NODE_CLIENTS = {
    "hipchat-notifier": "1.1.0",
    "hipchat-room-notification-api": "3.0.0",
    "hipchatter": "1.0.0",
}
RUBY = ["ruby", "-e", "require 'hipchat/version'; print HipChat::VERSION"]


def _place(name: str, wanted: str) -> Path:
    key = hashlib.sha256(f"{wanted}{sys.version}{sys.platform}".encode()).hexdigest()[:16]
    return CACHE / f"{name}-{key}"


def python() -> Path:
    """Return the interpreter that has the Python clients."""
    listed = HERE / "check_small_python.txt"

    def make(place: Path) -> None:
        run([sys.executable, "-m", "venv", str(place)], place)
        pip = [
            str(place / "bin" / "python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        run([*pip, "--requirement", str(listed)], place)
        run([*pip, "--no-deps", "hipnotify==1.0.8"], place)

    return once(_place("python", listed.read_text("utf-8")), make) / "bin" / "python"


def node_clients() -> Path:
    """Return the `node_modules` folder that has the Node clients."""
    return node_packages("node", NODE_CLIENTS)


def addon_modules(name: str) -> Path:
    """Return the `node_modules` folder of one of the add-ons beside this file."""
    wanted = json.loads((HERE / name / "package.json").read_text("utf-8"))
    return node_packages(name, wanted["dependencies"])


def addon(name: str, shelf: Path) -> Path:
    """Copy one of the add-ons beside this file into a folder, with what it depends on; returns its place."""
    modules, place = addon_modules(name), shelf / name
    shutil.copytree(HERE / name, place, ignore=shutil.ignore_patterns("node_modules"))
    (place / "node_modules").symlink_to(modules, target_is_directory=True)
    return place


def node_packages(name: str, wanted: Mapping[str, str]) -> Path:
    """Install Node packages, by name and version, without running what they bring; their `node_modules`.

    One of them would fetch a tunnel's binary, others compile what they then do without.
    """
    text = json.dumps({"private": True, "dependencies": dict(wanted)}, sort_keys=True)

    def make(place: Path) -> None:
        (place / "package.json").write_text(text, "utf-8")
        quiet = ["--no-audit", "--no-fund", "--no-update-notifier"]
        run(["npm", "install", "--ignore-scripts", *quiet], place)

    return once(_place(name, text), make) / "node_modules"


@cache
def ruby() -> str | None:
    """Return the version of the Ruby client, or None where there is none.

    The build server's registries have it as a Debian package alone; there it is installed, by whoever may.
    """
    if _ruby_version() is None:
        debian.install("ruby-hipchat")
    return _ruby_version()


def _ruby_version() -> str | None:
    if shutil.which("ruby") is None:
        return None
    done = subprocess.run(RUBY, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    return done.stdout if done.returncode == 0 else None
