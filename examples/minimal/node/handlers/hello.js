/**
 * `/hello` is answered with a greeting.
 *
 * @import { RoomMessage } from "../_generated/events.js"
 */

/** @param {RoomMessage} event */
export function hello(event) {
  return `Hello, ${event.sender?.name ?? "whoever you are"}!`;
}
