{% if cookiecutter._addon.views %}
/**
 * What the pages of this add-on share: talking to the add-on and to HipChat, and small things about elements.
 * It knows no page in particular. Text from outside only ever becomes text, never markup.
 */

/**
 * Send data to this page's handler, as this page's user.
 * @param {unknown} data anything that JSON can say
 * @returns {Promise<any>} what the handler returned
 */
export async function send(data) {
  const response = await fetch(ownAddress(), {
    method: "POST",
    headers: { Authorization: `JWT ${await token()}`, "Content-Type": "application/json" },
    body: JSON.stringify(data),
  });
  if (!response.ok) {
    throw new Error(response.status === 401 ? "This page is too old: please open it again." : "That did not work.");
  }
  return response.status === 204 ? null : response.json();
}

/** This page's address without the token, which travels in a header and so stays out of logs. */
function ownAddress() {
  const address = new URL(location.href);
  address.searchParams.delete("signed_request");
  return address.pathname + address.search;
}

/** A fresh token from HipChat; where its script is not at work (external and admin pages) the page's own. */
function token() {
  const { HipChat } = window;
  if (!HipChat?.auth) return new URLSearchParams(location.search).get("signed_request");
  return new Promise((resolve, reject) => {
    HipChat.auth.withToken((error, jwt) => (error ? reject(new Error("HipChat gave no token.")) : resolve(jwt)));
  });
}

/**
 * Say which events of HipChat this page handles. Call it once: a second call replaces the first.
 * @param {Record<string, (...args: any[]) => void>} handlers
 */
export function register(handlers) {
  window.HipChat?.register(handlers);
}

/**
 * Do something that may fail; a failure is shown to the user.
 * @param {() => unknown} work
 * @returns {Promise<boolean>} whether it went well
 */
export async function attempt(work) {
  try {
    await work();
    return true;
  } catch (error) {
    say(error.message, "error");
    return false;
  }
}

/**
 * Show a line in the page's status element, which screen readers read out.
 * @param {string} text
 * @param {"info" | "success" | "error"} [kind]
 */
export function say(text, kind = "info") {
  const status = find("#status");
  status.textContent = text;
  status.className = `aui-message ${kind}`;
}

/** The first element that a selector finds. */
export function find(selector) {
  return document.querySelector(selector);
}

/** Make an element: `element("li", { class: "empty" }, "Nothing here")`. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** What a form holds, by the names of its fields. */
export function values(form) {
  return Object.fromEntries(new FormData(form));
}

/** Show only those children of an element whose text contains what was typed. */
export function narrow(parent, typed) {
  const wanted = typed.trim().toLowerCase();
  for (const child of parent.children) {
    child.hidden = child.tagName !== "LEGEND" && !child.textContent.toLowerCase().includes(wanted);
  }
}

/** The text of a message that an action was chosen on; notifications may come as HTML. */
export function plainText(message) {
  const body = message?.body ?? "";
  if (message?.type !== "notification") return body;
  return new DOMParser().parseFromString(body, "text/html").body.textContent;
}
{% endif %}
