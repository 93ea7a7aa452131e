"""`email_sending`: each mail once, whatever happens on the way."""

import socket

import pytest

from docprocessor.jobs import lifecycle, worker
from docprocessor.jobs.models import Job
from docprocessor.jobs.tests import factories
from docprocessor.tasks.mail import sending
from docprocessor.tasks.models import Email
from docprocessor.tasks.tests.conftest import job_of
from docprocessor.tasks.tests.mail_server import mail_server

pytestmark = pytest.mark.django_db
THREE = ["ana@example.com", "ben@example.com", "cem@example.com"]


@pytest.fixture
def server(settings):
    with mail_server(settings) as box:
        yield box


@pytest.fixture
def shown(api):
    """A task as it now stands."""
    return lambda task: api.get(f"/api/tasks/{task['id']}").json()


def run_now(task):
    """Run a task whose next attempt is due later, as if its time had come."""
    Job.objects.filter(pk=task["id"]).update(run_after=None)
    return worker.run_next("default")["ended"]


def recipients(mails):
    return [mail["To"] for mail in mails]


def test_mails_are_sent(done, mails):
    task = done("email_sending", num_emails=3, subject="Grüße · 你好")
    assert (task["status"], task["progress"], task["name"]) == ("SUCCESS", 100, "Grüße · 你好")
    assert [sent["to"] for sent in task["result"]["sent"]] == [f"person{n}@example.com" for n in (1, 2, 3)]
    assert task["result"]["refused"] == []
    found = mails()
    assert sorted(recipients(found)) == [f"person{n}@example.com" for n in (1, 2, 3)]
    assert {mail["Message-ID"] for mail in found} == {sent["message_id"] for sent in task["result"]["sent"]}
    assert len({mail["Message-ID"] for mail in found}) == 3
    for mail in found:
        assert mail.get_content_type() == "text/plain"
        assert not mail.is_multipart()
        assert task["name"] in mail.get_payload(decode=True).decode()


def test_more_mails_than_recipients_go_round(done):
    task = done("email_sending", num_emails=5, recipients=THREE[:2])
    assert [sent["to"].partition("@")[0] for sent in task["result"]["sent"]] == ["ana", "ben", "ana", "ben", "ana"]


def test_each_recipient_gets_one_if_no_number_is_said(done):
    assert [sent["to"] for sent in done("email_sending", recipients=THREE)["result"]["sent"]] == THREE


def test_a_mail_server_takes_them(server, done):
    task = done("email_sending", recipients=["ana@exämple.com"])
    assert task["status"] == "SUCCESS"
    assert recipients(server.taken) == ["ana@xn--exmple-cua.com"]
    assert server.taken[0]["Message-ID"] == task["result"]["sent"][0]["message_id"]


def test_one_that_is_refused_stops_no_other(server, done, api):
    server.refusals["ben@example.com"] = b"550 5.1.1 No such user\tat all"
    task = done("email_sending", recipients=THREE)
    assert task["status"] == "SUCCESS"
    assert [sent["to"] for sent in task["result"]["sent"]] == ["ana@example.com", "cem@example.com"]
    assert task["result"]["refused"] == [{"to": "ben@example.com", "reason": "550 5.1.1 No such user at all"}]
    assert api.get(f"/api/jobs/{task['id']}/").json()["progress"] == {"done": 3, "failed": 1, "total": 3}
    assert [line["level"] for line in task["logs"]] == ["info", "warning", "info"]


def test_a_mail_whose_text_is_refused(server, done):
    server.data_answer = b"554 No"
    task = done("email_sending", recipients=THREE)
    assert task["status"] == "FAILED"
    assert task["error_message"] == "The mail server refused every mail, the first with: 554 No"
    assert task["result"] is None


def test_whoever_tries_again_tries_the_refused_ones_again(server, done, api, run_jobs, shown):
    server.refusals = dict.fromkeys(THREE, b"550 Not today")
    task = done("email_sending", recipients=THREE)
    assert (task["status"], task["progress"]) == ("FAILED", 99)
    del server.refusals["ben@example.com"]
    assert api.post(f"/api/tasks/{task['id']}/retry").status_code == 202
    run_jobs()
    again = shown(task)
    assert (again["status"], [sent["to"] for sent in again["result"]["sent"]]) == ("SUCCESS", ["ben@example.com"])
    assert [refused["to"] for refused in again["result"]["refused"]] == ["ana@example.com", "cem@example.com"]
    job = job_of(task)
    assert (job.progress_done, job.progress_failed) == (3, 2)


