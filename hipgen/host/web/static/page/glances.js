// Glances of the open room: read by the browser from the add-on, checked as HipChat's client did, drawn, kept up to date.

import { endpoints, send } from './api.js';
import { $, hue, make, picture } from './dom.js';
import { label } from './richtext.js';
import { state, when } from './state.js';
import { trouble } from './trouble.js';

const PATIENCE = 10_000;
const LOZENGES = new Set(['default', 'success', 'error', 'current', 'new', 'moved']);
let modules = [];
let visit = 0;
let asked = 0; // how often the host was asked which modules are seen
let judged = 0; // the latest of these that was answered
const read = new Map(); // what is known of each glance: {state, content, why}
const pushed = new Map(); // what was last pushed for each glance
let clicked = () => {};
let changed = () => {};

export function useGlances({ click, change }) {
  clicked = click;
  changed = change;
}

const id = (module) => `${module.installation} ${module.key}`;
export const allModules = () => modules;

/** What the client's schema refuses in a glance's answer, or nothing. */
export function wrong(content) {
  const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
  const isText = (value, most) => typeof value === 'string' && value.length >= 1 && [...value].length <= most;
  if (!isObject(content)) return 'the answer is not an object';
  if (content.error) return 'the answer has an error member';
  if (!isObject(content.label)) return 'label is missing';
  if (content.label.type !== 'html') return 'label.type is not html';
  if (!isText(content.label.value, 1000)) return 'label.value is not a text of 1 to 1000 characters';
  if (content.metadata !== undefined && !isObject(content.metadata)) return 'metadata is not an object';
  if (content.status === undefined) return '';
  if (!isObject(content.status)) return 'status is not an object: leave it out instead';
  const { type, value } = content.status;
  if (!isObject(value)) return 'status.value is not an object';
  if (type === 'lozenge') {
    if (!LOZENGES.has(value.type)) return `status.value.type is not one of ${[...LOZENGES].join(', ')}`;
    return isText(value.label, 20) ? '' : 'status.value.label is not a text of 1 to 20 characters';
  }
  if (type !== 'icon') return 'status.type is not lozenge or icon';
  return typeof value.url === 'string' && typeof value['url@2x'] === 'string' ? '' : 'status.value needs url and url@2x';
}

/** Ask the host which modules there are, and who sees them as far as glances were read. */
async function judge() {
  const room = state.room?.id;
  if (!room) return;
  const [mine, turn] = [visit, (asked += 1)];
  const glances = modules.filter((one) => ['content', 'error'].includes(read.get(id(one))?.state))
    .map(({ installation, key, kind }) => kind === 'glance' && { installation, key, state: read.get(id({ installation, key })).state, content: read.get(id({ installation, key })).content }).filter(Boolean);
  const found = await send('POST', `/page/rooms/${room}/modules`, { glances });
  if (mine !== visit || turn < judged) return;
  judged = turn;
  modules = found.items;
  draw();
  changed(modules);
}

export async function openGlances() {
  visit += 1;
  modules = [];
  read.clear();
  draw();
  await judge();
  await readAll();
}

async function readAll() {
  await Promise.all(modules.filter((one) => one.kind === 'glance' && one.reads).map(readOne));
}

/** Read one glance and draw it; a new reading takes the place of what was known. */
async function readOne(module) {
  const room = state.room.id;
  const [mine, before] = [visit, pushed.get(id(module))];
  const { installation, key } = module;
  if (!read.get(id(module))?.content) read.set(id(module), { state: 'loading' });
  let found;
  try {
    const { location: url } = await endpoints.signedUrl({ room, addon: module.addon, kind: 'glance', key, attribute: 'query_url', signal: AbortSignal.timeout(PATIENCE) });
    found = await fetched(url);
    const { status, seconds, why, answer } = found;
    send('POST', `/page/rooms/${room}/glance-read`, { installation, key, url, status, seconds, why, answer }).catch(() => {});
  } catch (error) {
    found = { state: 'error', why: error.message };
  }
  if (mine !== visit || before !== pushed.get(id(module))) return; // what was pushed meanwhile is newer
  read.set(id(module), found);
  await trouble(judge);
}

