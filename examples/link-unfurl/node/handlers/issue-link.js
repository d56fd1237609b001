/**
 * A link to an issue in the tracker is shown as a card.
 *
 * @import { RoomMessage } from "../_generated/events.js"
 */
import * as cards from "../_generated/cards.js";
import { Notification } from "../_generated/messages.js";

/** @param {RoomMessage} event */
export function issueLink(event) {
  const { project, number } = event.groups;
  const link = event.groups.link ?? "";
  const { tracker } = event.settings;
  if (!tracker || !link.startsWith(`${tracker.replace(/\/+$/, "")}/`)) return;
  // Ask the tracker for the issue's title and state here.
  const card = cards.link({
    title: `${project}-${number}`,
    description: `Issue ${number} of project ${project}`,
    url: link,
  });
  return new Notification(link, { color: "gray", card, attachTo: event.messageId });
}
