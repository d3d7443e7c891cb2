"""The public addresses (docs/public-form.md). They never change: a paper keeps its address after it is withdrawn."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from gongkai.portal.views import (
    about,
    disclosure,
    display,
    downloads,
    feeds,
    files,
    home,
    intake,
    language,
    lists,
    logged,
    papers,
    plan,
    receipts,
    search,
    sitemap,
    topics,
    verify,
)


class ShortNumber(IntConverter):
    """A number that every database can compare with."""

    regex = "[0-9]{1,9}"


register_converter(ShortNumber, "number")

# Where a thing of the record has its page: for each of these its canonical.json and its receipt below it.
PROVED = {
    "home": ("", "home"),
    "column": ("columns/<slug:code>/", "column"),
    "unit": ("units/<str:code>/", "unit_home"),
    "document": ("documents/<str:prefix>/<str:number>/", "paper"),
    "version": ("documents/<str:prefix>/<str:number>/versions/<number:version>/", "paper"),
    "intake": ("intakes/<number:number>/", "intake"),
    "plan": ("plan/", "plan"),
}

urlpatterns = [
    *(
        path(f"{place}receipt/", receipts.receipt, {"kind": kind, "place": name}, name=f"{name}_proof")
        for name, (place, kind) in PROVED.items()
    ),
    path("", home.home, name="home"),
    path("columns/<slug:code>/", lists.column, name="column"),
    path("columns/<slug:code>/list.csv", downloads.column_csv, name="column_csv"),
    path("units/", lists.units, name="units"),
    path("units/<str:code>/", lists.unit, name="unit"),
    path("units/<str:code>/list.csv", downloads.unit_csv, name="unit_csv"),
    path("documents/<str:prefix>/<str:number>/", papers.document, name="document"),
    path("documents/<str:prefix>/<str:number>/alike/", papers.alike, name="alike"),
    path("documents/<str:prefix>/<str:number>/versions/<number:version>/", papers.version, name="version"),
    path("files/<str:sha_prefix>/<str:name>", files.public_file, name="public_file"),
    path("intakes/<number:number>/", intake.intake, name="intake"),
    path("changes/", lists.changes, name="changes"),
    path("matters/", lists.matters, name="matters"),
    path("matters/<str:code>/", lists.matter, name="matter"),
    path("matters/<str:code>/list.csv", downloads.matter_csv, name="matter_csv"),
    path("languages/<slug:code>/", lists.language, name="language"),
    path("disclosure/", disclosure.disclosure, name="disclosure"),
    path("topics/", topics.topics, name="topics"),
    path("plan/", plan.plan, name="plan"),
    path("plan/<str:number>/", plan.clause, name="plan_clause"),
    path("search/", search.search, name="search"),
    path("search/suggest", search.suggest, name="suggest"),
    path("feeds/", feeds.feeds, name="feeds"),
    path("feed.atom", feeds.feed, name="feed"),
    path("units/<str:code>/feed.atom", feeds.unit_feed, name="unit_feed"),
    path("columns/<slug:code>/feed.atom", feeds.column_feed, name="column_feed"),
    path("changes/feed.atom", feeds.changes_feed, name="changes_feed"),
    path("about/map/", about.site_map, name="map"),
    path("about/privacy/", about.privacy, name="privacy"),
    path("about/accessibility/", about.accessibility, name="accessibility"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("sitemap/pages.xml", sitemap.sitemap_pages, name="sitemap_pages"),
    path("sitemap/<number:number>.xml", sitemap.sitemap_part, name="sitemap_part"),
    path("plan/<str:number>/list.csv", downloads.clause_csv, name="clause_csv"),
    path("display/", display.display, name="display"),
    path("language/", language.set_language, name="set_language"),
    path("log/", logged.log, name="log"),
    path("log/policy", logged.policy, name="log_policy"),
    path("log/closed/<number:number>/<path:path>", logged.closed_file, name="closed_log_file"),
    path("log/<path:path>", logged.published_file, name="log_file"),
    *(
        path(f"{place}canonical.json", logged.canonical, {"kind": kind}, name=f"{name}_canonical")
        for name, (place, kind) in PROVED.items()
    ),
    *(
        path(f"{place}receipt.tlog-proof", logged.receipt, {"kind": kind}, name=f"{name}_receipt")
        for name, (place, kind) in PROVED.items()
    ),
    path("verify/", verify.verify, name="verify"),
]
