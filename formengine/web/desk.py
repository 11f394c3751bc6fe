"""The desk: the addresses of everything done at it."""

from flask import Blueprint

from formengine.web import counter, desk_deputies, desk_figures, desk_lists, desk_many, desk_oversight, desk_papers
from formengine.web import desk_submission as submission

blueprint = Blueprint("desk", __name__, url_prefix="/desk")

for rule, endpoint, view_function, methods in (
    ("", "index", desk_lists.index, ("GET",)),
    ("/filters", "save_filter", desk_lists.save_filter, ("POST",)),
    ("/filters/<filter_id>", "forget_filter", desk_lists.forget_filter, ("POST",)),
    ("/search", "search", desk_lists.search, ("GET",)),
    ("/internal", "internal", desk_lists.internal, ("GET",)),
    ("/overview", "overview", desk_oversight.overview, ("GET",)),
    ("/figures", "figures", desk_figures.show, ("GET",)),
    ("/figures.xlsx", "figures_file", desk_figures.workbook_of_figures, ("GET",)),
    ("/figures/hand-overs", "hand_overs", desk_figures.hand_overs, ("GET",)),
    ("/figures/submissions", "behind", desk_figures.listed, ("GET",)),
    ("/register", "register", desk_oversight.register, ("GET",)),
    ("/register.pdf", "register_paper", desk_oversight.register_paper, ("GET",)),
    ("/register.xlsx", "register_file", desk_oversight.register_file, ("GET",)),
    ("/counter", "counter", counter.counter, ("GET",)),
    ("/counter/<code>", "counter_person", counter.person, ("GET",)),
    ("/counter/<code>", "counter_open", counter.open_for, ("POST",)),
    ("/many", "many", desk_many.act, ("POST",)),
    ("/deputies", "deputies", desk_deputies.show, ("GET", "POST")),
    ("/deputies/<delegation>", "end_deputy", desk_deputies.end, ("POST",)),
    ("/<number>", "submission", submission.show, ("GET",)),
    ("/<number>/acts/<act>", "whole", submission.whole, ("GET", "POST")),
    ("/<number>/acts/undo", "undo", submission.undo, ("GET", "POST")),
    ("/<number>/<task>", "task", submission.show_task, ("GET",)),
    ("/<number>/<task>/<act>", "act", submission.act, ("GET", "POST")),
    ("/<number>/fees", "fee", submission.fee, ("GET", "POST")),
    ("/<number>/withdrawal", "withdraw", submission.withdraw, ("GET", "POST")),
    ("/<number>/files/<file_id>", "file", desk_papers.file, ("GET",)),
    ("/<number>/files/<file_id>/preview", "preview", desk_papers.preview, ("GET",)),
    ("/<number>/files/<file_id>/<int:page>.jpg", "picture", desk_papers.picture, ("GET",)),
    ("/<number>/papers/<int:seq>.pdf", "paper", desk_papers.paper, ("GET",)),
    ("/<number>/papers/<int:seq>/hand-out", "hand_out", desk_papers.hand_out, ("POST",)),
    ("/<number>/answers.pdf", "answers", desk_papers.answers, ("GET",)),
    ("/<number>/slips/<name>.pdf", "slip", desk_papers.slip, ("GET",)),
):
    blueprint.add_url_rule(rule, endpoint, view_function, methods=methods)
