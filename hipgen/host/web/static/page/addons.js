// What add-ons put into the page: glances and what they open, actions of messages and of the input, links.

import { send } from './api.js';
import { $, announce, make } from './dom.js';
import { openGlances, sign, useGlances } from './glances.js';
import { useInputActions, write } from './composer.js';
import { openMenu, refillMenu } from './menu.js';
import { place, state, when } from './state.js';
import { trouble } from './trouble.js';
import { parametersOf, redrawHead, views } from './views.js';

const MESSAGE = 'hipchat.message.action';
const INPUT = 'hipchat.input.action';

const inRoom = (path, body) => send('POST', `/page/rooms/${state.room.id}/${path}`, body);

/** Choose an action, with a message for one of a message's menu. */
const choose = (module, message) => trouble(async () => {
  const told = message ? await parametersOf(message) : { parameters: {} };
  await views.openAction(module, told.parameters);
});

function items(modules, location, message) {
  const found = modules.filter((one) => one.kind === 'action' && one.location === location && one.visible);
  return found.map((one) => ({ label: one.name, note: one.addon_name === one.name ? '' : one.addon_name, icon: sign(one), choose: () => choose(one, message) }));
}

/** The menu of a message: what the page offers at once, then what add-ons do. */
export async function messageMenu(said, button) {
  const own = [
    { label: 'Copy its text', choose: () => copy(said.text ?? button.closest('.message').querySelector('.body').innerText, 'Copied') },
    { label: 'Copy its id', choose: () => copy(said.id, 'Copied the id') },
    ...(state.room ? [{ label: 'Why add-ons answered, or not', choose: () => inspect(said.id) }] : []),
  ];
  const sender = state.people.get(said.sender?.id);
  if (sender && sender.id !== state.me.id) own.unshift({ label: `Mention ${sender.name}`, choose: () => mention(sender) });
  openMenu(button, own);
  if (said.type === 'topic' || !state.room) return;
  await trouble(async () => {
    const found = await inRoom('modules', { message: said.id });
    const offered = items(found.items, MESSAGE, said.id);
    if (offered.length) refillMenu(button, [...offered, '-', ...own]);
  });
}

function inspect(message) {
  const asked = new URLSearchParams({ room: state.room.id, message, as: state.me.id });
  open(`/inspector?${asked}`, '_blank', 'noopener');
}

function mention(person) {
  write(`@${person.mention} ${$('say').value}`);
  $('say').focus();
}

async function copy(text, done) {
  await trouble(async () => {
    await navigator.clipboard.writeText(text);
    announce(done);
  });
}

/** Follow a link with a `data-target`: only a notification of the add-on that it names opens anything. */
export function follow(said, target, options, href) {
  if (!state.room) return null;
  return trouble(async () => {
    const { parameters, sender } = await parametersOf(said.id);
    await views.openLink({ sender, target, options, href, parameters });
  });
}

useInputActions(async () => state.room ? items((await inRoom('modules', {})).items, INPUT) : []);
let known = new Set();
useGlances({
  click: (module) => trouble(() => views.openGlance(module)),
  change: (modules) => {
    const now = new Set(modules.map((one) => one.addon));
    for (const addon of known) if (!now.has(addon)) views.removed(addon);
    known = now;
    drawPages(modules.filter((one) => one.kind === 'externalPage' && one.visible));
    redrawHead();
  },
});

/** Pages in tabs of their own: HipChat opened them by glances, actions and links only, which not every add-on has yet. */
function drawPages(pages) {
  $('pages').replaceChildren(...pages.map((module) => make('li', {}, make('button', {
    type: 'button', class: 'glance', title: `${module.addon_name}, in a new tab`, onclick: () => trouble(() => views.show({ module, values: {} })),
  }, sign(module), make('span', { class: 'label' }, module.name), make('span', { 'aria-hidden': 'true' }, '↗'), make('span', { class: 'unseen' }, ' in a new tab')))));
}

let shownPlace = null;
when('room', () => {
  if (shownPlace === (place()?.path ?? null)) return;
  shownPlace = place()?.path ?? null;
  known = new Set();
  views.changeRoom();
  drawPages([]);
  trouble(openGlances);
});
