from django.urls import path

from gongkai.documents.views import checks, files, intakes, papers, site
from gongkai.review.urls import patterns as review_patterns

app_name = "desk"
urlpatterns = [
    path("papers/", papers.papers, name="papers"),
    path("papers/new/", papers.new, name="new"),
    path("papers/new/word/", papers.import_word, name="import_word"),
    path("papers/new/paste/", papers.paste, name="paste"),
    path("papers/<int:page_id>/delete/", papers.delete, name="delete"),
    path("pages/<int:page_id>/check/", checks.check_draft, name="check_draft"),
    path("pages/<int:page_id>/page/", checks.draft_page, name="draft_page"),
    path("pages/<int:page_id>/mask/", checks.mask_form, name="mask_form"),
    path("pages/<int:page_id>/files/", checks.add_file, name="add_file"),
    path("site/", site.site, name="site"),
    path("site/new-column/", site.new_column, name="new_column"),
    path("site/new-unit-home/", site.new_unit_home, name="new_unit_home"),
    path("files/<int:file_id>/", files.file, name="file"),
    path("things/<int:thing_id>/mask/", checks.mask_draft, name="mask_draft"),
    path("intakes/", intakes.intakes, name="intakes"),
    path("intakes/<int:intake_id>/", intakes.intake, name="intake"),
    path("intakes/items/<int:item_id>/", intakes.intake_item, name="intake_item"),
    path("intakes/items/<int:item_id>/drop/", intakes.drop_intake_item, name="drop_intake_item"),
    *review_patterns,
]
