// The lists of rooms and talks with what is unread, the head of what is open, and what is done with rooms.

import { get, send } from './api.js';
import { $, drawing, make } from './dom.js';
import { ask, field, openMenu } from './menu.js';
import { dot, showName } from './me.js';
import { place, state, takeRoom, takeRooms, takeTalks, tell, unread, unreadTalk, when } from './state.js';
import { trouble } from './trouble.js';

const mentioned = new Set();
let go = () => {};
let goTalk = () => {};

export function useRooms(openRoom, openTalk) {
  go = openRoom;
  goTalk = openTalk;
}

export const openTalk = (id) => goTalk(id);

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

export async function reloadTalks() {
  takeTalks(await get('/page/talks'));
  tell('rooms');
}

function draw() {
  const all = [...state.rooms.values()].sort((one, other) => one.name.localeCompare(other.name));
  const focused = document.activeElement?.closest?.('.room-link')?.getAttribute('href');
  $('room-list').replaceChildren(...all.filter((room) => !room.archived).map(row));
  const archived = all.filter((room) => room.archived);
  $('archived-list').replaceChildren(...archived.map(row));
  $('archived').hidden = !archived.length;
  const people = talkers();
  $('talk-list').replaceChildren(...people.map(talkRow));
  $('new-talk').hidden = state.me.guest;
  if (focused) document.querySelector(`.room-link[href="${focused}"]`)?.focus();
  head();
  const waiting = [...all.filter((room) => !room.archived).map(unread), ...people.map((one) => unreadTalk(one.id))];
  const others = waiting.reduce((sum, count) => sum + count, 0);
  const here = place();
  document.title = `${others ? `(${others}) ` : ''}${here ? `${here.name} · ` : ''}${state.group.name}`;
}

/** People that there is a talk with, or that one is opened with now. */
function talkers() {
  const ids = new Set([...state.talks.keys(), ...(state.talk ? [state.talk.id] : [])]);
  return [...state.people.values()].filter((one) => ids.has(one.id)).sort((one, other) => one.name.localeCompare(other.name));
}

function row(room) {
  const isPrivate = room.privacy === 'private';
  return link({
    page: `/rooms/${room.id}`, isHere: state.room?.id === room.id, count: unread(room), isAtMe: mentioned.has(room.id), open: () => go(room.id),
    sign: make('span', { class: 'sign', 'aria-hidden': 'true' }, isPrivate ? drawing('lock') : '#'), name: room.name, more: isPrivate ? ' private' : '',
  });
}

function talkRow(person) {
  return link({
    page: `/talks/${person.id}`, isHere: state.talk?.id === person.id, count: unreadTalk(person.id), isAtMe: true, open: () => goTalk(person.id),
    sign: make('span', { class: 'sign' }, dot(person)), name: person.name, more: `, ${showName(person)}`,
  });
}

function link({ page, isHere, count, isAtMe, open, sign, name, more }) {
  const shown = isHere ? 0 : count;
  return make('li', {}, make('a', {
    class: `room-link${shown ? ' has-unread' : ''}`, href: page, 'aria-current': isHere ? 'page' : null,
    onclick: (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      open();
    },
  },
  sign, make('span', { class: 'name' }, name), more && make('span', { class: 'unseen' }, more),
  shown ? make('span', { class: `count${isAtMe ? ' at-me' : ''}` }, shown > 99 ? '99+' : String(shown), make('span', { class: 'unseen' }, isAtMe ? ' unread, for you' : ' unread')) : null));
}

function head() {
  const { room, talk } = state;
  const here = place();
  $('room-name').textContent = here?.name ?? 'No room';
  $('topic').hidden = Boolean(talk);
  $('topic').textContent = room ? (room.topic || 'Set a topic') : '';
  $('topic').classList.toggle('unset', !room?.topic);
  $('topic').disabled = !room || room.archived;
  $('about').hidden = !talk;
  $('about').textContent = talk ? [showName(talk), talk.presence?.status, talk.title].filter(Boolean).join(' · ') : '';
  $('room-menu').hidden = !room;
  for (const id of ['say', 'send', 'plus']) $(id).disabled = !here || Boolean(room?.archived);
  $('say').placeholder = !here ? '' : room?.archived ? `${room.name} is archived` : talk ? `Say something to ${talk.name}` : `Say something in ${room.name}`;
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

$('new-talk').addEventListener('click', (event) => {
  const others = [...state.people.values()].filter((one) => one.id !== state.me.id && !one.guest);
  openMenu(event.currentTarget, [{ heading: 'Talk with' }, ...others.map((one) => ({ label: one.name, icon: dot(one), note: `@${one.mention}`, choose: () => goTalk(one.id) }))]);
});

$('room-menu').addEventListener('click', (event) => {
  const { room, me } = state;
  const isIn = room.present.includes(me.id);
  const items = [
    isIn ? { label: 'Leave the room', choose: () => act('exit') } : { label: 'Enter the room', choose: () => act('enter') },
    { label: 'Set the topic', choose: () => $('topic').click() },
    { label: 'Find an add-on…', choose: () => leaveTo(`/catalogue?room=${encodeURIComponent(room.name)}`) },
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
