"""The pages behind the link of a message. Looking changes nothing: mail programs look, too.

No session and no cookie: the secret is in the address, so that no other site can send for it.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from followup.care.models import Question
from followup.clinic.models import Channel
from followup.lib import clock
from followup.messaging import words
from followup.replies import by_link
from followup.replies.by_link import Judged
from followup.web.answer.photos import Refused, chosen_photos, most_megabytes
from followup.web.answer.visitor import DONE, Visitor, visitor

_OWN = by_link.WORDS


@require_safe
def start(request: HttpRequest, token: str) -> HttpResponse:
    """Who asks, and a button; no word of health, whoever looks over the shoulder."""
    here = visitor(request, token, at=clock.now())
    if isinstance(here, HttpResponse):
        return here
    first = here.address(by_link.questions(here.link)[0])
    may_answer = here.link.times < by_link.MOST_TIMES
    return here.page("web/answer/start.html", first=first, may_answer=may_answer)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, token: str, number: int) -> HttpResponse:
    """One question; POST notes the answer and goes to the next."""
    here = visitor(request, token, at=clock.now())
    if isinstance(here, HttpResponse):
        return here
    asked = by_link.questions(here.link)
    if not 1 <= number <= len(asked):
        raise Http404("This link asks no such question.")
    question = asked[number - 1]
    if here.link.times >= by_link.MOST_TIMES:
        return redirect(here.address())
    if request.method != "POST":
        return _question(here, question)
    return _words_sent(here) if question == _OWN else _answered(here, question)


@require_safe
def done(request: HttpRequest, token: str) -> HttpResponse:
    """Thanks; after a danger sign the safety text before all else."""
    here = visitor(request, token, at=clock.now())
    if isinstance(here, HttpResponse):
        return here
    after = _question_of(here, request.GET.get("after", ""))
    # What could not be read yet is taken for as grave as the answer that would not wait.
    unread = Judged(is_urgent=bool(after), is_emergency=after == Question.BREATHING)
    judged = by_link.judged(here.link) or unread
    go_on = _next(here, after) if after else ""
    safety = _safety(here, is_emergency=judged.is_emergency) if judged.is_urgent else ()
    return here.page(
        "web/answer/done.html",
        place=DONE,
        safety=safety,
        is_emergency=judged.is_emergency,
        go_on=here.address(go_on) if go_on else "",
    )


def _answered(here: Visitor, question: str) -> HttpResponse:
    value = here.request.POST.get("value", "")
    if value not in by_link.CHOICES.get(question, ()):
        return _question(here, question, problem="choose")
    at = clock.now()
    by_link.keep(link=here.link, question=question, value=value, at=at)
    if not by_link.is_pressing(question, value):
        return redirect(here.address(_next(here, question)))
    by_link.send(link=here.link, at=at)
    address = here.address(DONE)
    return redirect(f"{address}{'&' if '?' in address else '?'}after={here.number(question)}")


def _words_sent(here: Visitor) -> HttpResponse:
    typed, at = here.request.POST.get("words", "").strip(), clock.now()
    if len(typed) > by_link.LONGEST:
        return _question(here, _OWN, problem="too_long", typed=typed)
    try:
        photos = chosen_photos(here.request)
    except Refused as refusal:
        return _question(here, _OWN, problem=refusal.why, typed=typed)
    if typed:
        by_link.keep(link=here.link, question=_OWN, value=typed, at=at)
    sent = by_link.send(link=here.link, at=at, pictures=photos)
    if sent is None and not here.link.times:
        return _question(here, _OWN, problem="nothing")
    return redirect(here.address(DONE))


def _question(
    here: Visitor, question: str, *, problem: str = "", typed: str | None = None
) -> HttpResponse:
    said = here.phrases(most=str(most_megabytes()))
    draft = here.link.draft or {}
    asked = by_link.questions(here.link)
    place = asked.index(question)
    choices = [
        (value, said.get(f"{question}_{value}", "")) for value in by_link.CHOICES.get(question, ())
    ]
    return here.page(
        f"web/answer/{'words' if question == _OWN else 'question'}.html",
        place=question,
        status=400 if problem else 200,
        question=question,
        asks=said[question],
        hint=said[f"{question}_hint"],
        choices=choices,
        chosen=draft.get(question, ""),
        typed=draft.get(_OWN, "") if typed is None else typed,
        problem=said[problem] if problem else "",
        number=place + 1,
        count=len(asked),
        back=here.address(asked[place - 1]) if place else here.address(),
        skip=here.address(asked[place + 1]) if question != _OWN else "",
    )


def _question_of(here: Visitor, number: str) -> str:
    asked = by_link.questions(here.link)
    return asked[int(number) - 1] if number in {str(n + 1) for n in range(len(asked))} else ""


def _next(here: Visitor, question: str) -> str:
    asked = by_link.questions(here.link)
    return asked[min(asked.index(question) + 1, len(asked) - 1)]


def _safety(here: Visitor, *, is_emergency: bool) -> tuple[str, str]:
    """The fixed words that a text would say, with the signs of the region: what to do, and more."""
    follow_up = here.link.message.follow_up
    variables = words.variables_for(
        clinic=here.clinic,
        # By email words may name what a text does not.
        channel=Channel.EMAIL,
        language=here.language,
        variant="emergency" if is_emergency else "urgent",
        region=follow_up.treatment.region if follow_up else "",
    )
    said = words.compose(
        clinic=here.clinic,
        kind="safety_text",
        channel=Channel.SMS,
        language=here.language,
        variables=variables,
    ).body
    if ". " in here.clinic.name:
        return said, ""
    first, _, rest = said.partition(". ")
    return f"{first}.", rest
