"""Uploading bids through the page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.domain.projects.cast import PDF, Cast, bid, registered
from tests.web.desk.conftest import Enter
from tests.web.desk.test_pages import text
from yuanping.domain.projects.models import Bid, Project

BOUNDARY = "frontier"


@pytest.fixture
def project(cast: Cast) -> Project:
    return registered(cast)


@pytest.fixture
def client(enter: Enter) -> Client:
    return enter("agency")


def url(project: Project) -> str:
    return reverse("desk:bids", args=[project.pk, project.lots.get().pk])


def form(name: str = "标书.pdf", content: bytes = PDF, **changed: str) -> dict[str, object]:
    return {
        "bidder_name": "合成物业服务有限公司",
        "bidder_uscc": bid(1).bidder_uscc,
        "price": "472.8247万元",
        "file": SimpleUploadedFile(name, content),
        **changed,
    }


def test_upload_lists_the_bid_and_gives_its_file_back(client: Client, project: Project) -> None:
    page = text(client.post(url(project), form(), follow=True))
    held = Bid.objects.get()
    assert ("已登记第 1 号投标" in page, "4,728,247.00" in page) == (True, True)
    answer = client.get(reverse("desk:bid-file", args=[project.pk, held.pk]))
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (form("标书.docx"), "不是 PDF 文件"),
        (form(content=b"PK"), "内容不是 PDF"),
        (form(content=b""), "是空的"),
        (form(price="-5"), "金额不能为负数"),
        (form(bidder_uscc="123"), "统一社会信用代码应为 18 位，现为 3 位。"),
        (form(bidder_name=""), "请填写投标人名称。"),
    ],
)
def test_refused_upload_says_why_and_keeps_what_was_typed(
    client: Client, project: Project, data: dict[str, object], words: str
) -> None:
    response = client.post(url(project), data)
    page = text(response)
    assert (response.status_code, words in page, Bid.objects.count()) == (422, True, 0)
    assert str(data["bidder_uscc"]) in page


@pytest.mark.parametrize("name", ["../../etc/标书.pdf", "C:\\\\temp\\\\标书.pdf", "a/b.pdf"])
def test_upload_named_with_a_path_is_refused(client: Client, project: Project, name: str) -> None:
    typed = form()
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in typed.items()
        if key != "file"
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = b"".join([*parts, head.encode(), PDF, f"\r\n--{BOUNDARY}--\r\n".encode()])
    response = client.post(url(project), body, content_type=f"multipart/form-data; boundary={BOUNDARY}")
    assert (response.status_code, "中含有路径" in text(response), Bid.objects.count()) == (422, True, 0)


def test_bid_can_be_removed_while_registering(client: Client, project: Project) -> None:
    client.post(url(project), form())
    page = text(client.post(url(project), {"remove": str(Bid.objects.get().pk)}, follow=True))
    assert ("投标已移除。" in page, Bid.objects.count()) == (True, 0)


@pytest.mark.parametrize("number", ["0", "x"])
def test_removal_of_an_unknown_bid_is_not_found(client: Client, project: Project, number: str) -> None:
    assert client.post(url(project), {"remove": number}).status_code == 404


def test_tenderer_reads_the_list_and_cannot_change_it(enter: Enter, client: Client, project: Project) -> None:
    client.post(url(project), form())
    reader = enter("tenderer")
    page = text(reader.get(url(project)))
    assert ("合成物业服务有限公司" in page, "移除" in page, 'type="file"' in page) == (True, False, False)
    assert reader.post(url(project), form()).status_code == 403
    assert Bid.objects.count() == 1
