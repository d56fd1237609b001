"""What this add-on does: a module for each item of addon.yaml, each with one function that gets an event."""
