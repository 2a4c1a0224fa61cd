"""The node's time-stamp authority: RFC 3161 tokens from the platform's clock, without a network."""

import secrets
from datetime import UTC, datetime

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.sign.general import as_signing_certificate_v2
from pyhanko.sign.timestamps import TimeStamper
from typing_extensions import override

from yuanping.domain.signing.authority import KeyPair

POLICY = "2.25.271828182845904523536028747135266249775"
"""The policy's object identifier, under the arc that needs no registration (ITU-T X.667)."""


def time_stamp(pair: KeyPair, *, sha256: bytes, at: datetime) -> bytes:
    """A response (RFC 3161, DER) that the thing with this digest existed at this time, to the second."""
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": sha256}
    request = tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "cert_req": True})
    response: bytes = NodeTimeStamper(pair, at=at).answer(request).dump()
    return response


class NodeTimeStamper(TimeStamper):
    """Answers every request at once with the given time and the node's own time-stamp certificate."""

    def __init__(self, pair: KeyPair, *, at: datetime) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._key = pair.key
        self._certificate = asn1.Certificate.load(pair.certificate.public_bytes(serialization.Encoding.DER))
        self._at = at.astimezone(UTC).replace(microsecond=0)

    @override
    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return self.answer(req)

    def answer(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Grant the request (RFC 3161, 2.4.2)."""
        info = self._info(req)
        token = cms.ContentInfo({"content_type": "signed_data", "content": self._signed(info.dump())})
        return tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token})

    def _info(self, req: tsp.TimeStampReq) -> tsp.TSTInfo:
        values = {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": req["message_imprint"],
            "serial_number": secrets.randbits(120) + 1,
            "gen_time": core.GeneralizedTime(self._at),
            "accuracy": {"seconds": 1},
            "tsa": asn1.GeneralName("directory_name", self._certificate.subject),
        }
        if req["nonce"].native is not None:
            values["nonce"] = req["nonce"]
        return tsp.TSTInfo(values)

    def _signed(self, info: bytes) -> cms.SignedData:
        digest = algos.DigestAlgorithm({"algorithm": "sha256"})
        attributes = cms.CMSAttributes(
            [
                _attribute("content_type", "tst_info"),
                _attribute("message_digest", _sha256(info)),
                _attribute("signing_certificate_v2", as_signing_certificate_v2(self._certificate)),
            ]
        )
        signer = {
            "version": "v1",
            "sid": {
                "issuer_and_serial_number": {
                    "issuer": self._certificate.issuer,
                    "serial_number": self._certificate.serial_number,
                }
            },
            "digest_algorithm": digest,
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signature": self._key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())),
        }
        return cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [digest],
                "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(info)},
                "certificates": [self._certificate],
                "signer_infos": [signer],
            }
        )


def _attribute(kind: str, value: object) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": (value,)})


def _sha256(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(data)
    return digest.finalize()
