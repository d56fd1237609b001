{% set item = cookiecutter._item %}
{% if item.frame in ["sidebar", "dialog"] %}
{% set dialog = item.frame == "dialog" %}
{% set filter = dialog and item.filter %}
{% set buttons = item.buttons if dialog else [] %}
{% set sends = not dialog or buttons | selectattr("primary") | list %}
{% set own_events = ["receive-parameters", "dialog-button-click", "dialog-filter-changed"] %}
{% set actions = item.opened_by | selectattr("section", "equalto", "actions") | rejectattr("key", "in", own_events) | unique(true, "key") | list %}
{% set used = ["find", "register"]
    + (["attempt", "send", "values"] if sends else [])
    + (["say"] if not dialog else [])
    + (["narrow"] if filter else [])
    + (["plainText"] if actions else []) %}
// The script of {{ item.files.view }}: what happens when HipChat opens the page and when a button is pressed.
import { {{ used | sort | join(", ") }} } from "../view.js";

const form = find("#form");

/** Show the text that the page was opened with. */
function show(text) {
  form.elements.text.value = text ?? "";
  form.elements.text.focus();
}

register({
  // Opened by a link in a notification, or by another page of this add-on.
  "receive-parameters"(parameters) {
    show(parameters?.text);
  },
{% for action in actions %}

  // Opened by the action {{ action.name | comment }}; from the "+" menu of the input the message is empty.
  {{ action.key | js }}(message) {
    show(plainText(message));
  },
{% endfor %}
{% if filter %}

  // The text in the dialog's filter changed.
  "dialog-filter-changed"({ value }) {
    narrow(find("#choices"), value);
  },
{% endif %}
{% if buttons %}

  // A button in the dialog's footer: closeDialog(false) keeps the dialog open.
  async "dialog-button-click"(event, closeDialog) {
    switch (event.action) {
{% for button in buttons if button.primary %}
      case {{ button.key | js }}: // {{ button.name | comment }}
        closeDialog(form.reportValidity() && (await attempt(() => send(values(form)))));
        break;
{% endfor %}
{% for button in buttons if not button.primary %}
      case {{ button.key | js }}: // {{ button.name | comment }}
{% endfor %}
      default:
        closeDialog(true);
    }
  },
{% endif %}
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
{% if not dialog %}
  attempt(async () => {
    await send(values(form));
    form.reset();
    say("Sent.", "success");
  });
{% endif %}
});
{% endif %}
