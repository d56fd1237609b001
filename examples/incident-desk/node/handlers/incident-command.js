/**
 * `/incident database is slow` raises an incident.
 *
 * @import { RoomMessage } from "../_generated/events.js"
 */
import { Notification } from "../_generated/messages.js";
import * as store from "./incident-store.js";

/** @param {RoomMessage} event */
export async function incidentCommand(event) {
  if (!event.args) return new Notification(event.help, { color: "gray" });
  const incident = await store.add(event, event.args, { owner: event.sender?.name });
  await store.updateGlance(event);
  return store.announce(event, incident);
}
