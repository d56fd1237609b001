// The frames that views stand in: their addresses, asked for and filled in; put into the page, and taken away.
//
// Knows nothing of panels and dialogs. A view is `{module, values, event, room, frame, turn}`: `frame` is the id of its
// frame, `turn` tells the last of several fillings.

import { embedded, filled, used, viewed } from './address.js';
import { frameId, frameName, isShowable, originOf, sandbox } from './wire.js';

/** Milliseconds that a signed address may take. */
const SIGNING = 2_000;

/** Frames whose messages a bridge hears; `signedUrl` and `theme` are as the page lends them (see views.js). */
export function createFrames({ bridge, signedUrl, theme, log }) {
  /** What the host signs for a module, unless it takes too long. */
  function signed(module) {
    const signal = AbortSignal.timeout(SIGNING);
    const late = new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('the host took too long to sign')));
    });
    return Promise.race([signedUrl({ ...module, signal }), late]);
  }

  /** Where a view is. Rejects when the host doesn't sign it. */
  async function addressOf({ module, values, room }) {
    const { addon, kind, key, url } = module;
    const isWindow = kind === 'externalPage';
    if (/^data:/i.test(url)) return url;
    if (module.isOld) return embedded(url, location.origin, `${addon}-${key}`);
    if (module.authentication === 'none' && !isWindow) return viewed(filled(url, values), theme());
    const found = await signed({ room, addon, kind, key, values: used(url, values) });
    return isWindow ? found.location : viewed(found.location, theme());
  }

  /** Put a view's frame into an element, in place of the one before; its first event waits for it. */
  async function fill(view, body) {
    const turn = Symbol('turn');
    view.turn = turn;
    empty(view);
    let address = null;
    try {
      address = await addressOf(view);
    } catch (error) {
      log(error);
    }
    if (view.turn !== turn) return;
    const isFine = address !== null && isShowable(address);
    body.replaceChildren(isFine ? frame(view, address) : trouble(view, body));
  }

  function frame(view, address) {
    const { name } = view.module;
    const element = document.createElement('iframe');
    element.title = name;
    element.className = 'connect-frame';
    element.referrerPolicy = 'no-referrer';
    element.setAttribute('sandbox', sandbox(address, location.origin));
    if (!view.module.isOld) join(view, element, address); // the page of a link may be anybody's: it has no calls
    element.src = address;
    return element;
  }

  /** Give a frame the name that the script in it reads, and let it talk. */
  function join(view, element, address) {
    const { addon, kind, key, options = {} } = view.module;
    const id = frameId(addon, key, crypto.randomUUID());
    element.id = id;
    element.name = frameName(id, location.origin, options);
    const post = (message) => element.contentWindow?.postMessage(message, originOf(address));
    bridge.add({ id, addon, kind, key, url: address, window: () => element.contentWindow, post });
    view.frame = id;
    if (view.event) bridge.tell(addon, key, view.event.name, view.event.event);
  }

  function trouble(view, body) {
    const box = document.createElement('div');
    const again = document.createElement('button');
    box.className = 'connect-trouble';
    again.type = 'button';
    again.textContent = 'Retry';
    again.addEventListener('click', () => fill(view, body));
    box.append(`${view.module.name} could not be opened. `, again);
    return box;
  }

  function empty(view) {
    bridge.remove(view.frame);
    view.frame = null;
  }

  /** A view is gone, with what waits for it. */
  function end(view) {
    view.turn = null;
    empty(view);
    bridge.drop(view.module.addon, view.module.key);
  }

  return { signed, addressOf, fill, end };
}
