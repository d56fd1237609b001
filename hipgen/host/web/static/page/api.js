// Asking the host, as the person that this window is. Two windows may be two people.

import { createEndpoints } from '../connect/endpoints.js';

const PERSON = 'hipgen_person';
const asked = new URLSearchParams(location.search).get('as');
if (asked) {
  sessionStorage.setItem(PERSON, asked);
  history.replaceState(null, '', location.pathname);
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

/** News of the host, until the returned function is called; `state` hears true and false as the line is up or down. */
export function news(heard, state) {
  let source;
  let stopped = false;
  let wait = 500;
  const open = () => {
    source = new EventSource(`/page/events?as=${encodeURIComponent(person())}`);
    source.onopen = () => {
      wait = 500;
      state(true);
    };
    source.onmessage = (event) => heard(JSON.parse(event.data));
    source.onerror = () => {
      source.close();
      state(false);
      if (!stopped) setTimeout(open, wait = Math.min(wait * 2, 8000));
    };
  };
  open();
  return () => {
    stopped = true;
    source.close();
  };
}
