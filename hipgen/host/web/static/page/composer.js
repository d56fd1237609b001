// Where people write: Enter sends, Shift+Enter is a new line; suggestions, what was sent before, files.

import { send, upload } from './api.js';
import { $, announce, make } from './dom.js';
import { openMenu, refillMenu } from './menu.js';
import { refresh, toBottom } from './messages.js';
import { place, state, when } from './state.js';
import { trouble } from './trouble.js';

const SENT = 50;
const box = $('say');
const hints = $('hints');
let sent = JSON.parse(sessionStorage.getItem('hipgen_sent') || '[]');
let at = sent.length;
let draft = '';
const drafts = new Map();
let inputActions = async () => [];
let where = null;

export function useInputActions(found) {
  inputActions = found;
}

when('room', () => {
  if (where === place()?.path) return;
  if (where !== null) drafts.set(where, box.value);
  where = place()?.path ?? null;
  write(drafts.get(where) || '');
});

export function write(text) {
  box.value = text;
  grow();
}

function grow() {
  box.style.setProperty('height', 'auto');
  box.style.setProperty('height', `${Math.min(box.scrollHeight + 2, 220)}px`);
}

async function say() {
  const text = box.value.trimEnd();
  const into = place()?.path;
  if (!text.trim() || !into) return;
  write('');
  closeHints();
  const worked = await trouble(async () => {
    await send('POST', `${into}/messages`, { text });
    await refresh();
    toBottom();
  });
  if (!worked && !box.value) return write(text);
  sent = [...sent.filter((one) => one !== text), text].slice(-SENT);
  at = sent.length;
  sessionStorage.setItem('hipgen_sent', JSON.stringify(sent));
}

$('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  say();
});

box.addEventListener('input', () => {
  grow();
  suggest();
});

box.addEventListener('keydown', (event) => {
  if (event.isComposing) return;
  if (!hints.hidden && steerHints(event)) return;
  if (event.key === 'Enter' && !event.shiftKey) {
    event.preventDefault();
    say();
  } else if (event.key === 'ArrowUp' && (!box.value || at < sent.length) && at > 0) {
    event.preventDefault();
    if (at === sent.length) draft = box.value;
    write(sent[at -= 1]);
  } else if (event.key === 'ArrowDown' && at < sent.length) {
    event.preventDefault();
    at += 1;
    write(at === sent.length ? draft : sent[at]);
  }
});

// ---- suggestions: people after @, what was sent before after /

function suggest() {
  const before = box.value.slice(0, box.selectionStart);
  const name = /(?:^|\s)@([\w.'-]*)$/.exec(before);
  const command = /^\/\S*$/.exec(before);
  if (name) offer(people(name[1].toLowerCase()), name[1].length + 1);
  else if (command) offer(sent.filter((one) => one.startsWith(before)).reverse().slice(0, 6).map((one) => [one, '']), before.length);
  else closeHints();
}

function people(begin) {
  const found = [...state.people.values()].filter((one) => one.mention.toLowerCase().startsWith(begin) || one.name.toLowerCase().startsWith(begin));
  const general = ['all', 'here'].filter((one) => begin && one.startsWith(begin)).map((one) => [`@${one} `, 'everybody']);
  return [...found.slice(0, 6).map((one) => [`@${one.mention} `, one.name]), ...general];
}

function offer(suggested, length) {
  const typed = box.value.slice(box.selectionStart - length, box.selectionStart).toLowerCase();
  const found = suggested.filter(([text]) => text.trim().toLowerCase() !== typed);
  hints.replaceChildren(...found.map(([text, note], index) => make('div', {
    role: 'option', id: `hint-${index}`, 'aria-selected': String(index === 0), data: { text },
    onpointerdown: (event) => {
      event.preventDefault();
      take(text, length);
    },
  }, make('span', {}, text.trim()), note && make('span', { class: 'faint' }, note))));
  hints.dataset.length = String(length);
  hints.hidden = !found.length;
  box.setAttribute('aria-activedescendant', found.length ? 'hint-0' : '');
}

function steerHints(event) {
  const all = [...hints.children];
  const now = all.findIndex((one) => one.getAttribute('aria-selected') === 'true');
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    const next = (now + (event.key === 'ArrowDown' ? 1 : all.length - 1)) % all.length;
    all.forEach((one, index) => one.setAttribute('aria-selected', String(index === next)));
    box.setAttribute('aria-activedescendant', `hint-${next}`);
  } else if (event.key === 'Tab' || (event.key === 'Enter' && all[now]?.dataset.text.startsWith('@'))) {
    take(all[now].dataset.text, Number(hints.dataset.length));
  } else if (event.key === 'Escape') closeHints();
  else return false;
  event.preventDefault();
  return true;
}

function take(text, length) {
  box.setRangeText(text, box.selectionStart - length, box.selectionStart, 'end');
  closeHints();
  box.focus();
  grow();
}

function closeHints() {
  hints.hidden = true;
  box.removeAttribute('aria-activedescendant');
}
box.addEventListener('blur', closeHints);

// ---- files: chosen, pasted, dropped

/** Show files in what is open, with what stands in the input. */
export async function addFiles(files) {
  for (const file of files) {
    announce(`Sending ${file.name}`);
    const text = box.value.trim();
    const address = `${place().path}/files?name=${encodeURIComponent(file.name || 'picture.png')}&text=${encodeURIComponent(text)}`;
    const worked = await trouble(async () => {
      await upload(address, file);
      await refresh();
      toBottom();
    });
    if (worked && text) write('');
  }
}

$('file').addEventListener('change', async (event) => {
  await addFiles([...event.target.files]);
  event.target.value = '';
});
box.addEventListener('paste', (event) => {
  const files = [...event.clipboardData.files];
  if (!files.length) return;
  event.preventDefault();
  addFiles(files);
});
const main = document.querySelector('main');
main.addEventListener('dragover', (event) => {
  if (!event.dataTransfer.types.includes('Files')) return;
  event.preventDefault();
  main.classList.add('dropping');
});
main.addEventListener('dragleave', (event) => {
  if (!main.contains(event.relatedTarget)) main.classList.remove('dropping');
});
main.addEventListener('drop', (event) => {
  event.preventDefault();
  main.classList.remove('dropping');
  if (place() && !state.room?.archived) addFiles([...event.dataTransfer.files]);
});

// ---- the + menu: a file, and what add-ons offer beside the input

$('plus').addEventListener('click', async (event) => {
  const button = event.currentTarget;
  const own = [{ label: 'A file…', choose: () => $('file').click() }];
  openMenu(button, own);
  await trouble(async () => {
    const found = await inputActions();
    if (found.length) refillMenu(button, [...own, '-', ...found]);
  });
});
