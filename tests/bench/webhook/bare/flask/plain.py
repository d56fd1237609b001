"""What a JSON handler costs in Flask: it reads what a webhook brings, and answers what an add-on would."""

from typing import Any

from flask import Flask, request

app = Flask(__name__)


@app.post("/webhooks/hello")
def hello() -> dict[str, Any]:
    text = request.get_json()["item"]["message"]["message"]
    return {"message": f"You said {text}", "message_format": "text", "color": "yellow", "notify": False}


@app.get("/healthz")
def health() -> dict[str, str]:
    return {"status": "ok"}
