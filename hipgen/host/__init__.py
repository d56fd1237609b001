"""The local HipChat: a host for add-ons and API clients, and nothing that knows of addon.yaml.

The core does no input or output. `World` holds what there is (people, rooms and messages behind `chat.Chat`;
the rest of HipChat in `State`) with a clock and a source of ids that are passed in. `core.handle` takes a
request as a value and gives a reply, or a `Flow`: a generator that yields calls to an add-on and is sent
their answers, so that between two steps nothing is held. What else should happen (webhooks to deliver, pages
to tell) lies in `world.effects` as values.

`server` is the edge: sockets, outgoing calls, certificates. `store` keeps the tables in SQLite.
"""
