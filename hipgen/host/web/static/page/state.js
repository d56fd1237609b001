// What this window knows: who it is, everybody, the rooms, and what is open: a room, or a talk with one person. Others
// are told when it changes.

import { get, useToken } from './api.js';

export const state = {
  group: { id: 0, name: '' }, beginning: '', me: { id: 0, name: '' }, people: new Map(), byMention: new Map(), rooms: new Map(),
  emoticons: {}, talks: new Map(), room: null, talk: null,
};

/** Where people say something: `path` is that of its requests, `page` its address. */
export const placeOf = ({ room, talk }) => (room ? { path: `/page/rooms/${room.id}`, page: `/rooms/${room.id}`, name: room.name }
  : talk ? { path: `/page/people/${talk.id}`, page: `/talks/${talk.id}`, name: talk.name } : null);

/** What is open, or null. */
export const place = () => placeOf(state);

/** News within the page: `people`, `rooms` (or talks), `room` (something else is open), `host` (with what the host said). */
export const changes = new EventTarget();
export const tell = (kind, detail) => changes.dispatchEvent(new CustomEvent(kind, { detail }));
export const when = (kind, heard) => changes.addEventListener(kind, (event) => heard(event.detail));

export async function begin() {
  const start = await get('/page/start');
  useToken(start.token);
  state.group = start.group;
  state.beginning = start.beginning;
  forgetOthers();
  state.emoticons = start.emoticons;
  takePeople(start.people, start.me);
  takeTalks(await get('/page/talks'));
  takeRooms(start.rooms);
}

export function takePeople(people, me = state.me.id) {
  state.people = new Map(people.map((one) => [one.id, one]));
  state.byMention = new Map(people.map((one) => [one.mention.toLowerCase(), one]));
  state.me = state.people.get(me) || state.me;
  if (state.talk) state.talk = state.people.get(state.talk.id) || state.talk;
  tell('people');
}

export function takeRooms(rooms) {
  state.rooms = new Map(rooms.map((one) => [one.id, one]));
  if (state.room) state.room = state.rooms.get(state.room.id) || null;
  tell('rooms');
}

export function takeTalks(talks) {
  state.talks = new Map(talks.map((one) => [one.with, one]));
}

export function takeRoom(room) {
  state.rooms.set(room.id, room);
  if (state.room?.id === room.id) state.room = room;
  tell('rooms');
}

const SEEN = 'hipgen_seen/';
const seenKey = (name) => `${SEEN}${state.beginning}/${state.me.id}/${name}`;

/** Forget what was seen in another world at this address: its rooms had the same numbers. */
function forgetOthers() {
  const mine = `${SEEN}${state.beginning}/`;
  for (const key of Object.keys(localStorage)) if (key.startsWith(SEEN) && !key.startsWith(mine)) localStorage.removeItem(key);
}

/** How many messages this person has not seen in this browser; of a room those since the browser first knew it. */
function unseen(name, count, first) {
  const seen = localStorage.getItem(seenKey(name));
  if (seen !== null) return Math.max(0, count - Number(seen));
  localStorage.setItem(seenKey(name), String(first));
  return count - first;
}

export const unread = (room) => unseen(room.id, room.count, room.count);
export const unreadTalk = (id) => unseen(`talk/${id}`, state.talks.get(id)?.count ?? 0, 0);

/** How many are unread where one is. */
export const unreadHere = () => (state.room ? unread(state.room) : state.talk ? unreadTalk(state.talk.id) : 0);

/** What is open was read to its end. */
export function sawAll() {
  if (state.room) localStorage.setItem(seenKey(state.room.id), String(state.room.count));
  if (state.talk) localStorage.setItem(seenKey(`talk/${state.talk.id}`), String(state.talks.get(state.talk.id)?.count ?? 0));
}
