"""A workspace in which every kind of thing exists, so that addresses lead somewhere."""

import base64
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx
from django.core.management import call_command
from django.db import connection

from docprocessor.accounts.keys import key_create
from docprocessor.accounts.models import Membership, Role, User, Workspace
from docprocessor.imports.models import RememberedMapping
from docprocessor.jobs import worker

SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "name", "type": "string", "constraints": {"required": True}},
        {"name": "amount", "type": "number"},
        {"name": "joined", "type": "date"},
    ],
    "primaryKey": ["id"],
}
STUDENT = {"student_id": "s-1", "first_name": "Ann", "last_name": "Lee", "email": "ann@example.com"}
SUBMISSION = {
    "student_id": "s-1",
    "namespace": "algebra",
    "events": [
        {"unit": 17, "type": "submission", "created_time": "2024-07-21 03:04:55"},
        {"unit": "9", "type": "view", "created_time": "2024-07-21 03:09:00"},
    ],
}
TUS = {"Tus-Resumable": "1.0.0"}
GOOD = b"id,name,amount,joined\n1,Ann,1.50,2024-01-31\n2,Bob,2,2024-02-01\n"
FAULTY = b"id,name,amount,joined\n3,Cy,3,2024-03-01\n4,,x,2024-03-02\n5,Di,5,soon\n"


@dataclass(frozen=True)
class Prepared:
    """Where the service is, a key that may do everything, and what exists, by the address that it stands under."""

    address: str
    key: str
    token: dict[str, str]
    things: dict[str, list[str]] = field(default_factory=dict)

    def known(self, path: str, name: str) -> list[str]:
        """What could stand in an address at a name: said for this very address, or for all that begin like it."""
        before = path.split("{" + name + "}", maxsplit=1)[0]
        return self.things.get(path) or self.things.get(before) or []


def workspace_client(base_url: str) -> tuple[httpx.Client, Workspace]:
    """Make a workspace and a client of the running service with a key of it."""
    name = f"w{uuid.uuid4().hex[:12]}"
    workspace = Workspace.objects.create(slug=name, name=name)
    user = User.objects.create_user(f"{name}@example.com", "a long password", name=name)
    Membership.objects.create(user=user, workspace=workspace, role=Role.ADMIN)
    _, key = key_create(workspace=workspace, created_by=user, name="all", scopes=["read", "write", "admin"])
    return httpx.Client(base_url=base_url, headers={"X-API-KEY": key}, timeout=30), workspace


def page_token(base_url: str) -> dict[str, str]:
    """Return the headers by which a page shows that it is ours."""
    answer = httpx.get(f"{base_url}/api/session/")
    return {"X-CSRFToken": answer.json()["csrf_token"], "Cookie": f"csrftoken={answer.cookies['csrftoken']}"}


def prepare(base_url: str, *, all_done: bool = False) -> Prepared:
    """Fill a new workspace through its own doors; with `all_done`, do also the work that takes some seconds."""
    client, workspace = workspace_client(base_url)

    def post(path: str, **what: Any) -> dict[str, Any]:
        answer = client.post(path, **what)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else {}

    def imported(content: bytes, **options: Any) -> str:
        return str(post("/api/imports/", files={"file": ("people.csv", content, "text/csv")}, data=options)["id"])

    def uploaded(content: bytes, *, name: str = "") -> str:
        headers = {"Upload-Length": str(len(content)), **TUS}
        if name:
            headers["Upload-Metadata"] = f"filename {base64.b64encode(name.encode()).decode()}"
        upload = str(post("/api/uploads/", headers=headers)["id"])
        headers = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream", **TUS}
        assert client.patch(f"/api/uploads/{upload}/", content=content, headers=headers).status_code == 204
        return upload

    def task(task_type: str, **parameters: Any) -> str:
        return str(post("/api/tasks/submit", json={"task_type": task_type, "parameters": parameters})["id"])

    post("/api/datasets/", json={"slug": "people", "title": "People", "schema": SCHEMA})
    imports = [imported(GOOD, dataset="people"), imported(FAULTY, dataset="people", remember="true")]
    do_all("imports")
    uploads = [uploaded(FAULTY, name="faulty.csv"), post("/api/uploads/", headers={"Upload-Length": "20", **TUS})["id"]]

    def through_the_doors() -> dict[str, str]:
        return {
            "records": post("/api/data/ingest/", json={"records": [STUDENT, {"student_id": 7}]})["task_id"],
            "ids": post("/ingest", json={"ids": [1, 2, 3, 4], "priority": "HIGH"})["ingestion_id"],
            "html": post("/assignment/html", json=SUBMISSION)["task_id"],
            "pdf": post("/assignment/pdf", json=SUBMISSION)["task_id"],
            "csv": task("csv_processing", dataset="people"),
            "images": task("image_processing", num_images=1, target_width=100, target_height=100),
        }

    taken = [through_the_doors()]
    if all_done:
        do_all("default", "reports")
        taken.append(through_the_doors())  # and these wait
    imports.append(imported(GOOD, dataset="people", force="true"))  # so does this

    remembered = RememberedMapping.objects.get(dataset__workspace=workspace)

    def ids(*names: str) -> list[str]:
        return [each[name] for each in taken for name in names]

    return Prepared(
        base_url,
        client.headers["X-API-KEY"],
        page_token(base_url),
        {
            "/api/datasets/": ["people"],
            "/api/datasets/{slug}/rows/": imports[:1],
            "/api/datasets/{slug}/rows/{import_id}/": ["1"],
            "/api/datasets/{slug}/mappings/": [remembered.fingerprint],
            "/api/imports/": imports,
            "/api/jobs/": [*imports, *ids("records", "csv", "pdf")],
            "/api/jobs/{id}/events/": imports[:2],  # which have ended, and so does what is told of them
            "/api/uploads/": uploads,
            "/api/keys/": [post("/api/keys/", json={"name": "spare", "scopes": ["read"]})["id"]],
            "/api/data/status/": ids("records"),
            "/status/": ids("ids"),
            "/api/id-ingestions/": ids("ids"),
            "/api/reports/": ids("html", "pdf"),
            "/assignment/html/": ids("html"),
            "/assignment/pdf/": ids("pdf"),
            "/api/tasks/": ids("csv", "images"),
            "/api/tasks/{id}/images/": ["1"],
        },
    )


def do_all(*queues: str) -> None:
    """Do what waits in some queues, here."""
    for queue in queues:
        while worker.run_next(queue):
            pass


def empty() -> None:
    """Take away all that is stored, committed though it is."""
    call_command("flush", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'data\\_%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP SCHEMA "{name}" CASCADE')
