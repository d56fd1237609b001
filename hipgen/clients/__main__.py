"""Write what clients say of the table into the templates: `python -m hipgen.clients`."""

from pathlib import Path

from hipgen.clients.written import written

for name, text in written().items():
    (Path(__file__).resolve().parents[2] / "templates" / name).write_text(text, encoding="utf-8")
