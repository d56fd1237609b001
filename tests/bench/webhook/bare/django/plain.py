"""What a JSON handler costs in Django: it reads what a webhook brings, and answers what an add-on would."""

import json

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

settings.configure(
    ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], MIDDLEWARE=["django.middleware.common.CommonMiddleware"]
)


@require_POST
def hello(request: HttpRequest) -> JsonResponse:
    text = json.loads(request.body)["item"]["message"]["message"]
    return JsonResponse(
        {"message": f"You said {text}", "message_format": "text", "color": "yellow", "notify": False}
    )


@require_GET
def health(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


urlpatterns = [path("webhooks/hello", hello), path("healthz", health)]
application = get_wsgi_application()
