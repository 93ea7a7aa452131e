"""A program that streams a file does not know its length, and need not."""

import json

from django.core.asgi import get_asgi_application

from docprocessor.accounts.keys import key_create
from docprocessor.lib.tests.asgi import Exchange

FILE = b"id,name\n1,Ana\n2,Ben\n"
PIECES = [
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n',
    FILE[:5],
    FILE[5:],
    b"\r\n--x--\r\n",
]


def test_a_chunked_upload_arrives_whole(committed, workspace, user):
    _, key = key_create(workspace=workspace, created_by=user, name="test", scopes=["write"])
    headers = [
        (b"x-api-key", key.encode()),
        (b"content-type", b"multipart/form-data; boundary=x"),
        (b"transfer-encoding", b"chunked"),
    ]
    answered = Exchange("/api/imports/", method="POST", headers=headers).run(get_asgi_application(), PIECES)
    assert answered.status == 202
    assert json.loads(b"".join(answered.body))["file"]["size"] == len(FILE)
