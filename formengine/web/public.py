"""Pages for everybody that are no procedures: where a submission is."""

from flask import Blueprint, render_template, request

from formengine.web.policy import policy

blueprint = Blueprint("public", __name__)


@blueprint.route("/track", methods=["GET", "POST"])
@policy("public")
def track() -> str:
    return render_template("public/track.html", typed=request.values)
