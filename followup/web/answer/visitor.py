"""Whoever opens a link: which message they answer, in which language they read, and the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from followup.care.planning import zones_of_patient
from followup.clinic.models import Clinic, Language, Patient
from followup.messaging import answer_links, spoken
from followup.messaging.models import AnswerLink
from followup.replies import by_link
from followup.web.answer import limits
from followup.web.answer.phrases import LANGUAGES, phrases

DONE = "done"
# No copy anywhere, no word to other sites of where they came from, no search engine.
_HEADERS = {
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """One request for the page of a link that works."""

    request: HttpRequest
    token: str
    link: AnswerLink
    patient: Patient
    language: str

    @property
    def clinic(self) -> Clinic:
        return self.link.clinic

    def address(self, question: str = "") -> str:
        """Where a question of this link stands, in the language that was chosen."""
        return self._in(self.language, question)

    def phrases(self, **more: str) -> dict[str, str]:
        """What stands on the pages, filled in."""
        treatment = self.link.message.follow_up and self.link.message.follow_up.treatment
        region = treatment.region if treatment else ""
        visit = treatment.next_visit_at if treatment else None
        return phrases(
            self.language,
            clinic=self.clinic.name,
            phone=self.clinic.phone,
            area=spoken.area(region, language=self.language, neutral=False),
            next_visit=self._moment(visit) if visit else "",
            **more,
        )

    def page(
        self, template: str, *, place: str = "", status: int = 200, **context: object
    ) -> HttpResponse:
        """A page with its words, its languages and the clinic's number."""
        languages = [(code, name, self._in(code, place)) for code, name in LANGUAGES.items()]
        shared = {"visitor": self, "tongues": languages, "clinic": self.clinic}
        words = {"w": self.phrases(), "language": self.language}
        return _rendered(self.request, template, {**shared, **words, **context}, status)

    def number(self, question: str) -> int:
        """Which page a question is; its name has no place in an address."""
        return by_link.questions(self.link).index(question) + 1

    def _in(self, language: str, place: str) -> str:
        if place == DONE:
            path = reverse("answer_done", args=[self.token])
        elif place:
            path = reverse("answer_question", args=[self.token, self.number(place)])
        else:
            path = reverse("answer", args=[self.token])
        if language == self.patient.language:
            return path
        return f"{path}?{urlencode({'lang': language})}"

    def _moment(self, visit: datetime) -> str:
        zone = zones_of_patient(self.patient)[0]
        return spoken.moment(visit, zone=zone, language=self.language, channel="email")


def visitor(request: HttpRequest, token: str, *, at: datetime) -> Visitor | HttpResponse:
    """The visitor, or the page that says what to do where the link does not work."""
    if request.method == "POST" and limits.is_flooding(request):
        return _sorry(request, "slow", 429)
    link = answer_links.found(token=token)
    if link is None or link.message.patient is None:
        return _sorry(request, "slow", 429) if limits.is_guessing(request) else _unknown(request)
    patient = link.message.patient
    here = Visitor(request, token, link, patient, _language(request, patient.language))
    if at >= link.expires_at:
        return here.page("web/answer/expired.html", status=410)
    return here


def _unknown(request: HttpRequest) -> HttpResponse:
    return _sorry(request, "unknown", 404)


def _sorry(request: HttpRequest, what: str, status: int) -> HttpResponse:
    """For a link of which nothing is known, in both languages."""
    both = [(code, phrases(code)) for code in LANGUAGES]
    said = [(code, words[f"{what}_title"], words[f"{what}_words"]) for code, words in both]
    context: Mapping[str, object] = {"said": said, "language": "en", "w": phrases("en")}
    return _rendered(request, "web/answer/sorry.html", context, status)


def _rendered(
    request: HttpRequest, template: str, context: Mapping[str, object], status: int
) -> HttpResponse:
    answer = render(request, template, dict(context), status=status)
    for name, value in _HEADERS.items():
        answer[name] = value
    return answer


def _language(request: HttpRequest, own: str) -> str:
    asked = request.GET.get("lang", "")
    if asked in LANGUAGES:
        return asked
    return own if own in LANGUAGES else str(Language.EN)
