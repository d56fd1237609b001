"""The add-on: `uvicorn app:app` serves it.

Routes of your own go here, on `app` or on an `APIRouter`. What they can depend on is in
`_generated/dependencies.py`: the tenant of a signed request, its settings, a client to be awaited.
"""

import gc

from _generated.app import create_app

app = create_app()

# What is loaded by now stays; the garbage collector need not look at it again with every request.
gc.collect()
gc.freeze()
