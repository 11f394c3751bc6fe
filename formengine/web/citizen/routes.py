"""The citizen's side: filing from the first question to the number, and what becomes of it. A table of contents."""

from flask import Blueprint

from formengine.web.citizen import apply, enclosing, large, pages, papers, review, submission

blueprint = Blueprint("citizen", __name__)

for rule, endpoint, view_function, methods in (
    ("/procedures/<code>/apply", "apply", apply.apply, ("GET", "POST")),
    ("/drafts/<draft_id>", "draft", pages.go_on, ("GET",)),
    ("/drafts/<draft_id>/pages/<int:page>", "page", pages.page, ("GET", "POST")),
    ("/drafts/<draft_id>/attachments", "attachments", enclosing.attachments, ("GET", "POST")),
    ("/drafts/<draft_id>/files/<file_id>", "draft_file", enclosing.file, ("GET",)),
    ("/drafts/<draft_id>/files/<file_id>/preview", "draft_preview", enclosing.preview, ("GET",)),
    ("/drafts/<draft_id>/files/<file_id>/<int:page>.jpg", "draft_picture", enclosing.picture, ("GET",)),
    ("/drafts/<draft_id>/review", "review", review.review, ("GET",)),
    ("/drafts/<draft_id>/answers.pdf", "draft_answers", review.answers, ("GET",)),
    ("/drafts/<draft_id>/submit", "submit", review.submit, ("POST",)),
    ("/drafts/<draft_id>/discard", "discard", review.discard, ("GET", "POST")),
    ("/submissions", "submissions", submission.index, ("GET",)),
    ("/submissions/<number>", "submission", submission.show, ("GET",)),
    ("/submissions/<number>/submitted", "submitted", submission.submitted, ("GET",)),
    ("/submissions/<number>/supplement", "supplement", submission.supplement, ("POST",)),
    ("/submissions/<number>/withdraw", "withdraw", submission.withdraw, ("GET", "POST")),
    ("/submissions/<number>/draft-result", "confirm", submission.confirm, ("GET", "POST")),
    ("/submissions/<number>/rating", "rate", submission.rate, ("POST",)),
    ("/submissions/<number>/files/<file_id>", "file", papers.file, ("GET",)),
    ("/submissions/<number>/files/<file_id>/preview", "preview", papers.preview, ("GET",)),
    ("/submissions/<number>/files/<file_id>/<int:page>.jpg", "picture", papers.picture, ("GET",)),
    ("/submissions/<number>/papers/<int:seq>.pdf", "paper", papers.paper, ("GET",)),
    ("/submissions/<number>/draft-result.pdf", "draft_result", papers.draft_result, ("GET",)),
    ("/submissions/<number>/answers.pdf", "answers", papers.answers, ("GET",)),
):
    blueprint.add_url_rule(rule, endpoint, view_function, methods=methods)

blueprint.register_error_handler(413, large.too_large)
