// The messages of the open room or talk: fifty at a time, more as one scrolls up, new ones as they come.

import { get } from './api.js';
import { $, announce, make } from './dom.js';
import { group, message } from './message.js';
import { place as placeNow, tell } from './state.js';

const KEPT = 300; // as many stay while one reads the newest; the others are read again when needed
const MOST = 800; // as many are on the page at most, wherever one reads
const AHEAD = 600; // pixels from the top at which older ones are read
const box = $('messages');
const log = $('log');
const toEnd = $('to-end');
let does = {};
let where = null; // the path of what is open
let more = false; // whether there are older ones than those on the page
let cut = false; // whether newer ones were taken off the page again
let reading = null;
let visit = 0;
const known = new Map();
const waiting = new Map(); // messages under a message that is not on the page yet
const top = make('div', { class: 'top' });

export function useActs(acts) {
  does = acts;
}

export const saidOf = (id) => known.get(id);

/** Open a room or a talk by its path; the last `unread` of its messages are marked as new. */
export async function openPlace(path, unread = 0) {
  where = path;
  visit += 1;
  const mine = visit;
  reading = null;
  cut = false;
  known.clear();
  waiting.clear();
  log.replaceChildren(make('p', { class: 'quiet' }, 'Reading…'));
  const page = await get(`${path}/messages`);
  if (mine !== visit) return;
  more = page.more;
  log.replaceChildren(top);
  if (!page.items.length) log.append(make('p', { class: 'quiet empty' }, 'Nobody has said anything here yet.'));
  place(page.items, false);
  markNew(unread);
  toBottom();
}

/** A line before the first message that is new. */
function markNew(unread) {
  const first = unread > 0 && [...log.querySelectorAll('.message')].slice(-unread)[0];
  if (!first) return;
  first.classList.add('first-new');
  first.prepend(make('p', { class: 'new-mark' }, make('span', {}, unread === 1 ? '1 new' : `${unread} new`)));
}

/** Read what came since the last message that is shown; several calls at once are one reading. */
export async function refresh() {
  if (where === null) return;
  if (cut) {
    toEnd.hidden = false;
    return;
  }
  await newer();
}

/** Read what follows the last message on the page. */
async function newer() {
  if (reading) {
    reading.again = true;
    return;
  }
  const mine = visit;
  const reads = { again: false };
  reading = reads;
  try {
    const last = [...log.children].findLast((one) => one.classList.contains('message'))?.dataset.id;
    const page = await get(`${where}/messages${last ? `?after=${last}` : ''}`);
    if (mine !== visit) return;
    const atEnd = isAtEnd();
    const made = place(page.items, !cut);
    if (made) log.querySelector('.empty')?.remove();
    if (cut) {
      cut = page.more;
      dropFirst(MOST);
    } else {
      reads.again ||= page.more;
      if (atEnd) {
        dropFirst(KEPT + 100, KEPT);
        toBottom();
      } else if (made) toEnd.hidden = false;
    }
  } catch (error) {
    if (error.status === 404) await openPlace(where);
    else throw error;
  } finally {
    if (reading === reads) reading = null;
  }
  if (mine === visit && reads.again && !cut) await newer();
}

async function older() {
  if (!more || where === null) return;
  const mine = visit;
  more = false;
  const first = log.querySelector('.message');
  const page = await get(`${where}/messages?before=${first.dataset.id}`);
  if (mine !== visit) return;
  const height = box.scrollHeight - box.scrollTop;
  const fresh = new Map(page.items.map((said) => [said.id, said]));
  const later = new Map(known);
  known.clear();
  for (const [id, said] of [...fresh, ...later]) known.set(id, said);
  const made = page.items.map((said) => message(said, does));
  top.after(...made);
  regroup(made, first);
  made.forEach(takeAttached);
  page.items.forEach((said, index) => attach(said, made[index]));
  box.scrollTop = box.scrollHeight - height;
  more = page.more;
  dropLast();
}

const readOlder = () => older().catch((error) => announce(error.message));

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
    if (isNew) {
      speak(said);
      tell('message', said);
    }
  }
  regroup(made, null);
  return made.length;
}

function speak(said) {
  const words = said.text || log.querySelector(`[data-id="${CSS.escape(said.id)}"] .body`)?.textContent || '';
  announce(`${said.sender?.name || 'Somebody'}: ${words.slice(0, 200)}`);
}

/** Put a message under the one that it is attached to. */
function attach(said, element) {
  if (!said.attach) return;
  const parent = log.querySelector(`.message[data-id="${CSS.escape(said.attach)}"] .attached`);
  if (parent && !element.contains(parent)) hang(parent, [element]);
  else waiting.set(said.attach, [...(waiting.get(said.attach) || []), element]);
}

function takeAttached(element) {
  const under = waiting.get(element.dataset.id);
  if (!under) return;
  waiting.delete(element.dataset.id);
  const place = element.querySelector('.attached');
  if (place) hang(place, under);
}

/** Hang messages under another one; what its sender said next does not go on from it then. */
function hang(place, elements) {
  place.append(...elements);
  place.closest('#log > .message')?.nextElementSibling?.classList.remove('goes-on');
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

const shownOnes = () => [...log.children].filter((one) => one.classList.contains('message'));

/** Take the oldest off the page when there are more than so many; what one looks at stays where it is. */
function dropFirst(most, left = most) {
  const shown = shownOnes();
  if (shown.length <= most) return;
  const height = box.scrollHeight - box.scrollTop;
  drop(shown.slice(0, shown.length - left));
  regroup([log.querySelector('.message')], null);
  box.scrollTop = box.scrollHeight - height;
  more = true;
}

/** Take the newest off the page when there are too many: one reads far above them. */
function dropLast() {
  const shown = shownOnes();
  if (shown.length <= MOST) return;
  drop(shown.slice(MOST - 100));
  cut = true;
}

function drop(elements) {
  for (const element of elements) {
    for (const one of [element, ...element.querySelectorAll('.message')]) known.delete(one.dataset.id);
    if (element.previousElementSibling?.classList.contains('day')) element.previousElementSibling.remove();
    element.remove();
  }
}

const below = () => box.scrollHeight - box.scrollTop - box.clientHeight;
const isAtEnd = () => !cut && below() < 60;

/** Go to the newest message. */
export function toBottom() {
  if (cut) {
    openPlace(where).catch((error) => announce(error.message));
    return;
  }
  box.scrollTop = box.scrollHeight;
  toEnd.hidden = true;
}

toEnd.addEventListener('click', toBottom);
let stuck = true;
box.addEventListener('scroll', () => {
  stuck = isAtEnd();
  if (stuck) toEnd.hidden = true;
  if (box.scrollTop < AHEAD) readOlder();
  if (cut && below() < AHEAD && !reading) newer().catch((error) => announce(error.message));
}, { passive: true });
// Pictures that arrive late, and a window that gets smaller, do not push the newest message out of sight.
new ResizeObserver(() => {
  if (stuck) box.scrollTop = box.scrollHeight;
}).observe(log);
new ResizeObserver(() => {
  if (stuck) box.scrollTop = box.scrollHeight;
}).observe(box);
new IntersectionObserver((entries) => {
  if (entries.some((entry) => entry.isIntersecting)) readOlder();
}, { root: box, rootMargin: `${AHEAD}px 0px 0px 0px` }).observe(top);

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

/** Whether the newest message of what is open is in sight of somebody. */
export const isRead = () => document.visibilityState === 'visible' && stuck && placeNow()?.path === where;
