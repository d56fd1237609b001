/**
 * The dialog that raises an incident, from a message or from the chat input.
 *
 * @import { ViewRequest } from "../_generated/events.js"
 * @import { Id } from "../_generated/types.js"
 */
import { HostError } from "../_generated/connect/client.js";
import * as store from "./incident-store.js";

/**
 * The page's variables; when the page has sent its form, the new incident's id.
 * @param {ViewRequest} event
 */
export async function raiseIncident(event) {
  const form = event.data;
  if (!form) return { services: store.SERVICES, severities: store.SEVERITIES, severity: event.settings.severity };
  const incident = await store.add(event, String(form.title), {
    service: String(form.service ?? ""),
    severity: String(form.severity),
    owner: await name(event),
  });
  await store.updateGlance(event);
  await event.notify(store.announce(event, incident, form.message || null));
  return { id: incident.id };
}

/**
 * A page is told who looks at it by id only; the room knows the name.
 * @param {ViewRequest} event
 * @returns {Promise<string | undefined>}
 */
async function name(event) {
  if (!event.room || !event.sender) return undefined;
  const { id } = event.sender;
  try {
    const { items } = await event.client.getParticipants(event.room.id);
    return items.find((/** @type {{ id: Id }} */ person) => String(person.id) === String(id))?.name;
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return undefined; // the incident matters more than its owner's name
  }
}
