"""Who gets past the gate where. A declared address that has no line here fails `test_gate.py` by its name.

The objects behind the addresses belong to one bureau: a draft in first review, written by `clerk`. `elsewhere` is a clerk
of another bureau, `superuser` has the flag and no post.
"""

SIGNED_IN = {"clerk", "elsewhere", "section", "signatory", "office", "system", "security", "auditor"}
EVERYBODY = SIGNED_IN | {"superuser", "anonymous"}
INSIDE = {"clerk", "section", "signatory"}
READERS = INSIDE | {"elsewhere", "office", "auditor"}
REVIEWERS = {"section", "signatory", "office"}

GET = {
    "wagtailadmin_login": EVERYBODY,
    "signin_code": EVERYBODY,
    "signin_enrol": EVERYBODY,
    "wagtailadmin_sprite": EVERYBODY,
    "wagtailadmin_javascript_catalog": EVERYBODY,
    "wagtailadmin_home": SIGNED_IN,
    "wagtailadmin_account": SIGNED_IN,
    "wagtailadmin_logout": SIGNED_IN,
    "units:password": SIGNED_IN,
    "units:my_code": SIGNED_IN,
    "units:begin_code": SIGNED_IN,
    "units:tree": {"system", "security", "auditor"},
    "units:show": {"system", "security", "auditor"},
    "units:add": {"system"},
    "units:rename": {"system"},
    "units:dissolve": {"system"},
    "units:succeed": {"system"},
    "units:people": {"security", "auditor"},
    "units:person": {"security", "auditor"},
    "units:add_person": {"security"},
    "units:end_post": {"security"},
    "units:change_person": {"security"},
    "units:log": {"auditor"},
    "units:log_download": {"auditor"},
    "desk_matters": SIGNED_IN,
    "desk_matter": SIGNED_IN,
    "desk_plans": {"office", "auditor"},
    "desk_plan": {"office", "auditor"},
    "wagtailadmin_pages:edit": {"clerk"},
    "wagtailadmin_pages:preview_on_edit": {"clerk"},
    "desk:papers": READERS,
    "desk:new": {"clerk", "elsewhere"},
    "desk:import_word": {"clerk", "elsewhere"},
    "desk:paste": {"clerk", "elsewhere"},
    "desk:delete": set(),
    "desk:site": {"office"},
    "desk:new_column": {"office"},
    "desk:new_unit_home": {"office"},
    "desk:file": INSIDE | {"auditor"},
    "desk:intakes": READERS,
    "desk:intake": INSIDE | {"auditor"},
    "desk:intake_item": INSIDE | {"auditor"},
    "desk:drop_intake_item": {"clerk"},
    "desk:queue": READERS,
    "desk:thing": INSIDE | {"auditor"},
    "desk:preview": INSIDE | {"auditor"},
    "desk:submission_file": INSIDE | {"auditor"},
    "desk:submit": INSIDE,
    "desk:ask_withdrawal": INSIDE,
    "desk:ask_expiry": INSIDE,
    "desk:withdraw_at_once": INSIDE,
    "desk:recall": INSIDE,
    "desk:approve": INSIDE,
    "desk:send_back": INSIDE,
    "desk:publish_urgently": INSIDE,
    "desk:confirm_removal": INSIDE | {"office"},
    "desk:refuse_removal": INSIDE | {"office"},
    "desk:delegations": REVIEWERS,
    "desk:end_delegation": {"section"},
    "desk:notices": SIGNED_IN,
    "desk:read_notice": SIGNED_IN,
    "desk:read_all_notices": SIGNED_IN,
}

# Where a change is allowed to fewer people than a look.
POST = GET | {
    "desk_plans": {"office"},
    "desk_plan": {"office"},
    "units:tree": {"system", "security"},
    "units:show": {"system", "security"},
    "units:people": {"security"},
    "units:person": {"security"},
}
