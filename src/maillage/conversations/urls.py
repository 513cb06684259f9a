from __future__ import annotations

from django.urls import path

from maillage.conversations import views

urlpatterns = [
    path("messages/", views.conversations, name="conversations"),
    path("messages/non-lus/", views.unread, name="conversations-unread"),
    path("messages/<uuid:conversation_id>/", views.conversation, name="conversation"),
    path("messages/<uuid:conversation_id>/nouveaux/", views.news, name="conversation-news"),
    path("messages/<uuid:conversation_id>/quitter/", views.leave, name="conversation-leave"),
    path("messages/<uuid:conversation_id>/inviter/", views.invite, name="conversation-invite"),
    path(
        "messages/<uuid:conversation_id>/photos/<uuid:message_id>/<slug:size>/", views.photo, name="conversation-photo"
    ),
]
