// Who is in the open room, and who may come: with whether they are there.

import { $, avatar, make } from './dom.js';
import { dot, showName } from './me.js';
import { write } from './composer.js';
import { state, when } from './state.js';

function draw() {
  const { room } = state;
  const list = $('people');
  if (!room) return list.replaceChildren();
  const here = new Set(room.present);
  const all = [...state.people.values()].sort((one, other) => one.name.localeCompare(other.name));
  const inRoom = all.filter((one) => here.has(one.id));
  const others = all.filter((one) => !here.has(one.id) && (room.privacy === 'public' ? !one.guest : room.members.includes(one.id)));
  $('people-head').textContent = `People · ${inRoom.length} here`;
  list.replaceChildren(...inRoom.map((one) => row(one, true)), ...others.map((one) => row(one, false)));
}

function row(one, isHere) {
  const role = one.id === state.room.owner ? 'owner' : one.guest ? 'guest' : '';
  return make('li', {}, make('button', {
    type: 'button', class: `person${isHere ? '' : ' absent'}`, title: `Mention ${one.name}`,
    onclick: () => {
      const box = $('say');
      write(`${box.value}${box.value && !box.value.endsWith(' ') ? ' ' : ''}@${one.mention} `);
      box.focus();
    },
  },
  avatar({ name: one.name, photo: one.photo && { url: one.photo } }), dot(one),
  make('span', { class: 'name' }, one.name, one.id === state.me.id ? ' (you)' : ''),
  role && make('span', { class: 'faint' }, role),
  make('span', { class: 'unseen' }, `, ${showName(one)}${isHere ? '' : ', not in the room'}`)));
}

when('people', draw);
when('rooms', draw);
when('room', draw);
