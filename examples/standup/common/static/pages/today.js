// The script of views/today.html: its button posts the reports to the room.
import { attempt, find, say, send } from "../view.js";

const button = find("#post");

button?.addEventListener("click", async () => {
  button.disabled = true;
  const posted = await attempt(() => send({ post: true }));
  if (posted) say("Posted.", "success");
  button.disabled = false;
});
