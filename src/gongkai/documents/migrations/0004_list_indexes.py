"""Lists with filters: counting and sorting 100,000 papers stays inside two covering indexes."""

from django.db import migrations, models

FACETS = [
    "kind",
    "genre",
    "validity",
    "effective_on",
    "expires_on",
    "issuer_name",
    "topic",
    "written_on",
    "first_published_at",
    "thing",
]


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_empty_site")]

    operations = [
        migrations.AddIndex(
            model_name="publishedpaper",
            index=models.Index(fields=["kind", "-first_published_at"], name="published_kind"),
        ),
        migrations.AddIndex(
            model_name="publishedpaper",
            index=models.Index(fields=["column", *FACETS], name="published_column_facets"),
        ),
        migrations.AddIndex(
            model_name="publishedpaper",
            index=models.Index(fields=["unit", "column", *FACETS], name="published_unit_facets"),
        ),
    ]
