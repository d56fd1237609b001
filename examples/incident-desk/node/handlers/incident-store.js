/**
 * The incidents of a room: where they are kept, and how a card, a page and the glance show them.
 * All handlers of this add-on go through here. Each room has its own list, numbered from INC-1.
 *
 * @import { AddonEvent } from "../_generated/events.js"
 * @import { Color, Lozenge, StyledValue } from "../_generated/messages.js"
 */
import * as cards from "../_generated/cards.js";
import { HostError } from "../_generated/connect/client.js";
import { Glance, Notification } from "../_generated/messages.js";

/**
 * One incident, as it is stored.
 * @typedef {{ id: string, title: string, service: string, severity: string, owner: string, resolved: boolean }} Incident
 */

/** The services that the dialog offers. Yours may come from a catalogue of your company. */
export const SERVICES = ["Accounts", "Checkout", "Database", "Payments", "Search", "Website"];
export const SEVERITIES = ["low", "high"];

/** @type {Record<string, { color: Color, lozenge: StyledValue["style"] }>} */
const LOOKS = {
  low: { color: "yellow", lozenge: "lozenge-current" },
  high: { color: "red", lozenge: "lozenge-error" },
  resolved: { color: "green", lozenge: "lozenge-success" },
};

/**
 * Store a new incident under the room's next number.
 * @param {AddonEvent} event
 * @param {string} title
 * @param {{ service?: string, severity?: string, owner?: string | null }} [details]
 * @returns {Promise<Incident>}
 */
export async function add(event, title, { service, severity = "", owner } = {}) {
  const stored = await event.storage.update(
    place(event),
    (/** @type {Incident[]} */ incidents) => [
      ...incidents,
      {
        id: `INC-${incidents.length + 1}`,
        title: title.trim().slice(0, 200) || "Incident",
        service: service || "Not known yet",
        severity: SEVERITIES.includes(severity) ? severity : event.settings.severity,
        owner: owner || "Nobody yet",
        resolved: false,
      },
    ],
    [],
  );
  return stored.at(-1);
}

/**
 * The room's incident of that id.
 * @param {AddonEvent} event
 * @param {string | null} id
 */
export async function find(event, id) {
  return (await all(event)).find((incident) => incident.id === id);
}

/**
 * The room's incidents that are not resolved, the newest first.
 * @param {AddonEvent} event
 */
export async function openIncidents(event) {
  return (await all(event)).reverse().filter((incident) => !incident.resolved);
}

/**
 * Mark an incident as resolved.
 * @param {AddonEvent} event
 * @param {string} id
 */
export async function resolve(event, id) {
  const mark = (/** @type {Incident} */ one) => (one.id === id ? { ...one, resolved: true } : one);
  await event.storage.update(place(event), (incidents) => incidents.map(mark), []);
}

/**
 * The incident's page in the tracker, once somebody has set the tracker's address.
 * @param {AddonEvent} event
 * @param {string} id
 */
export function link(event, id) {
  const { tracker } = event.settings;
  return tracker ? `${tracker.replace(/\/+$/, "")}/${id}` : undefined;
}

/**
 * An incident's card, in a notification; below the message `attachTo` if there is one.
 * @param {AddonEvent} event
 * @param {Incident} incident
 * @param {string | null} [attachTo]
 */
export function show(event, incident, attachTo = null) {
  return new Notification(`${incident.id}: ${incident.title}`, {
    color: look(incident).color,
    card: card(event, incident),
    attachTo,
  });
}

/**
 * The same for a new incident: people are alerted, if the room wants it.
 * @param {AddonEvent} event
 * @param {Incident} incident
 * @param {string | null} [attachTo]
 */
export function announce(event, incident, attachTo = null) {
  return Object.assign(show(event, incident, attachTo), { notify: event.settings.notify });
}

/**
 * How many incidents are open, and whether one of them is grave.
 * @param {AddonEvent} event
 */
export async function glance(event) {
  const incidents = await openIncidents(event);
  return new Glance(`Open incidents: <b>${incidents.length}</b>`, {
    format: "html",
    lozenge: lozenge(incidents),
    metadata: { open: incidents.length },
  });
}

/**
 * Show the new count to everybody who has the room open. One that comes late is no reason to fail.
 * @param {AddonEvent} event
 */
export async function updateGlance(event) {
  if (!event.room) return;
  try {
    await event.client.updateGlance("open-incidents", await glance(event), { room: event.room.id });
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    console.warn(error.message);
  }
}

/**
 * @param {Incident[]} incidents
 * @returns {{ type: Lozenge, label: string }}
 */
function lozenge(incidents) {
  const grave = incidents.filter((incident) => incident.severity === "high").length;
  if (grave) return { type: "error", label: `${grave} high` };
  return incidents.length ? { type: "current", label: "low" } : { type: "success", label: "none" };
}

/** What people want to know first. */
function state(/** @type {Incident} */ { resolved, severity }) {
  return resolved ? "resolved" : severity;
}

function look(/** @type {Incident} */ incident) {
  return LOOKS[state(incident)];
}

/**
 * @param {AddonEvent} event
 * @param {Incident} incident
 */
function card(event, incident) {
  return cards.incident({
    title: `${incident.id} ${incident.title}`,
    url: link(event, incident.id),
    service: incident.service,
    severity: { label: state(incident), style: look(incident).lozenge },
    owner: incident.owner,
    // The action "Resolve" shows on cards of this kind, and learns the id.
    metadata: { kind: incident.resolved ? "resolved" : "incident", id: incident.id },
  });
}

/**
 * @param {AddonEvent} event
 * @returns {Promise<Incident[]>}
 */
function all(event) {
  return event.storage.get(place(event), []);
}

/** @param {AddonEvent} event */
function place(event) {
  return event.room ? `incidents ${event.room.id}` : "incidents";
}
