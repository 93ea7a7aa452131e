"""What a new installation starts with, and the file to try it on."""

import pytest
from django.core.management import CommandError, call_command

from docprocessor.accounts.models import ApiKey, Membership, User, Workspace
from docprocessor.datasets.models import Dataset
from docprocessor.datasets.samples import CUSTOMERS_CSV, generate, sample_create


@pytest.fixture(autouse=True)
def _environment(settings):
    settings.ADMIN_EMAIL, settings.ADMIN_PASSWORD, settings.API_KEY = "Boss@Example.com", "a long password", "k" * 30


def test_the_sample_has_twelve_faulty_rows_of_eight_kinds(api, workspace, import_file):
    sample_create(workspace)
    response = api.get("/api/samples/customers.csv")
    assert response.headers["Content-Disposition"] == 'attachment; filename="customers.csv"'
    job = import_file(response.content, dataset="customers", name="customers.csv")
    assert (job.status, job.total_rows, job.inserted_rows, job.failed_rows) == ("completed", 1_000, 988, 12)
    assert len({(issue.code, issue.column) for issue in job.issues.all()}) == 8
    assert job.issues.count() == 12


def test_the_sample_file_is_the_one_that_is_generated(tmp_path, monkeypatch):
    monkeypatch.setattr(generate, "__file__", str(tmp_path / "generate.py"))
    generate.main()
    assert (tmp_path / "customers.csv").read_bytes() == CUSTOMERS_CSV.read_bytes()


def test_a_workspace_that_has_datasets_gets_no_sample(workspace, customers):
    Dataset.objects.filter(pk=customers.pk).update(slug="others")
    sample_create(workspace)
    assert list(Dataset.objects.values_list("slug", flat=True)) == ["others"]


def test_setup_makes_everything_once(db, client, settings):
    for _ in range(2):
        call_command("setup")
    assert Workspace.objects.get().slug == "main"
    assert User.objects.get().email == "boss@example.com"
    assert Membership.objects.get().role == "admin"
    assert ApiKey.objects.get().from_environment
    assert Dataset.objects.get().slug == "customers"
    assert client.get("/api/datasets/customers/", headers={"X-API-KEY": "k" * 30}).status_code == 200


def test_setup_leaves_a_password_that_was_changed(db, settings):
    call_command("setup")
    user = User.objects.get()
    user.set_password("another password")
    user.save()
    call_command("setup")
    assert User.objects.get().check_password("another password")


def test_without_a_password_nobody_can_sign_in(db, settings):
    settings.ADMIN_PASSWORD = ""
    call_command("setup")
    assert not User.objects.get().has_usable_password()


def test_setup_says_what_is_wrong_with_the_key(db, settings):
    settings.API_KEY = "short"
    with pytest.raises(CommandError, match="API_KEY has 5 characters; it needs at least 24"):
        call_command("setup")
    settings.API_KEY = ""
    call_command("setup")
    assert not ApiKey.objects.exists()
