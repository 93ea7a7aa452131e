"""A workspace in which every kind of thing exists, so that addresses lead somewhere."""

import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

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


def workspace_client(base_url: str) -> httpx.Client:
    """Make a workspace and a client of the running service with a key of it."""
    name = f"w{uuid.uuid4().hex[:12]}"
    workspace = Workspace.objects.create(slug=name, name=name)
    user = User.objects.create_user(f"{name}@example.com", "a long password", name=name)
    Membership.objects.create(user=user, workspace=workspace, role=Role.ADMIN)
    _, key = key_create(workspace=workspace, created_by=user, name="all", scopes=["read", "write", "admin"])
    return httpx.Client(base_url=base_url, headers={"X-API-KEY": key, "Accept": "*/*"}, timeout=30)


def page_token(base_url: str) -> dict[str, str]:
    """Return the headers by which a page shows that it is ours."""
    answer = httpx.get(f"{base_url}/api/session/")
    return {"X-CSRFToken": answer.json()["csrf_token"], "Cookie": f"csrftoken={answer.cookies['csrftoken']}"}


def prepare(base_url: str) -> Prepared:
    """Fill a new workspace through its own doors, and do the work that comes of it."""
    client = workspace_client(base_url)

    def post(path: str, **what: Any) -> dict[str, Any]:
        answer = client.post(path, **what)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else {}

    def imported(content: bytes, **options: Any) -> str:
        return str(post("/api/imports/", files={"file": ("people.csv", content, "text/csv")}, data=options)["id"])

    post("/api/datasets/", json={"slug": "people", "title": "People", "schema": SCHEMA})
    imports = [imported(GOOD, dataset="people"), imported(FAULTY, dataset="people", remember="true")]
    while worker.run_next("imports"):
        pass
    imports.append(imported(GOOD, dataset="people", force="true"))  # waits
    upload = post("/api/uploads/", headers={"Upload-Length": str(len(FAULTY)), "Tus-Resumable": "1.0.0"})["id"]
    sent = client.patch(
        f"/api/uploads/{upload}/",
        content=FAULTY,
        headers={"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream", "Tus-Resumable": "1.0.0"},
    )
    assert sent.status_code == 204, sent.text
    begun = post("/api/uploads/", headers={"Upload-Length": "20", "Tus-Resumable": "1.0.0"})["id"]
    key = post("/api/keys/", json={"name": "spare", "scopes": ["read"]})["id"]
    return Prepared(
        base_url,
        client.headers["X-API-KEY"],
        page_token(base_url),
        {
            "/api/datasets/": ["people"],
            "/api/imports/": imports,
            "/api/jobs/": imports,
            "/api/uploads/": [upload, begun],
            "/api/keys/": [key],
            "/api/jobs/{id}/events/": imports[:2],  # which have ended, and so does what is told of them
            "/api/datasets/{slug}/rows/{import_id}/": ["1"],
            "/api/datasets/{slug}/rows/": imports[:1],
            "/api/datasets/{slug}/mappings/": [RememberedMapping.objects.get().fingerprint],
        },
    )
