"""The citizen's side: filing from the first question to the number, and what becomes of it. A table of contents."""

from flask import Blueprint

from formengine.web import (
    citizen_apply,
    citizen_enclosing,
    citizen_large,
    citizen_pages,
    citizen_papers,
    citizen_review,
    citizen_submission,
)

blueprint = Blueprint("citizen", __name__)

for rule, endpoint, view_function, methods in (
    ("/procedures/<code>/apply", "apply", citizen_apply.apply, ("GET", "POST")),
    ("/drafts/<draft_id>", "draft", citizen_pages.go_on, ("GET",)),
    ("/drafts/<draft_id>/pages/<int:page>", "page", citizen_pages.page, ("GET", "POST")),
    ("/drafts/<draft_id>/attachments", "attachments", citizen_enclosing.attachments, ("GET", "POST")),
    ("/drafts/<draft_id>/files/<file_id>", "draft_file", citizen_enclosing.file, ("GET",)),
    ("/drafts/<draft_id>/files/<file_id>/preview", "draft_preview", citizen_enclosing.preview, ("GET",)),
    ("/drafts/<draft_id>/files/<file_id>/<int:page>.jpg", "draft_picture", citizen_enclosing.picture, ("GET",)),
    ("/drafts/<draft_id>/review", "review", citizen_review.review, ("GET",)),
    ("/drafts/<draft_id>/answers.pdf", "draft_answers", citizen_review.answers, ("GET",)),
    ("/drafts/<draft_id>/submit", "submit", citizen_review.submit, ("POST",)),
    ("/drafts/<draft_id>/discard", "discard", citizen_review.discard, ("GET", "POST")),
    ("/submissions", "submissions", citizen_submission.index, ("GET",)),
    ("/submissions/<number>", "submission", citizen_submission.show, ("GET",)),
    ("/submissions/<number>/submitted", "submitted", citizen_submission.submitted, ("GET",)),
    ("/submissions/<number>/supplement", "supplement", citizen_submission.supplement, ("POST",)),
    ("/submissions/<number>/withdraw", "withdraw", citizen_submission.withdraw, ("GET", "POST")),
    ("/submissions/<number>/draft-result", "confirm", citizen_submission.confirm, ("GET", "POST")),
    ("/submissions/<number>/rating", "rate", citizen_submission.rate, ("POST",)),
    ("/submissions/<number>/files/<file_id>", "file", citizen_papers.file, ("GET",)),
    ("/submissions/<number>/files/<file_id>/preview", "preview", citizen_papers.preview, ("GET",)),
    ("/submissions/<number>/files/<file_id>/<int:page>.jpg", "picture", citizen_papers.picture, ("GET",)),
    ("/submissions/<number>/papers/<int:seq>.pdf", "paper", citizen_papers.paper, ("GET",)),
    ("/submissions/<number>/draft-result.pdf", "draft_result", citizen_papers.draft_result, ("GET",)),
    ("/submissions/<number>/answers.pdf", "answers", citizen_papers.answers, ("GET",)),
):
    blueprint.add_url_rule(rule, endpoint, view_function, methods=methods)

blueprint.register_error_handler(413, citizen_large.too_large)
