// What opens: which module a glance, an action, a link or a view's call leads to, and what the opened view is told.
//
// A module is `{addon, kind, key, name, title, url, authentication, target, options, icon}`. Only modules of the same
// add-on can be named. As seen in HipChat's web client. Knows nothing of how anything is shown.

export const RECEIVE = 'receive-parameters';
const KINDS = ['webPanel', 'dialog', 'externalPage', 'glance'];

export const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

/** A module of an add-on by its key, or by its full one; undefined where there is none of these kinds. */
export function find(modules, addon, key, kinds = KINDS) {
  if (typeof key !== 'string' || !key) return undefined;
  const own = key.startsWith(`${addon}:`) ? key.slice(addon.length + 1) : key;
  for (const kind of kinds) {
    const found = modules.find((one) => one.addon === addon && one.kind === kind && one.key === own);
    if (found) return found;
  }
  return undefined;
}

/** The view that a module leads to, and the glance that stands at its head; null where nothing opens. */
export function viewOf(modules, module) {
  let head = null;
  for (let step = 0; module && step < KINDS.length; step += 1) {
    if (module.kind !== 'glance') return { module, head };
    if (typeof module.target !== 'string') return null; // an object is refused, as seen
    head ??= module;
    module = find(modules, module.addon, module.target);
  }
  return null;
}

const opened = (modules, module, more) => {
  const view = module && viewOf(modules, module);
  return view ? { ...view, values: {}, event: null, overrides: null, ...more } : null;
};

/** What a click on a glance opens: its view is told nothing. */
export const byGlance = (modules, glance) => opened(modules, glance, {});

/** What an action opens, with the parameters of the message it was chosen at, or none beside the input. */
export function byAction(modules, action, parameters = {}) {
  const key = isObject(action.target) ? action.target.key : action.target;
  const values = Object.keys(parameters).length ? { message: parameters } : {};
  return opened(modules, find(modules, action.addon, key), { values, event: { name: action.key, event: parameters } });
}

/** What is left of the dialogs before HipChat Connect: a link says that its `href` is to be shown in one. */
const OLD_DIALOG = 'dialog';
const OLD_SIZE = { width: '600px', height: '400px' };

/**
 * What a link in a notification opens: `sender` is the message's `notification_sender`, `target` and `options` the
 * texts of `data-target` and `data-target-options`, `href` where the link leads without them.
 */
export function byLink(modules, { sender, target, options, href, parameters = {} }) {
  if (sender?.type !== 'addon' || typeof target !== 'string') return null;
  if (target === OLD_DIALOG) return typeof href === 'string' ? oldDialog(sender.id, href, linkOptions(options)) : null;
  const at = target.lastIndexOf(':');
  if (at >= 0 && target.slice(0, at) !== sender.id) return null;
  const said = { parameters, urlTemplateValues: { message: parameters }, ...linkOptions(options) };
  return byCall(modules, sender.id, KINDS, { ...said, key: target.slice(at + 1) });
}

/** A page in a dialog: `{width, height, header, chrome}`; without `chrome` it has no buttons (inferred). */
function oldDialog(addon, url, { width, height, header, chrome }) {
  const length = (value, otherwise) => (typeof value === 'number' ? `${value}px` : typeof value === 'string' ? value : otherwise);
  const size = { width: length(width, OLD_SIZE.width), height: length(height, OLD_SIZE.height) };
  const title = typeof header === 'string' ? header : '';
  const options = chrome === false ? { size, secondaryActions: [] } : { size };
  const module = { addon, kind: 'dialog', key: OLD_DIALOG, name: title || 'Page', title, url, options, isOld: true };
  return { module, head: null, values: {}, event: null, overrides: null };
}

function linkOptions(options) {
  try {
    const said = JSON.parse(options);
    return isObject(said) ? said : {};
  } catch {
    return {};
  }
}

/** What `dialog.open` and `sidebar.openView` open: `{key, parameters?, urlTemplateValues?, options?}`. */
export function byCall(modules, addon, kinds, said) {
  if (!isObject(said)) return null;
  return opened(modules, find(modules, addon, said.key, kinds), {
    values: isObject(said.urlTemplateValues) ? said.urlTemplateValues : {},
    event: { name: RECEIVE, event: said.parameters },
    overrides: isObject(said.options) ? said.options : null,
  });
}
