// The pure part of views in the page: wire, bridge, addresses, dialogs, openings, calls, tokens, endpoints.
// Run by test_connect_script.py with `node --test`, beside copies of the modules.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embedded, filled, used, viewed, withQuery } from './address.js';
import { PATIENCE, createBridge } from './bridge.js';
import { createCalls, perform } from './calls.js';
import { PRIMARY, calm, changed, drawn, over, plain, sizeIn } from './dialogs.js';
import { integrations, modulesOf, signedPath } from './endpoints.js';
import { byAction, byCall, byGlance, byLink } from './opening.js';
import { createTokens } from './tokens.js';
import { CALLS, frameName, isFrom, isShowable, originOf, read, sandbox } from './wire.js';

const SITE = 'https://kettle.example.com';
const HOST = 'https://chat.example.com';

// ---- wire

test('the name of a frame is JSON with its id, the calls, the origin of the page around and options', () => {
  const name = JSON.parse(frameName('a__b__1', HOST, { size: 'small' }));
  assert.deepEqual(Object.keys(name), ['extension_id', 'api', 'origin', 'options']);
  assert.deepEqual([name.extension_id, name.origin, name.options], ['a__b__1', HOST, { size: 'small' }]);
  assert.deepEqual(Object.keys(name.api), Object.keys(CALLS));
  assert.deepEqual(Object.keys(name.api.dialog), ['open', 'update', 'updatePrimaryAction', 'close']);
});

test('a frame keeps its own origin unless that is the one of the page around', () => {
  for (const [address, keeps] of [
    [`${SITE}/panel`, true],
    ['https://chat.example.com:8443/panel', true],
    ['http://chat.example.com/panel', true],
    [`${HOST}/files/1/page.html`, false],
    ['HTTPS://CHAT.example.com:443/', false],
    ['data:text/html,hello', false],
    ['javascript:alert(1)', false],
  ]) assert.equal(sandbox(address, HOST).includes('allow-same-origin'), keeps, address);
  assert.ok(!sandbox(`${SITE}/`, HOST).includes('top-navigation'));
});

test('a frame shows the web and data, and nothing else', () => {
  const shown = [`${SITE}/`, 'http://127.0.0.1:5000/x', 'data:text/html,x', 'javascript:alert(1)', 'file:///etc/passwd', 'blob:x', '//x', ''].map(isShowable);
  assert.deepEqual(shown, [true, true, true, false, false, false, false, false]);
  assert.deepEqual([originOf('data:text/html,x'), originOf('https://a.example.com:443/x')], [null, 'https://a.example.com']);
});

test('a message is from a frame when its window sent it from the origin of its address', () => {
  const window = {};
  const frame = { url: `${SITE}/panel?x=1`, window: () => window };
  for (const [origin, source, is] of [
    [SITE, window, true],
    [SITE, {}, false],
    [SITE, null, false],
    ['https://kettle.example.co', window, false], // the beginning of the address, but another origin
    ['https://evil.example.com', window, false],
    ['null', window, false],
  ]) assert.equal(isFrom({ origin, source }, frame), is, origin);
  assert.equal(isFrom({ origin: 'null', source: window }, { url: 'data:text/html,x', window: () => window }), false);
});

test('what is not whole is no message', () => {
  for (const [data, is] of [
    [{ type: 'init', eid: 'x' }, true],
    [{ type: 'req', eid: 'x', mid: '1', mod: 'chat', fn: 'focus', args: [] }, true],
    [{ type: 'req', eid: 'x', mid: 1, mod: 'chat', fn: 'focus', args: [] }, true],
    [{ type: 'req', eid: 'x', mid: '1', mod: 'chat', fn: 'focus' }, false],
    [{ type: 'req', eid: 'x', mid: '1', mod: {}, fn: 'focus', args: [] }, false],
    [{ type: 'resp', eid: 'x', mid: 'host/1', args: [false] }, true],
    [{ type: 'event_query', eid: 'x', args: ['a'] }, true],
    [{ type: 'event_query', eid: 'x', args: [1] }, false],
    [{ type: 'broadcast', eid: 'x', etyp: 'a' }, true],
    [{ type: 'key_listen', eid: 'x', keycode: 27, modifiers: [] }, true],
    [{ type: 'constructor', eid: 'x' }, false],
    [{ type: 'init' }, false],
    ['init', false],
    [null, false],
  ]) assert.equal(read(data) !== null, is, JSON.stringify(data));
});

