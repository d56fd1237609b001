// Addresses of views: variables filled in, parameters added. As HipChat's web client did it; `data:` is left alone.

/** The parameter that names the version of HipChat Connect a client knows. */
export const CLIENT_VERSION = '1';

/** The value at a dotted path of an object; undefined where there is none. */
export function valueAt(values, path) {
  let found = values;
  for (const step of path.split('.')) {
    if (found === null || typeof found !== 'object' || !Object.hasOwn(found, step)) return undefined;
    found = found[step];
  }
  return found;
}

/** A value as text: nothing for a missing one, JSON for objects and lists. */
export function asText(value) {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The variables of an address, each once. */
export const variables = (address) => [...new Set([...address.matchAll(/\{([^{}]+)\}/g)].map((found) => found[1]))];

/** The texts of the variables that an address uses: what the host is sent, to fill in and sign. */
export function used(address, values) {
  return Object.fromEntries(variables(address).map((path) => [path, asText(valueAt(values, path))]));
}

/** An address with its variables filled in by the client: of a repeated one only the first, as seen. */
export function filled(address, values) {
  const encoded = (path) => encodeURIComponent(asText(valueAt(values, path)).toWellFormed());
  return variables(address).reduce((text, path) => text.replace(`{${path}}`, () => encoded(path)), address);
}

/** An address with query parameters added, or replaced where it has them; its others stay as they are. */
export function withQuery(address, added) {
  const [, path, query, hash] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(address);
  const isKept = (pair) => pair && !Object.hasOwn(added, decoded(pair.split('=')[0]));
  const pairs = Object.entries(added).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${path}?${[...(query || '').split('&').filter(isKept), ...pairs].join('&')}${hash || ''}`;
}

function decoded(text) {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** The address of a panel or dialog with what the client adds. */
export function viewed(address, theme) {
  return /^data:/i.test(address) ? address : withQuery(address, { connect_client_api_version: CLIENT_VERSION, theme });
}

/** The address of a page in one of the dialogs before HipChat Connect, with the parameters that it got. */
export function embedded(address, origin, channel) {
  return withQuery(address, { xdm_e: origin, xdm_c: `channel-${channel}`, cp: '', lic: 'none', embedded: 'true' });
}
