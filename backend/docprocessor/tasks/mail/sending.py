"""The mails of one task, one after the other, each at most once."""

from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from docprocessor.jobs.context import JobContext
from docprocessor.jobs.lifecycle import LeaseLost
from docprocessor.jobs.models import Job
from docprocessor.lib.problems import AppError
from docprocessor.tasks.mail.delivery import Answer, deliver, message_id
from docprocessor.tasks.models import Email, EmailState
from docprocessor.tasks.pauses import pause

OVER = (EmailState.SENT, EmailState.REFUSED)


def send_all(job: Job, recipients: list[str], ctx: JobContext) -> None:
    """Send a mail to each recipient, but for those whose mail has been sent or refused before.

    Raises AppError when the server is away, while it puts some mails off, and when it has refused them all.
    """
    over = dict(job.emails.filter(state__in=OVER).values_list("number", "state"))
    refused = sum(1 for state in over.values() if state == EmailState.REFUSED)
    # Counted anew: a mail may have been sent by a worker that had lost the job meanwhile.
    done, failed = len(over) - job.progress_done, refused - job.progress_failed
    ctx.advance(stage="sending", total=len(recipients), done=done, failed=failed)
    left = [(number, recipient) for number, recipient in enumerate(recipients, 1) if number not in over]
    for place, (number, recipient) in enumerate(left):
        pause(ctx, job.params["delay_per_email"] if place else 0)
        email = _write_down(job, number, recipient, ctx)
        if email is not None:
            _send(email, job, len(recipients), ctx)
    _refuse_if_unfinished(job)


def sent_and_refused(job: Job) -> dict[str, Any]:
    """Return what a task has sent and what was refused, in order."""
    emails = list(job.emails.order_by("number"))
    return {
        "sent": [
            {
                "to": email.recipient,
                "subject": email.subject,
                "sent_at": email.sent_at.isoformat().replace("+00:00", "Z"),
                "message_id": email.message_id,
            }
            for email in emails
            if email.sent_at
        ],
        "refused": [
            {"to": email.recipient, "reason": email.reason} for email in emails if email.state == EmailState.REFUSED
        ],
    }


def try_refused_again(job: Job) -> None:
    """Let the mails that were refused be tried once more."""
    job.emails.filter(state=EmailState.REFUSED).update(state=EmailState.PUT_OFF)


@transaction.atomic
def _write_down(job: Job, number: int, recipient: str, ctx: JobContext) -> Email | None:
    """Write down that a mail is about to be sent, which only the job's present worker can; None when it is over after
    all."""
    email, _ = Email.objects.select_for_update().get_or_create(
        job=job,
        number=number,
        defaults={
            "recipient": recipient,
            "subject": job.params["subject"],
            "message_id": message_id(job.pk, number),
            "state": EmailState.SENDING,
        },
    )
    if email.state in OVER:
        ctx.advance(done=1, failed=int(email.state == EmailState.REFUSED))
        return None
    job.emails.filter(number=number).update(state=EmailState.SENDING, reason="")
    ctx.advance()
    return email


def _send(email: Email, job: Job, total: int, ctx: JobContext) -> None:
    answer = deliver(email, _body(job, email.number, total))
    try:
        with transaction.atomic():
            _write_outcome(email, answer)
            _log(email, answer, total, ctx)
            ctx.advance(done=int(answer.outcome != "put_off"), failed=int(answer.outcome == "refused"))
    except LeaseLost:
        _write_outcome(email, answer)  # it has happened, whoever the job belongs to by now
        raise


def _write_outcome(email: Email, answer: Answer) -> None:
    outcome = EmailState(answer.outcome)
    Email.objects.filter(pk=email.pk, state=EmailState.SENDING).update(
        state=outcome, reason=answer.reason, sent_at=Now() if outcome == EmailState.SENT else None
    )


def _log(email: Email, answer: Answer, total: int, ctx: JobContext) -> None:
    which = f"mail {email.number} of {total} to {email.recipient}"
    match answer.outcome:
        case "sent":
            ctx.log(f"Sent {which}.")
        case "refused":
            ctx.log(f"The mail server refused {which}: {answer.reason}", level="warning")
        case "put_off":
            ctx.log(f"The mail server put off {which}: {answer.reason}", level="warning")


def _refuse_if_unfinished(job: Job) -> None:
    put_off = job.emails.filter(state=EmailState.PUT_OFF)
    if first := put_off.order_by("number").first():
        message = f"The mail server put off {put_off.count():,} of the mails, the first with: {first.reason}"
        raise AppError("put_off", message, retryable=True)
    if not job.emails.filter(state=EmailState.SENT).exists():
        first = job.emails.order_by("number").first()
        raise AppError("all_refused", f"The mail server refused every mail, the first with: {first and first.reason}")


def _body(job: Job, number: int, total: int) -> str:
    return f"This is mail {number} of {total} of the task {job.title!r} in DocProcessor.\n"
