// A dialog's title, size, buttons, hint and filter, as values: from the descriptor, then what views say at runtime.
//
// As in HipChat's web client, with its defaults. Knows no documents.

/** Pixels of a dialog's frame by the names of Atlassian's design guidelines; heights are this host's own. */
export const SIZES = {
  small: { width: 400, height: 240 },
  medium: { width: 600, height: 400 },
  large: { width: 800, height: 500 },
  xlarge: { width: 980, height: 600 },
};

/** Pixels of a window's height that a dialog's frame leaves. */
export const AROUND = 160;
export const PRIMARY = 'primary-action-selected';
const CLOSE = { name: 'Close' };

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const text = (value) => (isObject(value) ? value.value : value);

/** A descriptor's dialog with its texts as plain strings, as everything at runtime is. */
export function plain(title, options) {
  const button = (one) => ({ ...one, name: text(one.name) });
  const read = { ...(isObject(options) ? options : {}) };
  if (isObject(read.primaryAction)) read.primaryAction = button(read.primaryAction);
  if (Array.isArray(read.secondaryActions)) read.secondaryActions = read.secondaryActions.filter(isObject).map(button);
  if (read.hint !== undefined) read.hint = text(read.hint);
  if (isObject(read.filter)) read.filter = { ...read.filter, placeholder: text(read.filter.placeholder) };
  return { title: text(title), options: read };
}

/** One object over another: objects are merged, all else is replaced. */
export function over(base, changes) {
  if (!isObject(base) || !isObject(changes)) return changes === undefined ? base : changes;
  const merged = { ...base };
  for (const [name, value] of Object.entries(changes)) {
    if (name !== '__proto__') merged[name] = over(Object.hasOwn(base, name) ? base[name] : undefined, value);
  }
  return merged;
}

/** A dialog changed by `{title?, options?}`; other members say nothing. */
export function changed(dialog, said) {
  if (!isObject(said)) return dialog;
  return {
    title: typeof said.title === 'string' ? said.title : dialog.title,
    options: isObject(said.options) ? over(dialog.options, said.options) : dialog.options,
  };
}

/** A dialog as it is drawn: `{title, isWarning, primary, secondary, hint, filter}`, null for what it hasn't. */
export function drawn({ title, options }, log = () => {}) {
  const words = (value, what) => {
    if (value === undefined || value === null || typeof value === 'string') return value ?? null;
    log(`${what} of a dialog is not a text`);
    return null;
  };
  const button = (one, key) => ({
    name: words(one.name, 'the name of a button') ?? '',
    key: typeof one.key === 'string' ? one.key : key,
    isEnabled: one.enabled !== false,
  });
  const others = Array.isArray(options.secondaryActions) ? options.secondaryActions.filter(isObject) : [CLOSE];
  return {
    title: words(title, 'the title') ?? '',
    isWarning: options.style === 'warning',
    primary: isObject(options.primaryAction) ? button(options.primaryAction, PRIMARY) : null,
    secondary: others.map((one) => button(one, null)),
    hint: words(options.hint, 'the hint'),
    filter: isObject(options.filter) ? { placeholder: words(options.filter.placeholder, 'the placeholder') ?? '' } : null,
  };
}

/** The size of a dialog's frame in a window, both in pixels: `size` is a name, or `{width, height}` in px or %. */
export function sizeIn(size, window, log = () => {}) {
  const named = typeof size === 'string' && Object.hasOwn(SIZES, size) ? SIZES[size] : SIZES.medium;
  const most = { width: window.width, height: Math.max(0, window.height - AROUND) };
  const asked = isObject(size) ? size : {};
  const length = (side) => {
    if (asked[side] === undefined) return Math.min(named[side], most[side]);
    const found = /^\s*(\d+(?:\.\d+)?)(px|%)\s*$/.exec(asked[side]);
    if (!found) {
      log(`the ${side} of a dialog is neither in px nor in %: ${asked[side]}`);
      return Math.min(named[side], most[side]);
    }
    const number = Number(found[1]);
    return found[2] === 'px' ? Math.min(number, most[side]) : Math.floor((most[side] * Math.min(number, 100)) / 100);
  };
  return { width: length('width'), height: length('height') };
}

/** Milliseconds without typing after which a view hears of the filter. */
export const TYPING = 250;

/** A function that does `work` once it wasn't called again for a while, with what it was called with last. */
export function calm(work, wait = TYPING) {
  let timer = null;
  const calmed = (...args) => {
    clearTimeout(timer);
    timer = setTimeout(work, wait, ...args);
  };
  calmed.stop = () => clearTimeout(timer);
  return calmed;
}
