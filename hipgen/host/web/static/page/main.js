// The page: puts its parts together and hears the host's news.

import { get, news, person } from './api.js';
import { $, make } from './dom.js';
import { closeMenu, tellIn } from './menu.js';
import { isRead, openPlace, refresh, useActs } from './messages.js';
import { reloadPeople, switchTheme } from './me.js';
import { leaveTo, markMention, reload, reloadTalks, seen, useRooms } from './rooms.js';
import { begin, place, sawAll, state, tell, unreadHere, when } from './state.js';
import { say, trouble } from './trouble.js';
import './composer.js';
import './people.js';
import { useOpener } from './lends.js';
import * as addons from './addons.js';

const LAST = () => `hipgen_room/${state.me.id}`;

let opened = null;

/** Open a room by its id: its messages, its people, its add-ons. */
async function go(id, { push = true } = {}) {
  const room = state.rooms.get(id);
  await enter(room ? { room } : {}, push);
  opened = room ? id : null;
  if (!room) say('There is no such room, or you do not see it.');
}

/** Open the talk with one person. */
async function goTalk(id, { push = true } = {}) {
  const talk = id === state.me.id ? undefined : state.people.get(id);
  opened = null;
  await enter(talk ? { talk } : {}, push);
  if (!talk) say('There is nobody else of that number.');
}

async function enter({ room = null, talk = null }, push) {
  state.room = room;
  state.talk = talk;
  const here = place();
  if (!here) return tell('room');
  if (push && location.pathname !== here.page) history.pushState(null, '', here.page);
  closeSheets();
  const unread = unreadHere();
  if (room) seen(room.id);
  sawAll();
  sessionStorage.setItem(LAST(), here.page);
  tell('room');
  await trouble(() => openPlace(here.path, unread));
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
      if (room ? room === state.room?.id : data.with === state.talk?.id) soon('messages', refresh, 10);
      else if (room) soon(`mention ${room}`, () => look(room, data.id));
      soon(room ? 'rooms' : 'talks', () => count(room ? reload : reloadTalks), 150);
      break;
    case 'person': soon('people', reloadPeople); break;
    case 'reset': location.reload(); break;
    case 'back': catchUp(); break;
    case 'glance': case 'installation': tell('host', { kind, room, data }); break;
    default: soon('rooms', () => count());
  }
}

async function look(room, id) {
  const said = await get(`/page/rooms/${room}/messages/${id}`);
  if (said.mentions?.includes(state.me.id)) markMention(room);
}

async function count(anew = reload) {
  await anew();
  if (place() && isRead()) {
    sawAll();
    tell('rooms');
  }
}

function readLists() {
  soon('rooms', reload);
  soon('talks', reloadTalks);
  soon('people', reloadPeople);
}

/** Some news may have been missed: read everything again. */
function catchUp() {
  readLists();
  soon('messages', refresh);
  tell('host', { kind: 'back' });
}

const line = (isUp) => say(isUp ? '' : 'The host does not answer. Trying again…', true);

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
  ['Alt + ↑ / ↓', 'the room or talk before or after'], ['Alt + M', 'to the messages; then ↑ ↓, M for the menu, Esc back'],
  ['Alt + T', 'light or dark'], ['Esc', 'close what is open'], ['@', 'mention somebody'], ['?', 'these keys'],
];
const showKeys = () => tellIn('Keys', make('dl', { class: 'keys' }, KEYS.map(([key, does]) => make('div', {}, make('dt', {}, make('kbd', {}, key)), make('dd', {}, does)))));
$('keys').addEventListener('click', showKeys);

addEventListener('keydown', (event) => {
  const typing = event.target.closest('input, textarea, select, dialog');
  if (event.altKey && ['ArrowUp', 'ArrowDown'].includes(event.key)) {
    const links = [...document.querySelectorAll('#room-list .room-link, #talk-list .room-link')];
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
document.addEventListener('visibilitychange', () => soon('rooms', () => count()));

const PLACE = /^\/(rooms|talks)\/(\d+)$/;

function fromAddress(push) {
  const last = PLACE.exec(sessionStorage.getItem(LAST()) || '');
  const isThere = last && (last[1] === 'rooms' ? state.rooms : state.people).has(Number(last[2]));
  const [, kind, id] = PLACE.exec(location.pathname) || (isThere ? last : []);
  if (kind) return kind === 'rooms' ? go(Number(id), { push }) : goTalk(Number(id), { push });
  const open = [...state.rooms.values()].filter((one) => !one.archived);
  const first = open.find((one) => one.present.includes(state.me.id)) ?? open[0];
  return first ? go(first.id, { push }) : tell('room');
}

// The open room is gone, or this person sees it no more: open another one.
when('rooms', () => {
  if (opened === null || state.rooms.has(opened)) return;
  opened = null;
  sessionStorage.removeItem(LAST());
  history.replaceState(null, '', '/');
  fromAddress(true);
});

useRooms(go, goTalk);
useOpener(go, goTalk);
useActs({ menu: addons.messageMenu, follow: addons.follow });
const began = await trouble(begin);
if (began) {
  await news(state.me.id, hear, line);
  await fromAddress(false);
  readLists(); // which may have changed before there was news
  document.body.dataset.ready = person() || 'yes';
}
