"""Addresses of the review desk, included below /admin/gongkai/ in the namespace `desk` (documents/urls.py)."""

from django.urls import path

from gongkai.review.views import acts, delegations, liftings, notices, patrol, queue, rulelists, thing

patterns = [
    path("review/", queue.queue, name="queue"),
    path("things/<int:thing_id>/", thing.thing, name="thing"),
    path("things/<int:thing_id>/revisions/<int:revision_id>/", thing.preview, name="preview"),
    path(
        "things/<int:thing_id>/revisions/<int:revision_id>/files/<str:sha_prefix>/<str:name>",
        thing.submission_file,
        name="submission_file",
    ),
    path("things/<int:thing_id>/submit/", acts.submit, name="submit"),
    path("things/<int:thing_id>/ask-withdrawal/", acts.ask_withdrawal, name="ask_withdrawal"),
    path("things/<int:thing_id>/ask-expiry/", acts.ask_expiry, name="ask_expiry"),
    path("things/<int:thing_id>/withdraw-at-once/", acts.withdraw_at_once, name="withdraw_at_once"),
    path("submissions/<int:submission_id>/recall/", acts.recall, name="recall"),
    path("submissions/<int:submission_id>/approve/", acts.approve, name="approve"),
    path("submissions/<int:submission_id>/return/", acts.send_back, name="send_back"),
    path("submissions/<int:submission_id>/publish-urgently/", acts.publish_urgently, name="publish_urgently"),
    path("removals/<int:removal_id>/confirm/", acts.confirm_removal, name="confirm_removal"),
    path("removals/<int:removal_id>/refuse/", acts.refuse_removal, name="refuse_removal"),
    path("things/<int:thing_id>/ask-lifting/", liftings.ask_lifting, name="ask_lifting"),
    path("liftings/<int:lifting_id>/grant/", liftings.grant_lifting, name="grant_lifting"),
    path("liftings/<int:lifting_id>/refuse/", liftings.refuse_lifting, name="refuse_lifting"),
    path("patrol/", patrol.patrol, name="patrol"),
    path("rules/", rulelists.rule_lists, name="rule_lists"),
    path("rules/<str:name>/", rulelists.rule_list_file, name="rule_list_file"),
    path("delegations/", delegations.delegations, name="delegations"),
    path("delegations/<int:delegation_id>/end/", delegations.end_delegation, name="end_delegation"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="read_all_notices"),
    path("notices/<int:notice_id>/read/", notices.read_notice, name="read_notice"),
]
