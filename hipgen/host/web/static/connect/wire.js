// What goes between a view and the page around it: the frame's name, who may speak, which messages there are.
//
// Names, members and kinds are those of HipChat's web client. Knows no documents and nothing of what is asked.

/** Calls that views can make, by module: what `api` in the frame's name tells. */
export const CALLS = {
  auth: ['withToken'],
  chat: ['appendMessage', 'focus', 'addFileForUploadWithBase64'],
  dialog: ['open', 'update', 'updatePrimaryAction', 'close'],
  sidebar: ['openView', 'closeView'],
  room: ['getRoomDetails', 'getParticipants', 'open', 'create', 'invite'],
  user: ['getCurrentUser', 'open'],
  file: ['openInFileViewer'],
};

const VIEW = 'allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads allow-modals';

/** The calls as a tree of modules and functions. */
export function api() {
  const functions = (names) => Object.fromEntries(names.map((name) => [name, {}]));
  return Object.fromEntries(Object.entries(CALLS).map(([mod, names]) => [mod, functions(names)]));
}

/** The id of a frame, which is also its `extension_id`. */
export const frameId = (addon, key, random) => `${addon}__${key}__${random}`;

/** The name of a frame: JSON that the script in it reads. */
export function frameName(id, origin, options = {}) {
  return JSON.stringify({ extension_id: id, api: api(), origin, options });
}

/** The origin that a view of an address has; null for one that has none of its own, such as `data:`. */
export function originOf(address) {
  try {
    const { protocol, origin } = new URL(address);
    return protocol === 'http:' || protocol === 'https:' ? origin : null;
  } catch {
    return null;
  }
}

/** Whether a frame may show an address: the web, or `data:`, which has an origin of its own. */
export const isShowable = (address) => originOf(address) !== null || /^data:/i.test(address);

/** What a view's frame may do. It keeps its own origin, unless that were the origin of the page around it. */
export function sandbox(address, hostOrigin) {
  const origin = originOf(address);
  return origin === null || origin === hostOrigin ? VIEW : `${VIEW} allow-same-origin`;
}

/** Whether a message comes from a frame: its window, and the very origin that the module's address begins with. */
export function isFrom({ origin, source }, frame) {
  return source !== null && source === frame.window() && originOf(frame.url) !== null && origin === originOf(frame.url);
}

const isText = (value) => typeof value === 'string';
const isId = (value) => isText(value) || typeof value === 'number';

const SHAPES = {
  init: () => true,
  req: ({ mid, mod, fn, args }) => isId(mid) && isText(mod) && isText(fn) && Array.isArray(args),
  resp: ({ mid, args }) => isId(mid) && Array.isArray(args),
  event_query: ({ args }) => Array.isArray(args) && args.every(isText),
  broadcast: ({ etyp }) => isText(etyp),
  key_listen: ({ keycode }) => typeof keycode === 'number',
};

/** A message of a view if it is one, whole; null for anything else. */
export function read(data) {
  if (data === null || typeof data !== 'object' || !isText(data.eid) || !isText(data.type)) return null;
  return Object.hasOwn(SHAPES, data.type) && SHAPES[data.type](data) ? data : null;
}
