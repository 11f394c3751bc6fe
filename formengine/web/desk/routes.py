"""The desk: the addresses of everything done at it."""

from flask import Blueprint

from formengine.web.desk import counter, deputies, figures, lists, many, oversight, papers, submission

blueprint = Blueprint("desk", __name__, url_prefix="/desk")

for rule, endpoint, view_function, methods in (
    ("", "index", lists.index, ("GET",)),
    ("/filters", "save_filter", lists.save_filter, ("POST",)),
    ("/filters/<filter_id>", "forget_filter", lists.forget_filter, ("POST",)),
    ("/search", "search", lists.search, ("GET",)),
    ("/internal", "internal", lists.internal, ("GET",)),
    ("/overview", "overview", oversight.overview, ("GET",)),
    ("/figures", "figures", figures.show, ("GET",)),
    ("/figures.xlsx", "figures_file", figures.workbook_of_figures, ("GET",)),
    ("/figures/hand-overs", "hand_overs", figures.hand_overs, ("GET",)),
    ("/figures/submissions", "behind", figures.listed, ("GET",)),
    ("/register", "register", oversight.register, ("GET",)),
    ("/register.pdf", "register_paper", oversight.register_paper, ("GET",)),
    ("/register.xlsx", "register_file", oversight.register_file, ("GET",)),
    ("/counter", "counter", counter.counter, ("GET",)),
    ("/counter/<code>", "counter_person", counter.person, ("GET",)),
    ("/counter/<code>", "counter_open", counter.open_for, ("POST",)),
    ("/many", "many", many.act, ("POST",)),
    ("/deputies", "deputies", deputies.show, ("GET", "POST")),
    ("/deputies/<delegation>", "end_deputy", deputies.end, ("POST",)),
    ("/<number>", "submission", submission.show, ("GET",)),
    ("/<number>/acts/<act>", "whole", submission.whole, ("GET", "POST")),
    ("/<number>/acts/undo", "undo", submission.undo, ("GET", "POST")),
    ("/<number>/<task>", "task", submission.show_task, ("GET",)),
    ("/<number>/<task>/<act>", "act", submission.act, ("GET", "POST")),
    ("/<number>/fees", "fee", submission.fee, ("GET", "POST")),
    ("/<number>/withdrawal", "withdraw", submission.withdraw, ("GET", "POST")),
    ("/<number>/files/<file_id>", "file", papers.file, ("GET",)),
    ("/<number>/files/<file_id>/preview", "preview", papers.preview, ("GET",)),
    ("/<number>/files/<file_id>/<int:page>.jpg", "picture", papers.picture, ("GET",)),
    ("/<number>/papers/<int:seq>.pdf", "paper", papers.paper, ("GET",)),
    ("/<number>/papers/<int:seq>/hand-out", "hand_out", papers.hand_out, ("POST",)),
    ("/<number>/answers.pdf", "answers", papers.answers, ("GET",)),
    ("/<number>/slips/<name>.pdf", "slip", papers.slip, ("GET",)),
):
    blueprint.add_url_rule(rule, endpoint, view_function, methods=methods)
