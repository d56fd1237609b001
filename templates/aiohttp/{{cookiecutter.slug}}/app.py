"""The add-on: `gunicorn --worker-class aiohttp.GunicornWebWorker app:app` serves it.

Routes of your own go here, as on any application of aiohttp: `app.add_routes([web.get("/report", report)])`. What the
add-on runs on is `request.app[RUNTIME]`; `_generated/app.py` shows how.
"""

import gc

from _generated.app import create_app

app = create_app()

# What is loaded by now stays; the garbage collector need not look at it again with every request.
gc.collect()
gc.freeze()
