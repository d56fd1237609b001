// Who is in the open room, and who may come, with whether they are there; of a talk, who the other one is.

import { $, avatar, make } from './dom.js';
import { dot, showName } from './me.js';
import { write } from './composer.js';
import { openMenu } from './menu.js';
import { openTalk } from './rooms.js';
import { state, when } from './state.js';

function draw() {
  const { room, talk } = state;
  const list = $('people');
  if (talk) {
    $('people-head').textContent = 'About';
    return list.replaceChildren(about(talk));
  }
  if (!room) return list.replaceChildren();
  const here = new Set(room.present);
  const all = [...state.people.values()].sort((one, other) => one.name.localeCompare(other.name));
  const inRoom = all.filter((one) => here.has(one.id));
  const others = all.filter((one) => !here.has(one.id) && (room.privacy === 'public' ? !one.guest : room.members.includes(one.id)));
  $('people-head').textContent = `People · ${inRoom.length} here`;
  return list.replaceChildren(...inRoom.map((one) => row(one, true)), ...others.map((one) => row(one, false)));
}

const pictured = (one) => avatar({ name: one.name, photo: one.photo && { url: one.photo } });

function row(one, isHere) {
  const role = one.id === state.room.owner ? 'owner' : one.guest ? 'guest' : '';
  return make('li', {}, make('button', {
    type: 'button', class: `person${isHere ? '' : ' absent'}`, 'aria-haspopup': 'menu', 'aria-expanded': 'false', onclick: (event) => choose(event.currentTarget, one),
  },
  pictured(one), dot(one),
  make('span', { class: 'name' }, one.name, one.id === state.me.id ? ' (you)' : ''),
  role && make('span', { class: 'faint' }, role),
  make('span', { class: 'unseen' }, `, ${showName(one)}${isHere ? '' : ', not in the room'}`)));
}

function choose(button, one) {
  const talks = one.id !== state.me.id && !one.guest && !state.me.guest;
  openMenu(button, [
    { label: `Mention ${one.name}`, note: `@${one.mention}`, choose: () => mention(one) },
    ...(talks ? [{ label: 'Talk one to one', choose: () => openTalk(one.id) }] : []),
  ]);
}

/** Put somebody's mention name into the input. */
function mention(one) {
  const box = $('say');
  write(`${box.value}${box.value && !box.value.endsWith(' ') ? ' ' : ''}@${one.mention} `);
  box.focus();
}

function about(one) {
  const facts = [['Mention name', `@${one.mention}`], ['Title', one.title], ['E-mail', one.email], ['Status', [showName(one), one.presence?.status].filter(Boolean).join(': ')]];
  return make('li', { class: 'about-person' },
    make('div', { class: 'person' }, pictured(one), dot(one), make('strong', { class: 'name' }, one.name)),
    make('dl', {}, facts.filter(([, value]) => value).map(([name, value]) => make('div', {}, make('dt', {}, name), make('dd', {}, value)))));
}

when('people', draw);
when('rooms', draw);
when('room', draw);
