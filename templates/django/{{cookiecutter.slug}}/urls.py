"""The project's URLs: the add-on's, and your own beside them."""

from _generated.urls import handler400, handler404, handler500, hipchat

__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*hipchat]
