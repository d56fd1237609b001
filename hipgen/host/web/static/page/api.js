// Asking the host, as the person that this window is. Two windows may be two people.

import { createEndpoints } from '../connect/endpoints.js';

const PERSON = 'hipgen_person';
const asked = new URLSearchParams(location.search).get('as');
if (asked) {
  sessionStorage.setItem(PERSON, asked);
  const others = new URLSearchParams(location.search);
  others.delete('as');
  history.replaceState(null, '', `${location.pathname}${others.size ? `?${others}` : ''}`);
}
let token = '';

export const person = () => sessionStorage.getItem(PERSON) || '';

export function become(id) {
  sessionStorage.setItem(PERSON, String(id));
}

export function useToken(text) {
  token = text;
}

const identity = () => ({ 'Hipgen-Token': token, ...(person() ? { 'Hipgen-Person': person() } : {}) });

/** What HipChat's own web client asked its host: signed addresses. */
export const endpoints = createEndpoints({ headers: identity });

export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function ask(method, path, { body, raw, type, signal } = {}) {
  const headers = { Accept: 'application/json' };
  if (person()) headers['Hipgen-Person'] = person();
  if (method !== 'GET') headers['Hipgen-Token'] = token;
  if (raw) headers['Content-Type'] = type || 'application/octet-stream';
  else if (body !== undefined) headers['Content-Type'] = 'application/json';
  let answer;
  try {
    answer = await fetch(path, { method, headers, body: raw ?? (body === undefined ? undefined : JSON.stringify(body)), signal });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Refused(0, 'The host does not answer');
  }
  const text = await answer.text();
  let value = {};
  try {
    value = text ? JSON.parse(text) : {};
  } catch { /* what isn't JSON says nothing to the page */ }
  if (!answer.ok) throw new Refused(answer.status, value?.error?.message || `The host answered ${answer.status}`);
  return value;
}

export const get = (path, more) => ask('GET', path, more);
export const send = (method, path, body = {}) => ask(method, path, { body });
export const upload = (path, file) => ask('POST', path, { raw: file, type: file.type });

/**
 * News of the host for a person; `line` hears true and false as the line is up or down. `{kind: 'back'}` says
 * that some news may have been missed. What is read after the promise is kept can't be overtaken: from then on news
 * comes, or is known not to (the line is down, and `back` will follow).
 *
 * A browser holds six connections to a host at once, so the windows of one person share a stream: one of them reads it
 * and tells the others, and another one takes over when it is closed.
 */
export function news(id, heard, line) {
  const name = `hipgen_news/${id}`;
  const channel = new BroadcastChannel(name);
  const tell = (message) => (message.kind === 'line' ? line(message.isUp) : heard(message));
  channel.onmessage = ({ data }) => tell(data);
  const spread = (message) => {
    channel.postMessage(message);
    tell(message);
  };
  return new Promise((comes) => {
    const first = (hears) => (message) => {
      hears(message);
      if (message.kind === 'line') comes();
    };
    const read = (missed) => new Promise(() => stream(id, first(spread), missed)); // for as long as the window is open
    if (!navigator.locks) return stream(id, first(tell), false); // on a name that the browser does not trust
    navigator.locks.request(name, { ifAvailable: true }, (got) => {
      if (got) return read(false);
      comes();
      return navigator.locks.request(name, () => read(true));
    });
  });
}

const FIRST_WAIT = 500; // milliseconds before a broken stream is read again; twice as many each time
const LAST_WAIT = 8000;

/** Read the stream, again and again; `missed` says that there was news before. */
function stream(id, tell, missed, wait = FIRST_WAIT) {
  const source = new EventSource(`/page/events?as=${id}`);
  let next = Math.min(wait * 2, LAST_WAIT);
  source.onopen = () => {
    next = FIRST_WAIT;
    tell({ kind: 'line', isUp: true });
    if (missed) tell({ kind: 'back' });
  };
  source.onmessage = (event) => tell(JSON.parse(event.data));
  source.onerror = () => {
    source.close();
    tell({ kind: 'line', isUp: false });
    setTimeout(() => stream(id, tell, true, next), wait);
  };
}
