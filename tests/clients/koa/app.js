/* An add-on on ac-koa-hipchat 0.2, the framework untouched: what the framework does by itself (descriptor,
 * install, token, uninstall, checking signatures) is left to it.
 *
 *   npm install --ignore-scripts
 *   PORT=8000 LOCAL_BASE_URL=http://127.0.0.1:8000 node app.js
 *
 * Listens on every interface, as the framework does; its descriptor is at /addon/capabilities. No setting names
 * the host: a list of hosts (`hosts` in package.json) would shut others out, and there is none.
 */
const ack = require('ac-koa').require('hipchat');
const pkg = require('./package.json');

const config = { ...pkg, development: { port: 3000, localBaseUrl: 'http://127.0.0.1:$PORT' } };
const app = ack(config, { store: 'MemoryStore' });
const addon = app.addon()
  .hipchat()
  .allowGlobal(true)
  .allowRoom(true)
  .fromName('Kettle')
  .scopes('send_notification', 'view_room');

addon.webhook('room_message', /^\/kettle\b/, function* answer() {
  yield this.roomClient.sendNotification(`96 degrees, ${this.sender.name}`, { format: 'text', color: 'green' });
});
addon.glance('kettle.glance', 'Kettle', '/kettle.png', 'kettle.panel', '/glance');
addon.webPanel('kettle.panel', 'Kettle', 'hipchat.sidebar.right', '/panel');

addon.onWebhook('install', function* greet() {
  if (this.roomClient) yield this.roomClient.sendNotification('The kettle is in the room', { format: 'text' });
});

addon.get('/glance', addon.authenticate(), function* glance() {
  this.set('Access-Control-Allow-Origin', '*');
  this.body = {
    label: { type: 'html', value: `Kettle in room <b>${this.authentication.context.room_id}</b>` },
    status: { type: 'lozenge', value: { label: 'WARM', type: 'success' } },
    metadata: { room: this.authentication.context.room_id },
  };
});

const escaped = (text) => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);

addon.get('/panel', addon.authenticate(), function* panel() {
  const { context, userId } = this.authentication;
  const seen = { context, group: this.tenant.group, room: this.tenant.room, user: userId };
  this.type = 'html';
  this.body = `<!doctype html><title>Kettle</title>
<script src="${this.locals.tenantScriptUrl}"></script>
<pre id="seen">${escaped(JSON.stringify(seen))}</pre>`;
});

// What the framework knows of an installation, for the tests to see that uninstalling left nothing.
addon.get('/installations/:id', function* installation() {
  const found = yield app.store.narrow('tenant').get(this.params.id);
  this.status = found ? 200 : 404;
});

app.listen();
