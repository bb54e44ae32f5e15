"""Where the links in messages lead."""

from django.urls import path

from followup.web.answer import pages

urlpatterns = [
    path("<str:token>", pages.start, name="answer"),
    path("<str:token>/done", pages.done, name="answer_done"),
    path("<str:token>/<int:number>", pages.question, name="answer_question"),
]
