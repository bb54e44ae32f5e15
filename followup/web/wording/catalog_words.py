"""The catalog's own words, for the translators: templates/catalog.toml cannot be read by them."""

from followup.lib.marked import gettext_noop

PURPOSES = (
    gettext_noop(
        "After the visit: what to expect, what to do, whom to call. The first message of "
        "each course."
    ),
    gettext_noop("The same evening, after needling near the chest: is breathing easy?"),
    gettext_noop("After a day: how sore, 0 to 10?"),
    gettext_noop("After three days: has it eased, 0 to 10?"),
    gettext_noop("Once, the day after a check-in that nobody answered."),
    gettext_noop("Once, the day after a breathing check that nobody answered."),
    gettext_noop("Two days before the next visit: still right? Answers C or R."),
    gettext_noop("In an unfinished series without a next visit: book it."),
    gettext_noop("The next question of a check-in: how sore?"),
    gettext_noop("The next question of a check-in: any bruise, and how large?"),
    gettext_noop("The next question of a check-in: trouble breathing or chest pain?"),
    gettext_noop("The next question of a check-in: is the next visit right?"),
    gettext_noop("Soreness again, in other words, once."),
    gettext_noop("Bruising again, in other words, once."),
    gettext_noop("Breathing again, in other words, once."),
    gettext_noop("The next visit again, in other words, once."),
    gettext_noop("All as expected: says so, and what helps."),
    gettext_noop("The breathing check was answered no."),
    gettext_noop("A therapist reads the answer by a stated time."),
    gettext_noop("The clinic is closed; a therapist reads the answer when it opens."),
    gettext_noop("The next visit is confirmed."),
    gettext_noop("Another time is wanted; the front desk calls."),
    gettext_noop("The patient's question is noted."),
    gettext_noop("The patient wants to book; the front desk calls."),
    gettext_noop("A danger sign: call us now. Fixed words."),
    gettext_noop("A danger sign that cannot wait: call 911. Fixed words."),
    gettext_noop("Confirms, once, that no more messages will come."),
    gettext_noop("Confirms that messages come again."),
    gettext_noop("Answers HELP: who writes, how to reach them, how to stop it."),
    gettext_noop("Tells staff on call that an urgent reply waits. No health words, no name."),
    gettext_noop("Tells the next in line that an urgent reply has not been opened."),
    gettext_noop("Monday morning: last week's figures for admins. No name, no words of a patient."),
    gettext_noop("The last lines of every email to a patient."),
)
VARIABLES = (
    gettext_noop("The first word of the patient's first name, at most 20 letters."),
    gettext_noop(
        "The clinic's name, as patients know it. Up to 40 letters keep the messages short."
    ),
    gettext_noop("The number that patients may call."),
    gettext_noop(
        "Whether the clinic keeps body parts and the treatment's name out of texts; for "
        "{% if neutral %}."
    ),
    gettext_noop(
        "The place that was treated: 'your knee', or 'the treated area' where words are "
        "kept neutral. In Spanish with its article: 'la rodilla'."
    ),
    gettext_noop(
        "The region that was treated, as a code to compare with; empty where words are "
        "kept neutral."
    ),
    gettext_noop(
        "Which danger signs belong to the region, as a code to compare with: leg, back, "
        "chest (neck and shoulder too) or other; other where words are kept neutral."
    ),
    gettext_noop(
        "The condition, as a code to compare with; empty when it is none of these, or "
        "where words are kept neutral."
    ),
    gettext_noop(
        "Day and time of the next visit in local words; may be empty where it is not certain."
    ),
    gettext_noop("By when a therapist reads the answer, in local words; may be empty."),
    gettext_noop(
        "Where the patient answers on a page instead, for a week; write it into a text "
        "only if you want a link there."
    ),
    gettext_noop("Where the patient stops the emails; empty in a message that needs no such line."),
    gettext_noop("Where staff open the reply; it says nothing of whom it concerns."),
    gettext_noop("The first day of the week that the digest tells of."),
    gettext_noop("How many treatments were followed up, beside the week before."),
    gettext_noop("The part of the check-ins that were answered, beside the week before."),
    gettext_noop("The part of the treatments with a bruise, of those whose patient answered."),
    gettext_noop("How many urgent replies staff closed."),
    gettext_noop("How many lines wait on the list now."),
    gettext_noop("How many patients said that they want no more messages."),
    gettext_noop("Staff minutes at the list for 100 treatments; - where nothing was closed."),
)
# What a reading names: bruises, wishes, and what was asked.
READINGS = (
    gettext_noop("none"),
    gettext_noop("small"),
    gettext_noop("large"),
    gettext_noop("present"),
    gettext_noop("answer"),
    gettext_noop("opt out"),
    gettext_noop("opt in"),
    gettext_noop("help"),
    gettext_noop("confirm"),
    gettext_noop("reschedule"),
    gettext_noop("cancel"),
    gettext_noop("question"),
    gettext_noop("call me"),
    gettext_noop("thanks"),
    gettext_noop("complaint"),
    gettext_noop("wrong person"),
    gettext_noop("third party"),
    gettext_noop("media"),
    gettext_noop("other"),
    gettext_noop("soreness"),
    gettext_noop("bruising"),
    gettext_noop("soreness+bruising"),
    gettext_noop("checkin72"),
    gettext_noop("reminder"),
    gettext_noop("appointment"),
    gettext_noop("aftercare"),
    gettext_noop("breathing"),
)