// ---- bridge

function stage(answer = () => {}) {
  const clock = { at: 0 };
  const keys = [];
  const bridge = createBridge({ answer, now: () => clock.at, pressed: (frame, key) => keys.push([frame.id, key.keycode]) });
  const frame = (id, key, addon = 'kettle', url = `${SITE}/${key}`) => {
    const window = {};
    const heard = [];
    bridge.add({ id, addon, key, url, window: () => window, post: (message) => heard.push(message) });
    const say = (message, from = {}) => bridge.receive({ origin: SITE, source: window, data: { eid: id, ...message }, ...from });
    return { heard, say, window, events: () => heard.map((one) => [one.etyp, one.evnt]) };
  };
  return { bridge, clock, keys, frame };
}

test('only a view that began is answered, and only while its frame is there', () => {
  const asked = [];
  const { bridge, frame } = stage((_frame, request, respond) => asked.push([request.mod, request.fn, request.args, respond]));
  const view = frame('f1', 'panel');
  const request = { type: 'req', mid: 'p/1', mod: 'room', fn: 'getRoomDetails', args: [] };
  view.say(request);
  assert.equal(asked.length, 0);
  assert.equal(view.say({ type: 'init' }, { source: {} }), false);
  assert.equal(view.say({ type: 'init' }, { origin: 'https://evil.example.com' }), false);
  assert.equal(bridge.isThere('f1'), false);
  view.say({ type: 'init' });
  assert.equal(bridge.isThere('f1'), true);
  assert.equal(bridge.isThere('another'), false);
  assert.equal(view.say(request, { source: {} }), false);
  view.say(request);
  assert.deepEqual(asked[0].slice(0, 3), ['room', 'getRoomDetails', []]);
  asked[0][3](null, { id: 7 });
  assert.deepEqual(view.heard, [{ type: 'resp', mid: 'p/1', args: [null, { id: 7 }] }]);
  bridge.remove('f1');
  asked[0][3](null, { id: 7 });
  assert.equal(view.heard.length, 1);
});

test('an event waits for its view to listen, the latest only, and not for longer than thirty seconds', () => {
  for (const [told, wait, heard] of [
    [[['receive-parameters', 1]], PATIENCE - 1, [['receive-parameters', 1]]],
    [[['receive-parameters', 1]], PATIENCE, []],
    [[['receive-parameters', 1], ['receive-parameters', 2]], 0, [['receive-parameters', 2]]],
    [[['receive-parameters', 1], ['dialog-filter-changed', 2]], 0, [['dialog-filter-changed', 2]]],
    [[['receive-parameters', 1], ['other', 2]], 0, []],
  ]) {
    const { bridge, clock, frame } = stage();
    const view = frame('f1', 'panel');
    view.say({ type: 'init' });
    for (const [name, event] of told) bridge.tell('kettle', 'panel', name, event);
    clock.at += wait;
    view.say({ type: 'event_query', args: ['receive-parameters', 'dialog-filter-changed'] });
    assert.deepEqual(view.events(), heard);
    view.say({ type: 'event_query', args: ['receive-parameters'] });
    assert.deepEqual(view.events(), heard, 'once only');
  }
});

