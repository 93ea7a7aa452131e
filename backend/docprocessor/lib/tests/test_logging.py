"""One line an event: in words for people, in JSON for machines, and never a traceback with people's data in it."""

import json
import logging
import logging.config

import pytest
import structlog

from docprocessor.lib.logging import logging_config


@pytest.fixture
def logged(capfd):
    """What a configuration writes; the tests' own is put back afterwards."""
    root = logging.getLogger()
    before, level, config = root.handlers[:], root.level, structlog.get_config()

    def run(log_format, level, function):
        structlog.reset_defaults()
        logging.config.dictConfig(logging_config(level=level, log_format=log_format))
        function()
        return capfd.readouterr().err.splitlines()

    yield run
    root.handlers[:], root.level = before, level
    structlog.configure(**config)


def fail():
    password = "hunter2"
    try:
        raise RuntimeError("away")
    except RuntimeError:
        structlog.get_logger("docprocessor.x").exception("job.fault", job=7, length=len(password))


def test_json_is_one_object_a_line(logged):
    def both():
        structlog.get_logger("docprocessor.x").info("job.claimed", job=7)
        logging.getLogger("django.db").warning("slow: %s", "x\ny")
        fail()

    lines = [json.loads(line) for line in logged("json", "info", both)]
    assert [(line["event"], line["level"], line["logger"]) for line in lines] == [
        ("job.claimed", "info", "docprocessor.x"),
        ("slow: x\ny", "warning", "django.db"),
        ("job.fault", "error", "docprocessor.x"),
    ]
    assert lines[0]["job"] == 7
    assert lines[0]["timestamp"].endswith("Z")
    assert "RuntimeError: away" in lines[2]["exception"]


def test_people_read_words(logged):
    lines = logged("console", "warning", lambda: structlog.get_logger("docprocessor.x").warning("job.lost", job=7))
    assert len(lines) == 1
    assert "job.lost" in lines[0]
    assert "job=7" in lines[0]


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_tracebacks_hold_no_values(logged, log_format):
    written = "\n".join(logged(log_format, "info", fail))
    assert "RuntimeError" in written
    assert "hunter2" not in written


def test_below_the_level_nothing_is_written(logged):
    assert logged("json", "error", lambda: structlog.get_logger("x").warning("quiet")) == []


def test_other_formats_are_refused():
    with pytest.raises(ValueError, match="LOG_FORMAT is 'xml'; it can be console or json"):
        logging_config(level="info", log_format="xml")