async function fetched(url) {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  let answer;
  try {
    answer = await fetch(url, {
      headers: { Accept: 'application/json' }, credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store', signal: AbortSignal.timeout(PATIENCE),
    });
  } catch (error) {
    const why = error.name === 'TimeoutError' ? 'no answer within 10 s'
      : 'the browser may not read the answer: the add-on is down, or sends no Access-Control-Allow-Origin';
    return { state: 'error', why, seconds: seconds() };
  }
  const text = await answer.text();
  const more = { status: answer.status, seconds: seconds(), answer: text };
  if (answer.status >= 400) return { state: 'error', why: `answered ${answer.status}`, ...more };
  let content;
  try {
    content = JSON.parse(text);
  } catch {
    return { state: 'error', why: 'the answer is not JSON', ...more };
  }
  const why = wrong(content);
  return why ? { state: 'error', why, ...more } : { state: 'content', content, ...more };
}

when('host', ({ kind, room, data }) => {
  if (kind === 'installation') trouble(openGlances);
  if (kind === 'back') trouble(readAll);
  if (kind !== 'glance' || (room && room !== state.room?.id)) return;
  const hit = modules.filter((one) => one.kind === 'glance' && one.reads && one.addon === data.addon_key && one.key === data.key);
  for (const module of hit) {
    pushed.set(id(module), data);
    read.set(id(module), { state: 'content', content: data.content });
  }
  if (hit.length) trouble(judge);
});

// ---- drawing

let openKey = null;

export function markOpen(key) {
  openKey = key;
  draw();
}

function draw() {
  const shown = modules.filter((one) => one.kind === 'glance' && one.visible);
  const list = $('glances');
  const focused = document.activeElement?.closest?.('#glances li')?.dataset.id;
  list.replaceChildren(...shown.map((module) => make('li', { data: { id: id(module) } }, glance(module), retry(module))));
  if (!shown.length) list.append(make('li', { class: 'hidden-note' }, state.room ? 'No glances in this room.' : 'Add-ons are in rooms only.'));
  if (focused) list.querySelector(`[data-id="${CSS.escape(focused)}"] button`)?.focus();
}

/** A glance as it stands in the sidebar, or in the head of an opened view. */
export function glance(module, { head = false } = {}) {
  const known = read.get(id(module));
  const failed = known?.state === 'error';
  const content = !failed && known?.content;
  const children = [sign(module), make('span', { class: 'label' }, content ? label(content.label.value) : module.name), content?.status && status(content.status)];
  const css = `glance${failed ? ' failed' : ''}`;
  const title = failed ? known.why : module.addon_name;
  if (head || typeof module.target !== 'string') // one that isn't a text opened nothing, as seen
    return make('div', { class: css, title }, children);
  return make('button', { type: 'button', class: css, title, 'aria-pressed': String(openKey === id(module)), onclick: () => clicked(module) }, children);
}

function retry(module) {
  if (read.get(id(module))?.state !== 'error') return null;
  return make('button', { type: 'button', class: 'retry', title: read.get(id(module)).why, onclick: () => readOne(module) }, 'Retry', make('span', { class: 'unseen' }, ` ${module.name}`));
}

/** The icon of a module, else the first letter of its name. */
export function sign(module) {
  if (module.icon) return picture(module.icon);
  const element = make('span', { class: 'glance-sign', 'aria-hidden': 'true' }, [...module.name][0]?.toUpperCase() || '?');
  element.style.setProperty('--hue', String(hue(module.addon || module.name)));
  return element;
}

function status({ type, value }) {
  if (type === 'lozenge') return make('span', { class: `lozenge ${LOZENGES.has(value.type) ? value.type : 'default'}` }, value.label);
  if (type !== 'icon' || !/^(https?:|data:image\/)/.test(value.url)) return null;
  return picture({ url: value.url, large: value['url@2x'] }, { class: 'status-icon', alt: '' });
}
