/** The slash command /hello. */
export async function hello(event) {
  return `You said ${event.text}`;
}
