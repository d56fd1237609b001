/** What a JSON handler costs in Express: it reads what a webhook brings, and answers what an add-on would. */
import express from "express";

const app = express();
app.use(express.json());

app.post("/webhooks/hello", async (request, response) => {
  const text = request.body.item.message.message;
  response.json({ message: `You said ${text}`, message_format: "text", color: "yellow", notify: false });
});

app.get("/healthz", (request, response) => {
  response.json({ status: "ok" });
});

app.listen(process.env.PORT, "0.0.0.0");
