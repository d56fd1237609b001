"""The edge of the host: sockets, outgoing calls, the clock and randomness, and nothing of what HipChat does.

`app` turns what comes over HTTP into requests and replies back, `engine` takes the core through its steps
and carries out their effects, `outgoing` makes the calls, `listeners` holds the sockets, `running` puts it
together.
"""
