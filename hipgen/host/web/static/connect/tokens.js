// The client's store of tokens for views: one for each room, add-on and module, while it is good for long enough.
//
// As in HipChat's web client. Knows nothing of how a token is asked for.

/** Milliseconds that a token must still be good for. */
export const SPARE = 120_000;

/** When a token ends, in milliseconds; 0 for what doesn't say so. */
export function endOf(token) {
  try {
    const payload = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    const { exp } = JSON.parse(atob(payload));
    return typeof exp === 'number' ? exp * 1000 : 0;
  } catch {
    return 0;
  }
}

/** `ask({room, addon, key, kind})` answers `{jwt}`; `now()` is in milliseconds, by the browser's clock. */
export function createTokens({ ask, now = Date.now }) {
  const kept = new Map();
  const name = ({ room, addon, key }) => JSON.stringify([room, addon, key]);

  /** The token of a module in a room. Rejects when there is none to be had. */
  async function get(module) {
    const known = kept.get(name(module));
    if (known && endOf(known) - now() > SPARE) return known;
    kept.delete(name(module));
    const { jwt } = await ask(module);
    if (typeof jwt !== 'string') throw new Error('there is no token in the answer');
    kept.set(name(module), jwt);
    return jwt;
  }

  /** An add-on changed, or is gone: its tokens are dropped. */
  function forget(addon) {
    for (const id of kept.keys()) if (JSON.parse(id)[1] === addon) kept.delete(id);
  }

  return { get, forget };
}
