// The script that pages of add-ons load, run in a window of words: what it posts, hears, and leaves alone.
// Run by test_connect_script.py with `node --test`, beside copies of the modules.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';
import { CALLS, frameName } from './wire.js';

const HOST = 'https://chat.example.com';
const ID = 'kettle__panel__1';
const SOURCE = readFileSync(new URL('./all.js', import.meta.url), 'utf8');

/** A page that has loaded the script: in a frame unless said; `posted` is what it told the page around. */
function page({ name = frameName(ID, HOST), query = '', framed = true, src = `${HOST}/atlassian-connect/all.js` } = {}) {
  const posted = [];
  const listeners = {};
  const window = {
    name,
    location: { search: query },
    addEventListener: (type, listener) => { (listeners[type] ??= []).push(listener); },
    document: { currentScript: { src }, readyState: 'complete', documentElement: { getBoundingClientRect: () => ({ height: 321.5 }) } },
    ResizeObserver: class { observe() {} },
    console: { debug: (...said) => notes.push(said) },
    setTimeout, URL, URLSearchParams, structuredClone,
  };
  const notes = [];
  const around = { postMessage: (message, origin) => posted.push([structuredClone(message), origin]) };
  window.window = window;
  window.parent = framed ? around : window;
  vm.createContext(window);
  vm.runInContext(SOURCE, window);
  const emit = (type, event) => (listeners[type] ?? []).forEach((listener) => listener(event));
  const hear = (data, from = {}) => emit('message', { data, source: around, origin: HOST, ...from });
  const messages = () => posted.map(([message]) => message);
  return { window, HipChat: window.HipChat, posted, messages, hear, emit, notes };
}

test('a view begins with init, to the origin that its name says', () => {
  assert.deepEqual(page().posted, [[{ type: 'init', eid: ID }, HOST]]);
});

test('there is every call, and AP is another name', () => {
  const { window, HipChat } = page();
  assert.equal(window.AP, HipChat);
  for (const [mod, names] of Object.entries(CALLS)) for (const fn of names) assert.equal(typeof HipChat[mod][fn], 'function', `${mod}.${fn}`);
});

test('the older way to a module gives it, or several, at once', () => {
  const { HipChat, window } = page();
  const got = [];
  window.AP.require('dialog', (dialog) => got.push(dialog));
  window.AP.require(['room', 'nothing'], (...all) => got.push(...all));
  assert.deepEqual(got, [HipChat.dialog, HipChat.room, undefined]);
});

test('a call is a request without its callback, which hears the answer once', () => {
  const { HipChat, messages, hear } = page();
  const heard = [];
  HipChat.room.getRoomDetails((...args) => heard.push(args));
  HipChat.chat.appendMessage('hi');
  HipChat.dialog.open({ key: 'brew', options: { title: 'x' } });
  const [, getter, append, open] = messages();
  assert.deepEqual([getter.type, getter.eid, getter.mod, getter.fn, getter.args], ['req', ID, 'room', 'getRoomDetails', []]);
  assert.deepEqual([append.mod, append.fn, append.args], ['chat', 'appendMessage', ['hi']]);
  assert.deepEqual(open.args, [{ key: 'brew', options: { title: 'x' } }]);
  assert.equal(new Set([getter.mid, append.mid, open.mid]).size, 3);
  hear({ type: 'resp', mid: getter.mid, args: [null, { id: 7 }] }, { origin: 'https://evil.example.com' });
  hear({ type: 'resp', mid: getter.mid, args: [null, { id: 7 }] }, { source: {} });
  hear({ type: 'resp', mid: 'other', args: [null, 1] });
  hear({ type: 'resp', mid: getter.mid, args: [null, { id: 7 }] });
  hear({ type: 'resp', mid: getter.mid, args: [null, { id: 7 }] });
  assert.deepEqual(heard, [[null, { id: 7 }]]);
});

test('a call may be given away as a handler: what cannot be sent is left out', () => {
  const { HipChat, messages } = page();
  const event = { target: () => {} };
  event.self = event;
  const { close } = HipChat.dialog;
  close(event);
  HipChat.dialog.open({ key: 'brew', parameters: { a: 1, act: () => {} } });
  assert.deepEqual(messages().slice(1).map((one) => one.args), [[undefined], [{ key: 'brew', parameters: { a: 1 } }]]);
});

