/**
 * Every weekday at nine: the question, in every room that has the add-on and wants to be asked.
 *
 * @import { AddonEvent, Scheduled } from "../_generated/events.js"
 */
import { HostError } from "../_generated/connect/client.js";
import { Notification } from "../_generated/messages.js";

/** @param {Scheduled} event */
export async function ask(event) {
  for (const place of event.installations) {
    if (place.room && place.settings.ask) await askIn(place);
  }
}

/** One room that can't be asked is no reason to leave out the others. */
async function askIn(/** @type {AddonEvent} */ place) {
  const question = `${place.settings.question} Write /standup and your answer.`;
  try {
    await place.notify(new Notification(question, { color: "yellow", notify: true }));
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    console.warn(error.message);
  }
}
