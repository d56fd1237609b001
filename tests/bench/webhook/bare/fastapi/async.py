"""What a JSON handler costs in FastAPI: it reads what a webhook brings, and answers what an add-on would."""

from typing import Any

from fastapi import FastAPI

app = FastAPI()


@app.post("/webhooks/hello")
async def hello(payload: dict[str, Any]) -> dict[str, Any]:
    text = payload["item"]["message"]["message"]
    return {"message": f"You said {text}", "message_format": "text", "color": "yellow", "notify": False}


@app.get("/healthz")
async def health() -> dict[str, str]:
    return {"status": "ok"}
