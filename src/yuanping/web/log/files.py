"""Checkpoint, tiles and entry bundles of this node's log, and the tiles of its SM3 shadow tree."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from yuanping.base.witness import serving
from yuanping.core.errors import NotFound
from yuanping.core.tlog.hashing import SM3
from yuanping.core.tlog.tiles import Bundle
from yuanping.web.log_files import checkpoint_file, named_tile, refusing_in_text, tile_file


@require_safe
@refusing_in_text
def checkpoint(request: HttpRequest) -> HttpResponse:
    """``/log/checkpoint``."""
    _ = request
    return checkpoint_file(serving.published_checkpoint())


@require_safe
@gzip_page
@refusing_in_text
def tile(request: HttpRequest, place: str) -> HttpResponse:
    """``/log/tile/<L>/<N>[.p/<W>]`` and ``/log/tile/entries/<N>[.p/<W>]``."""
    _ = request
    wanted = named_tile(place)
    if isinstance(wanted, Bundle):
        return tile_file(serving.entry_bundle(wanted))
    return tile_file(serving.tile_hashes(wanted))


@require_safe
@refusing_in_text
def sm3_tile(request: HttpRequest, place: str) -> HttpResponse:
    """``/log/sm3/tile/<L>/<N>[.p/<W>]``: the shadow tree (国密影子树) over the same entries."""
    _ = request
    wanted = named_tile(place)
    if isinstance(wanted, Bundle):
        raise NotFound(
            "no-tile", "国密影子树只有摘要，条目与主日志相同。", remedy="请到 /log/tile/entries/ 取条目。"
        )
    return tile_file(serving.tile_hashes(wanted, hashing=SM3))
