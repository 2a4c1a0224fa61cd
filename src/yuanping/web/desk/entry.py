"""Between the forms and a registration: choices, what is shown first, what was typed, where a refusal belongs."""

from __future__ import annotations  # Django's formsets are not generic at run time

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.forms import BaseFormSet
from django.http import QueryDict

from yuanping.core.errors import Refused
from yuanping.core.identifiers import region_chain
from yuanping.core.policy import Edition, Ground
from yuanping.domain.people import queries as people
from yuanping.domain.people.states import OrganisationKind
from yuanping.domain.places import queries as places
from yuanping.domain.projects import queries
from yuanping.domain.projects.entries import LotEntry, ProjectEntry
from yuanping.domain.projects.models import Project
from yuanping.domain.projects.notice import Notice
from yuanping.domain.projects.states import Domain, Kind
from yuanping.domain.projects.templates import TEMPLATES, usual_template
from yuanping.domain.rules import queries as rules
from yuanping.web.desk.forms import FLAGS, KEEP, LotForm, LotFormSet, ProjectForm
from yuanping.web.desk.questions import NONE_OF_THEM, questions_for

LOTS = "lots"
PLAIN = (
    "code",
    "name",
    "region_code",
    "tenderer_id",
    "supervision_id",
    "main_centre_id",
    "evaluation_starts_at",
    "evaluation_ends_at",
    "notice_on",
    "source_url",
)
TYPED = ("part_works", "part_goods", "part_services", "category_code", "local_experts", "exemption_ground")
"""Facts that the form gives as the registration takes them, where they were asked."""


def choices() -> dict[str, list[tuple[Any, str]]]:
    """What a project may be registered with on this node: only regions that some centre serves."""
    centres = [(centre.pk, centre.name, centre.region_code) for centre in places.centres()]
    served = {region for _, _, region in centres}
    return {
        "regions": [
            (code, rules.region_path(code))
            for code in rules.region_names()
            if served & set(region_chain(code))
        ],
        "tenderers": list(people.organisations(OrganisationKind.TENDERER)),
        "supervisions": list(people.organisations(OrganisationKind.SUPERVISION)),
        "centres": [(pk, name) for pk, name, _ in centres],
    }


def from_notice(notice: Notice) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """First values of the form from what a notice says; what it does not say stays empty."""
    tenderers = {name: pk for pk, name in people.organisations(OrganisationKind.TENDERER)}
    project = {
        "code": notice.project_no if len(notice.project_no) == 20 else "",
        "name": notice.title,
        "domain": notice.domain or "",
        "kind": notice.kind or "",
        "region_code": notice.region_code,
        "tenderer_id": tenderers.get(notice.tenderer, ""),
        "notice_on": notice.published_on,
        "source_url": notice.source_url,
    }
    lot = {
        "name": notice.title,
        "estimate": notice.estimate,
        "price_limit": notice.price_limit,
        "template": usual_template(notice.domain, notice.kind),
    }
    return project, [lot]


def from_project(project: Project) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """First values of the form for an amendment."""
    values = {name: getattr(project, name) for name in (*PLAIN, "domain", "kind")}
    words = {True: "yes", False: "no", None: ""}
    values |= {name: getattr(project, name) for name in (*TYPED, "category_edition")}
    values |= {
        "mandatory": words[project.mandatory],
        "grounds": [NONE_OF_THEM] if project.grounds == [] else project.grounds or [],
    }
    lots = [
        {
            "code": lot.code,
            "name": lot.name,
            "estimate": lot.estimate,
            "price_limit": lot.price_limit,
            "template": KEEP,
        }
        for lot in queries.lots(project)
    ]
    return values, lots


def from_post(data: QueryDict, *, one_more: bool) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What was typed so far, to be shown again without judging it; with an empty lot at the end."""
    project: dict[str, Any] = {name: data.get(name, "") for name in ProjectForm.base_fields}
    project["grounds"] = data.getlist("grounds")
    count = min(int(data.get(f"{LOTS}-TOTAL_FORMS") or 0), LotFormSet.max_num)
    lots = [
        {name: data.get(f"{LOTS}-{n}-{name}", "") for name in (*LotForm.base_fields, "DELETE")}
        for n in range(count)
    ]
    return project, [*lots, {}] if one_more and count < LotFormSet.max_num else lots


def unbound(
    project: Mapping[str, Any], lots: list[dict[str, Any]], *, keep: bool, today: date
) -> tuple[ProjectForm, BaseFormSet[LotForm]]:
    """The forms with first values, asking for what the packs of the chosen region and domain ask."""
    questions = questions_for(project, today=today)
    initial = {**project, "shown": " ".join(questions.names)}
    form = ProjectForm(initial=initial, questions=questions, **choices())
    formset = LotFormSet(initial=lots, prefix=LOTS, form_kwargs={"keep": keep or None})
    return form, formset


def bound(data: QueryDict, *, keep: bool, today: date) -> tuple[ProjectForm, BaseFormSet[LotForm]]:
    """The forms with what was typed."""
    form = ProjectForm(data, questions=questions_for(data, today=today), **choices())
    return form, LotFormSet(data, prefix=LOTS, form_kwargs={"keep": keep or None})


def entry_of(
    form: ProjectForm, formset: BaseFormSet[LotForm], *, schemes: Mapping[str, Any], synthetic: bool
) -> ProjectEntry:
    """The registration that valid forms describe; ``schemes`` are the lots' present ones, by number."""
    values = form.cleaned_data
    lots = [
        LotEntry(
            code=lot["code"],
            name=lot["name"],
            estimate=lot["estimate"],
            price_limit=lot["price_limit"],
            scheme=schemes.get(lot["code"], {}) if lot["template"] == KEEP else TEMPLATES[lot["template"]],
        )
        for lot in (row.cleaned_data for row in kept(formset))
    ]
    typed: dict[str, Any] = {name: values[name] for name in PLAIN}
    typed |= {name: values[name] for name in TYPED if name in values}
    return ProjectEntry(
        domain=Domain(values["domain"]),
        kind=Kind(values["kind"]),
        lots=tuple(lots),
        mandatory=FLAGS.get(values.get("mandatory", "")),
        grounds=_grounds(values.get("grounds", [])),
        category_edition=Edition(values["category_edition"]) if values.get("category_edition") else None,
        synthetic=synthetic,
        **typed,
    )


def _grounds(chosen: list[str]) -> tuple[Ground, ...] | None:
    """Nothing ticked is no answer; the answer that there is none is one."""
    if not chosen:
        return None
    return tuple(Ground(name) for name in chosen if name != NONE_OF_THEM)


def kept(formset: BaseFormSet[LotForm]) -> list[LotForm]:
    """The lots that are not marked for removal."""
    return [row for row in formset.forms if row not in formset.deleted_forms]


def attach(refused: Refused, formset: BaseFormSet[LotForm]) -> None:
    """Put a refusal of ``lots.<n>.<field>`` beside the field that it names."""
    group, _, rest = refused.field.partition(".")
    number, _, name = rest.partition(".")
    rows = kept(formset)
    if group != LOTS or not number.isdigit() or int(number) >= len(rows):
        return
    field = {"scheme": "template"}.get(name, name)
    row = rows[int(number)]
    row.add_error(field if field in row.fields else None, f"{refused.message}{refused.remedy}")
