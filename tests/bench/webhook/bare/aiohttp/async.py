"""What a JSON handler costs in aiohttp: it reads what a webhook brings, and answers what an add-on would."""

from aiohttp import web

routes = web.RouteTableDef()


@routes.post("/webhooks/hello")
async def hello(request: web.Request) -> web.Response:
    text = (await request.json())["item"]["message"]["message"]
    return web.json_response(
        {"message": f"You said {text}", "message_format": "text", "color": "yellow", "notify": False}
    )


@routes.get("/healthz")
async def health(request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


app = web.Application()
app.add_routes(routes)
