// The script of views/incidents.html: resolves incidents, and shows the one that the page was opened for.
import { attempt, find, register, say, send } from "../view.js";

const list = find("#incidents");

/** Take those incidents off the list that are no longer open, whoever resolved them. */
function keep(incidents) {
  const open = new Set(incidents.map((incident) => incident.id));
  for (const item of list.querySelectorAll("[data-id]")) {
    if (!open.has(item.dataset.id)) item.remove();
  }
}

/** Point out one incident. */
function select(id) {
  for (const item of list.querySelectorAll("[data-id]")) {
    const wanted = item.dataset.id === id;
    item.classList.toggle("selected", wanted);
    if (wanted) item.querySelector("button").focus();
  }
  if (id && !find(".selected")) say(`${id} is not open any more.`);
}

list.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { id } = button.closest("[data-id]").dataset;
  button.disabled = true;
  attempt(async () => {
    const { incidents } = await send({ resolve: id });
    keep(incidents);
    say(`${id} is resolved.`, "success");
  }).then(() => {
    button.disabled = false;
  });
});

register({
  // Opened by the action "Resolve" of an incident's card.
  resolve(message) {
    select(message.metadata.id);
  },

  // Opened by a link in a notification, or by another page of this add-on.
  "receive-parameters"(parameters) {
    select(parameters?.id);
  },
});
