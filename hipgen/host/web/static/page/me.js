// Who this window is: be somebody else, be away, light or dark.

import { become, get, send } from './api.js';
import { $, avatar, make } from './dom.js';
import { openMenu } from './menu.js';
import { state, takePeople, when } from './state.js';
import { trouble } from './trouble.js';

const SHOWS = [['chat', 'Available'], ['away', 'Away'], ['dnd', 'Do not disturb'], ['offline', 'Offline']];
const THEMES = [['', 'As the system'], ['light', 'Light'], ['dark', 'Dark']];

/** What a person's presence is called: chat, away, xa, dnd or offline. */
export const showOf = (person) => (person.presence ? person.presence.show || 'chat' : 'offline');
export const dot = (person) => make('span', { class: `dot ${showOf(person)}`, 'aria-hidden': 'true' });
export const showName = (person) => SHOWS.find(([name]) => name === showOf(person))?.[1] || 'Away';

export async function reloadPeople() {
  takePeople(await get('/page/people'));
}

/** `light` or `dark`: what views of add-ons are told. */
export function theme() {
  return document.documentElement.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
}

function useTheme(name) {
  if (name) document.documentElement.dataset.theme = name;
  else delete document.documentElement.dataset.theme;
  document.cookie = `hipgen_theme=${name}; path=/; max-age=${name ? 31536000 : 0}; samesite=lax`;
  dispatchEvent(new Event('theme'));
}
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => dispatchEvent(new Event('theme')));

function draw() {
  const { me } = state;
  $('me').replaceChildren(avatar({ name: me.name, photo: me.photo && { url: me.photo } }), dot(me),
    make('span', { class: 'me-name' }, me.name), make('span', { class: 'unseen' }, `, ${showName(me)}: be somebody else, presence, look`));
}

function be(person) {
  become(person.id);
  location.reload();
}

export function switchTheme() {
  useTheme(theme() === 'dark' ? 'light' : 'dark');
}

$('me')?.addEventListener('click', (event) => {
  const others = [...state.people.values()].filter((one) => one.id !== state.me.id);
  const now = document.documentElement.dataset.theme || '';
  openMenu(event.currentTarget, [
    { heading: 'In this window, be' },
    ...others.map((one) => ({ label: one.name, note: one.admin ? 'administrator' : one.guest ? 'guest' : '', icon: dot(one), choose: () => be(one) })),
    { heading: 'In a new window, be' },
    ...others.slice(0, 4).map((one) => ({ label: one.name, choose: () => open(`${location.pathname}?as=${one.id}`, '_blank', 'noopener') })),
    { heading: 'You are' },
    ...SHOWS.map(([show, label]) => ({ label, checked: showOf(state.me) === show, choose: () => bePresent(show) })),
    { heading: 'Look' },
    ...THEMES.map(([name, label]) => ({ label, checked: now === name, choose: () => useTheme(name) })),
  ]);
});

async function bePresent(show) {
  await trouble(async () => {
    await send('POST', '/page/presence', { show });
    await reloadPeople();
  });
}

if ($('me')) when('people', draw);
