"""Take away the page and the site that Wagtail brings; the demo city or `gongkai setup` puts the real ones."""

from django.db import migrations


def remove_welcome(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    apps.get_model("wagtailcore", "Site").objects.all().delete()
    Page.objects.filter(depth__gt=1).delete()
    Page.objects.filter(depth=1).update(numchild=0)


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_initial"), ("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(remove_welcome, migrations.RunPython.noop)]
