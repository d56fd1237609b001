/**
 * The line in the room's sidebar: how many have reported.
 *
 * @import { GlanceRequest } from "../_generated/events.js"
 */
import * as book from "./standup-book.js";

/** @param {GlanceRequest} event */
export function reports(event) {
  return book.glance(event);
}
