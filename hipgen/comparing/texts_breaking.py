"""The texts of the ids of `hipgen diff`, first part: what breaks installations.

In a block the old words stand above `---`, the new ones below. A `Bad` block must give the id, a `Good` one
must not; the tests compare them.
"""

BREAKING = {
    "HG620": """The add-on's key has changed, so that it is another add-on.

The host knows add-ons by their keys. An installation that finds another key at its descriptor's address keeps
what it has and is never updated again; everybody has to remove the old add-on and install the new one.

Bad:

    key: com.example.tea
    ---
    key: com.example.kettle

Good:

    key: com.example.tea
    name: Tea
    ---
    key: com.example.tea
    name: Kettle
""",
    "HG621": """The base URL has changed: installations look for the add-on where it was.

The host reads updates from the address that the add-on was installed from, and until it has read one it calls
the old addresses. Keep the old base running, or let it redirect, until every installation is updated.

Bad:

    base_url: https://tea.example.com
    ---
    base_url: https://kettle.example.com

Good:

    base_url: https://tea.example.com
    ---
    base_url: https://tea.example.com
    links: {homepage: https://example.com/tea}
""",
    "HG622": """The descriptor's own address has changed: installations read updates from the old one.

Serve it at both addresses until every installation is updated. An add-on that checks where it is installed
from compares with `links.self`, so that it may refuse hosts that know the old address.

Bad:

    links: {self: /descriptor.json}
    ---
    links: {self: /capabilities}

Good:

    links: {self: /descriptor.json}
    ---
    links: {self: /descriptor.json, homepage: https://example.com/tea}
""",
    "HG623": """The installation callback has moved or is gone.

It takes the credentials of new installations and the DELETE of a removal, and the host goes on telling the
old address until it has read the new descriptor. Without one, credentials are delivered to nobody.

Bad:

    install: {callback: /installed}
    ---
    install: {callback: /hooks/installed}

Good:

    install: {callback: /installed}
    ---
    install: {callback: /installed, installed: /welcome}
""",
    "HG624": """Without an update callback, an update replaces the credentials of an installation.

As documented: with `updateCallbackUrl` the credentials stay; without it the host makes new ones and posts
them to the installation callback, and what the add-on keeps by the old id finds no owner.

Bad:

    install: {update: /updated}
    ---
    install: {update: false}

Good:

    install: {update: /updated}
    ---
    install: {update: /hooks/updated}
""",
    "HG625": """A webhook is gone: what rooms relied on happens no more.

A webhook that goes on under another key is not removed: say its former key with `was`.

Bad:

    webhooks:
      - {key: brew, command: /brew}
    ---
    webhooks: []

Good:

    webhooks:
      - {key: brew, command: /brew, help: Brew}
    ---
    webhooks:
      - {key: make-tea, was: brew, command: /brew, help: Brew tea}
""",
    "HG626": """A page is gone, or people who could open it no longer can.

What opens it elsewhere (links in messages that are in rooms already, scripts in other views) opens nothing
now.

Bad:

    sidebar:
      - {key: teas, name: Teas}
    ---
    sidebar: []

Good:

    sidebar:
      - {key: teas, name: Teas}
    ---
    sidebar:
      - {key: teas, name: All teas}
""",
    "HG627": """A glance or an action is gone from people's windows.

Bad:

    glances:
      - {key: brewing, name: Brewing}
    ---
    glances: []

Good:

    glances:
      - {key: brewing, name: Brewing}
    ---
    glances:
      - {key: brewing, name: Tea is brewing}
""",
    "HG628": """A setting is gone, and with it what installations have stored there.

A setting has no former key: under another one it starts empty everywhere.

Bad:

    configuration:
      settings:
        - {key: strength, label: Strength}
    ---
    configuration:
      settings:
        - {key: minutes, label: Minutes}

Good:

    configuration:
      settings:
        - {key: strength, label: Strength}
    ---
    configuration:
      settings:
        - {key: strength, label: Strength of the tea}
        - {key: minutes, label: Minutes}
""",
    "HG629": """What installations have stored for a setting may not be allowed any more.

Stored values are not asked for again: handlers get what fitted the old type or choices, or nothing for what
is required now.

Bad:

    configuration:
      settings:
        - {key: strength, label: Strength, type: choice, choices: [weak, strong]}
    ---
    configuration:
      settings:
        - {key: strength, label: Strength, type: choice, choices: [mild, strong]}

Good:

    configuration:
      settings:
        - {key: strength, label: Strength, type: choice, choices: [weak, strong]}
    ---
    configuration:
      settings:
        - {key: strength, label: Strength, type: choice, choices: [weak, strong, bitter]}
""",
    "HG630": """A webhook no longer hears what it heard: another event, another command, or a pattern at last.

For what people type or expect, the old one is gone. Keep the old webhook beside the new one for a while.

Bad:

    webhooks:
      - {key: brew, command: /brew}
    ---
    webhooks:
      - {key: brew, command: /tea}

Good:

    webhooks:
      - {key: brew, command: /brew}
    ---
    webhooks:
      - {key: brew, command: /brew}
      - {key: tea, command: /tea}
""",
    "HG631": """The add-on may not be installed where it could be before.

Installations that are there stay, but can't be installed anew, and new ones are refused.

Bad:

    install: {global: true}
    ---
    install: {global: false}

Good:

    install: {global: false}
    ---
    install: {global: true}
""",
    "HG632": """A page has another key: what opens it by the old one opens nothing now.

Links in messages that are in rooms already name a page by its key, and so do scripts. Only the label is free.

Bad:

    sidebar:
      - {key: teas, name: Teas}
    ---
    sidebar:
      - {key: menu, was: teas, name: Teas}

Good:

    sidebar:
      - {key: teas, name: Teas}
    ---
    sidebar:
      - {key: teas, name: Menu}
""",
    "HG633": """An inbound route has moved or is gone: whoever posts to it doesn't know.

Other systems have its address, and nobody tells them. With another key, keep the address with `path`.

Bad:

    inbound:
      - {key: alert, secret: ALERT_SECRET}
    ---
    inbound:
      - {key: alarm, was: alert, secret: ALERT_SECRET}

Good:

    inbound:
      - {key: alert, secret: ALERT_SECRET}
    ---
    inbound:
      - {key: alarm, was: alert, secret: ALERT_SECRET, path: /inbound/alert}
""",
    "HG634": """The add-on gives up its access to HipChat's API.

Installations lose their tokens: no notification, no glance update and no other call works any more.

Bad:

    scopes: [send_notification]
    ---
    scopes: none

Good:

    scopes: [send_notification, view_room]
    ---
    scopes: [send_notification]
""",
    "HG635": """People can't be sent where they were for authorisation.

The host sends people back to the addresses of the descriptor alone, and tokens that one provider has issued
are worth nothing to another.

Bad:

    oauth: {redirects: [/oauth/done]}
    ---
    oauth: {redirects: [/oauth/back]}

Good:

    oauth: {redirects: [/oauth/done]}
    ---
    oauth: {redirects: [/oauth/done, /oauth/back]}
""",
    "HG636": """The add-on asks for a newer host than before.

A host whose API is older than `api_version` may not take the add-on, nor its updates.

Bad:

    api_version: '1:1'
    ---
    api_version: '1:2'

Good:

    api_version: '1:2'
    ---
    api_version: '1:1'
""",
    "HG639": """A member has changed that hipgen has no word for: what it means to installations is not known.

It is taken for the worst. Look at it, and if nothing is lost, go on.

Bad:

    extra: {capabilities: {teapot: {size: 2}}}
    ---
    extra: {capabilities: {teapot: {size: 1}}}

Good:

    extra: {capabilities: {teapot: {size: 2}}}
    ---
    extra: {capabilities: {teapot: {size: 2, spout: true}}}
""",
}
"""Every text by its id."""
