"""What other nodes ask of the witness and the mirror. Nobody signs in: a checkpoint's signature says whose it is."""

import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe

from yuanping.base.witnessing import copies, cosigning
from yuanping.base.witnessing.others import OtherLog, log_by_hash
from yuanping.core.errors import NotFound
from yuanping.core.tlog.quorum import BadPolicy
from yuanping.core.tlog.tiles import Bundle
from yuanping.core.tlog.witnessing import MAX_SIZE
from yuanping.web.log_files import checkpoint_file, named_tile, refusing_in_text, text, tile_file

logger = logging.getLogger(__name__)


@csrf_exempt  # programs without cookies ask; whoever sends it, only what the log itself signed has an effect
@require_POST
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """``/witness/add-checkpoint``."""
    body = request.read(MAX_SIZE + 1)  # one byte too many is refused as too long
    try:
        answer = cosigning.add_checkpoint(body, now=request.ctx.now)  # type: ignore[attr-defined]
    except BadPolicy:
        logger.exception("the file of witnessed logs cannot be read")
        return text("本节点的日志清单有误，暂不能见证，请稍后再试。\n", status=503)
    return text(answer.body, status=answer.status, content_type=answer.content_type)


@require_safe
@refusing_in_text
def witnessed(request: HttpRequest, origin_hash: str) -> HttpResponse:
    """``/witness/<origin hash>/checkpoint``: the last that we cosigned."""
    _ = request
    return checkpoint_file(cosigning.last_cosigned(_known(origin_hash)))


@require_safe
@refusing_in_text
def mirrored(request: HttpRequest, origin_hash: str) -> HttpResponse:
    """``/mirror/<origin hash>/checkpoint``: the newest of which we hold everything."""
    _ = request
    return checkpoint_file(copies.mirrored_checkpoint(_known(origin_hash).origin))


@require_safe
@gzip_page
@refusing_in_text
def mirrored_tile(request: HttpRequest, origin_hash: str, place: str) -> HttpResponse:
    """``/mirror/<origin hash>/tile/…``."""
    _ = request
    log, wanted = _known(origin_hash), named_tile(place)
    if isinstance(wanted, Bundle):
        return tile_file(copies.mirrored_bundle(log.origin, wanted))
    return tile_file(copies.mirrored_hashes(log.origin, wanted))


def _known(origin_hash: str) -> OtherLog:
    log = log_by_hash(origin_hash)
    if log is None:
        raise NotFound("unknown-log", "本节点不见证此日志。")
    return log
