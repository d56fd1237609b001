/**
 * `/standup fixed the login page` reports; `/standup` shows the day's reports.
 *
 * @import { RoomMessage } from "../_generated/events.js"
 */
import { Notification } from "../_generated/messages.js";
import * as book from "./standup-book.js";

/** @param {RoomMessage} event */
export async function standup(event) {
  if (!event.args) return show(event);
  if (!event.sender) return;
  const page = await book.add(event, event.sender, event.args);
  await book.updateGlance(event);
  if (page.reports.length === event.settings.people) return book.summary(event, page);
  return new Notification(`Noted, ${event.sender.name}.`, { color: "gray" });
}

/** @param {RoomMessage} event */
async function show(event) {
  const page = await book.latest(event);
  if (page.day === book.day(event)) return book.summary(event, page);
  const message = `Nobody has reported yet. ${event.settings.question} Write /standup and your answer.`;
  return new Notification(message, { color: "gray" });
}