def test_one_that_is_put_off_is_tried_again_alone(server, submit, shown):
    server.refusals["ben@example.com"] = b"451 4.7.1 Greylisted"
    task = submit("email_sending", recipients=THREE).json()
    assert worker.run_next("default")["ended"] == "will_retry"
    assert (shown(task)["status"], shown(task)["retry_count"]) == ("PENDING", 1)
    assert "451 4.7.1 Greylisted" in shown(task)["error_message"]
    server.refusals.clear()
    assert run_now(task) == "completed"
    assert recipients(server.taken) == ["ana@example.com", "cem@example.com", "ben@example.com"]
    assert [sent["to"] for sent in shown(task)["result"]["sent"]] == THREE


def test_a_server_that_is_away_is_waited_for(server, submit, shown, settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = taken.getsockname()[1]  # where nobody listens
        task = submit("email_sending", recipients=THREE).json()
        assert worker.run_next("default")["ended"] == "will_retry"
        assert shown(task)["error_message"] == "The mail server does not answer; what was sent before stands."
        job = job_of(task)
        assert (job.failure["kind"], job.failure["code"]) == ("infrastructure", "mail_server_away")
    settings.EMAIL_PORT = server.port
    assert run_now(task) == "completed"
    assert recipients(server.taken) == THREE


def test_a_server_that_takes_nothing_from_us_is_told_of_at_once(server, done, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "me", "secret"  # which it does not know
    task = done("email_sending", recipients=THREE)
    assert task["status"] == "FAILED"
    assert "EMAIL_URL" in task["error_message"]
    assert "secret" not in task["error_message"]
    assert job_of(task).failure["kind"] == "infrastructure"


def test_a_cancelled_one_goes_on_where_it_stopped(server, submit, api, monkeypatch, shown, run_jobs):
    monkeypatch.setattr("docprocessor.jobs.context.LOOK_EVERY_SECONDS", 0.0)
    task = submit("email_sending", recipients=THREE).json()
    deliver = sending.deliver

    def deliver_and_cancel(email, body):
        answer = deliver(email, body)
        if email.number == 2:
            assert api.delete(f"/api/tasks/{task['id']}").status_code == 202
        return answer

    monkeypatch.setattr(sending, "deliver", deliver_and_cancel)
    run_jobs()
    cancelled = shown(task)
    assert (cancelled["status"], cancelled["progress"]) == ("CANCELLED", 66)
    assert recipients(server.taken) == THREE[:2]
    monkeypatch.setattr(sending, "deliver", deliver)
    api.post(f"/api/tasks/{task['id']}/retry")
    run_jobs()
    assert shown(task)["status"] == "SUCCESS"
    assert recipients(server.taken) == THREE


def test_what_a_worker_sent_that_had_lost_its_task_counts_as_sent(server, submit, shown, monkeypatch, run_jobs):
    """The mail server takes so long that the task is taken away meanwhile; the next worker knows what came of it."""
    task = submit("email_sending", recipients=THREE).json()
    deliver, seen = sending.deliver, 0

    def deliver_late(email, body):
        nonlocal seen
        seen += 1
        answer = deliver(email, body)
        if seen == 1:
            factories.expire(job_of(task))
            assert lifecycle.expire_lease(job_of(task)) == "pending"
        return answer

    monkeypatch.setattr(sending, "deliver", deliver_late)
    assert worker.run_next("default")["ended"] == "lease_lost"
    assert Email.objects.get().state == "sent"
    run_jobs()
    assert recipients(server.taken) == THREE
    job = job_of(task)
    assert (job.status, job.progress_done) == ("completed", 3)


def test_one_that_was_left_open_is_sent_under_the_same_name(server, submit, monkeypatch, run_jobs, shown):
    """The one window that cannot be closed: sent, and the worker dies before it has written that down."""
    task = submit("email_sending", recipients=THREE[:1]).json()

    class Killed(BaseException):
        pass

    def die(*args):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(sending, "_write_outcome", die)
        with pytest.raises(Killed):
            worker.run_next("default")
    assert Email.objects.get().state == "sending"
    assert factories.crash(job_of(task)) == "pending"
    run_jobs()
    assert shown(task)["status"] == "SUCCESS"
    first, second = server.taken
    assert first["Message-ID"] == second["Message-ID"]