test('an event that waits is heard by the later of two registrations', () => {
  const { bridge, frame } = stage();
  const view = frame('f1', 'panel');
  view.say({ type: 'init' });
  bridge.tell('kettle', 'panel', 'receive-parameters', { blend: 'assam' });
  view.say({ type: 'event_query', args: ['glance-update'] });
  assert.deepEqual(view.events(), []);
  view.say({ type: 'event_query', args: ['receive-parameters'] });
  assert.deepEqual(view.events(), [['receive-parameters', { blend: 'assam' }]]);
  bridge.tell('kettle', 'panel', 'receive-parameters', undefined);
  assert.deepEqual(view.events()[1], ['receive-parameters', undefined]);
});

test('what goes to all views of an add-on goes to those that are open and listen', () => {
  const { bridge, frame } = stage();
  const [panel, dialog, foreign, late] = [frame('f1', 'panel'), frame('f2', 'dialog'), frame('f3', 'panel', 'pot'), frame('f4', 'late')];
  for (const view of [panel, dialog, foreign]) {
    view.say({ type: 'init' });
    view.say({ type: 'event_query', args: ['glance-update', 'tea'] });
  }
  bridge.tellAll('kettle', 'glance-update', 1);
  late.say({ type: 'init' });
  late.say({ type: 'event_query', args: ['glance-update'] });
  panel.say({ type: 'broadcast', etyp: 'tea', evnt: 2 });
  assert.deepEqual([panel, dialog, foreign, late].map((view) => view.events()), [[['glance-update', 1]], [['glance-update', 1], ['tea', 2]], [], []]);
});

test('a reply to an event is heard once, from the view that was asked', () => {
  const { bridge, frame } = stage();
  const [view, other] = [frame('f1', 'dialog'), frame('f2', 'panel')];
  for (const one of [view, other]) {
    one.say({ type: 'init' });
    one.say({ type: 'event_query', args: ['dialog-button-click'] });
  }
  const replies = [];
  bridge.tell('kettle', 'dialog', 'dialog-button-click', { action: 'go' }, (said) => replies.push(said));
  const { mid } = view.heard[0];
  other.say({ type: 'resp', mid, args: [true] });
  view.say({ type: 'resp', mid, args: [false] });
  view.say({ type: 'resp', mid, args: [true] });
  assert.deepEqual(replies, [false]);
});

test('another frame of a module takes the place of the one before, and begins anew', () => {
  const { bridge, frame } = stage();
  const before = frame('f1', 'panel');
  before.say({ type: 'init' });
  before.say({ type: 'event_query', args: ['a'] });
  const after = frame('f2', 'panel');
  assert.equal(before.say({ type: 'event_query', args: ['a'] }), false);
  assert.equal(bridge.listens('kettle', 'panel', 'a'), false);
  after.say({ type: 'init' });
  after.say({ type: 'event_query', args: ['a'] });
  assert.equal(bridge.listens('kettle', 'panel', 'a'), true);
  after.say({ type: 'init' }); // the frame went on to another page
  assert.equal(bridge.listens('kettle', 'panel', 'a'), false);
});

test('keys of a view are passed on', () => {
  const { keys, frame } = stage();
  const view = frame('f1', 'dialog');
  view.say({ type: 'init' });
  view.say({ type: 'key_listen', keycode: 27, modifiers: [] });
  assert.deepEqual(keys, [['f1', 27]]);
});

// ---- addresses

test('variables are filled in, encoded, of a repeated one the first; a missing one is empty', () => {
  const values = { message: { body: 'two & more {mid}', sender: { name: 'Robin' }, count: 2, media: { a: [1] } }, mid: 'x' };
  for (const [address, wanted] of [
    ['/a?b={message.body}', '/a?b=two%20%26%20more%20%7Bmid%7D'],
    ['/a?b={message.count}&c={message.nothing}', '/a?b=2&c='],
    ['/a/{message.media}', '/a/%7B%22a%22%3A%5B1%5D%7D'],
    ['/{message.sender.name}/{message.sender.name}', '/Robin/{message.sender.name}'],
    ['/{message.toString}/{__proto__}', '//'],
    ['/plain', '/plain'],
  ]) assert.equal(filled(address, values), wanted);
  assert.equal(filled('/{a}', { a: '\ud800' }), '/%EF%BF%BD');
});

