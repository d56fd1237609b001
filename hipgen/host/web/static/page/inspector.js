// The inspector: what went over the wire, as it goes; webhook calls made again or forged; what is hidden, and why.

import { become, get, person, send, useToken } from './api.js';
import { $, announce, make } from './dom.js';
import { ask, field } from './menu.js';
import { trouble } from './trouble.js';

const EVERY = 1000;
const KEPT = 1500;
const entries = new Map();
const rows = new Map();
const kinds = new Set();
let hiddenUpTo = 0;
let paused = false;
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 });
const filters = $('filters');

// ---- reading

/** Read what is new, and what had no answer yet. */
async function read() {
  const open = [...entries.values()].filter((one) => one.direction !== 'none' && one.status === undefined && one.seconds === undefined);
  const last = Math.max(0, ...entries.keys());
  const since = open.length ? Math.max(Math.min(...open.slice(-20).map((one) => one.id)) - 1, last - 100) : last;
  const found = await get(`/page/wire?since=${since}`);
  for (const entry of found.items) take(entry);
  options(filters.addon, Object.entries(found.addons));
  tally();
}

function take(entry) {
  const before = entries.get(entry.id);
  if (before && JSON.stringify(before) === JSON.stringify(entry)) return;
  entries.set(entry.id, entry);
  if (!kinds.has(entry.kind)) {
    kinds.add(entry.kind);
    options(filters.kind, [...kinds].sort().map((one) => [one, one]));
  }
  const made = row(entry);
  if (before) rows.get(entry.id).replaceWith(made);
  else $('rows').prepend(made);
  rows.set(entry.id, made);
  made.hidden = !wanted(entry);
  $('none').hidden = true;
  while (rows.size > KEPT) forget(rows.keys().next().value);
}

function forget(id) {
  detailOf(rows.get(id))?.remove();
  rows.get(id).remove();
  rows.delete(id);
  entries.delete(id);
}

function options(select, pairs) {
  const chosen = select.value;
  const known = [...select.options].slice(1).map((one) => one.value).join(' ');
  if (known === pairs.map(([value]) => value).join(' ')) return;
  select.replaceChildren(select.options[0], ...pairs.map(([value, label]) => make('option', { value }, label)));
  select.value = chosen;
}

function wanted(entry) {
  const { kind, addon, text } = Object.fromEntries(new FormData(filters));
  const words = `${entry.url || ''} ${entry.event || ''} ${entry.note || ''} ${entry.method || ''} ${entry.status || ''}`.toLowerCase();
  return entry.id > hiddenUpTo && (!kind || entry.kind === kind) && (!addon || entry.installation === addon) && words.includes(text.toLowerCase());
}

function tally() {
  const shown = [...rows.values()].filter((one) => !one.hidden).length;
  $('tally').textContent = `${shown} of ${rows.size}`;
}

// ---- rows

function row(entry) {
  const isBad = entry.status >= 400 || (entry.direction !== 'none' && entry.status === undefined && entry.seconds !== undefined);
  const what = [entry.kind, entry.event].filter(Boolean).join(' · ');
  const arrow = { in: '→ host', out: '→ add-on' }[entry.direction] || 'nothing sent';
  return make('tr', { class: `${isBad ? 'bad' : ''} ${entry.direction === 'none' ? 'quietly' : ''}`, data: { id: String(entry.id) } },
    make('td', {}, make('button', {
      type: 'button', class: 'opener', 'aria-expanded': 'false', onclick: (event) => toggle(entry.id, event.currentTarget),
    }, make('time', { datetime: entry.at }, clock.format(new Date(entry.at))), make('span', { class: 'unseen' }, ` ${what} ${entry.status ?? ''}: all of it`))),
    make('td', {}, make('span', { class: `kind ${entry.kind}` }, what), make('span', { class: 'faint' }, ` ${[entry.addon, entry.room_name && `in ${entry.room_name}`].filter(Boolean).join(' ')}`)),
    make('td', { class: 'request' }, entry.method ? [make('span', { class: 'way' }, `${arrow} `), make('strong', {}, entry.method), ` ${short(entry.url || '')}`] : make('span', { class: 'way' }, arrow),
      entry.note && make('div', { class: 'note' }, entry.note)),
    make('td', {}, entry.status === undefined ? (entry.direction === 'none' ? '–' : entry.seconds === undefined ? '…' : 'none') : make('span', { class: `lozenge ${tone(entry.status)}` }, String(entry.status))),
    make('td', { class: 'took' }, entry.seconds === undefined ? '' : entry.seconds < 1 ? `${Math.max(1, Math.round(entry.seconds * 1000))} ms` : `${entry.seconds.toFixed(2)} s`));
}

const tone = (status) => (status < 300 ? 'success' : status < 400 ? 'current' : 'error');
const short = (url) => (url.length > 160 ? `${url.slice(0, 160)}…` : url);
const detailOf = (element) => (element?.nextElementSibling?.classList.contains('detail') ? element.nextElementSibling : null);

async function toggle(id, button) {
  const element = rows.get(id);
  const open = detailOf(element);
  button.setAttribute('aria-expanded', String(!open));
  if (open) return open.remove();
  const cell = make('td', { colspan: '5' }, 'Reading…');
  element.after(make('tr', { class: 'detail' }, cell));
  await trouble(async () => cell.replaceChildren(...detail(await get(`/page/wire/${id}`))));
}

