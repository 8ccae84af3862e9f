"""Addresses of the conversation. They stand before the blog's, whose last pattern catches every path."""

from django.urls import path

from comments import views

app_name = "comments"
urlpatterns = [
    path("comments/<int:entry_pk>/", views.post, name="post"),
    path("comments/<int:entry_pk>/received/", views.received, name="received"),
    path("comments/<int:entry_pk>/reply/<str:anchor>/", views.reply, name="reply"),
    path("comments/<int:entry_pk>/reply/<str:anchor>/post/", views.post, name="post_reply"),
    path("comments/comment/<int:pk>/", views.comment, name="comment"),
    path("comments/mine/<str:token>/", views.own_comment, name="mine"),
    path("<path:path>comment-page-<int:number>/", views.page, name="page"),
    path("<path:path>thread/<str:anchor>/", views.thread, name="thread"),
    path("<path:path>thread/<str:anchor>/page/<int:part>/", views.thread, name="thread_part"),
]
