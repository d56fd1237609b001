"""The texts of the ids of `hipgen diff`, second part: what needs approval, and what is safe.

Laid out as those of `texts_breaking`. An `Example` block must give the id, and nothing is wrong with it.
"""

HARMLESS = {
    "HG640": """The add-on asks for another scope, which a person has to approve.

Until an administrator does, an installation goes on with its old descriptor: all other changes wait too. So
add scopes by themselves, and keep serving what the old descriptor names.

Bad:

    scopes: [send_notification]
    ---
    scopes: [send_notification, view_messages]

Good:

    scopes: [send_notification]
    webhooks: []
    ---
    scopes: [send_notification]
    webhooks:
      - {key: brew, command: /brew}
""",
    "HG650": """Something is there that wasn't before: installations get it with their next update.

Example:

    webhooks: []
    ---
    webhooks:
      - {key: brew, command: /brew}
""",
    "HG651": """The add-on no longer asks for a scope: nobody need approve that.

Tokens lose it with the update; a call that still needs it is refused then.

Example:

    scopes: [send_notification, view_room]
    ---
    scopes: [send_notification]
""",
    "HG652": """Something works otherwise, and no installation need do anything.

The host reads addresses, targets, conditions and looks anew with each update, and until then goes on with
the old ones: keep an old address served until installations are updated.

Example:

    dialogs:
      - {key: brew, title: Brew, size: small}
    ---
    dialogs:
      - {key: brew, title: Brew, size: large}
""",
    "HG653": """A webhook has another pattern: nobody can tell from the two what reaches it now.

Messages that matched before may not match any more. Try both patterns on messages that matter; where the
new one is narrower on purpose, count the change as breaking.

Example:

    webhooks:
      - {key: links, event: room_message, pattern: 'TEA-\\d+'}
    ---
    webhooks:
      - {key: links, event: room_message, pattern: '\\bTEA-\\d+\\b'}
""",
    "HG654": """An item has another key, and nobody outside of the add-on knows it by the old one.

Say its former key with `was`, so that its handler is carried over.

Example:

    webhooks:
      - {key: brew, command: /brew}
    ---
    webhooks:
      - {key: make-tea, was: brew, command: /brew}
""",
    "HG655": """Words or pictures have changed, and nothing else.

Example:

    name: Tea
    ---
    name: Kettle
""",
    "HG656": """The same things stand in another order.

The client shows menus and glances of equal weight in the order of the descriptor.

Example:

    glances:
      - {key: brewing, name: Brewing}
      - {key: served, name: Served}
    ---
    glances:
      - {key: served, name: Served}
      - {key: brewing, name: Brewing}
""",
    "HG657": """Something has changed that the host doesn't read: project, listing, unknown members.

Installations see nothing of it.

Example:

    marketplace: {tagline: Tea for rooms}
    ---
    marketplace: {tagline: Tea without leaving the room}
""",
}
"""Every text by its id."""