function detail(entry) {
  const parts = [];
  if (entry.url) parts.push(part('Address', make('code', { class: 'address' }, `${entry.method} ${entry.url}`)));
  if (entry.note) parts.push(part('What was made of it', make('p', {}, entry.note)));
  if (entry.claims) parts.push(part('Claims of the token', block(entry.claims)));
  if (entry.headers?.length) parts.push(part('Headers', headers(entry.headers)));
  if (entry.body) parts.push(part('Body', block(parsed(entry.body))));
  if (entry.answer_headers?.length) parts.push(part('Headers of the answer', headers(entry.answer_headers)));
  if (entry.answer) parts.push(part('Answer', block(parsed(entry.answer))));
  if (entry.again) parts.push(again(entry));
  return parts.length ? parts : [make('p', { class: 'faint' }, 'There is no more to it.')];
}

const part = (title, content) => make('section', { class: 'part' }, make('h3', {}, title), content);
const headers = (pairs) => make('dl', { class: 'headers' }, pairs.map(([name, value]) => make('div', {}, make('dt', {}, name), make('dd', {}, value))));
const block = (value) => make('pre', { tabindex: '0' }, typeof value === 'string' ? value : JSON.stringify(value, null, 2));

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function again(entry) {
  const make_ = (how, body) => trouble(async () => {
    const done = await send('POST', `/page/deliveries/${entry.delivery}/${how}`, body);
    announce(`Answered ${done.answer?.status ?? 'nothing'}`);
    await read();
  });
  return make('div', { class: 'buttons' },
    make('button', { type: 'button', class: 'quiet', onclick: () => make_('replay', {}) }, 'Make it again'),
    make('button', { type: 'button', class: 'quiet', onclick: () => forge(make_) }, 'Forge it…'));
}

const WAYS = {
  secret: ['signed with another secret', () => ({ secret: 'not the secret of this installation' })],
  none: ['algorithm none', () => ({ alg: 'none' })],
  unsigned: ['without a token', () => ({ unsigned: true })],
  expired: ['expired an hour ago', () => ({ claims: { exp: Math.floor(Date.now() / 1000) - 3600, iat: Math.floor(Date.now() / 1000) - 7200 } })],
  issuer: ['of another installation', () => ({ claims: { iss: '00000000-0000-4000-8000-000000000000' } })],
  fresh: ['good, with a fresh token', () => ({})],
};

async function forge(make_) {
  const said = await ask('Forge this call', [field('Its token is', 'way', { options: Object.entries(WAYS).map(([value, [label]]) => make('option', { value }, label)) }, 'select')], { yes: 'Send it' });
  if (said) await make_('forge', WAYS[said.way][1]());
}

// ---- what is shown, and by whom

filters.addEventListener('input', () => {
  for (const [id, element] of rows) {
    element.hidden = !wanted(entries.get(id));
    if (element.hidden) {
      detailOf(element)?.remove();
      element.querySelector('.opener').setAttribute('aria-expanded', 'false');
    }
  }
  tally();
});
filters.addEventListener('submit', (event) => event.preventDefault());
$('pause').addEventListener('click', () => {
  paused = !paused;
  $('pause').setAttribute('aria-pressed', String(paused));
  $('pause').textContent = paused ? 'Go on' : 'Pause';
});
$('clear').addEventListener('click', () => {
  hiddenUpTo = Math.max(0, ...entries.keys());
  filters.dispatchEvent(new Event('input'));
});

$('why-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const said = Object.fromEntries(new FormData(event.target));
  const before = person();
  become(said.person);
  trouble(async () => {
    const body = said.message.trim() ? { message: said.message.trim() } : {};
    const found = await send('POST', `/page/rooms/${said.room}/why`, body);
    $('why-said').textContent = found.said ? `“${found.said}”` : '';
    fill($('why-webhooks'), $('why-webhooks-head'), found.webhooks.map(heard));
    fill($('why-list'), $('why-list-head'), found.items.map(verdict));
    $('why-none').hidden = Boolean(found.items.length || found.webhooks.length);
  }).finally(() => become(before));
});

function fill(list, head, items) {
  list.replaceChildren(...items);
  list.hidden = !items.length;
  head.hidden = !items.length;
}

function heard(one) {
  return make('li', { class: one.called ? '' : 'is-hidden' },
    make('span', { class: `lozenge ${one.called ? 'success' : 'error'}` }, one.called ? 'called' : 'not called'),
    make('strong', {}, one.key), make('span', { class: 'faint' }, `${one.event} · ${one.addon}`), one.pattern && make('code', { class: 'faint' }, one.pattern),
    make('ul', {}, make('li', {}, one.why)));
}

function verdict(one) {
  return make('li', { class: one.visible ? '' : 'is-hidden' },
    make('span', { class: `lozenge ${one.visible ? 'success' : 'error'}` }, one.visible ? 'shown' : 'hidden'),
    make('strong', {}, one.name), make('span', { class: 'faint' }, `${one.kind} ${one.key} · ${one.addon}`),
    one.reasons.length ? make('ul', {}, one.reasons.map((reason) => make('li', {}, reason))) : null);
}

await trouble(async () => {
  const start = await get('/page/start');
  useToken(start.token);
  const form = $('why-form');
  form.room.append(...start.rooms.filter((one) => !one.archived).map((one) => make('option', { value: String(one.id) }, one.name)));
  form.person.append(...start.people.map((one) => make('option', { value: String(one.id), selected: one.id === start.me }, one.name)));
  await read();
  const asked = new URLSearchParams(location.search);
  if (asked.get('room')) form.room.value = asked.get('room');
  if (!asked.get('message')) return;
  form.message.value = asked.get('message');
  $('why').open = true;
  form.requestSubmit();
});
document.body.dataset.ready = 'yes';
setInterval(() => {
  if (!paused && document.visibilityState === 'visible') trouble(read);
}, EVERY);
