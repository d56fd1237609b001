"""The table of REST operations → what the clients of generated projects say of them, for each language.

What is written here depends on no add-on, so it is made when the table changes and kept among the templates:
`python -m hipgen.clients` writes it, and a test holds it to the table. Knows nothing of add-ons and hosts.
"""

from hipgen.clients.methods import Argument, Method, methods
from hipgen.clients.shapes import Shape, Type, shape

__all__ = ["Argument", "Method", "Shape", "Type", "methods", "shape"]
