"""Cases, steps, papers, fees: every name that is used must be there, once."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from formengine.forms.definition import SETTING
from formengine.forms.formats import is_hour_minute
from formengine.forms.pointers import join_pointer
from formengine.forms.problems import Problem

HOUSE_PAPERS = ("receipt", "supplement_request", "refusal", "apology", "stop_notice", "correction")
# What can be told from a file's own bytes, and does nothing by itself when it is opened.
MEDIA_TYPES = (
    "application/pdf", "image/jpeg", "image/png", "image/heic", "video/mp4",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)  # fmt: skip
_STARTS = ("opened", "accepted", "filed")
_APPLICANT = ("confirm_draft", "rate", "pay")


def route_problems(data: dict[str, Any]) -> Iterator[Problem]:
    """Problems of cases, route, papers, results and attachments."""
    yield from _names_twice(data)
    yield from _case_problems(data["cases"])
    steps: dict[str, dict[str, Any]] = {}
    for number, stage in enumerate(data["route"]):
        place = ("route", number)
        join = stage.get("join", "all")
        if isinstance(join, int) and join > len(stage["steps"]):
            yield Problem(join_pointer([*place, "join"]), "join", f"the stage has {len(stage['steps'])} steps only")
        before = dict(steps)
        for index, step in enumerate(stage["steps"]):
            yield from _step_problems(step, (*place, "steps", index), before, data)
            steps[step["step"]] = step
    yield from _attachment_problems(data)
    yield from _paper_problems(data)
    yield from _setting_problems(data)
    yield from _hour_problems(data)
    proof = ((data.get("parties") or {}).get("agent") or {}).get("proof")
    if proof and proof not in [item["code"] for item in data.get("attachments") or ()]:
        yield Problem("/parties/agent/proof", "proof", f"there is no attachment {proof!r}")


def _names_twice(data: dict[str, Any]) -> Iterator[Problem]:
    lists = [
        ("cases", "case", data["cases"]),
        ("attachments", "code", data.get("attachments") or []),
        ("fees", "code", data.get("fees") or []),
        ("route", "stage", data["route"]),
    ]
    for area, key, entries in lists:
        counts = Counter(entry[key] for entry in entries)
        for index, entry in enumerate(entries):
            if counts[entry[key]] > 1:
                yield Problem(
                    f"/{area}/{index}/{key}", key, f"{entry[key]!r} stands {counts[entry[key]]} times: name each once"
                )
    steps = Counter(step["step"] for stage in data["route"] for step in stage["steps"])
    for number, stage in enumerate(data["route"]):
        for index, step in enumerate(stage["steps"]):
            if steps[step["step"]] > 1:
                yield Problem(
                    f"/route/{number}/steps/{index}/step", "step", f"{step['step']!r} stands twice: name each step once"
                )


def _case_problems(cases: list[dict[str, Any]]) -> Iterator[Problem]:
    for index, case in enumerate(cases):
        last = index == len(cases) - 1
        if last and case.get("when"):
            yield Problem(
                f"/cases/{index}/when", "when", "the last case has no `when`: it is for everybody whom no other fits"
            )
        if not last and not case.get("when"):
            yield Problem(f"/cases/{index}", "when", "add a `when`: the cases after this one are never reached")


def _step_problems(
    step: dict[str, Any], place: tuple[object, ...], before: dict[str, dict[str, Any]], data: dict[str, Any]
) -> Iterator[Problem]:
    here = join_pointer(place)
    applicant = step.get("who") == "applicant"
    if applicant != (step["act"] in _APPLICANT):
        who = "the applicant" if step["act"] in _APPLICANT else "an official"
        yield Problem(f"{here}/act", "act", f"{step['act']} is an act of {who}")
    if not applicant:
        for name in ("agency", "role"):
            if name not in step:
                yield Problem(here, name, f"add {name!r}: which agency's position acts here")
    yield from _agency_problems(step.get("agency") or {}, f"{here}/agency", before)
    yield from _link_problems(step, here, before, data)


def _agency_problems(agency: dict[str, Any], here: str, before: dict[str, dict[str, Any]]) -> Iterator[Problem]:
    for name in ("same_as", "chosen_at", "above"):
        if name in agency and agency[name] not in before:
            yield Problem(f"{here}/{name}", name, f"there is no step {agency[name]!r} in an earlier stage")
    chosen = before.get(agency.get("chosen_at", ""))
    if chosen and chosen["act"] != "choose_agencies":
        yield Problem(f"{here}/chosen_at", "chosen_at", f"the act of {chosen['step']!r} is not choose_agencies")
    if agency.get("min", 0) > agency.get("max", 99):
        yield Problem(f"{here}/min", "min", "min is larger than max")


def _link_problems(
    step: dict[str, Any], here: str, before: dict[str, dict[str, Any]], data: dict[str, Any]
) -> Iterator[Problem]:
    if "step_form" in step and step["step_form"] not in (data.get("step_forms") or {}):
        yield Problem(f"{here}/step_form", "step_form", f"there is no step form {step['step_form']!r}")
    start = (step.get("limit") or {}).get("from")
    if start and start not in _STARTS and start not in before:
        yield Problem(f"{here}/limit/from", "from", f"{start!r} is neither {', '.join(_STARTS)} nor an earlier step")
    if ("opens" in step) != (step["act"] == "await"):
        yield Problem(f"{here}/opens", "opens", "`await` is the act of the steps with `opens`, and of no others")
    if step["act"] == "sign" and not step.get("signs"):
        yield Problem(f"{here}/signs", "signs", "say in `signs` which paper is signed at which outcome")
    if "on_silence" in step and "limit" not in step:
        yield Problem(f"{here}/on_silence", "on_silence", "silence needs a limit: add `limit`")
    for outcome, name in (step.get("signs") or {}).items():
        if name not in (data.get("papers") or {}) and name not in HOUSE_PAPERS:
            yield Problem(f"{here}/signs/{outcome}", "signs", f"there is no paper {name!r} in papers")


def _attachment_problems(data: dict[str, Any]) -> Iterator[Problem]:
    for number, attachment in enumerate(data.get("attachments") or ()):
        for index, media_type in enumerate(attachment.get("accept", ())):
            if media_type not in MEDIA_TYPES:
                known = ", ".join(MEDIA_TYPES)
                pointer = f"/attachments/{number}/accept/{index}"
                yield Problem(pointer, "accept", f"files of type {media_type!r} are not taken; there are: {known}")


def _paper_problems(data: dict[str, Any]) -> Iterator[Problem]:
    papers = data.get("papers") or {}
    for index, result in enumerate(data.get("results") or ()):
        if result.get("paper") and result["paper"] not in papers and result["paper"] not in HOUSE_PAPERS:
            yield Problem(f"/results/{index}/paper", "paper", f"there is no paper {result['paper']!r} in papers")
    used = {name for stage in data["route"] for step in stage["steps"] for name in (step.get("signs") or {}).values()}
    used |= {result.get("paper") for result in data.get("results") or ()}
    for name in papers:
        if name not in used:
            yield Problem(f"/papers/{name}", "unused", "no step signs this paper and no result is it")
    signed = {step["step_form"] for stage in data["route"] for step in stage["steps"] if "step_form" in step}
    for name in data.get("step_forms") or {}:
        if name not in signed:
            yield Problem(f"/step_forms/{name}", "unused", "no step uses this form")


def _hour_problems(data: dict[str, Any]) -> Iterator[Problem]:
    written = (data.get("clock") or {}).get("cut_off", "")
    if written.startswith(SETTING):
        setting = (data.get("settings") or {}).get(written.removeprefix(SETTING))
        if setting is None:
            yield Problem("/clock/cut_off", "cut_off", f"there is no setting {written.removeprefix(SETTING)!r}")
        elif not is_hour_minute(str(setting["default"])):
            default = setting["default"]
            yield Problem("/clock/cut_off", "cut_off", f"the setting's default is no hour such as 15:00: {default!r}")


def _setting_problems(data: dict[str, Any]) -> Iterator[Problem]:
    types: dict[str, Any] = {"integer": int, "number": (int, float), "string": str, "boolean": bool}
    for key, setting in (data.get("settings") or {}).items():
        value = setting["default"]
        wrong = not isinstance(value, types[setting["type"]]) or (
            isinstance(value, bool) != (setting["type"] == "boolean")
        )
        if wrong:
            yield Problem(
                f"/settings/{key}/default", "default", f"write a value of type {setting['type']}, not {value!r}"
            )
        elif isinstance(value, int | float) and not setting.get("minimum", value) <= value <= setting.get(
            "maximum", value
        ):
            yield Problem(f"/settings/{key}/default", "default", f"{value} lies outside minimum and maximum")
