/** What a JSON handler costs in Koa: it reads what a webhook brings, and answers what an add-on would. */
import Router from "@koa/router";
import Koa from "koa";
import rawBody from "raw-body";

const app = new Koa();
const router = new Router();

router.post("/webhooks/hello", async (ctx) => {
  const body = JSON.parse(await rawBody(ctx.req, { length: ctx.request.length, limit: "1mb", encoding: "utf8" }));
  const text = body.item.message.message;
  ctx.body = { message: `You said ${text}`, message_format: "text", color: "yellow", notify: false };
});

router.get("/healthz", (ctx) => {
  ctx.body = { status: "ok" };
});

app.use(router.routes()).use(router.allowedMethods());
app.listen(process.env.PORT, "0.0.0.0");
