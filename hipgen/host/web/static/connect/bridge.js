// Which views are there, what they listen for, and what waits for them: requests come in here, events go out.
//
// Knows no documents: frames are values with a way to post to them, time is lent. The rules are those of HipChat's
// web client.

import { isFrom, read } from './wire.js';

/** Milliseconds that an event waits for its view to say what it listens for. */
export const PATIENCE = 30_000;

const moduleOf = ({ addon, key }) => `${addon}:${key}`;

/**
 * A bridge.
 *
 * `answer(frame, request, respond)` does what a view asks: `request` is `{mod, fn, args}`, `respond(...values)` calls
 * its callback. `pressed(frame, {keycode, modifiers})` hears keys, `began(frame)` that a view is there. `now()` is in
 * milliseconds.
 *
 * A frame is `{id, addon, key, url, window(), post(message)}`.
 */
export function createBridge({ answer, pressed = () => {}, began = () => {}, now = Date.now }) {
  const frames = new Map(); // by id
  const waiting = new Map(); // the latest event of each module
  const replies = new Map(); // who hears the reply to an event
  let count = 0;

  /** A frame is there, instead of another of the same module. */
  function add(frame) {
    for (const other of frames.values()) if (moduleOf(other) === moduleOf(frame)) remove(other.id);
    frames.set(frame.id, { ...frame, listens: null });
  }

  function remove(id) {
    frames.delete(id);
    for (const [mid, reply] of replies) if (reply.id === id) replies.delete(mid);
  }

  /** The frame of a module, if there is one. */
  const of = (addon, key) => [...frames.values()].find((one) => one.addon === addon && one.key === key);

  /** Whether the page in a frame is there: whether the script in it said so. */
  const isThere = (id) => Boolean(frames.get(id)?.isThere);

  /** Whether the view of a module said that it listens for an event. */
  const listens = (addon, key, name) => Boolean(of(addon, key)?.listens?.has(name));

  function post(frame, name, event, replied) {
    const message = { type: 'evt', etyp: name, evnt: event };
    if (replied) {
      count += 1;
      message.mid = `host/${count}`;
      replies.set(message.mid, { id: frame.id, replied });
    }
    frame.post(message);
  }

  /** Tell a module's view, or keep it until the view listens: only the latest, and not for long. */
  function tell(addon, key, name, event, replied) {
    const frame = of(addon, key);
    if (frame?.listens?.has(name)) post(frame, name, event, replied);
    else waiting.set(moduleOf({ addon, key }), { name, event, replied, until: now() + PATIENCE });
  }

  /** Tell the views of an add-on that are open now and listen. */
  function tellAll(addon, name, event, except) {
    for (const frame of frames.values()) {
      if (frame.addon === addon && frame.id !== except && frame.listens?.has(name)) post(frame, name, event);
    }
  }

  /** Forget what waits for a module. */
  const drop = (addon, key) => waiting.delete(moduleOf({ addon, key }));

  function flush(frame) {
    const kept = waiting.get(moduleOf(frame));
    if (!kept) return;
    if (kept.until <= now()) waiting.delete(moduleOf(frame));
    else if (frame.listens.has(kept.name)) {
      waiting.delete(moduleOf(frame));
      post(frame, kept.name, kept.event, kept.replied);
    }
  }

  /** A message came to the page: `{data, origin, source}`. Answers whether it was a view's. */
  function receive(event) {
    const said = read(event.data);
    const frame = said && frames.get(said.eid);
    if (!frame || !isFrom(event, frame)) return false;
    if (said.type === 'init') {
      frame.isThere = true;
      frame.listens = null;
      began(frame);
    } else if (frame.isThere) heed(frame, said);
    return true;
  }

  function heed(frame, said) {
    switch (said.type) {
      case 'req':
        answer(frame, said, (...args) => {
          if (frames.get(frame.id) === frame) frame.post({ type: 'resp', mid: said.mid, args });
        });
        break;
      case 'resp': {
        const reply = replies.get(said.mid);
        if (reply?.id !== frame.id) break;
        replies.delete(said.mid);
        reply.replied(...said.args);
        break;
      }
      case 'event_query':
        frame.listens = new Set(said.args);
        flush(frame);
        break;
      case 'broadcast':
        tellAll(frame.addon, said.etyp, said.evnt, frame.id);
        break;
      case 'key_listen':
        pressed(frame, { keycode: said.keycode, modifiers: Array.isArray(said.modifiers) ? said.modifiers : [] });
        break;
      default:
    }
  }

  return { add, remove, isThere, listens, tell, tellAll, drop, receive };
}
