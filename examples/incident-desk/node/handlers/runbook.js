/**
 * The runbook, in a browser tab of its own: what to do, and what is open.
 *
 * @import { ViewRequest } from "../_generated/events.js"
 */
import * as store from "./incident-store.js";

/** @param {ViewRequest} event */
export async function runbook(event) {
  return { incidents: await store.openIncidents(event) };
}