test('a later registration takes the place of the earlier one', () => {
  const { HipChat, messages, hear } = page();
  const heard = [];
  HipChat.register({ 'receive-parameters': (said) => heard.push(['first', said]), a: () => {} });
  HipChat.register({ 'receive-parameters': (said) => heard.push(['second', said]) });
  HipChat.register();
  hear({ type: 'evt', etyp: 'receive-parameters', evnt: { blend: 'assam' } });
  hear({ type: 'evt', etyp: 'toString', evnt: 1 });
  hear({ type: 'evt', etyp: 'a', evnt: 1 });
  assert.deepEqual(heard, [['second', { blend: 'assam' }]]);
  assert.deepEqual(messages().slice(1), [
    { type: 'event_query', eid: ID, args: ['receive-parameters', 'a'] },
    { type: 'event_query', eid: ID, args: ['receive-parameters'] },
  ]);
});

test('an event with a number can be replied to, another has one argument', () => {
  const { HipChat, messages, hear } = page();
  const given = [];
  HipChat.register({ 'dialog-button-click': (...args) => { given.push(args.length); args[1]?.(false); } });
  hear({ type: 'evt', etyp: 'dialog-button-click', evnt: { action: 'go' }, mid: 'host/1' });
  hear({ type: 'evt', etyp: 'dialog-button-click', evnt: { action: 'go' } });
  assert.deepEqual(given, [2, 1]);
  assert.deepEqual(messages().slice(2), [{ type: 'resp', eid: ID, mid: 'host/1', args: [false] }]);
});

test('keys that the page around wants to hear of are passed on', () => {
  const { messages, hear, emit } = page();
  const escape = { keyCode: 27, shiftKey: false };
  emit('keydown', escape);
  hear({ type: 'key_listen', keycode: 27, modifiers: [], action: 'add' });
  hear({ type: 'key_listen', keycode: 75, modifiers: ['ctrl'], action: 'add' });
  emit('keydown', escape);
  emit('keydown', { ...escape, shiftKey: true });
  emit('keydown', { ...escape, defaultPrevented: true });
  emit('keydown', { keyCode: 75, ctrlKey: true });
  hear({ type: 'key_listen', keycode: 27, modifiers: [], action: 'remove' });
  emit('keydown', escape);
  assert.deepEqual(messages().slice(1), [
    { type: 'key_listen', eid: ID, keycode: 27, modifiers: [] },
    { type: 'key_listen', eid: ID, keycode: 75, modifiers: ['ctrl'] },
  ]);
});

test('what the frame offers besides is there too', () => {
  const name = JSON.stringify({ extension_id: ID, origin: HOST, api: { tea: { pour: {} }, register: { x: {} }, chat: { sing: {} } }, options: {} });
  const { HipChat, messages } = page({ name });
  HipChat.tea.pour(1);
  HipChat.chat.sing();
  assert.equal(typeof HipChat.register, 'function');
  assert.deepEqual(messages().slice(1).map((one) => [one.mod, one.fn]), [['tea', 'pour'], ['chat', 'sing']]);
});

test('loaded twice, it is there once', () => {
  const { window, HipChat, messages } = page();
  vm.runInContext(SOURCE, window);
  assert.equal(window.HipChat, HipChat);
  assert.equal(messages().length, 1);
});

test('outside a view nothing is posted, nothing throws, and callbacks hear an error', async () => {
  for (const place of [{ framed: false }, { name: '' }, { name: 'tea' }, { name: '{}' }, { name: '7' }, { name: 'null' }, { name: '{"extension_id":"x","origin":"javascript:1"}' }, { query: '?xdmhost=tea' }, { query: '?xdmhost=javascript:1', name: '' }, { framed: false, query: `?xdmhost=${HOST}` }]) {
    const { HipChat, posted } = page({ name: '', ...place });
    HipChat.register({ a: () => {} });
    HipChat.broadcast('a', 1);
    HipChat.chat.appendMessage('x');
    const error = await new Promise((heard) => { HipChat.auth.withToken(heard); });
    assert.match(error.message, /not a view/);
    assert.deepEqual(posted, [], JSON.stringify(place));
  }
});

test('a configuration page tells how tall it is, to the origin in its address', () => {
  const { posted, HipChat } = page({ name: '', query: `?signed_request=x&xdmhost=${encodeURIComponent(`${HOST}/addons`)}` });
  HipChat.chat.focus();
  assert.deepEqual(posted, [[{ type: 'size', height: 322 }, HOST]]);
});

test('the debug script writes notes to the console, the other none', () => {
  assert.equal(page().notes.length, 0);
  assert.ok(page({ src: `${HOST}/atlassian-connect/all-debug.js?v=1` }).notes.length > 0);
});
