"""A browser at a committee seat: the edge that puts a member in place is another app's business."""

from collections.abc import Callable
from copy import deepcopy

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from pytest_django import Settings

from tests.factories.evaluation import World, at_seat, world
from yuanping.domain.experts.models import CommitteeSeat


class SeatEdge:
    """Says who asks from the header ``X-Seat``; nobody without it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        from yuanping.web.edge import context_of

        seat_id = request.headers.get("X-Seat")
        ctx = at_seat(CommitteeSeat.objects.get(pk=seat_id)) if seat_id else context_of(request)
        request.ctx = ctx  # type: ignore[attr-defined]
        return self.get_response(request)


@pytest.fixture
def browser(settings: Settings) -> Callable[[CommitteeSeat], Client]:
    """A client for the person at a seat."""
    settings.MIDDLEWARE = [
        "tests.web.expert.conftest.SeatEdge" if name == "yuanping.web.edge.EdgeMiddleware" else name
        for name in settings.MIDDLEWARE
    ]
    return lambda seat: Client(headers={"X-Seat": str(seat.pk)})


@pytest.fixture(scope="module")
def built(standing: None) -> World:
    return world()


@pytest.fixture
def ready(built: World, undone: None) -> World:
    return deepcopy(built)
