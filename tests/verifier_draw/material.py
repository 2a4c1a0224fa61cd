"""Random pools, plans and honest transcripts, and the two verifiers side by side."""

import contextlib
import hashlib
import importlib.util
import io
import json
import random  # noqa: TID251 -- makes examples, draws nothing
import sys
from pathlib import Path

from yuanping.core.draw import (
    Course,
    DrawClass,
    Fault,
    Infeasible,
    Limits,
    Person,
    Plan,
    Pool,
    Sampler,
    check,
    infeasible_transcript,
)

PROGRAMS = Path(__file__).parents[2] / "verifier"
CENTRES = ("C1", "C2", "C3")
CODES = ("A08", "A0812", "A0830", "B01")


def loaded(name):
    spec = importlib.util.spec_from_file_location(name, PROGRAMS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


DRAW_PROGRAM = loaded("yuanping_verify_draw")
SEED_PROGRAM = loaded("yuanping_verify_seed")


def run(program, path):
    """Exit status and every line that the program finds."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        status = program.main([str(path), "--json"])
    return status, json.loads(out.getvalue())["checks"]


def second(path):
    """What the second verifier of draws says."""
    return run(DRAW_PROGRAM, path)


def first(raw):
    """The code of the first fault that the platform's own verifier finds, or nothing."""
    try:
        check(raw)
    except Fault as fault:
        return fault.code
    return None


def chance(seed):
    return random.Random(seed)


def persons(dice, *, size, employers, salted=True):
    return [
        Person(
            f"P{number:03}",
            f"E{dice.randrange(employers):02}",
            dice.choice(CENTRES),
            tuple(dice.sample(CODES, dice.randint(1, 2))),
            tickets=dice.randint(1, 4),
            available=dice.random() < 0.9,
            salt=hashlib.sha256(b"%d" % number).digest()[:16] if salted else b"",
        )
        for number in range(size)
    ]


def plan(dice, pool, *, threshold, try_limit=4096):
    classes = [
        DrawClass(dice.choice(("A08", "A0812", "B01", "A")), dice.choice((*CENTRES, "*")))
        for _ in range(dice.randint(1, 4))
    ]
    main = dice.choice((None, "C1"))
    return Plan(
        tuple((each, dice.randint(1, 2)) for each in classes),
        Limits(
            main,
            max_per_employer=dice.randint(1, 2),
            max_per_centre=dice.choice((None, None, 2, 3)),
            min_other_centres=dice.choice((0, 0, 1, 2)) if main else 0,
        ),
        {each.id: "spouse" for each in pool if dice.random() < 0.1},
        {"E03": "former-employer"} if dice.random() < 0.3 else {},
        alternates=dice.randint(0, 3),
        scarce_threshold=threshold,
        try_limit=try_limit,
    )


def transcript(given, plan, seed, leaves=()):
    """Bytes and status of the transcript; members of some seats leave as long as somebody can follow."""
    pool = Pool(given)
    try:
        course = Course.start(Sampler.of(pool, plan), seed)
    except Infeasible as refusal:
        return infeasible_transcript(
            pool.lists_of(plan.classes), plan, seed, refusal.certificate
        ), "infeasible"
    for seat in leaves:
        with contextlib.suppress(Infeasible):
            course = course.replace(seat % len(course.panel.members))
    return course.to_bytes(), "drawn"