test('the host is sent the texts of the variables that an address uses', () => {
  assert.deepEqual(used('/a?b={message.body}&c={n}&d={n}', { message: { body: 'tea' }, n: { x: 1 }, other: 1 }), { 'message.body': 'tea', n: '{"x":1}' });
});

test('parameters are added or replaced, all others stay as they are', () => {
  for (const [address, wanted] of [
    ['/a', '/a?theme=dark'],
    ['/a?x=%20&theme=light#top', '/a?x=%20&theme=dark#top'],
    ['/a?x&y=1+2&th%65me=1', '/a?x&y=1+2&theme=dark'],
    ['/a?%=1', '/a?%=1&theme=dark'],
  ]) assert.equal(withQuery(address, { theme: 'dark' }), wanted);
  assert.equal(viewed(`${SITE}/p?a=1`, 'dark'), `${SITE}/p?a=1&connect_client_api_version=1&theme=dark`);
  assert.equal(viewed('data:text/html,x', 'dark'), 'data:text/html,x');
});

// ---- dialogs

const DECLARED = {
  style: 'warning',
  size: 'small',
  primaryAction: { name: { value: 'Order' }, key: 'order', enabled: false },
  secondaryActions: [{ name: { value: 'Back' } }],
  hint: { value: 'Free refills' },
  filter: { placeholder: { value: 'Find' } },
};

test('a dialog is drawn as declared', () => {
  assert.deepEqual(drawn(plain({ value: 'Brew' }, DECLARED)), {
    title: 'Brew',
    isWarning: true,
    primary: { name: 'Order', key: 'order', isEnabled: false },
    secondary: [{ name: 'Back', key: null, isEnabled: true }],
    hint: 'Free refills',
    filter: { placeholder: 'Find' },
  });
});

test('a dialog without secondary actions has a link to close it, with an empty list none', () => {
  const secondary = (options) => drawn(plain('x', options)).secondary;
  assert.deepEqual(secondary({}), [{ name: 'Close', key: null, isEnabled: true }]);
  assert.deepEqual(secondary(undefined), [{ name: 'Close', key: null, isEnabled: true }]);
  assert.deepEqual(secondary({ secondaryActions: [] }), []);
  assert.equal(drawn(plain('x', { primaryAction: { name: 'Go' } })).primary.key, PRIMARY);
  assert.deepEqual(drawn(plain('x', { filter: {} })).filter, { placeholder: '' });
});

test('what a view says at runtime is merged over it, plain texts only, unknown members ignored', () => {
  const base = plain('Brew', DECLARED);
  for (const [said, wanted] of [
    [{ title: 'New' }, { title: 'New' }],
    [{ title: { value: 'New' } }, { title: 'Brew' }],
    [{ key: 'x', unknown: 1 }, {}],
    [null, {}],
    ['x', {}],
    [{ options: { hint: 'h', unknown: 1 } }, { hint: 'h' }],
    [{ options: { hint: { value: 'h' } } }, { hint: null }],
    [{ options: { primaryAction: { enabled: true } } }, { primary: { name: 'Order', key: 'order', isEnabled: true } }],
    [{ options: { secondaryActions: [{ name: 'A', key: 'a' }] } }, { secondary: [{ name: 'A', key: 'a', isEnabled: true }] }],
    [{ options: { filter: { placeholder: 'p' } } }, { filter: { placeholder: 'p' } }],
  ]) {
    const now = drawn(changed(base, said));
    assert.deepEqual(now, { ...drawn(base), ...wanted }, JSON.stringify(said));
  }
  assert.deepEqual(over({ a: 1 }, JSON.parse('{"__proto__": {"b": 1}, "c": 2}')), { a: 1, c: 2 });
});

