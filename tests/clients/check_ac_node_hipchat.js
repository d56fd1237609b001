#!/usr/bin/env node
/* The REST client inside ac-koa-hipchat (its package is ac-node-hipchat) against a host: BASE_URL (no /v2) [CA_FILE].
 *
 *   npm install --ignore-scripts ac-koa-hipchat@0.2.20
 *   hipgen host --seed seed.yaml
 *   node check_ac_node_hipchat.js http://localhost:PORT
 *
 * Stands where an add-on would, with a person's token in its token cache, so that it may call more than an add-on
 * can. Calls every method but those that ask for an add-on's token (the glance updates) and the two that send links
 * with PUT, which HipChat never took. Prints a line a call and a count; exits 1 when a call fails.
 */
const assert = require('node:assert');
const { count, trusting } = require('./checking.js');

const base = trusting();

const { RestClient } = require('ac-node-hipchat');

const rest = RestClient();
const cache = { get: async () => ({ access_token: 'tok' }), set: async () => {} };
const tenant = { id: 'nobody', secret: 'none', links: { api: `${base}/v2`, token: `${base}/v2/oauth/token` } };
const client = rest.forTenant(tenant, cache, []);
const [room, ann] = [client.forRoom('Dev Room'), client.forUser('@Ann')];

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const same = (found, ...wanted) => assert.deepStrictEqual(found, wanted);
const newest = (page) => page.items.reduce((one, other) => (one.date > other.date ? one : other));
const names = (page) => page.items.map((one) => one.name).sort();
let hook;

