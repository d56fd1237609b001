/**
 * The line in the room's sidebar: how many incidents are open.
 *
 * @import { GlanceRequest } from "../_generated/events.js"
 */
import * as store from "./incident-store.js";

/** @param {GlanceRequest} event */
export function openIncidents(event) {
  return store.glance(event);
}