test('sizes are of the guidelines, or pixels and percent within the window', () => {
  const window = { width: 1000, height: 760 };
  for (const [size, wanted] of [
    [undefined, [600, 400]],
    ['small', [400, 240]],
    ['xlarge', [980, 600]],
    ['huge', [600, 400]],
    ['toString', [600, 400]],
    [{ width: '500px', height: '300px' }, [500, 300]],
    [{ width: '5000px', height: '5000px' }, [1000, 600]],
    [{ width: '50%', height: '200%' }, [500, 600]],
    [{ width: '30em', height: '300' }, [600, 400]],
    [{ width: 300 }, [600, 400]],
  ]) {
    const { width, height } = sizeIn(size, window);
    assert.deepEqual([width, height], wanted, JSON.stringify(size));
  }
  assert.deepEqual(sizeIn('large', { width: 320, height: 300 }), { width: 320, height: 140 });
  const logged = [];
  sizeIn({ width: '30em', height: '1px' }, window, (said) => logged.push(said));
  assert.equal(logged.length, 1);
});

test('typing is heard once it pauses', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const heard = [];
  const typed = calm((text) => heard.push(text));
  typed('a');
  context.mock.timers.tick(249);
  typed('as');
  context.mock.timers.tick(249);
  assert.deepEqual(heard, []);
  context.mock.timers.tick(1);
  assert.deepEqual(heard, ['as']);
});

// ---- openings

const MODULES = [
  { addon: 'kettle', kind: 'webPanel', key: 'panel' },
  { addon: 'kettle', kind: 'dialog', key: 'brew' },
  { addon: 'kettle', kind: 'externalPage', key: 'log' },
  { addon: 'kettle', kind: 'glance', key: 'heat', target: 'panel' },
  { addon: 'kettle', kind: 'glance', key: 'object', target: { key: 'panel' } },
  { addon: 'kettle', kind: 'glance', key: 'round', target: 'round' },
  { addon: 'kettle', kind: 'action', key: 'make', target: { key: 'heat', options: { title: 'x' } } },
  { addon: 'pot', kind: 'dialog', key: 'pour' },
];
const seen = (found) => found && [found.module.key, found.head?.key ?? null, found.event, found.values];

test('a glance opens its target and tells nothing; an object, none, or a circle opens nothing', () => {
  for (const [glance, wanted] of [[3, ['panel', 'heat', null, {}]], [4, null], [5, null]]) {
    assert.deepEqual(seen(byGlance(MODULES, MODULES[glance])), wanted);
  }
  assert.equal(byGlance(MODULES, { addon: 'kettle', kind: 'glance', key: 'static' }), null);
  assert.equal(byGlance(MODULES, { addon: 'kettle', kind: 'glance', key: 'x', target: 'pour' }), null);
});

test('an action opens its target, tells it under its own name, and fills its variables', () => {
  const message = { body: 'tea', mid: 'm1' };
  assert.deepEqual(seen(byAction(MODULES, MODULES[6], message)), ['panel', 'heat', { name: 'make', event: message }, { message }]);
  assert.deepEqual(seen(byAction(MODULES, MODULES[6])), ['panel', 'heat', { name: 'make', event: {} }, {}]);
  assert.equal(byAction(MODULES, MODULES[6]).overrides, null);
  assert.equal(byAction(MODULES, { ...MODULES[6], target: 'pour' }), null);
});

