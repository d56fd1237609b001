"""HipChat Connect: installing add-ons, calling their webhooks, signing their views, keeping their glances.

Knows nothing of the REST API's routes; its operations call in here.
"""
