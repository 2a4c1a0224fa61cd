"""What fails while it holds an opened identity tells of it neither on a page nor in the log."""

import io
import logging
from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.views.debug import ExceptionReporter, get_default_exception_reporter_filter

from tests.journeys.secrecy import Needles, told_by
from tests.security.sealing.opened import ID_NUMBER, NAME, PHONE, SOMEBODY, fail_with_identity
from yuanping.base.jobs import app
from yuanping.config.settings import LOGGING
from yuanping.web.faults import HideNumbers

SECRET = Needles.of([SOMEBODY])
DJANGO_S_OWN = "django.views.debug.SafeExceptionReporterFilter"


@pytest.fixture
def broken(db: None, keys: None) -> Iterator[Client]:
    with override_settings(ROOT_URLCONF="tests.security.sealing.opened"):
        yield Client(raise_request_exception=False)


@pytest.fixture
def file() -> Iterator[io.StringIO]:
    """The node's log, as the settings write it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    form = deepcopy(LOGGING["formatters"]["line"])  # type: ignore[index]
    assert form.pop("()") == f"{HideNumbers.__module__}.{HideNumbers.__name__}"
    handler.setFormatter(HideNumbers(form["format"], style=form["style"]))
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("how", ["get", "post"])
def test_page_of_a_fault_shows_nobody(broken: Client, *, debug: bool, how: str) -> None:
    with override_settings(DEBUG=debug):
        answer = broken.get("/fail/") if how == "get" else broken.post("/fail/", SOMEBODY)
    text = told_by(answer)
    assert (answer.status_code, "fail_with_identity" in text) == (500, debug)
    assert SECRET.found_in(text) == []


def test_page_without_our_filter_would_show_them(broken: Client) -> None:
    with override_settings(DEBUG=True, DEFAULT_EXCEPTION_REPORTER_FILTER=DJANGO_S_OWN):
        get_default_exception_reporter_filter.cache_clear()
        found = SECRET.found_in(told_by(broken.post("/fail/", SOMEBODY)))
    get_default_exception_reporter_filter.cache_clear()
    assert NAME in found
    assert len(found) > 5


@pytest.mark.parametrize("debug", [True, False])
def test_report_by_mail_shows_nobody(broken: Client, *, debug: bool) -> None:
    try:
        fail_with_identity(told="")
    except RuntimeError as error:
        with override_settings(DEBUG=debug):
            report = ExceptionReporter(None, type(error), error, error.__traceback__)
            texts = report.get_traceback_text() + report.get_traceback_html()
    assert "fail_with_identity" in texts
    assert SECRET.found_in(texts) == []


def test_log_of_a_fault_shows_no_number(broken: Client, file: io.StringIO) -> None:
    broken.get(f"/fail/?told=no route to {PHONE} or {ID_NUMBER},")
    assert "Traceback" in file.getvalue()
    assert "no route to （号码不显示） or （号码不显示）" in file.getvalue()
    assert SECRET.found_in(file.getvalue()) == []


def test_log_without_our_format_would_show_them(broken: Client, caplog: pytest.LogCaptureFixture) -> None:
    broken.get(f"/fail/?told=no route to {PHONE}")
    assert SECRET.found_in(caplog.text) != []


@pytest.mark.parametrize(
    "untouched", ["0.13748261059", "a13748261059f", "1780272000000", "SMS-12", "2026-06-01"]
)
def test_other_numbers_stay_in_the_log(untouched: str) -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "entry %s", (untouched,), None)
    assert HideNumbers().format(record) == f"entry {untouched}"


def test_job_that_fails_leaves_no_name(
    committed_db: None, keys: None, caplog: pytest.LogCaptureFixture
) -> None:
    @app.task(name="tests.fail_with_identity")
    def failing() -> None:
        fail_with_identity(told="")

    try:
        failing.defer()
        with (
            caplog.at_level(logging.DEBUG),
            app.replace_connector(app.connector.get_worker_connector()) as worker,  # type: ignore[attr-defined]
        ):
            worker.run_worker(wait=False, listen_notify=False, install_signal_handlers=False)
    finally:
        del app.tasks["tests.fail_with_identity"]
    assert "the gateway hung up 3" in caplog.text
    assert SECRET.found_in(caplog.text) == []


def test_settings_name_our_filter_and_format() -> None:
    assert settings.DEFAULT_EXCEPTION_REPORTER_FILTER == "yuanping.web.faults.TellNothing"
    assert all(handler["formatter"] == "line" for handler in LOGGING["handlers"].values())  # type: ignore[attr-defined]
