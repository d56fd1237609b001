/**
 * Called after somebody has saved the settings.
 *
 * @import { SettingsSaved } from "../_generated/events.js"
 */
import * as book from "./standup-book.js";

/**
 * The glance may have to count up to another number now.
 * @param {SettingsSaved} event
 */
export async function configuration(event) {
  await book.updateGlance(event);
}
