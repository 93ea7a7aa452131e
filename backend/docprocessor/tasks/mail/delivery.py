"""Handing one mail to the mail server, and what it answers."""

import smtplib
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Literal

from django.conf import settings
from django.core.mail import EmailMessage

from docprocessor.lib.problems import AppError, is_disk_full
from docprocessor.tasks.models import Email

LONGEST_REASON = 500


@dataclass(frozen=True)
class Answer:
    """What became of a mail; of one that was not taken, why."""

    outcome: Literal["sent", "refused", "put_off"]
    reason: str = ""


def message_id(job_id: object, number: int) -> str:
    """Return the Message-ID of a task's mail (RFC 5322): always the same, so that a mail that has to be sent once more
    is known as the one it is."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{job_id}.{number}@{domain}>"


def deliver(email: Email, body: str) -> Answer:
    """Hand a mail to the server. Raises AppError `infrastructure` when the server is away, or takes nothing from us."""
    headers = {"Message-ID": email.message_id, "Auto-Submitted": "auto-generated"}
    message = EmailMessage(email.subject, body, to=[email.recipient], headers=headers)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        return _refused(*next(iter(error.recipients.values())))  # there is one
    except smtplib.SMTPDataError as error:
        return _refused(error.smtp_code, error.smtp_error)
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError, smtplib.SMTPSenderRefused) as error:
        sentence = "The mail server takes no mail from DocProcessor; whoever runs it should look at EMAIL_URL"
        message_ = f"{sentence} and DEFAULT_FROM_EMAIL."
        raise AppError("mail_server_refuses", message_, kind="infrastructure") from error
    except OSError as error:  # of which all errors of smtplib are
        if is_disk_full(error):
            raise
        sentence = "The mail server does not answer; what was sent before stands."
        raise AppError("mail_server_away", sentence, retryable=True) from error
    return Answer("sent")


def _refused(code: int, text: bytes | str) -> Answer:
    """Tell a refusal for good from one for now (RFC 5321, section 4.2.1)."""
    said = text.decode(errors="replace") if isinstance(text, bytes) else text
    reason = " ".join(f"{code} {said}".split())[:LONGEST_REASON]
    return Answer("refused" if code >= 500 else "put_off", reason)
