// Where views of add-ons stand in the page: a panel in the sidebar, a dialog, a window of their own.
// Each is a frame of its own origin.

import { $, make } from './dom.js';
import { glance, markOpen } from './glances.js';

const SANDBOX = 'allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-downloads allow-modals';
const panels = new Map(); // the panel that is open in each room
let room = null;

export function show(opening, { by, again }) {
  if (opening.kind === 'externalPage') window.open(opening.url, '_blank', 'noopener');
  else if (opening.kind === 'dialog') dialog(opening);
  else panel(opening, by, again);
}

function frame(opening) {
  return make('iframe', { src: opening.url, title: opening.name, sandbox: SANDBOX, referrerpolicy: 'no-referrer' });
}

function panel(opening, by, again) {
  panels.set(room, { opening, by, again });
  const head = by?.kind === 'glance' ? by : { ...opening, kind: 'glance' };
  $('side-view').replaceChildren(
    make('header', { class: 'side-head' }, glance(head, { head: true }),
      make('button', { type: 'button', class: 'icon', 'aria-label': `Close ${opening.name}`, onclick: closePanel }, '✕')),
    make('div', { class: 'side-body' }, frame(opening)));
  $('side-view').hidden = false;
  $('side-home').hidden = true;
  markOpen(by ? `${by.installation} ${by.key}` : null);
  document.body.classList.add('right-open');
  $('side-view').querySelector('button').focus();
}

export function closePanel() {
  panels.delete(room);
  $('side-view').replaceChildren();
  $('side-view').hidden = true;
  $('side-home').hidden = false;
  markOpen(null);
  $('glances').querySelector('button')?.focus();
}

/** Another room is open: its own panel, if it had one, is shown again. */
export async function changeRoom(id) {
  room = id;
  const before = panels.get(id);
  $('side-view').replaceChildren();
  $('side-view').hidden = true;
  $('side-home').hidden = false;
  if (before) panel(await before.again(), before.by, before.again);
}

/** Close the panel of an add-on that is gone. */
export function keepOnly(modules) {
  const now = panels.get(room);
  if (now && !modules.some((one) => one.installation === now.opening.installation && one.key === now.opening.key)) closePanel();
}

function dialog(opening) {
  const options = opening.options || {};
  const box = make('dialog', { class: 'view-dialog', 'aria-label': opening.name });
  box.append(make('header', {}, make('h2', {}, opening.name), make('button', { type: 'button', class: 'icon', 'aria-label': 'Close', onclick: () => box.close() }, '✕')), frame(opening));
  box.style.setProperty('width', `min(${parseInt(options.size?.width, 10) || 560}px, 96vw)`);
  box.addEventListener('close', () => box.remove());
  document.body.append(box);
  box.showModal();
}

addEventListener('theme', async () => {
  const now = panels.get(room);
  if (now) panel(await now.again(), now.by, now.again);
});
