/**
 * A monitoring system posts here: `{"title": "Disk is full", "service": "Database", "severity": "high"}`, or a text.
 *
 * @import { Inbound } from "../_generated/events.js"
 */
import * as store from "./incident-store.js";

/** @param {Inbound} event */
export async function alert(event) {
  if (!event.room) return; // installed for the whole group, and the request named no room
  const told = typeof event.body === "string" ? { title: event.body } : (event.body ?? {});
  const { title = "", service = "", severity = "" } = told;
  const incident = await store.add(event, String(title), { service: String(service), severity: String(severity) });
  await store.updateGlance(event);
  return store.announce(event, incident);
}
