// What the page lends to views of add-ons: its input, its room, its people. Shapes are those of HipChat's JavaScript API.

import { send } from './api.js';
import { addFiles, write } from './composer.js';
import { $, outward, picture } from './dom.js';
import { showOf } from './me.js';
import { ask, tellIn } from './menu.js';
import { makeRoom } from './rooms.js';
import { state, takeRoom } from './state.js';
import { trouble } from './trouble.js';

let go = () => {};
let goTalk = () => {};

export function useOpener(openRoom, openTalk) {
  go = openRoom;
  goTalk = openTalk;
}

const presence = (person) => ({ show: showOf(person) === 'offline' ? 'unknown' : showOf(person) });
const shown = (person) => ({
  id: person.id, mention_name: person.mention, name: person.name, presence: presence(person), photo_url: person.photo || null,
  is_admin: person.admin, email: person.email || null,
});

const roomOf = ({ roomId, roomName }) => [...state.rooms.values()].find((room) => (roomId !== undefined ? room.id === Number(roomId) : room.name === roomName));

export const page = {
  appendMessage(text) {
    if (!text) return;
    const box = $('say');
    write(`${box.value}${box.value && !/\s$/.test(box.value) ? ' ' : ''}${text}`);
    box.focus();
  },
  focusInput: () => $('say').focus(),
  async addFile(data, name) {
    const [, type, base64] = /^data:([^;,]*)[^,]*;base64,(.*)$/s.exec(data) || [];
    if (base64 === undefined) return;
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const file = new File([bytes], name, { type: type || 'application/octet-stream' });
    if (await ask(`Show ${name} in ${state.room.name}?`, [], { yes: 'Show it' })) await addFiles([file]);
  },
  roomDetails: () => ({ id: state.room.id, name: state.room.name, privacy: state.room.privacy, topic: state.room.topic }),
  participants() {
    const here = state.room.present.map((id) => state.people.get(id)).filter(Boolean);
    return { members: here.filter((one) => !one.guest).map(shown), guests: here.filter((one) => one.guest).map(shown) };
  },
  currentUser: () => ({ ...shown(state.me), is_guest: state.me.guest, title: state.me.title }),
  openRoom(where) {
    const room = roomOf(where);
    if (!room) throw new Error('there is no such room');
    return go(room.id);
  },
  openPerson({ userId, userMentionName }) {
    const person = userId === undefined ? state.byMention.get(String(userMentionName).replace(/^@/, '').toLowerCase()) : state.people.get(Number(userId));
    if (!person || person.guest || person.id === state.me.id) throw new Error('there is nobody else of that name');
    return goTalk(person.id);
  },
  createRoom: (said) => makeRoom(said),
  async invite(ids) {
    const wanted = (one) => ids.some((id) => String(id) === String(one.id) || id === one.mention || String(id).includes(`_${one.id}@`));
    const people = [...state.people.values()].filter(wanted);
    const { room } = state;
    if (!people.length || !(await ask(`Invite ${people.map((one) => one.name).join(', ')} to ${room.name}?`, [], { yes: 'Invite' }))) return;
    await trouble(async () => takeRoom(await send('POST', `/page/rooms/${room.id}/members`, { members: [...room.members, ...people.map((one) => one.id)] })));
  },
  viewFile(file) {
    const url = /^(https?:|data:image\/)/.test(file.url || '') ? file.url : null;
    if (url) tellIn(file.name || 'File', outward(url, /\.(png|jpe?g|gif|webp)$/i.test(file.name || url) ? picture(url, { class: 'preview', alt: file.name || '' }) : file.name || url));
  },
};
