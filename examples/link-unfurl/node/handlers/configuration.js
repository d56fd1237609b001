/**
 * Called after somebody has saved the settings.
 *
 * @import { SettingsSaved } from "../_generated/events.js"
 */
import { Notification } from "../_generated/messages.js";

/**
 * Tell the room; the settings of the whole group have no room to tell.
 * @param {SettingsSaved} event
 */
export async function configuration(event) {
  if (!event.room) return;
  const message = `Links to ${event.settings.tracker} are shown as cards from now on.`;
  await event.notify(new Notification(message, { color: "gray" }));
}
