// The list of rooms with what is unread, the head of the open room, and what is done with rooms.

import { get, send } from './api.js';
import { $, drawing, make } from './dom.js';
import { ask, field, openMenu } from './menu.js';
import { state, takeRoom, takeRooms, unread, when } from './state.js';
import { trouble } from './trouble.js';

const mentioned = new Set();
let go = () => {};

export function useRooms(opener) {
  go = opener;
}

export function markMention(id) {
  mentioned.add(id);
  draw();
}

export function seen(id) {
  mentioned.delete(id);
}

export async function reload() {
  takeRooms(await get('/page/rooms'));
}

function draw() {
  const all = [...state.rooms.values()].sort((one, other) => one.name.localeCompare(other.name));
  const focused = document.activeElement?.closest?.('.room-link')?.dataset.room;
  $('room-list').replaceChildren(...all.filter((room) => !room.archived).map(row));
  const archived = all.filter((room) => room.archived);
  $('archived-list').replaceChildren(...archived.map(row));
  $('archived').hidden = !archived.length;
  if (focused) document.querySelector(`.room-link[data-room="${focused}"]`)?.focus();
  head();
  const others = all.reduce((sum, room) => sum + (room.archived ? 0 : unread(room)), 0);
  document.title = `${others ? `(${others}) ` : ''}${state.room ? `${state.room.name} · ` : ''}${state.group.name}`;
}

function row(room) {
  const here = state.room?.id === room.id;
  const count = here ? 0 : unread(room);
  return make('li', {}, make('a', {
    class: `room-link${count ? ' has-unread' : ''}`, href: `/rooms/${room.id}`, 'aria-current': here ? 'page' : null, data: { room: String(room.id) },
    onclick: (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      go(room.id);
    },
  },
  make('span', { class: 'sign', 'aria-hidden': 'true' }, room.privacy === 'private' ? drawing('lock') : '#'),
  make('span', { class: 'name' }, room.name),
  room.privacy === 'private' && make('span', { class: 'unseen' }, ' private'),
  count ? make('span', { class: `count${mentioned.has(room.id) ? ' at-me' : ''}` }, count > 99 ? '99+' : String(count), make('span', { class: 'unseen' }, mentioned.has(room.id) ? ' unread, you are mentioned' : ' unread')) : null));
}

function head() {
  const { room } = state;
  $('room-name').textContent = room ? room.name : 'No room';
  $('topic').textContent = room ? (room.topic || 'Set a topic') : '';
  $('topic').classList.toggle('unset', !room?.topic);
  $('topic').disabled = !room || room.archived;
  $('room-menu').disabled = !room;
  for (const id of ['say', 'send', 'plus']) $(id).disabled = !room || room.archived;
  $('say').placeholder = !room ? '' : room.archived ? `${room.name} is archived` : `Say something in ${room.name}`;
}

const act = (path, body) => trouble(async () => takeRoom(await send('POST', `/page/rooms/${state.room.id}/${path}`, body)));

$('topic').addEventListener('click', async () => {
  const said = await ask('Topic', [field('Topic of this room', 'topic', { maxlength: '250', value: state.room.topic })], { yes: 'Set' });
  if (said) await act('topic', { topic: said.topic });
});

/** Ask for a new room, filled in as far as `{name, topic, privacy}` says, and open it. */
export async function makeRoom({ name = '', topic = '', privacy = 'public' } = {}) {
  const said = await ask('New room', [
    field('Name', 'name', { required: true, maxlength: '50', value: name }),
    field('Topic', 'topic', { maxlength: '250', value: topic }),
    make('label', { class: 'choice' }, make('input', { type: 'checkbox', name: 'private', checked: privacy === 'private' }), 'Private: only members see it'),
  ], { yes: 'Make it' });
  if (!said) return;
  await trouble(async () => {
    const room = await send('POST', '/page/rooms', { name: said.name, topic: said.topic, privacy: said.private ? 'private' : 'public' });
    takeRoom(room);
    go(room.id);
  });
}

$('new-room').addEventListener('click', () => makeRoom());

$('room-menu').addEventListener('click', (event) => {
  const { room, me } = state;
  const isIn = room.present.includes(me.id);
  const items = [
    isIn ? { label: 'Leave the room', choose: () => act('exit') } : { label: 'Enter the room', choose: () => act('enter') },
    { label: 'Set the topic', choose: () => $('topic').click() },
    { label: 'Add-ons of this room', choose: () => leaveTo(`/addons?room=${encodeURIComponent(room.name)}`) },
  ];
  if (room.administered) {
    items.push('-');
    if (room.privacy === 'private') items.push({ label: 'Members…', choose: members });
    items.push({ label: room.archived ? 'Bring it back' : 'Archive', choose: () => act('archive', { archived: !room.archived }) });
    items.push({ label: 'Delete…', danger: true, choose: remove });
  }
  openMenu(event.currentTarget, items.filter((one) => !room.archived || one === '-' || !/Enter|topic/.test(one.label)));
});

async function members() {
  const { room } = state;
  const boxes = [...state.people.values()].map((one) => make('label', { class: 'choice' },
    make('input', { type: 'checkbox', name: `person-${one.id}`, checked: room.members.includes(one.id), disabled: one.id === room.owner }), one.name));
  const said = await ask(`Members of ${room.name}`, boxes, { yes: 'Save' });
  if (said) await act('members', { members: Object.keys(said).map((name) => Number(name.slice(7))) });
}

async function remove() {
  const { room } = state;
  const said = await ask(`Delete ${room.name}?`, [make('p', {}, 'All that was said in it goes with it.')], { yes: 'Delete', danger: true });
  if (said) await trouble(async () => {
    await send('DELETE', `/page/rooms/${room.id}`);
    await reload();
  });
}

/** Go to a page that asks the browser, not the window, who somebody is: make the browser the same person first. */
export async function leaveTo(address) {
  await trouble(async () => {
    await send('POST', '/page/be');
    location.assign(address);
  });
}

when('rooms', draw);
when('room', draw);
when('people', draw);
