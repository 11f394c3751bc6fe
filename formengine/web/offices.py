"""Agencies of a route in words, before anybody has filed and a place has made them known."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from formengine.forms.definition import Definition, Step
from formengine.i18n import N_, current_locale
from formengine.i18n import gettext as _
from formengine.registers.agencies import Agencies

# Types of agencies that stand in many places; one that stands once is called by its name.
TYPES = {
    "ubnd-tinh": N_("Provincial People's Committee"),
    "vp-ubnd-tinh": N_("Office of the Provincial People's Committee"),
    "mot-cua-tinh": N_("Provincial public service centre"),
    "ubnd-xa": N_("Commune or ward People's Committee"),
    "mot-cua-xa": N_("One-stop desk of the commune or ward"),
    "cong-an-tinh": N_("Provincial police"),
    "cong-an-xa": N_("Commune or ward police"),
    "bo-chi-huy-quan-su": N_("Provincial military command"),
    "thue-co-so": N_("Local tax office"),
    "van-phong-tinh-uy": N_("Office of the Provincial Party Committee"),
    "ban-quan-ly-kcn": N_("Management board of industrial zones"),
    "so-tai-chinh": N_("Department of Finance"),
    "so-xay-dung": N_("Department of Construction"),
    "so-noi-vu": N_("Department of Home Affairs"),
    "so-nong-nghiep-moi-truong": N_("Department of Agriculture and Environment"),
    "so-cong-thuong": N_("Department of Industry and Trade"),
    "so-khoa-hoc-cong-nghe": N_("Department of Science and Technology"),
    "so-tu-phap": N_("Department of Justice"),
    "so-van-hoa": N_("Department of Culture and Sports"),
    "phong-ho-so-nghiep-vu": N_("Criminal records office of the provincial police"),
    "toa-an": N_("People's Court"),
    "van-phong-dang-ky-dat-dai": N_("Land registration office"),
    "bao-hiem-xa-hoi": N_("Social insurance office"),
    "truong-tieu-hoc": N_("Primary school"),
    "truong-thcs": N_("Lower secondary school"),
}
NAMED_AT_ONCE = 3


def type_in_words(type: str, agencies: Agencies, on: date) -> str:
    """What agencies of a type are called; an installation's own type by the agencies it has."""
    if type in TYPES:
        return _(TYPES[type])
    return ", ".join(agencies.name(each.id, current_locale()) for each in agencies.of_type(type, on)) or type


def office_in_words(reference: Mapping[str, Any], definition: Definition, agencies: Agencies, on: date) -> str:
    """The agency that a reference of a definition means, said for everybody."""
    if reference.get("receiving"):
        return _("One-stop desk")
    if reference.get("competent"):
        return office_in_words(definition.competent, definition, agencies, on)
    if reference.get("of_filer"):
        return _("The official's own agency")
    if "named_at" in reference:
        return _("The agency named in the submission")
    if "code" in reference:
        return agencies.name(agencies.by_code(reference["code"]).id, current_locale())
    if "same_as" in reference:
        return _office_of(_step(definition, reference["same_as"]), definition, agencies, on)
    if "chosen_at" in reference:
        names = [type_in_words(type, agencies, on) for type in reference.get("from", ())]
        shown = ", ".join(names[:NAMED_AT_ONCE])
        return _("Agencies consulted: %(names)s and others", names=shown) if len(names) > NAMED_AT_ONCE else shown
    return type_in_words(str(reference.get("type", "")), agencies, on)


def _office_of(step: Step, definition: Definition, agencies: Agencies, on: date) -> str:
    return office_in_words(step.agency, definition, agencies, on)


def _step(definition: Definition, name: str) -> Step:
    return next(step for stage in definition.route for step in stage.steps if step.step == name)
