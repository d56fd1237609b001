// What the host tells clients of add-ons: which modules there are, signed addresses, tokens. Paths and members are
// those of HipChat's web client.
//
// Knows no documents. Who asks is said by the headers that are lent.

/** The path of a module's signed address; `values` are the texts of its variables. */
export function signedPath({ room, addon, kind, key, attribute = 'url', values = {} }, stamp = Date.now()) {
  const parts = [room, addon, `${attribute}@${kind}`, key, stamp].map((part) => encodeURIComponent(part));
  const query = new URLSearchParams(values).toString();
  return `/v2/addon/signed-url/${parts.join('/')}${query ? `?${query}` : ''}`;
}

/** The add-ons in a room by their key, of an answer to sync: what is there in the room goes before the group's. */
export function integrations(answer, room) {
  const { changedIntegrations: changed = {} } = answer;
  const all = [...(changed.global ?? []), ...(changed[room] ?? [])];
  return new Map(all.filter((one) => !one.is_deleted).map((one) => [one.addon_key, one]));
}

/** The modules of such add-ons, as `opening.js` takes them. */
export function modulesOf(addons) {
  return [...addons.values()].flatMap((addon) => addon.ui_extensions.map((one) => ({
    addon: addon.addon_key,
    addonName: addon.name,
    kind: one.type,
    key: one.key,
    name: one.name ?? one.title ?? one.key,
    title: one.title ?? one.name ?? one.key,
    url: one.url,
    queryUrl: one.query_url,
    authentication: one.authentication,
    target: one.target,
    options: one.options,
    icon: one.icon,
    location: one.location,
  })));
}

/** The host's endpoints: `headers()` are sent with each request, and say who asks. Each call rejects on a refusal. */
export function createEndpoints({ headers = () => ({}), fetch = globalThis.fetch }) {
  async function ask(path, { method = 'GET', body, signal } = {}) {
    const type = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const answer = await fetch(path, { method, body: body && JSON.stringify(body), signal, headers: { Accept: 'application/json', ...type, ...headers() } });
    const value = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(value?.error?.message || `The host answered ${answer.status}`);
    return value;
  }

  return {
    /** The add-ons of a room, by key. */
    async addons(room) {
      const body = { knownIntegrations: { global: {}, [room]: {} }, connectApiVersion: 1 };
      return integrations(await ask('/v2/addon/sync', { method: 'POST', body }), room);
    },
    /** `{location, jwt}` of a module. */
    signedUrl: ({ signal, ...module }) => ask(signedPath(module), { signal }),
    /** `{full key: {success, url}}` of the glances in a room. */
    glances: (room) => ask(`/v2/addon/signed-urls/${encodeURIComponent(room)}/glances`),
  };
}