test('a link opens a module of the add-on that sent the notification', () => {
  const parameters = { body: 'tea' };
  const sender = { type: 'addon', id: 'kettle' };
  const receive = (event) => ({ name: 'receive-parameters', event });
  for (const [link, wanted] of [
    [{ sender, target: 'brew' }, ['brew', null, receive(parameters), { message: parameters }]],
    [{ sender, target: 'kettle:brew' }, ['brew', null, receive(parameters), { message: parameters }]],
    [{ sender, target: 'pot:pour' }, null],
    [{ sender, target: 'pour' }, null],
    [{ sender: { type: 'user', id: 'kettle' }, target: 'brew' }, null],
    [{ target: 'brew' }, null],
    [{ sender, target: 'heat', options: '{"parameters":{"a":1}}' }, ['panel', 'heat', receive({ a: 1 }), { message: parameters }]],
    [{ sender, target: 'brew', options: '{"urlTemplateValues":{"b":2}}' }, ['brew', null, receive(parameters), { b: 2 }]],
    [{ sender, target: 'brew', options: '{' }, ['brew', null, receive(parameters), { message: parameters }]],
    [{ sender, target: 'brew', options: '[]' }, ['brew', null, receive(parameters), { message: parameters }]],
  ]) assert.deepEqual(seen(byLink(MODULES, { parameters, ...link })), wanted, JSON.stringify(link));
});

test('a link may still show its address in a dialog from before HipChat Connect', () => {
  const sender = { type: 'addon', id: 'kettle' };
  const href = `${SITE}/old?a=1`;
  for (const [link, wanted] of [
    [{ href }, ['', { width: '600px', height: '400px' }, undefined]],
    [{ href, options: '{"width":300,"height":"50%","header":"Tea","chrome":false}' }, ['Tea', { width: '300px', height: '50%' }, []]],
    [{}, null],
    [{ href, sender: { type: 'user', id: 'kettle' } }, null],
  ]) {
    const found = byLink(MODULES, { sender, target: 'dialog', ...link });
    const { title, options } = found?.module ?? {};
    assert.deepEqual(found && [title, options.size, options.secondaryActions], wanted, JSON.stringify(link));
  }
  assert.equal(embedded(href, HOST, 'x'), `${href}&xdm_e=https%3A%2F%2Fchat.example.com&xdm_c=channel-x&cp=&lic=none&embedded=true`);
});

test('a call opens modules of its own add-on and of its own kinds', () => {
  const receive = (event) => ({ name: 'receive-parameters', event });
  for (const [kinds, said, wanted] of [
    [['dialog'], { key: 'brew', parameters: { a: 1 }, urlTemplateValues: { b: 2 }, more: 3 }, ['brew', null, receive({ a: 1 }), { b: 2 }]],
    [['dialog'], { key: 'brew' }, ['brew', null, receive(undefined), {}]],
    [['dialog'], { key: 'panel' }, null],
    [['dialog'], { key: 'pour' }, null],
    [['dialog'], {}, null],
    [['dialog'], undefined, null],
    [['dialog'], 'brew', null],
    [['webPanel', 'glance'], { key: 'heat' }, ['panel', 'heat', receive(undefined), {}]],
    [['webPanel', 'glance'], { key: 'brew' }, null],
  ]) assert.deepEqual(seen(byCall(MODULES, 'kettle', kinds, said)), wanted, JSON.stringify(said));
});

// ---- calls

function desk(scopes = ['view_room'], more = {}) {
  const done = [];
  const noted = (name) => (...args) => { done.push([name, ...args]); };
  const page = Object.fromEntries(['appendMessage', 'focusInput', 'addFile', 'openRoom', 'openPerson', 'createRoom', 'invite', 'viewFile'].map((name) => [name, noted(name)]));
  const views = Object.fromEntries(['openDialog', 'updateDialog', 'closeDialog', 'openPanel', 'closePanel'].map((name) => [name, noted(name)]));
  const getters = { roomDetails: () => ({ id: 7 }), participants: async () => ({ members: [], guests: [] }), currentUser: () => ({ id: 1 }) };
  const calls = createCalls({ views, scopes: () => scopes, token: async () => 'jwt', page: { ...page, ...getters, ...more.page }, ...more.calls });
  const run = async (mod, fn, ...args) => {
    done.length = 0;
    await perform(calls, { addon: 'kettle', key: 'panel' }, { mod, fn, args }, noted('respond'));
    return done.slice();
  };
  return { calls, run };
}

