// HipChat's JavaScript API for views: what a page of an add-on loads to talk to the page around it.
//
// Served at /atlassian-connect/all.js and all-debug.js, which is the same script and writes notes to the
// console. It knows how messages to the page around look, and nothing of what that page does with them.
//
// A view is a page in a frame whose name is a JSON object `{extension_id, api, origin, options}`: a panel of the
// sidebar or a dialog. Everywhere else (a window of its own, a configuration or admin page) every call is there
// and does nothing but tell its callback that there is nobody to answer. In a configuration or admin page, which
// has `xdmhost` in its address, the script tells the page of that origin around it how tall the document is:
// `{type: 'size', height}` (inferred: all that is known of the genuine one is that it talked to that origin).
(() => {
  'use strict';

  if (window.HipChat && window.HipChat.isFromHipgen) return; // a page may load the script twice

  const SCRIPT = document.currentScript ? document.currentScript.src : '';
  const noting = /\/all-debug\.js(\?|#|$)/.test(SCRIPT);
  const note = (...said) => { if (noting) console.debug('HipChat:', ...said); };

  /** Every call of the documentation and of the web client, by module. */
  const CALLS = {
    auth: ['withToken'],
    chat: ['appendMessage', 'focus', 'addFileForUploadWithBase64'],
    dialog: ['open', 'update', 'updatePrimaryAction', 'close'],
    sidebar: ['openView', 'closeView'],
    room: ['getRoomDetails', 'getParticipants', 'open', 'create', 'invite'],
    user: ['getCurrentUser', 'open'],
    file: ['openInFileViewer'],
  };

  const around = window.parent;
  const me = around === window ? null : told(window.name);
  const waiting = new Map(); // callbacks by the number of their request
  const keys = []; // what the page around wants to hear of
  const page = Math.random().toString(36).slice(2); // the frame may go on to another page
  let handlers = {};
  let count = 0;

  /** What the frame's name says of this view; null where it says nothing. */
  function told(name) {
    try {
      const said = JSON.parse(name);
      const isWhole = typeof said.extension_id === 'string' && /^https?:\/\//.test(said.origin);
      return isWhole ? said : null;
    } catch {
      return null;
    }
  }

  function post(message) {
    note('to the host', message);
    around.postMessage({ ...message, eid: me.extension_id }, me.origin);
  }

  /** Values that can be sent: of what can't be, JSON's part; of what has none, nothing. */
  function sendable(value) {
    try {
      structuredClone(value);
      return value;
    } catch {
      try {
        return JSON.parse(JSON.stringify(value));
      } catch {
        return undefined; // such as an event of jQuery, when a call was given as a handler
      }
    }
  }

  function call(mod, fn, given) {
    const args = [...given];
    const callback = typeof args[args.length - 1] === 'function' ? args.pop() : null;
    if (!me) {
      note(`${mod}.${fn} does nothing here: this page is not a view`);
      const error = { message: 'This page is not a view in HipChat' };
      if (callback) setTimeout(() => callback(error));
      return;
    }
    count += 1;
    const mid = `${page}/${count}`;
    if (callback) waiting.set(mid, callback);
    post({ type: 'req', mid, mod, fn, args: args.map(sendable) });
  }

  /** Say what to do when something happens. What an earlier call said is forgotten. */
  function register(map) {
    if (!map || typeof map !== 'object') return;
    handlers = { ...map };
    if (me) post({ type: 'event_query', args: Object.keys(handlers) });
  }

  /** Tell the add-on's other views (the name is inferred: only the message is known). */
  function broadcast(etyp, evnt) {
    if (me && typeof etyp === 'string') post({ type: 'broadcast', etyp, evnt: sendable(evnt) });
  }

  /** The older way to a module: `AP.require('dialog', (dialog) => …)`, or with a list of names. */
  function require(names, callback) {
    const found = (Array.isArray(names) ? names : [names]).map((name) => HipChat[name]);
    if (typeof callback === 'function') callback(...found);
  }

  function hear(event) {
    const said = event.data;
    if (event.source !== around || event.origin !== me.origin || !said || typeof said !== 'object') return;
    note('from the host', said);
    if (said.type === 'resp') answered(said);
    else if (said.type === 'evt') happened(said);
    else if (said.type === 'key_listen') listenFor(said);
  }

  function answered({ mid, args }) {
    const callback = waiting.get(mid);
    waiting.delete(mid);
    if (callback) callback(...(Array.isArray(args) ? args : []));
  }

  function happened({ etyp, evnt, mid }) {
    const handler = Object.hasOwn(handlers, etyp) ? handlers[etyp] : null;
    if (typeof handler !== 'function') return;
    const args = [evnt];
    const reply = (...said) => post({ type: 'resp', mid, args: said.map(sendable) });
    if (mid !== undefined && mid !== null) args.push(reply);
    handler(...args);
  }

  // ---- keys that the page around wants to hear of, though this page has the focus

  const MODIFIERS = ['shift', 'ctrl', 'alt', 'meta'];
  const sorted = (modifiers) => MODIFIERS.filter((name) => (Array.isArray(modifiers) ? modifiers : []).includes(name));

  function listenFor({ keycode, modifiers, action }) {
    const key = `${keycode} ${sorted(modifiers)}`;
    const at = keys.indexOf(key);
    if (action === 'add' && at < 0) keys.push(key);
    else if (action === 'remove' && at >= 0) keys.splice(at, 1);
  }

  function pressed(event) {
    const modifiers = MODIFIERS.filter((name) => event[`${name}Key`]);
    if (!keys.includes(`${event.keyCode} ${modifiers}`) || event.defaultPrevented) return;
    post({ type: 'key_listen', keycode: event.keyCode, modifiers });
  }

  // ---- the size of a configuration page

  /** The origin of the page around a configuration page, as its address says; null elsewhere. */
  function configured() {
    try {
      const { origin } = new URL(new URLSearchParams(location.search).get('xdmhost'));
      return around !== window && /^https?:/.test(origin) ? origin : null;
    } catch {
      return null;
    }
  }

  function tellSize(origin) {
    let before = 0;
    const tell = () => {
      const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
      if (height === before) return;
      before = height;
      around.postMessage({ type: 'size', height }, origin);
    };
    const begin = () => {
      tell();
      new ResizeObserver(tell).observe(document.documentElement);
    };
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin, { once: true });
    else begin();
  }

  // ---- what pages see

  const HipChat = { register, broadcast, require };
  Object.defineProperty(HipChat, 'isFromHipgen', { value: true });

  function offer(mod, names) {
    HipChat[mod] = HipChat[mod] || {};
    for (const fn of names) HipChat[mod][fn] = (...args) => call(mod, fn, args);
  }

  for (const [mod, names] of Object.entries(CALLS)) offer(mod, names);
  if (me) {
    for (const [mod, functions] of Object.entries(me.api || {})) {
      if (!Object.hasOwn(HipChat, mod) || Object.hasOwn(CALLS, mod)) offer(mod, Object.keys(functions || {}));
    }
    window.addEventListener('message', hear);
    window.addEventListener('keydown', pressed);
    post({ type: 'init' });
  } else if (configured()) {
    tellSize(configured());
  } else {
    note('this page is not a view: calls do nothing');
  }

  window.HipChat = HipChat;
  window.AP = HipChat;
})();
