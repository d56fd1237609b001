/**
 * Whoever enters the room is told of the open incidents, if there are any.
 *
 * @import { RoomEnter } from "../_generated/events.js"
 * @import { Incident } from "./incident-store.js"
 */
import { htmlEscape, Notification } from "../_generated/messages.js";
import * as store from "./incident-store.js";

/** @param {RoomEnter} event */
export async function newcomer(event) {
  const incidents = await store.openIncidents(event);
  if (incidents.length === 0 || !event.sender) return;
  const lines = incidents.slice(0, 5).map((one) => `<li>${reference(event, one)} ${htmlEscape(one.title)}</li>`);
  const message = `Welcome, ${htmlEscape(event.sender.name)}. Open incidents: <ul>${lines.join("")}</ul>`;
  return new Notification(message, { format: "html", color: "gray" });
}

/**
 * @param {RoomEnter} event
 * @param {Incident} incident
 */
function reference(event, incident) {
  const address = store.link(event, incident.id);
  return address ? `<a href="${htmlEscape(address)}">${incident.id}</a>` : `<b>${incident.id}</b>`;
}
