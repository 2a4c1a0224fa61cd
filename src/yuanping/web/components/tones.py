"""Tones: the five meanings that a colour may carry, always together with a word and an icon."""

from typing import Literal

Tone = Literal["ok", "info", "warn", "bad", "muted"]

TONE_ICONS: dict[Tone, str] = {
    "ok": "circle-check",
    "info": "info-circle",
    "warn": "alert-triangle",
    "bad": "circle-x",
    "muted": "circle-dashed",
}
