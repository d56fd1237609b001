"""The add-on: `gunicorn app:app` serves it, `flask run` too."""

import gc

from _generated.app import create_app

app = create_app()

# What is loaded by now stays; the garbage collector need not look at it again with every request.
gc.collect()
gc.freeze()
