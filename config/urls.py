"""All addresses of the site. The blog's last pattern catches every path, so it stands at the end."""

from django.contrib import admin
from django.urls import include, path

handler404 = "blog.views.not_found"
handler500 = "blog.views.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("comments.urls")),
    path("", include("blog.urls")),
]
