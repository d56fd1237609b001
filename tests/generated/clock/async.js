/** Says when it was due, and for how many installations. */
export async function tick(event) {
  return `due ${event.due.getTime() / 1000} in ${event.installations.length}`;
}