test('there is a function for each call that is offered, and for no other', () => {
  const { calls } = desk();
  assert.deepEqual(Object.fromEntries(Object.entries(calls).map(([mod, functions]) => [mod, Object.keys(functions).sort()])), Object.fromEntries(Object.entries(CALLS).map(([mod, names]) => [mod, [...names].sort()])));
});

test('calls do what they say, with what makes sense of their arguments', async () => {
  const { run } = desk();
  for (const [call, wanted] of [
    [['auth', 'withToken'], [['respond', null, 'jwt']]],
    [['chat', 'appendMessage', 'hi'], [['appendMessage', 'hi']]],
    [['chat', 'appendMessage', { x: 1 }], [['appendMessage', '']]],
    [['chat', 'appendMessage'], [['appendMessage', '']]],
    [['chat', 'focus'], [['focusInput']]],
    [['chat', 'addFileForUploadWithBase64', 'data:image/png;base64,AA==', 'a.png'], [['addFile', 'data:image/png;base64,AA==', 'a.png']]],
    [['chat', 'addFileForUploadWithBase64', 'https://x.example.com/', 'a.png'], []],
    [['dialog', 'open', { key: 'brew' }], [['openDialog', 'kettle', { key: 'brew' }]]],
    [['dialog', 'update', { title: 'x' }], [['updateDialog', 'kettle', { title: 'x' }]]],
    [['dialog', 'updatePrimaryAction', { enabled: false, other: 1 }], [['updateDialog', 'kettle', { options: { primaryAction: { enabled: false } } }]]],
    [['dialog', 'updatePrimaryAction'], []],
    [['dialog', 'close'], [['closeDialog', 'kettle']]],
    [['sidebar', 'openView', { key: 'panel' }], [['openPanel', 'kettle', { key: 'panel' }]]],
    [['sidebar', 'closeView'], [['closePanel', 'kettle']]],
    [['room', 'getRoomDetails'], [['respond', null, { id: 7 }]]],
    [['room', 'getParticipants'], [['respond', null, { members: [], guests: [] }]]],
    [['room', 'open', { roomId: 7, message: 'hi', other: 1 }], [['openRoom', { roomId: 7 }], ['appendMessage', 'hi']]],
    [['room', 'open', { userMentionName: 'Ann' }], [['openPerson', { userMentionName: 'Ann' }]]],
    [['room', 'open', 7], []],
    [['room', 'create'], [['createRoom', { name: '', topic: '', privacy: 'public' }]]],
    [['room', 'create', 'Tea', 'Leaves', 'private'], [['createRoom', { name: 'Tea', topic: 'Leaves', privacy: 'private' }]]],
    [['room', 'invite', 7], [['invite', [7]]]],
    [['room', 'invite', ['1_7@chat.example.com', 'Ann', {}]], [['invite', ['1_7@chat.example.com', 'Ann']]]],
    [['room', 'invite', []], []],
    [['user', 'getCurrentUser'], [['respond', null, { id: 1 }]]],
    [['user', 'open', { userId: 1, message: 'hi' }], [['openPerson', { userId: 1 }], ['appendMessage', 'hi']]],
    [['file', 'openInFileViewer', { url: 'u' }], [['viewFile', { url: 'u' }, [{ url: 'u' }]]]],
    [['file', 'openInFileViewer'], []],
    [['sidebar', 'updateGlance', {}], []],
    [['constructor', 'call'], []],
  ]) assert.deepEqual(await run(...call), wanted, JSON.stringify(call));
});

test('getters say which scope is missing and which are there, as a text', async () => {
  const { run } = desk(['send_notification', 'view_group']);
  for (const [mod, fn] of [['room', 'getRoomDetails'], ['room', 'getParticipants'], ['user', 'getCurrentUser']]) {
    const [[, error, ...more]] = await run(mod, fn);
    assert.equal(typeof error, 'string');
    assert.match(error, /view_room.*send_notification, view_group/);
    assert.deepEqual(more, []);
  }
});

