#!/usr/bin/env node
/* Two small Node clients of HipChat's REST API v2, hipchat-notifier and hipchat-room-notification-api, against a
 * host: BASE_URL (https, no /v2) [CA_FILE].
 *
 *   npm install hipchat-notifier@1.1.0 hipchat-room-notification-api@3.0.0
 *   hipgen host --seed seed.yaml
 *   node check_hipchat_notifier.js https://localhost:PORT ca.pem
 *
 * hipchat-notifier speaks HTTPS alone. Prints a line a call and a count; exits 1 when a call fails. Looks at what
 * the host holds after each call.
 */
const assert = require('node:assert');
const { count, trusting } = require('./checking.js');

const base = trusting();

const notifier = require('hipchat-notifier');
const RoomNotification = require('hipchat-room-notification-api');

const newest = async () => {
  const headers = { authorization: 'Bearer tok' };
  const answer = await fetch(`${base}/v2/room/1/history/latest?max-results=5`, { headers });
  const { items } = await answer.json();
  return items.reduce((one, other) => (one.date > other.date ? one : other));
};

const made = (room = 1, token = 'roomtok') => notifier.make(room, token, 'Oven', new URL(base).host, false);
const posted = (how, what, by = made()) => new Promise((done, fail) => {
  by[how](what, (error, response, body) => (error ? fail(error) : done({ status: response.statusCode, body })));
});
const has = async (wanted) => {
  const found = await newest();
  for (const [key, value] of Object.entries(wanted)) assert.deepStrictEqual(found[key], value, key);
};
const status = (answer, wanted) => assert.strictEqual(answer.status, wanted, JSON.stringify(answer.body));

const notification = (prepare, room = 1, token = 'roomtok') => {
  const one = new RoomNotification(base, room, token);
  prepare(one);
  return one.send();
};

const levels = { notice: 'gray', info: 'yellow', success: 'green', warning: 'purple', failure: 'red' };
const calls = Object.entries(levels).map(([level, color]) => [`hipchat-notifier: ${level}`, async () => {
  status(await posted(level, `${level} of the day`), 204);
  await has({ type: 'notification', message: `${level} of the day`, color, message_format: 'text' });
}]);
calls.push(
  ['hipchat-notifier: HTML is noticed', async () => {
    status(await posted('info', 'a <b>crust</b>'), 204);
    await has({ message: 'a <b>crust</b>', message_format: 'html' });
  }],
  ['hipchat-notifier: send, its defaults', async () => {
    status(await posted('send', {}), 204);
    await has({ message: 'bonjour!', message_format: 'text' });
    assert.notStrictEqual((await newest()).color, 'random');
  }],
  ['hipchat-notifier: send, nothing left to default', async () => {
    const card = { style: 'application', id: 'loaf', title: 'A loaf' };
    const body = { message: 'whole', from: 'Shelf', color: 'green', message_format: 'html', notify: true, card };
    status(await posted('send', body), 204);
    await has({ message: 'whole', color: 'green', message_format: 'html' });
    assert.strictEqual(JSON.parse((await newest()).card).title, 'A loaf');
  }],
  ['hipchat-notifier: no name of its own', async () => {
    const one = made();
    one.setFrom('');
    one.setNotify(true);
    status(await posted('success', 'nameless', one), 204);
    await has({ message: 'nameless' });
  }],
  ['hipchat-notifier: a room by its name', async () => {
    status(await posted('success', 'by name', made('Dev%20Room')), 204);
    await has({ message: 'by name' });
  }],
  ['hipchat-notifier: a wrong token', async () => {
    const answer = await posted('info', 'x', made(1, 'nothing'));
    status(answer, 401);
    assert.strictEqual(answer.body.error.code, 401);
  }],
  ['hipchat-notifier: a room that the token is not for', async () => {
    const answer = await posted('info', 'x', made(2));
    assert.ok([403, 404].includes(answer.status), `answered ${answer.status}`);
  }],
  ['hipchat-notifier: no such room', async () => {
    const answer = await posted('info', 'x', made('Nowhere', 'tok'));
    status(answer, 404);
    assert.strictEqual(answer.body.error.message, 'Room Nowhere not found');
  }],
  ['hipchat-notifier: no such colour', async () => {
    status(await posted('send', { message: 'x', color: 'mauve' }), 400);
  }],
  ['hipchat-room-notification-api: a message', async () => {
    await notification((one) => one.setMessage('plain <i>rye</i>'));
    await has({ message: 'plain <i>rye</i>', message_format: 'html', color: 'yellow' });
  }],
  ['hipchat-room-notification-api: text', async () => {
    await notification((one) => {
      one.setTextMessageFormat();
      one.setFrom('Shelf');
      one.setColor('purple');
      one.shouldNotify();
      one.setMessage('for @Ann');
    });
    await has({ message: 'for @Ann', message_format: 'text', color: 'purple' });
    assert.deepStrictEqual((await newest()).mentions.map((person) => person.mention_name), ['Ann']);
  }],
  ['hipchat-room-notification-api: a card with everything', async () => {
    const icon = 'https://example.com/loaf.png';
    await notification((one) => {
      one.setMessage('a card');
      one.addCard('batch-7', 'application', 'Batch 7');
      one.addCardThumbnailDetails(icon, icon, 64, 48);
      one.addActivityWithIconDetails('<b>Batch 7</b> rose', icon, icon);
      one.setCardToMediumFormat();
      one.addCardUrl('https://example.com/batch/7');
      one.addCardDescription('forty <b>loaves</b>', 'html');
      one.addCardAttribute('shelf', 'two', 'lozenge-success');
      one.addCardAttributeWithUrl('recipe', 'rye', 'lozenge', 'https://example.com/rye');
      one.addCardAttributeWithIcon('baker', 'Ann', 'lozenge-current', { url: icon });
      one.addCardAttributeWithIconAndUrl('taster', 'Bob', 'lozenge-moved', { url: icon }, 'https://example.com/bob');
      one.addCardIconDetails(icon, icon);
    });
    const card = JSON.parse((await newest()).card);
    assert.deepStrictEqual(
      [card.id, card.title, card.format, card.attributes.map((one) => one.label), card.description.value],
      ['batch-7', 'Batch 7', 'medium', ['shelf', 'recipe', 'baker', 'taster'], 'forty <b>loaves</b>'],
    );
  }],
  ['hipchat-room-notification-api: a compact card', async () => {
    await notification((one) => {
      one.setMessage('small');
      one.addCard('batch-8', 'link', 'Batch 8');
      one.addCardThumbnail('https://example.com/loaf.png');
      one.addActivity('<b>Batch 8</b>');
      one.setCardToCompactFormat();
      one.addCardIcon('https://example.com/loaf.png');
    });
    assert.strictEqual(JSON.parse((await newest()).card).format, 'compact');
  }],
  ['hipchat-room-notification-api: a wrong token', async () => {
    await assert.rejects(notification((one) => one.setMessage('x'), 1, 'nothing'), /401/);
  }],
  ['hipchat-room-notification-api: no such room', async () => {
    await assert.rejects(notification((one) => one.setMessage('x'), 99, 'tok'), /404/);
  }],
);

count(calls);
