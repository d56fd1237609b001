// The messages of the open room: fifty at a time, more as one scrolls up, new ones as they come.

import { get } from './api.js';
import { $, announce, make } from './dom.js';
import { group, message } from './message.js';
import { state } from './state.js';

const KEPT = 300; // as many stay while one reads the newest; older ones are read again when needed
const box = $('messages');
const log = $('log');
const toEnd = $('to-end');
let does = {};
let room = null;
let more = false;
let reading = null;
let visit = 0;
const known = new Map();
const waiting = new Map(); // messages under a message that is not on the page yet
const top = make('div', { class: 'top' });

export function useActs(acts) {
  does = acts;
}

export const saidOf = (id) => known.get(id);

export async function openRoom(id) {
  room = id;
  visit += 1;
  const mine = visit;
  reading = null;
  known.clear();
  waiting.clear();
  log.replaceChildren(make('p', { class: 'quiet' }, 'Reading…'));
  const page = await get(`/page/rooms/${id}/messages`);
  if (mine !== visit) return;
  more = page.more;
  log.replaceChildren(top);
  if (!page.items.length) log.append(make('p', { class: 'quiet empty' }, 'Nobody has said anything here yet.'));
  place(page.items, false);
  toBottom();
}

/** Read what came since the last message that is shown; several calls at once are one reading. */
export async function refresh() {
  if (room === null) return;
  if (reading) {
    reading.again = true;
    return;
  }
  const mine = visit;
  reading = { again: false };
  try {
    const last = [...known.keys()].pop();
    const page = await get(`/page/rooms/${room}/messages${last ? `?after=${last}` : ''}`);
    if (mine !== visit) return;
    const atEnd = isAtEnd();
    place(page.items, true);
    if (page.items.length) log.querySelector('.empty')?.remove();
    if (atEnd) {
      trim();
      toBottom();
    } else if (page.items.length) toEnd.hidden = false;
    if (page.more) reading.again = true;
  } catch (error) {
    if (error.status === 404) await openRoom(room);
    else throw error;
  } finally {
    if (mine === visit) {
      const { again } = reading;
      reading = null;
      if (again) await refresh();
    }
  }
}

async function older() {
  if (!more || room === null) return;
  const mine = visit;
  more = false;
  const first = log.querySelector('.message');
  const page = await get(`/page/rooms/${room}/messages?before=${first.dataset.id}`);
  if (mine !== visit) return;
  const height = box.scrollHeight - box.scrollTop;
  const next = first;
  const fresh = new Map(page.items.map((said) => [said.id, said]));
  const later = new Map(known);
  known.clear();
  for (const [id, said] of [...fresh, ...later]) known.set(id, said);
  const made = page.items.map((said) => message(said, does));
  top.after(...made);
  regroup(made, next);
  made.forEach(takeAttached);
  page.items.forEach((said, index) => attach(said, made[index]));
  box.scrollTop = box.scrollHeight - height;
  more = page.more;
}

function place(items, isNew) {
  const made = [];
  for (const said of items) {
    if (known.has(said.id)) continue;
    known.set(said.id, said);
    const element = message(said, does);
    log.append(element);
    made.push(element);
    takeAttached(element);
    attach(said, element);
    if (isNew) tell(said);
  }
  regroup(made, null);
}

function tell(said) {
  const words = said.text || log.querySelector(`[data-id="${CSS.escape(said.id)}"] .body`)?.textContent || '';
  announce(`${said.sender?.name || 'Somebody'}: ${words.slice(0, 200)}`);
}

/** Put a message under the one that it is attached to. */
function attach(said, element) {
  if (!said.attach) return;
  const parent = log.querySelector(`.message[data-id="${CSS.escape(said.attach)}"] .attached`);
  if (parent && !element.contains(parent)) parent.append(element);
  else waiting.set(said.attach, [...(waiting.get(said.attach) || []), element]);
}

function takeAttached(element) {
  const under = waiting.get(element.dataset.id);
  if (!under) return;
  waiting.delete(element.dataset.id);
  element.querySelector('.attached')?.append(...under);
}

/** Join messages of one sender, and put a line between days. */
function regroup(made, next) {
  const all = next ? [...made, next] : made;
  for (const element of all) {
    if (element.parentElement !== log) continue;
    let before = element.previousElementSibling;
    if (before?.classList.contains('day')) {
      before.remove();
      before = element.previousElementSibling;
    }
    const earlier = before?.classList.contains('message') ? before : null;
    group(element, earlier);
    if (earlier?.dataset.day !== element.dataset.day) element.before(make('h2', { class: 'day' }, element.dataset.day));
  }
}

function trim() {
  const shown = [...log.children].filter((one) => one.classList.contains('message'));
  if (shown.length <= KEPT + 100) return;
  for (const element of shown.slice(0, shown.length - KEPT)) {
    known.delete(element.dataset.id);
    if (element.previousElementSibling?.classList.contains('day')) element.previousElementSibling.remove();
    element.remove();
  }
  regroup([log.querySelector('.message')], null);
  more = true;
}

const isAtEnd = () => box.scrollHeight - box.scrollTop - box.clientHeight < 60;

export function toBottom() {
  box.scrollTop = box.scrollHeight;
  toEnd.hidden = true;
}

toEnd.addEventListener('click', toBottom);
let stuck = true;
box.addEventListener('scroll', () => {
  stuck = isAtEnd();
  if (stuck) toEnd.hidden = true;
}, { passive: true });
// Pictures that arrive late, and a window that gets smaller, do not push the newest message out of sight.
new ResizeObserver(() => {
  if (stuck) box.scrollTop = box.scrollHeight;
}).observe(log);
new ResizeObserver(() => {
  if (stuck) box.scrollTop = box.scrollHeight;
}).observe(box);
new IntersectionObserver((entries) => {
  if (entries.some((entry) => entry.isIntersecting)) older().catch((error) => announce(error.message));
}, { root: box, rootMargin: '600px 0px 0px 0px' }).observe(top);

box.addEventListener('keydown', (event) => {
  if (event.target.closest('button, a, summary, input')) return;
  const all = [...log.querySelectorAll('.message')];
  const at = all.indexOf(document.activeElement);
  const goTo = { ArrowUp: at < 0 ? all.length - 1 : at - 1, ArrowDown: at < 0 ? 0 : at + 1, Home: 0, End: all.length - 1 }[event.key];
  if (goTo !== undefined && all[goTo]) {
    event.preventDefault();
    all[goTo].focus();
  } else if (event.key.toLowerCase() === 'm' && at >= 0) {
    event.preventDefault();
    all[at].querySelector(':scope > .more')?.click();
  } else if (event.key === 'Escape') $('say').focus();
});

/** Whether the open room's newest message is in sight of somebody. */
export const isRead = () => document.visibilityState === 'visible' && stuck && state.room?.id === room;
