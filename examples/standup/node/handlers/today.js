/**
 * The sidebar: the latest day's reports, and a button that posts them to the room.
 *
 * @import { ViewRequest } from "../_generated/events.js"
 */
import * as book from "./standup-book.js";

/**
 * The page's variables; when the page sends something, its button was pressed.
 * @param {ViewRequest} event
 */
export async function today(event) {
  const page = await book.latest(event);
  if (event.data && page.reports.length > 0) await event.notify(book.summary(event, page));
  return { ...page, time_zone: event.settings.timeZone, question: event.settings.question };
}
