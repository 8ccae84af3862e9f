"""Addresses of the blog."""

from django.urls import path

from blog import views

app_name = "blog"
urlpatterns = [
    path("author/<str:slug>/", views.home, name="author"),
    path("<path:path>", views.home, name="entry"),
]
