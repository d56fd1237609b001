// Views of add-ons in this page: what the page lends to them, and what it tells them.

import { createViews } from '../connect/views.js';
import { endpoints, send } from './api.js';
import { $, announce, make } from './dom.js';
import { allModules, glance, markOpen } from './glances.js';
import { page } from './lends.js';
import { theme } from './me.js';
import { state, when } from './state.js';

const inRoom = (room, path, body) => send('POST', `/page/rooms/${room}/${path}`, body);
const byAddon = (addon) => allModules().find((one) => one.addon === addon);

export const views = createViews({
  room: () => state.room?.id ?? null,
  modules: allModules,
  scopes: (addon) => byAddon(addon)?.scopes || [],
  theme,
  signedUrl: endpoints.signedUrl,
  framed: ({ room, ...view }) => inRoom(room, 'frame', view).then(({ address }) => address),
  silent: ({ room, ...view }) => inRoom(room, 'silent', view).then(({ address }) => address),
  sidebar: $('side-view'),
  dialogs: document.querySelector('main'),
  drawHead,
  panelChanged,
  call: page,
});

/** The head of a panel: the glance that led to it, or the panel's own name as a glance that never changes. */
function drawHead({ module, head }) {
  return make('header', { class: 'side-head' },
    make('div', { id: 'side-title' }, glance(head || module, { head: true })),
    make('button', { type: 'button', class: 'icon', 'aria-label': `Close ${module.name}`, onclick: () => views.closePanel() }, '✕'));
}

let open = null;
let broughtIn = false; // the sidebar, by the view in it, where it is a sheet

function panelChanged(view) {
  if (view && !open) broughtIn = !document.body.classList.contains('right-open');
  if (!view && broughtIn) sheet(false);
  open = view;
  $('side-view').hidden = !view;
  $('side-home').hidden = Boolean(view);
  const by = view?.head;
  markOpen(by ? `${by.installation} ${by.key}` : null);
  if (view) {
    sheet(true);
    announce(`${view.module.name} is open in the sidebar`);
  }
}

function sheet(isOpen) {
  document.body.classList.toggle('right-open', isOpen);
  $('open-right').setAttribute('aria-expanded', String(isOpen));
}

/** The glance at the head of the panel moved. */
export function redrawHead() {
  const now = open && allModules().find((one) => one.installation === open.head?.installation && one.key === open.head?.key && one.kind === 'glance');
  if (now) $('side-title')?.replaceChildren(glance(now, { head: true }));
}

/** What is to be known of a message: `{parameters, sender}`. */
export const parametersOf = (message) => inRoom(state.room.id, 'parameters', { message });

addEventListener('theme', () => views.changeTheme());

when('host', ({ kind, data }) => {
  if (kind === 'glance') views.glanceUpdated(data);
  if (kind === 'installation' && data?.key) views.forget(data.key);
});

// An add-on's open views hear of its own notifications.
when('message', async (said) => {
  if (said.type !== 'notification' || !said.sender?.addon || !byAddon(said.sender.addon)) return;
  const { parameters } = await parametersOf(said.id);
  views.messageReceived(said.sender.addon, parameters);
});
