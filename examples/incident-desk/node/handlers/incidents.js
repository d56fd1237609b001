/**
 * The sidebar: the room's open incidents, each with a button that resolves it.
 *
 * @import { ViewRequest } from "../_generated/events.js"
 */
import { Notification } from "../_generated/messages.js";
import * as store from "./incident-store.js";

/**
 * The page's variables; when the page has sent `{"resolve": "INC-7"}`, what is left open.
 * @param {ViewRequest} event
 */
export async function incidents(event) {
  if (event.data) await resolve(event, String(event.data.resolve));
  const open = await store.openIncidents(event);
  return { incidents: open.map((one) => ({ ...one, url: store.link(event, one.id) })) };
}

/**
 * @param {ViewRequest} event
 * @param {string} id
 */
async function resolve(event, id) {
  const incident = await store.find(event, id);
  if (!incident || incident.resolved) return;
  await store.resolve(event, id);
  await store.updateGlance(event);
  const message = `${id} is resolved: ${incident.title}`;
  await event.notify(new Notification(message, { color: "green", notify: event.settings.notify }));
}
