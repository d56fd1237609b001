/**
 * Tests of the handlers. They call a handler with an event that was made up for it, without a host: `event.sent` has
 * what the handler would have asked of the host.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
{% if cookiecutter._addon.handlers %}
import { eventFor } from "../_generated/testing.js";
{% for item in cookiecutter._addon.handlers[:1] %}
import { {{ item.symbol }} } from "../{{ item.files.handler }}";

test({{ (item.title ~ " is answered") | js }}, async () => {
  const { event, sent } = await eventFor({{ item.id | js }}{% if item.role == "webhook" %}, { text: {{ ((item.command ~ " please") if item.command else "hello") | js }} }{% endif %});
  await {{ item.symbol }}(event);
  assert.ok(Array.isArray(sent), "what it asked of the host is in `sent`");
});
{% endfor %}
{% else %}

test("there is nothing to test yet", () => {
  assert.ok(true);
});
{% endif %}
