// The script of the dialog "Describe a link": begins with the message's link, and sends the description.
import { attempt, find, plainText, register, send, values } from "../view.js";

const form = find("#form");

/** Send the form; what the handler finds wrong is an error. */
async function post() {
  const { error } = await send(values(form));
  if (error) throw new Error(error);
}

register({
  // Opened by the action "Describe this link" of a message.
  "describe-link"(message) {
    form.elements.link.value = plainText(message).match(/https?:\/\/\S+/)?.[0] ?? message.media?.url ?? "";
    form.elements.message.value = message.mid ?? "";
    form.elements.title.focus();
  },

  // A button in the dialog's footer: closeDialog(false) keeps the dialog open.
  async "dialog-button-click"(event, closeDialog) {
    if (event.action !== "post") return closeDialog(true);
    closeDialog(form.reportValidity() && (await attempt(post)));
  },
});

form.addEventListener("submit", (event) => event.preventDefault());
