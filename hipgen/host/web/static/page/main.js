// The page: puts its parts together and hears the host's news.

import { get, news, person } from './api.js';
import { $, make } from './dom.js';
import { closeMenu, tellIn } from './menu.js';
import { isRead, openRoom, refresh, useActs } from './messages.js';
import { reloadPeople, switchTheme } from './me.js';
import { leaveTo, markMention, reload, seen, useRooms } from './rooms.js';
import { begin, sawAll, state, tell, when } from './state.js';
import { say, trouble } from './trouble.js';
import './composer.js';
import './people.js';
import { useOpener } from './lends.js';
import * as addons from './addons.js';

const LAST = () => `hipgen_room/${state.me.id}`;

let opened = null;

/** Open a room: its messages, its people, its add-ons. */
async function go(id, { push = true } = {}) {
  const room = state.rooms.get(id);
  if (!room) {
    state.room = null;
    tell('room');
    return say('There is no such room, or you do not see it.');
  }
  if (push && location.pathname !== `/rooms/${id}`) history.pushState(null, '', `/rooms/${id}`);
  closeSheets();
  opened = id;
  state.room = room;
  seen(id);
  sawAll(room);
  sessionStorage.setItem(LAST(), String(id));
  tell('room');
  await trouble(() => openRoom(id));
  if (matchMedia('(min-width: 900px)').matches) $('say').focus();
}

const later = {};

/** Do something soon; asked again before that, it is done once. */
function soon(name, work, wait = 60) {
  clearTimeout(later[name]);
  later[name] = setTimeout(() => trouble(work), wait);
}

function hear({ kind, room, data }) {
  switch (kind) {
    case 'message':
      if (room === state.room?.id) soon('messages', refresh, 10);
      else if (room) soon(`mention ${room}`, () => look(room, data.id));
      if (room) soon('rooms', count, 150);
      break;
    case 'person': soon('people', reloadPeople); break;
    case 'reset': location.reload(); break;
    case 'glance': case 'installation': tell('host', { kind, room, data }); break;
    default: soon('rooms', count);
  }
}

async function look(room, id) {
  const said = await get(`/page/rooms/${room}/messages/${id}`);
  if (said.mentions?.includes(state.me.id)) markMention(room);
}

async function count() {
  await reload();
  if (state.room && isRead()) {
    sawAll(state.room);
    tell('rooms');
  }
}

let wasDown = false;
function line(isUp) {
  say(isUp ? '' : 'The host does not answer. Trying again…', true);
  if (isUp && wasDown) {
    soon('rooms', reload);
    soon('people', reloadPeople);
    soon('messages', refresh);
    tell('host', { kind: 'back' });
  }
  wasDown = !isUp;
}

// ---- sheets on narrow screens

const sheets = [['left', 'open-left', 'close-left'], ['right', 'open-right', 'close-right']];
for (const [side, opener, closer] of sheets) {
  $(opener).addEventListener('click', () => {
    const isOpen = document.body.classList.toggle(`${side}-open`);
    $(opener).setAttribute('aria-expanded', String(isOpen));
    if (isOpen && matchMedia('(max-width: 1099px)').matches) $(side).querySelector('button, a')?.focus();
  });
  $(closer).addEventListener('click', closeSheets);
}
export function closeSheets() {
  for (const [side, opener] of sheets) {
    document.body.classList.remove(`${side}-open`);
    $(opener).setAttribute('aria-expanded', 'false');
  }
}
addEventListener('pointerdown', (event) => {
  for (const [side, opener] of sheets) {
    const isOut = !$(side).contains(event.target) && !$(opener).contains(event.target) && !event.target.closest('.menu, dialog');
    if (document.body.classList.contains(`${side}-open`) && isOut) closeSheets();
  }
});

// ---- keys

const KEYS = [
  ['Enter', 'send'], ['Shift + Enter', 'a new line'], ['↑ in an empty box', 'what you sent before'],
  ['Alt + ↑ / ↓', 'the room before or after'], ['Alt + M', 'to the messages; then ↑ ↓, M for the menu, Esc back'],
  ['Alt + T', 'light or dark'], ['Esc', 'close what is open'], ['@', 'mention somebody'], ['?', 'these keys'],
];
const showKeys = () => tellIn('Keys', make('dl', { class: 'keys' }, KEYS.map(([key, does]) => make('div', {}, make('dt', {}, make('kbd', {}, key)), make('dd', {}, does)))));
$('keys').addEventListener('click', showKeys);

addEventListener('keydown', (event) => {
  const typing = event.target.closest('input, textarea, select, dialog');
  if (event.altKey && ['ArrowUp', 'ArrowDown'].includes(event.key)) {
    const links = [...document.querySelectorAll('#room-list .room-link')];
    const at = links.findIndex((one) => one.getAttribute('aria-current'));
    event.preventDefault();
    links[(at + (event.key === 'ArrowDown' ? 1 : links.length - 1) + links.length) % links.length]?.click();
  } else if (event.altKey && event.code === 'KeyM') {
    event.preventDefault();
    ([...document.querySelectorAll('#log .message')].pop() || $('messages')).focus();
  } else if (event.altKey && event.code === 'KeyT') {
    event.preventDefault();
    switchTheme();
  } else if (event.key === '?' && !typing) showKeys();
  else if (event.key === 'Escape') {
    closeMenu(true);
    closeSheets();
  }
});

for (const link of document.querySelectorAll('[data-as=me]')) {
  link.addEventListener('click', (event) => {
    event.preventDefault();
    leaveTo(link.getAttribute('href'));
  });
}

addEventListener('popstate', () => fromAddress(false));
document.addEventListener('visibilitychange', () => soon('rooms', count));

function fromAddress(push) {
  const named = /^\/rooms\/(\d+)$/.exec(location.pathname);
  const open = [...state.rooms.values()].filter((one) => !one.archived);
  const last = Number(sessionStorage.getItem(LAST()));
  const id = named ? Number(named[1]) : (state.rooms.has(last) ? last : open.find((one) => one.present.includes(state.me.id))?.id ?? open[0]?.id);
  if (id === undefined) return tell('room');
  return go(id, { push });
}

// The open room is gone, or this person sees it no more: open another one.
when('rooms', () => {
  if (opened === null || state.rooms.has(opened)) return;
  opened = null;
  history.replaceState(null, '', '/');
  fromAddress(true);
});

useRooms((id) => go(id));
useOpener((id) => go(id));
useActs({ menu: addons.messageMenu, follow: addons.follow });
const began = await trouble(begin);
if (began) {
  await fromAddress(false);
  news(hear, line);
  document.body.dataset.ready = person() || 'yes';
}
