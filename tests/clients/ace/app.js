/* An add-on on atlassian-connect-express-hipchat 0.3, the framework untouched: what the framework does by itself
 * (install, token, uninstall, checking signatures) is left to it.
 *
 *   npm install --ignore-scripts        # a dependency of the framework fetches a tunnel when it is installed
 *   PORT=8000 AC_LOCAL_BASE_URL=http://127.0.0.1:8000 node app.js
 *
 * Listens on loopback; its descriptor is at /atlassian-connect.json. No setting names the host.
 */
const bodyParser = require('body-parser');
const express = require('express');
const request = require('request');
const ac = require('atlassian-connect-express');
const hipchat = require('atlassian-connect-express-hipchat');

const app = express();
const addon = ac(app);
app.use(bodyParser.json());
hipchat(addon, app);
app.use(addon.middleware());

const say = async (clientInfo, roomId, message) => {
  const token = await addon.getAccessToken(clientInfo, ['send_notification']);
  const answer = await new Promise((done, fail) => {
    request.post({
      url: `${clientInfo.capabilitiesDoc.links.api}/room/${roomId}/notification`,
      auth: { bearer: token.access_token },
      json: { message, message_format: 'text', color: 'green', notify: false },
    }, (error, response) => (error ? fail(error) : done(response)));
  });
  if (answer.statusCode !== 204) throw new Error(`the notification was answered ${answer.statusCode}`);
};

const told = (promise, response) => promise.then(
  () => response && response.sendStatus(204),
  (error) => {
    console.error(error);
    if (response) response.sendStatus(500);
  },
);

addon.on('installed', (clientKey, clientInfo, installing) => {
  const room = installing.body.roomId;
  if (room) told(say(clientInfo, room, 'The kettle is in the room'));
});
addon.on('uninstalled', (clientKey) => told(addon.settings.del(clientKey)));

app.post('/kettle', addon.authenticate(), (asked, response) => {
  const { message, room } = asked.body.item;
  told(say(asked.clientInfo, room.id, `96 degrees, ${message.from.name}`), response);
});

app.get('/glance', addon.authenticate(), (asked, response) => {
  response.set('Access-Control-Allow-Origin', '*');
  response.json({
    label: { type: 'html', value: `Kettle in room <b>${asked.identity.roomId}</b>` },
    status: { type: 'lozenge', value: { label: 'WARM', type: 'success' } },
    metadata: { room: asked.identity.roomId },
  });
});

const escaped = (text) => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);

app.get('/panel', addon.authenticate(), (asked, response) => {
  const { capabilitiesDoc } = asked.clientInfo;
  const { groupId, roomId, userId } = asked.identity;
  const seen = { context: asked.context, group: groupId, room: roomId, user: userId };
  response.send(`<!doctype html><title>Kettle</title>
<script src="${capabilitiesDoc.links.homepage}/atlassian-connect/all.js"></script>
<pre id="seen">${escaped(JSON.stringify(seen))}</pre>`);
});

// What the framework knows of an installation, for the tests to see that uninstalling left nothing.
app.get('/installations/:id', (asked, response) => {
  addon.settings.get('clientInfo', asked.params.id).then((found) => response.sendStatus(found ? 200 : 404));
});

app.listen(addon.config.port(), '127.0.0.1', () => console.log(`listening on ${addon.config.localBaseUrl()}`));
