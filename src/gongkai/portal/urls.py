"""The public addresses (docs/public-form.md). They never change: a paper keeps its address after it is withdrawn."""

from django.urls import path

from gongkai.portal.views import files, language, lists, papers, plan

urlpatterns = [
    path("", lists.home, name="home"),
    path("columns/<slug:code>/", lists.column, name="column"),
    path("units/", lists.units, name="units"),
    path("units/<str:code>/", lists.unit, name="unit"),
    path("documents/<str:prefix>/<str:number>/", papers.document, name="document"),
    path("documents/<str:prefix>/<str:number>/versions/<int:version>/", papers.version, name="version"),
    path("files/<str:sha_prefix>/<str:name>", files.public_file, name="public_file"),
    path("changes/", lists.changes, name="changes"),
    path("matters/", lists.matters, name="matters"),
    path("matters/<str:code>/", lists.matter, name="matter"),
    path("plan/", plan.plan, name="plan"),
    path("plan/<str:number>/", plan.clause, name="plan_clause"),
    path("language/", language.set_language, name="set_language"),
]
