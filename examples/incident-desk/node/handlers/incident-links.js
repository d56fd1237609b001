/**
 * A message that names an incident, such as INC-7, is answered with the incident's card.
 *
 * @import { RoomMessage } from "../_generated/events.js"
 */
import * as store from "./incident-store.js";

/** @param {RoomMessage} event */
export async function incidentLinks(event) {
  const incident = await store.find(event, event.groups.id);
  if (incident) return store.show(event, incident, event.messageId);
}
