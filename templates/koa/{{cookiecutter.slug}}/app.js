{% set addon = cookiecutter._addon %}
/** {{ addon.name | comment }}: the web server. */
import { connect } from "./_generated/connect.js";
import { listen } from "./_generated/connect/server.js";
import { createApp } from "./_generated/web.js";

const addon = connect();
const app = createApp(addon);

// Middleware and routes of your own go here.

listen(app.callback(), addon);
