"""Draws the terminal picture of README.md: `python -m tests.pictures.terminal`.

What is seen is what happens: `hipgen dev` on the incident-desk example in a terminal of tmux, a message said,
a mistake made in the spec and mended. Needs tmux, and ports 8080 and 8000.
"""

import io
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich import terminal_theme
from rich.console import Console
from rich.text import Text

from hipgen.testing.client import HipChat

ROOT = Path(__file__).resolve().parents[2]
PICTURE = ROOT / "examples" / "incident-desk" / "dev.svg"
COLUMNS, ROWS = 96, 60
PATIENCE = 120.0


class Terminal:
    """A terminal with a shell in a folder."""

    def __init__(self, folder: Path) -> None:
        self._socket = f"hipgen-picture-{os.getpid()}"
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        size = ("-x", str(COLUMNS), "-y", str(ROWS), "-c", str(folder))
        # An activated environment would be used in place of the project's own.
        shell = f"env -u VIRTUAL_ENV PATH={path} PYTHONPATH={ROOT} PS1='$ ' sh"
        self._tmux("new-session", "-d", *size, shell)

    def type(self, *keys: str) -> None:
        """Press keys, each by its tmux name or as text."""
        self._tmux("send-keys", *keys)

    def wait(self, pattern: str) -> str:
        """Wait until a pattern is seen; all that is seen then, with its colours."""
        end = time.monotonic() + PATIENCE
        while not re.search(pattern, self._tmux("capture-pane", "-p")):
            assert time.monotonic() < end, self._tmux("capture-pane", "-p")
            time.sleep(0.1)
        time.sleep(0.5)
        return self._tmux("capture-pane", "-e", "-p")

    def close(self) -> None:
        """Close it, as a person closes a window."""
        self._tmux("kill-server")

    def _tmux(self, *words: str) -> str:
        command = ["tmux", "-L", self._socket, *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def play(folder: Path) -> str:
    """What a terminal shows at the end of the story."""
    spec = folder / "addon.yaml"
    text = spec.read_text("utf-8")
    terminal = Terminal(folder)
    try:
        terminal.type("hipgen dev", "Enter")
        terminal.wait("installed → ")
        HipChat("http://localhost:8080").say("Lobby", "/incident db is slow")
        terminal.wait("db is slow → ")
        spec.write_text(text.replace("opens: incidents   ", "opens: accidents   ", 1), "utf-8")
        terminal.wait("goes on as it was")
        spec.write_text(text.replace("name: Open incidents", "name: On fire"), "utf-8")
        seen = terminal.wait("updated → ")
        terminal.type("C-c")
        terminal.wait("Stopped")
        return seen
    finally:
        terminal.close()


def draw(seen: str) -> str:
    """A text of a terminal as an SVG picture that loads nothing."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(seen.rstrip("\n")), soft_wrap=True)
    svg = console.export_svg(title="", theme=terminal_theme.MONOKAI, unique_id="dev")
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL).replace("Fira Code", "ui-monospace")
    return "".join(f"{line.rstrip()}\n" for line in svg.splitlines())


def main() -> None:
    """Make the example, play the story in it, and write the picture."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "incident-desk"
        made = ["init", str(folder), "--example", "incident-desk", "--framework", "flask"]
        subprocess.run([sys.executable, "-m", "hipgen", *made], check=True, cwd=ROOT, capture_output=True)
        (folder / ".env").write_text("ALERT_SECRET=only-for-this-picture\n", "utf-8")
        svg = draw(play(folder))
    PICTURE.write_text(svg, "utf-8")


if __name__ == "__main__":
    main()