const calls = {
  async getCapabilities() {
    const found = await rest.getCapabilities(`${base}/v2/capabilities`);
    same([found.links.self, found.links.api], `${base}/v2/capabilities`, `${base}/v2`);
  },
  async getSession() {
    const { access_token: token, scopes } = await client.getSession('tok');
    same([token, scopes.includes('admin_group')], 'tok', true);
  },
  async getEmoticons() {
    const { items } = await client.getEmoticons({ maxResults: 1000, type: 'group' });
    assert.ok(items.some((one) => one.shortcut === 'dog'));
  },
  async getEmoticon() {
    const found = await client.getEmoticon('dog');
    same([found.id, found.shortcut, found.width], 1, 'dog', 30);
  },
  async getRooms() {
    const [first, others] = [await client.getRooms({ maxResults: 1 }), await client.getRooms({ startIndex: 1 })];
    same([...names(first), ...names(others)].sort(), 'Dev Room', 'X');
    same([first.maxResults, others.startIndex, 'next' in first.links, 'next' in others.links], 1, 1, true, false);
  },
  async getRoom() {
    const found = await room.getRoom({ expand: 'owner' });
    same([found.id, found.owner.email], 1, 'bob@example.com');
  },
  async createRoom() {
    const asked = { name: 'Granary', topic: 'sacks', privacy: 'private', guestAccess: true, ownerUserId: 1 };
    const { id } = await client.createRoom(asked);
    const found = await client.getRoom(id);
    same([found.name, found.topic, found.privacy, found.is_guest_accessible], 'Granary', 'sacks', 'private', true);
  },
  async updateRoom() {
    const { topic, privacy } = await client.getRoom('Granary');
    const asked = { name: 'Silo', topic, privacy, isArchived: false, isGuestAccessible: false, owner: { id: '@Bob' } };
    await client.updateRoom('Granary', asked);
    same([(await client.getRoom('Silo')).is_guest_accessible], false);
  },
  async addRoomMember() {
    await client.addRoomMember('Silo', '@Ann');
    same((await client.getRoomMembers('Silo')).items.map((one) => one.mention_name).sort(), 'Ann', 'Bob');
  },
  async removeRoomMember() {
    await client.removeRoomMember('Silo', 'ann@example.com');
    same((await client.getRoomMembers('Silo')).items.map((one) => one.mention_name), 'Bob');
  },
  async deleteRoom() {
    await client.deleteRoom('Silo');
    await assert.rejects(client.getRoom('Silo'), /404.*Room Silo not found/);
  },
  async getRoomStatistics() {
    assert.strictEqual(typeof (await room.getRoomStatistics()).messages_sent, 'number');
  },
  async setRoomTopic() {
    await room.setRoomTopic('crumbs & crusts');
    same([(await room.getRoom()).topic], 'crumbs & crusts');
  },
  async sendNotification() {
    await room.sendNotification('flour', { from: 'Mill', color: 'gray', notify: true, format: 'text' });
    const found = newest(await room.getRecentRoomHistory({ maxResults: 5 }));
    same([found.message, found.color, found.message_format, found.type], 'flour', 'gray', 'text', 'notification');
  },
  async 'sendNotification: a card'() {
    await room.sendNotification('<b>rye</b>', { card: { style: 'link', id: 'rye', title: 'Rye', url: 'https://example.com' } });
    const found = newest(await room.getRoomHistory({ maxResults: 100 }));
    same([found.message, found.color, JSON.parse(found.card).title], '<b>rye</b>', 'yellow', 'Rye');
  },
  async getRoomMessage() {
    const { id } = newest(await room.getRecentRoomHistory());
    const { message } = await room.getRoomMessage(id);
    same([message.id, message.message], id, '<b>rye</b>');
  },
  async replyToMessage() {
    const { id } = newest(await room.getRecentRoomHistory());
    await room.replyToMessage(id, 'with caraway');
    assert.match(newest(await room.getRecentRoomHistory()).message, /with caraway/);
  },
  async createWebhook() {
    const asked = { event: 'room_message', name: 'rye', url: 'http://127.0.0.1:9/hook', pattern: '^/rye' };
    hook = (await room.createWebhook(asked)).id;
    assert.strictEqual(typeof hook, 'number');
  },
  async getWebhooks() {
    same((await room.getWebhooks()).items.map((one) => one.id), hook);
  },
  async getWebhook() {
    const found = await room.getRoomWebhook(hook);
    same([found.name, found.event, found.pattern, found.url], 'rye', 'room_message', '^/rye', 'http://127.0.0.1:9/hook');
  },
  async deleteWebhook() {
    await room.deleteRoomWebhook(hook);
    same((await room.getWebhooks()).items);
  },
  async getUsers() {
    same((await client.getUsers({ expand: 'items' })).items.map((one) => one.email).sort(), 'ann@example.com', 'bob@example.com');
  },
  async createUser() {
    const { id } = await client.createUser({ name: 'Cleo Voss', email: 'cleo@example.com', mentionName: 'Cleo', timezone: 'UTC' });
    same([(await client.getUser(id)).mention_name], 'Cleo');
  },
  async updateUser() {
    await client.updateUser('@Cleo', { name: 'Cleo V', email: 'cleo@example.com', mentionName: 'Cleo', title: 'Miller' });
    const found = await client.getUser('cleo@example.com');
    same([found.name, found.title], 'Cleo V', 'Miller');
  },
  async updateUserPhoto() {
    await client.updateUserPhoto('@Cleo', PNG);
    assert.match((await client.getUser('@Cleo')).photo_url, /^https?:/);
  },
  async deleteUserPhoto() {
    await client.deleteUserPhoto('@Cleo');
  },
  async deleteUser() {
    await client.deleteUser('@Cleo');
    const gone = await client.getUser('@Cleo').catch((error) => error);
    assert.ok(gone.is_deleted === true || /404/.test(gone.message), JSON.stringify(gone));
  },
  async getRecentPrivateChatHistory() {
    same((await ann.getRecentPrivateChatHistory({ maxResults: 5 })).items);
  },
  async getPrivateChatMessage() {
    const none = '00000000-0000-4000-8000-000000000000';
    await assert.rejects(ann.getPrivateChatMessage(none), /404/);
  },
  async 'a wrong token'() {
    await assert.rejects(rest.getRooms(`${base}/v2/room`, 'nothing'), /401.*Invalid OAuth session/);
  },
  async deleteSession() {
    await client.deleteSession('tok');
    await assert.rejects(client.getRooms(), /401/);
  },
};

count(Object.entries(calls));
