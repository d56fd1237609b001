"""Where plain cookiecutter finds the filters of this template: hipgen's own, installed or of this checkout.

It knows no filter itself; cookiecutter imports it from the template's folder by the name in `_extensions`.
"""

try:
    from hipgen.escapes import Escapes
except ModuleNotFoundError:
    import sys
    from pathlib import Path

    sys.path.append(str(Path(__file__).resolve().parents[2]))
    from hipgen.escapes import Escapes

__all__ = ["Escapes"]