test('what fails tells its callback, and a message is still put into the input', async () => {
  const fails = () => { throw new Error('no'); };
  const { run } = desk(['view_room'], { page: { openRoom: fails, roomDetails: fails }, calls: { token: async () => fails() } });
  assert.deepEqual(await run('auth', 'withToken'), [['respond', { message: 'Unable to create token' }]]);
  assert.deepEqual(await run('room', 'getRoomDetails'), [['respond', { message: 'no' }]]);
  assert.deepEqual(await run('room', 'open', { roomName: 'Nowhere', message: 'hi' }), [['appendMessage', 'hi']]);
});

// ---- tokens

const token = (exp, name = 'x') => `h.${Buffer.from(JSON.stringify({ exp, name, text: 'ÿ?~' })).toString('base64url')}.s`;

test('a token is used again while more than two minutes are left of it', async () => {
  const asked = [];
  const clock = { at: 1_000_000 };
  const tokens = createTokens({ now: () => clock.at, ask: async (module) => ({ jwt: token(clock.at / 1000 + 3600, asked.push(module)) }) });
  const module = { room: 7, addon: 'kettle', key: 'panel', kind: 'webPanel' };
  const first = await tokens.get(module);
  clock.at += 3_479_000;
  assert.equal(await tokens.get(module), first);
  clock.at += 1_000;
  assert.notEqual(await tokens.get(module), first);
  assert.equal(asked.length, 2);
  await tokens.get({ ...module, room: 8 });
  await tokens.get({ ...module, key: 'brew' });
  await tokens.get({ ...module, addon: 'pot' });
  assert.equal(asked.length, 5);
  tokens.forget('kettle');
  await tokens.get({ ...module, addon: 'pot' });
  assert.equal(asked.length, 5);
  await tokens.get(module);
  assert.equal(asked.length, 6);
});

test('a token that cannot be had, or read, is not kept', async () => {
  const answers = [{}, { jwt: 'opaque' }, { jwt: 'opaque' }];
  const tokens = createTokens({ ask: async () => answers.shift() });
  await assert.rejects(tokens.get({ room: 7 }));
  assert.equal(await tokens.get({ room: 7 }), 'opaque');
  assert.equal(await tokens.get({ room: 7 }), 'opaque');
  assert.equal(answers.length, 0);
});

// ---- endpoints

test('the address of a signed address has room, add-on, attribute and kind, module, time, and values', () => {
  assert.equal(signedPath({ room: 7, addon: 'a.b', kind: 'dialog', key: 'x/y', values: { 'message.body': 'a b&c' } }, 5), '/v2/addon/signed-url/7/a.b/url%40dialog/x%2Fy/5?message.body=a+b%26c');
  assert.equal(signedPath({ room: 7, addon: 'a', kind: 'glance', key: 'g', attribute: 'query_url' }, 5), '/v2/addon/signed-url/7/a/query_url%40glance/g/5');
});

test('an add-on of the room goes before the same one of the group, and what is gone is left out', () => {
  const entry = (key, name, more) => ({ addon_key: key, name, ui_extensions: [{ type: 'dialog', key: 'd', title: 'Brew' }], ...more });
  const changedIntegrations = { global: [entry('a', 'all'), entry('b', 'all')], 7: [entry('a', 'seven'), { addon_key: 'c', is_deleted: true }], 8: [entry('d', 'eight')] };
  const found = integrations({ changedIntegrations }, 7);
  assert.deepEqual([...found.values()].map((one) => one.name), ['seven', 'all']);
  assert.deepEqual(modulesOf(found).map((one) => [one.addon, one.addonName, one.kind, one.key, one.name]), [['a', 'seven', 'dialog', 'd', 'Brew'], ['b', 'all', 'dialog', 'd', 'Brew']]);
});
