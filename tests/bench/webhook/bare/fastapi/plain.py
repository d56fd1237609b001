"""What a JSON handler that may block costs in FastAPI: it reads a webhook and answers as an add-on would."""

from typing import Any

from fastapi import FastAPI

app = FastAPI()


@app.post("/webhooks/hello")
def hello(payload: dict[str, Any]) -> dict[str, Any]:
    text = payload["item"]["message"]["message"]
    return {"message": f"You said {text}", "message_format": "text", "color": "yellow", "notify": False}


@app.get("/healthz")
def health() -> dict[str, str]:
    return {"status": "ok"}
