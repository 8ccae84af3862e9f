"""Addresses of the conversation. They stand before the blog's, whose last pattern catches every path."""

from django.urls import path

from comments import decide, feeds, views

app_name = "comments"
urlpatterns = [
    path("comments/<int:entry_pk>/", views.post, name="post"),
    path("comments/note/", views.note, name="note"),
    path("comments/note/sent/", views.note_sent, name="note_sent"),
    path("comments/<int:entry_pk>/note/", views.note, name="note_on_entry"),
    path("comments/<int:entry_pk>/additions/", views.additions, name="additions"),
    path("comments/<int:entry_pk>/additions/asked/", views.additions_asked, name="additions_asked"),
    path("comments/confirm/<str:token>/", views.confirm, name="confirm"),
    path("comments/unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("decide/<str:token>/", decide.decide, name="decide"),
    path("comments/feed/", feeds.CommentsRss(), name="rss"),
    path("comments/feed/atom/", feeds.CommentsAtom(), name="atom"),
    path("comments/<int:entry_pk>/received/", views.received, name="received"),
    path("comments/<int:entry_pk>/reply/<str:anchor>/", views.reply, name="reply"),
    path("comments/<int:entry_pk>/reply/<str:anchor>/post/", views.post, name="post_reply"),
    path("comments/comment/<int:pk>/", views.comment, name="comment"),
    path("comments/mine/<str:token>/", views.own_comment, name="mine"),
    path("feed/", feeds.EntriesRss(), name="entries_rss"),
    path("feed/atom/", feeds.EntriesAtom(), name="entries_atom"),
    path("tag/<str:slug>/feed/", feeds.TagEntriesRss(), name="tag_rss"),
    path("tag/<str:slug>/feed/atom/", feeds.TagEntriesAtom(), name="tag_atom"),
    path("author/<str:slug>/feed/", feeds.AuthorEntriesRss(), name="author_rss"),
    path("author/<str:slug>/feed/atom/", feeds.AuthorEntriesAtom(), name="author_atom"),
    path("<path:path>feed/", feeds.EntryCommentsRss(), name="entry_rss"),
    path("<path:path>feed/atom/", feeds.EntryCommentsAtom(), name="entry_atom"),
    path("<path:path>comment-page-<int:number>/", views.page, name="page"),
    path("<path:path>thread/<str:anchor>/", views.thread, name="thread"),
    path("<path:path>thread/<str:anchor>/page/<int:part>/", views.thread, name="thread_part"),
]
