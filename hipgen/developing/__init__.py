"""An add-on under development: its project prepared, running, installed in a local HipChat, kept up to date.

`session` composes the rest, one job to a module. Knows nothing of the command line; what is particular to a
language or a framework stands in the templates' manifests.
"""
