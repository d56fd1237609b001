// The script of the dialog "Raise an incident": fills its form from the message it was opened on, and sends it.
import { attempt, find, narrow, plainText, register, send, values } from "../view.js";

const form = find("#form");

/** Begin with a message's text; its id lets the incident's card appear below it. */
function begin(message) {
  form.elements.title.value = plainText(message).replace(/\s+/g, " ").trim().slice(0, 200);
  form.elements.message.value = message.mid ?? "";
  form.elements.title.focus();
}

register({
  "raise-from-message": begin,
  "raise-from-input": begin,

  // The text in the dialog's filter changed.
  "dialog-filter-changed"({ value }) {
    narrow(find("#services"), value);
  },

  // A button in the dialog's footer: closeDialog(false) keeps the dialog open.
  async "dialog-button-click"(event, closeDialog) {
    if (event.action !== "raise") return closeDialog(true);
    closeDialog(form.reportValidity() && (await attempt(() => send(values(form)))));
  },
});

form.addEventListener("submit", (event) => event.preventDefault());
