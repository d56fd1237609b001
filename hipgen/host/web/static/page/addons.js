// What add-ons put into the page: glances and what they open, actions of messages and of the input, links.

import { send } from './api.js';
import { $, announce } from './dom.js';
import { openGlances, sign, useGlances } from './glances.js';
import { useInputActions, write } from './composer.js';
import { openMenu, refillMenu } from './menu.js';
import { theme } from './me.js';
import { state, when } from './state.js';
import { trouble } from './trouble.js';
import * as views from './views.js';

const MESSAGE = 'hipchat.message.action';
const INPUT = 'hipchat.input.action';

const inRoom = (path, body) => send('POST', `/page/rooms/${state.room.id}/${path}`, { theme: theme(), ...body });

/** Show what opened: a panel in the sidebar, a dialog, or a page in a window of its own. */
function show(opening, by = null) {
  views.show(opening, { by, again: () => inRoom('open', { installation: opening.installation, key: opening.key, kind: opening.kind }) });
}

/** Choose an action, with a message for one of a message's menu. */
const choose = (module, message) => trouble(async () => show(await inRoom('action', { installation: module.installation, key: module.key, message }), module));

function items(modules, location, message) {
  const found = modules.filter((one) => one.kind === 'action' && one.location === location && one.visible);
  return found.map((one) => ({ label: one.name, note: one.addon_name === one.name ? '' : one.addon_name, icon: sign(one), choose: () => choose(one, message) }));
}

/** The menu of a message: what the page offers at once, then what add-ons do. */
export async function messageMenu(said, button) {
  const own = [
    { label: 'Copy its text', choose: () => copy(said.text ?? button.closest('.message').querySelector('.body').innerText, 'Copied') },
    { label: 'Copy its id', choose: () => copy(said.id, 'Copied the id') },
  ];
  const sender = state.people.get(said.sender?.id);
  if (sender && sender.id !== state.me.id) own.unshift({ label: `Mention ${sender.name}`, choose: () => mention(sender) });
  openMenu(button, own);
  if (said.type === 'topic') return;
  await trouble(async () => {
    const found = await inRoom('modules', { message: said.id });
    const offered = items(found.items, MESSAGE, said.id);
    if (offered.length) refillMenu(button, [...offered, '-', ...own]);
  });
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
export function follow(said, target, options) {
  return trouble(async () => show(await inRoom('link', { message: said.id, target, options })));
}

useInputActions(async () => items((await inRoom('modules', {})).items, INPUT));
useGlances({
  click: (module) => trouble(async () => show(await inRoom('open', { installation: module.installation, key: module.key, kind: 'glance' }), module)),
  change: (modules) => views.keepOnly(modules),
});

let shownRoom = null;
when('room', () => {
  if (shownRoom === state.room?.id) return;
  shownRoom = state.room?.id ?? null;
  views.changeRoom(shownRoom);
  if (state.room) trouble(openGlances);
});

