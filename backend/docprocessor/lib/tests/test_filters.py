"""What a filter cannot read is refused; passed over, it would keep all."""

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


@pytest.mark.parametrize("moment", ["soon", "2026-13-01", "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00"])
@pytest.mark.parametrize("path", ["/api/jobs/", "/api/imports/"])
def test_a_moment_that_is_none_is_refused(api, path, moment):
    response = api.get(path, {"created_after": moment})
    assert (response.status_code, set(response.json()["errors"])) == (400, {"created_after"})


@pytest.mark.parametrize(
    "moment", ["1043-03-05T23:00:34-17:19", "2026-03-02T09:15:00Z", "2026-03-02", "0001-01-01T00:00Z"]
)
def test_any_offset_of_a_moment_is_understood(api, moment):
    assert api.get("/api/jobs/", {"created_before": moment}).status_code == 200
