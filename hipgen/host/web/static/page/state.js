// What this window knows: who it is, everybody, the rooms, which room is open. Others are told when it changes.

import { get, useToken } from './api.js';

export const state = {
  group: { id: 0, name: '' }, me: { id: 0, name: '' }, people: new Map(), byMention: new Map(), rooms: new Map(),
  emoticons: {}, room: null,
};

/** News within the page: `people`, `rooms`, `room` (another one is open), `host` (with what the host said). */
export const changes = new EventTarget();
export const tell = (kind, detail) => changes.dispatchEvent(new CustomEvent(kind, { detail }));
export const when = (kind, heard) => changes.addEventListener(kind, (event) => heard(event.detail));

export async function begin() {
  const start = await get('/page/start');
  useToken(start.token);
  state.group = start.group;
  state.emoticons = start.emoticons;
  takePeople(start.people, start.me);
  takeRooms(start.rooms);
}

export function takePeople(people, me = state.me.id) {
  state.people = new Map(people.map((one) => [one.id, one]));
  state.byMention = new Map(people.map((one) => [one.mention.toLowerCase(), one]));
  state.me = state.people.get(me) || state.me;
  tell('people');
}

export function takeRooms(rooms) {
  state.rooms = new Map(rooms.map((one) => [one.id, one]));
  if (state.room) state.room = state.rooms.get(state.room.id) || null;
  tell('rooms');
}

export function takeRoom(room) {
  state.rooms.set(room.id, room);
  if (state.room?.id === room.id) state.room = room;
  tell('rooms');
}

const seenKey = (room) => `hipgen_seen/${state.group.name}/${state.me.id}/${room}`;

/** How many messages of a room this person has not seen in this browser. */
export function unread(room) {
  const seen = localStorage.getItem(seenKey(room.id));
  if (seen === null) {
    localStorage.setItem(seenKey(room.id), String(room.count));
    return 0;
  }
  return Math.max(0, room.count - Number(seen));
}

export function sawAll(room) {
  localStorage.setItem(seenKey(room.id), String(room.count));
}
