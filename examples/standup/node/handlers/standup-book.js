/**
 * The room's book of reports: the latest day's, one a person. All handlers of this add-on go through here.
 * It looks at no clock: a day is the date of the message that reports.
 *
 * @import { AddonEvent, RoomMessage } from "../_generated/events.js"
 * @import { Lozenge } from "../_generated/messages.js"
 * @import { Person } from "../_generated/types.js"
 */
import { HostError } from "../_generated/connect/client.js";
import { Glance, htmlEscape, Notification } from "../_generated/messages.js";

/**
 * The reports of one day; without a day nobody ever reported.
 * @typedef {{ who: string, name: string, text: string }} Report
 * @typedef {{ day: string | null, reports: Report[] }} Page
 */

/** @type {Page} */
const EMPTY = { day: null, reports: [] };

/**
 * Store a report; a second one of the same person and day replaces the first.
 * @param {RoomMessage} event
 * @param {Person} sender
 * @param {string} text
 * @returns {Promise<Page>}
 */
export function add(event, sender, text) {
  const report = { who: String(sender.id ?? sender.name), name: sender.name ?? "Somebody", text: text.slice(0, 500) };
  const write = (/** @type {Page} */ page) => {
    const others = page.day === day(event) ? page.reports.filter((one) => one.who !== report.who) : [];
    return { day: day(event), reports: [...others, report] };
  };
  return event.storage.update(place(event), write, EMPTY);
}

/**
 * The last day on which somebody reported.
 * @param {AddonEvent} event
 * @returns {Promise<Page>}
 */
export function latest(event) {
  return event.storage.get(place(event), EMPTY);
}

/** The day of a message, such as 2017-05-04. */
export function day(/** @type {RoomMessage} */ event) {
  return event.date.slice(0, 10);
}

/**
 * All reports of a day in one notification.
 * @param {AddonEvent} event
 * @param {Page} page
 */
export function summary(event, { day, reports }) {
  const lines = reports.map((one) => `<li><b>${htmlEscape(one.name)}</b>: ${htmlEscape(one.text)}</li>`);
  const heading = htmlEscape(`Standup of ${day} (${event.settings.timeZone})`);
  return new Notification(`<b>${heading}</b><ul>${lines.join("")}</ul>`, { format: "html", color: "purple" });
}

/**
 * How many have reported, and whether that is everybody.
 * @param {AddonEvent} event
 */
export async function glance(event) {
  const { reports } = await latest(event);
  return new Glance(`Standup: <b>${reports.length}</b>`, {
    format: "html",
    lozenge: lozenge(reports.length, event.settings.people),
  });
}

/**
 * Show the new count to everybody who has the room open. One that comes late is no reason to fail.
 * @param {AddonEvent} event
 */
export async function updateGlance(event) {
  if (!event.room) return;
  try {
    await event.client.updateGlance("reports", await glance(event), { room: event.room.id });
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    console.warn(error.message);
  }
}

/**
 * @param {number} count
 * @param {number} people
 * @returns {{ type: Lozenge, label: string } | null}
 */
function lozenge(count, people) {
  if (!people) return null;
  return count >= people ? { type: "success", label: "all" } : { type: "current", label: `of ${people}` };
}

/** @param {AddonEvent} event */
function place(event) {
  return event.room ? `standup ${event.room.id}` : "standup";
}
