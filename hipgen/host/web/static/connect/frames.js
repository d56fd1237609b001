// The frames that views stand in: their addresses, asked for and filled in; put into the page, and taken away.
//
// A view whose page stays silent may have asked HipChat's own address for the script, which is dead: the host is told,
// looks, and may have another address for the frame, at which it passes the page on and leads it to itself.
//
// Knows nothing of panels and dialogs. A view is `{module, values, event, room, frame, turn}`: `frame` is the id of its
// frame, `turn` tells the last of several fillings.

import { embedded, filled, used, viewed } from './address.js';
import { frameId, frameName, isShowable, originOf, sandbox } from './wire.js';

/** Milliseconds that a signed address may take. */
const SIGNING = 2_000;

/** Milliseconds that a page may stay silent after it was loaded, and after its frame was put in at all. */
const SILENCE = { loaded: 500, atMost: 5_000 };

/** Frames whose messages a bridge hears; what else is lent is as the page lends it (see views.js). */
export function createFrames({ bridge, signedUrl, theme, log, framed = ({ address }) => address, silent = ({ address }) => address }) {
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
    let asked = null;
    try {
      asked = await addressOf(view);
      address = isPassedOn(view, asked) ? await framed(told(view, asked)) : asked;
    } catch (error) {
      log(error);
    }
    if (view.turn !== turn) return;
    if (address === null || !isShowable(address)) {
      body.replaceChildren(trouble(view, body));
      return;
    }
    const element = frame(view, address);
    if (address === asked && isPassedOn(view, asked)) hearWhether(view, element, asked, body);
    body.replaceChildren(element);
  }

  /** Whether the host may pass a view on: it has an origin and may make calls. */
  const isPassedOn = ({ module }, address) => !module.isOld && originOf(address) !== null;
  const told = ({ module: { addon, kind, key }, room }, address) => ({ room, addon, kind, key, address });

  /** Tell the host of a view whose page stays silent; frame it anew where the host has another address for it. */
  function hearWhether(view, element, address, body) {
    const id = view.frame;
    const isSilent = () => view.frame === id && !bridge.isThere(id);
    let timer = null;
    async function ask() {
      if (!isSilent()) return;
      try {
        if ((await silent(told(view, address))) !== address && isSilent()) fill(view, body);
      } catch (error) {
        log(error);
      }
    }
    const within = (wait) => {
      clearTimeout(timer);
      timer = setTimeout(ask, wait);
    };
    element.addEventListener('load', () => within(SILENCE.loaded), { once: true });
    within(SILENCE.atMost);
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
