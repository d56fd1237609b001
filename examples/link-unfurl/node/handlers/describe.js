/**
 * The dialog that describes a link of a message, and posts it as a card below the message.
 *
 * @import { ViewRequest } from "../_generated/events.js"
 */
import * as cards from "../_generated/cards.js";
import { Notification } from "../_generated/messages.js";

/**
 * The page needs no variables; when it sends its form, `error` says what is wrong with it.
 * @param {ViewRequest} event
 */
export async function describe(event) {
  if (!event.data) return {};
  const [link, title, description] = ["link", "title", "description"].map((name) => String(event.data[name] ?? "").trim());
  if (!/^https?:\/\/\S+$/.test(link)) return { error: "A link begins with https:// or http://." };
  if (!title || !description) return { error: "A card needs a title and a description." };
  const card = cards.link({ title: title.slice(0, 200), description: description.slice(0, 500), url: link });
  await event.notify(new Notification(link, { color: "gray", card, attachTo: event.data.message || null }));
  return {};
}
