"""Two makers' gateways on this machine: they check signatures as the real ones do, and keep what they were asked.

Alibaba Cloud's signature is version 3 (ACS3-HMAC-SHA256), Tencent Cloud's TC3-HMAC-SHA256; both are computed here from
the makers' documents, without their libraries.
"""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

SKEW = 900
"""Seconds by which a request's time may be off."""


@dataclass(frozen=True)
class Asked:
    """One request that was signed rightly: the action, and what was asked with it."""

    action: str
    given: Mapping[str, Any]


@dataclass
class Gateway:
    """Answers both makers' requests. ``codes`` says, by the number asked for, which error to answer instead."""

    key_id: str = "ourselves"
    secret: str = "the right secret"
    codes: dict[str, str] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    refused: int = 0
    silent: bool = False

    def __post_init__(self) -> None:
        gateway, self._nonces = self, set[str]()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if gateway.silent:
                    self.connection.close()
                    return
                status, answer = gateway._answer(self.path, self.headers, body)
                said = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _answer(self, path: str, headers: Message, body: bytes) -> tuple[int, dict[str, Any]]:
        if headers["Authorization"].startswith("ACS3-HMAC-SHA256 "):
            return self._aliyun(path, headers, body)
        return self._tencent(headers, body)

    # Alibaba Cloud

    def _aliyun(self, path: str, headers: Message, body: bytes) -> tuple[int, dict[str, Any]]:
        if headers["Authorization"] != self._acs3(path, headers, body):
            self.refused += 1
            return 400, {"Code": "SignatureDoesNotMatch", "Message": "signature", "RequestId": "r"}
        self._nonces.add(headers["x-acs-signature-nonce"])
        given = dict(parse_qsl(urlsplit(path).query))
        self.asked.append(Asked(headers["x-acs-action"], given))
        number = given.get("PhoneNumbers") or given["CalledNumber"]
        code = self.codes.get(number, "OK")
        if code.startswith("Throttling"):
            return 429, {"Code": code, "Message": f"{number} {code}", "RequestId": "r"}
        answer: dict[str, Any] = {"Code": code, "Message": f"{number} {code}", "RequestId": "r"}
        if code == "OK":
            name = {"SendSms": "BizId", "IvrCall": "CallId"}[headers["x-acs-action"]]
            answer[name] = f"{len(self.asked)}^{name}"
        return 200, answer

    def _acs3(self, path: str, headers: Message, body: bytes) -> str:
        """What the Authorization header has to be; nothing rightly signed is older than a quarter of an hour."""
        at = datetime.strptime(headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        digest = hashlib.sha256(body).hexdigest()
        if (
            abs(time.time() - at.timestamp()) > SKEW
            or headers["x-acs-signature-nonce"] in self._nonces
            or headers["x-acs-content-sha256"] != digest
        ):
            return "stale"
        query = sorted(parse_qsl(urlsplit(path).query, keep_blank_values=True))
        canonical_query = "&".join(f"{quote(k, safe='~')}={quote(v, safe='~')}" for k, v in query)
        told = headers["Authorization"].partition("SignedHeaders=")[2].partition(",")[0]
        names = told.split(";")
        must = {name.lower() for name in headers if name.lower().startswith("x-acs-")} | {"host"}
        if names != sorted(names) or not must <= set(names):
            return "unsigned"
        lines = "".join(f"{name}:{headers[name].strip()}\n" for name in names)
        signed = ";".join(names)
        request = f"POST\n/\n{canonical_query}\n{lines}\n{signed}\n{digest}"
        text = f"ACS3-HMAC-SHA256\n{hashlib.sha256(request.encode()).hexdigest()}"
        signature = hmac.new(self.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
        return f"ACS3-HMAC-SHA256 Credential={self.key_id},SignedHeaders={signed},Signature={signature}"

    # Tencent Cloud

    def _tencent(self, headers: Message, body: bytes) -> tuple[int, dict[str, Any]]:
        if headers["Authorization"] != self._tc3(headers, body):
            self.refused += 1
            return 200, _failed("AuthFailure.SignatureFailure")
        action, given = headers["X-TC-Action"], json.loads(body)
        self.asked.append(Asked(action, given))
        number = given.get("PhoneNumberSet", [None])[0] or given["CalledNumber"]
        code = self.codes.get(number.removeprefix("+86"), "Ok")
        serial = f"{len(self.asked)}:serial"
        if action == "SendTtsVoice":
            if code != "Ok":
                return 200, _failed(code)
            return 200, {"Response": {"SendStatus": {"CallId": serial}, "RequestId": "r"}}
        if code.startswith("RequestLimitExceeded"):
            return 200, _failed(code)
        status = {"SerialNo": serial, "PhoneNumber": number, "Code": code, "Message": f"{number} {code}"}
        return 200, {"Response": {"SendStatusSet": [status], "RequestId": "r"}}

    def _tc3(self, headers: Message, body: bytes) -> str:
        stamp = int(headers["X-TC-Timestamp"])
        if abs(time.time() - stamp) > SKEW:
            return "stale"
        day = datetime.fromtimestamp(stamp, UTC).strftime("%Y-%m-%d")
        service = {"SendSms": "sms", "SendTtsVoice": "vms"}[headers["X-TC-Action"]]
        lines = f"content-type:{headers['Content-Type']}\nhost:{headers['Host']}\n"
        digest = hashlib.sha256(body).hexdigest()
        request = f"POST\n/\n\n{lines}\ncontent-type;host\n{digest}"
        scope = f"{day}/{service}/tc3_request"
        text = f"TC3-HMAC-SHA256\n{stamp}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
        key = f"TC3{self.secret}".encode()
        for part in (day, service, "tc3_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
        return (
            f"TC3-HMAC-SHA256 Credential={self.key_id}/{scope}, "
            f"SignedHeaders=content-type;host, Signature={signature}"
        )


def _failed(code: str) -> dict[str, Any]:
    return {"Response": {"Error": {"Code": code, "Message": code}, "RequestId": "r"}}


def sms_report(maker: str, reference: str, *, arrived: bool = True) -> bytes:
    """What the maker pushes when a message has arrived, or has not."""
    if maker == "aliyun":
        code = "DELIVERED" if arrived else "MK:0012"
        each = {
            "phone_number": "13900000001",
            "send_time": "2026-06-01 09:00:00",
            "report_time": "2026-06-01 09:00:05",
            "success": arrived,
            "err_code": code,
            "err_msg": "text",
            "sms_size": "2",
            "biz_id": reference,
            "out_id": "x",
        }
        return json.dumps([each]).encode()
    each = {
        "user_receive_time": "2026-06-01 09:00:05",
        "nationcode": "86",
        "mobile": "13900000001",
        "report_status": "SUCCESS" if arrived else "FAIL",
        "errmsg": "DELIVRD" if arrived else "UNDELIV",
        "description": "text",
        "sid": reference,
    }
    return json.dumps([each]).encode()


def voice_reports(maker: str, reference: str, *, digit: str = "") -> list[bytes]:
    """What the maker pushes after a call: answered with this key, or nobody answering."""
    if maker == "aliyun":
        each = {
            "call_id": reference,
            "originate_time": "2026-06-01 09:03:00",
            "start_time": "2026-06-01 09:03:09" if digit else "",
            "end_time": "2026-06-01 09:03:30",
            "duration": "21" if digit else "0",
            "caller": "037100000000",
            "callee": "13900000001",
            "status_code": "200000" if digit else "200003",
            "status_msg": "text",
            "out_id": "x",
            "dtmf": digit,
        }
        return [json.dumps([each]).encode()]
    own = {"callid": reference, "mobile": "13900000001", "nationcode": "86", "call_from": ""}
    prompt = own | {"result": "0" if digit else "1", "accept_time": "1780275789", "fee": "1"}
    found = [json.dumps({"voiceprompt_callback": prompt}).encode()]
    if digit:
        found.insert(0, json.dumps({"voicekey_callback": own | {"keypress": digit}}).encode())
    return found
