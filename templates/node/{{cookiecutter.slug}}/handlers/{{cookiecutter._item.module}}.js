{% set item = cookiecutter._item %}
{% set type = "PublicViewRequest" if item.role == "view" and not item.signed else item.event_type %}
/**
{% if item.role == "webhook" and item.command %}
 * The slash command {{ item.command | comment }}.{{ " " ~ (item.help | comment) if item.help }}
{% elif item.role == "webhook" %}
 * Called for {{ item.title | comment }}, on {{ item.event | comment }}{{ " with a text that matches its pattern" if item.pattern }}.
{% elif item.role == "inbound" %}
 * Called for a signed POST to {{ item.path | comment }}, once for each installation. The reply goes to its room.
{% elif item.role == "schedule" %}
 * Called at its times, once for each HipChat group. The reply goes to every room with the add-on.
{% elif item.role == "glance" %}
 * What the glance {{ item.title | comment }} shows.
{% elif item.role == "configuration" %}
 * Called after somebody saved the settings.
{% else %}
 * What the page {{ item.title | comment }} shows, and what it does with what is sent from it.
{% endif %}
 *
 * @param {import("../_generated/events.js").{{ type }}} event
 */
export function {{ item.symbol }}(event) {
{% if item.role == "webhook" and item.command %}
  return event.help;
{% elif item.role == "webhook" and item.event == "room_message" and item.pattern %}
  return `${event.sender?.name ?? "Somebody"} wrote: ${event.text}`;
{% elif item.role == "webhook" and item.event == "room_enter" %}
  return `Welcome, ${event.sender?.name ?? "whoever you are"}!`;
{% elif item.role == "webhook" %}
  console.log("%s in room %s", {{ item.event | js }}, event.room?.name);
{% elif item.role == "inbound" %}
  return typeof event.body === "string" ? event.body : JSON.stringify(event.body);
{% elif item.role == "schedule" %}
  console.log("%s is due in %d places", {{ item.key | js }}, event.installations.length);
{% elif item.role == "glance" %}
  return {{ item.title | js }};
{% elif item.role == "configuration" %}
  console.log("settings saved by %s", event.sender?.id);
{% else %}
  // The page is shown when there is no data; else its script has sent some.
  if (event.data === null) return {};
  return { received: event.data };
{% endif %}
}
