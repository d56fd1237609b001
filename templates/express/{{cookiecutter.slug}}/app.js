{% set addon = cookiecutter._addon %}
/** {{ addon.name | comment }}: the web server. */
import express from "express";
import { connect } from "./_generated/connect.js";
import { listen } from "./_generated/connect/server.js";
import { addonRouter, failed, notFound } from "./_generated/web.js";

const addon = connect();
const app = express();
app.disable("x-powered-by");
app.use(addonRouter(addon));

// Routes of your own go here.

app.use(notFound, failed);
listen(app, addon);
