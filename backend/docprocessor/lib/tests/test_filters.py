"""A filter that is neither true nor false is refused; passed over, it would keep all."""

import pytest


@pytest.mark.parametrize("value", ["null", "yes", "2", "truee", "\x00"])
@pytest.mark.parametrize("path", ["/api/jobs/?quarantined", "/api/jobs/?partial", "/api/imports/?dry_run"])
def test_another_word_is_refused(api, path, value):
    path, name = path.split("?")
    response = api.get(path, {name: value})
    assert (response.status_code, set(response.json()["errors"])) == (400, {name})


@pytest.mark.parametrize("value", ["true", "True", "1", "false", "0", ""])
def test_words_for_yes_and_no_and_none(api, value):
    assert api.get("/api/jobs/", {"partial": value}).status_code == 200
