"""Lists by language. Rows that are there already get theirs from their version, whose form always told it."""

from django.db import migrations, models


def read_from_forms(apps, schema_editor):
    rows = apps.get_model("documents", "PublishedPaper").objects.using(schema_editor.connection.alias)
    for language in ("bo", "mn-Mong"):
        rows.filter(version__form__contains=f'"language":"{language}"').update(language=language)


class Migration(migrations.Migration):
    dependencies = [("documents", "0007_file_copies")]

    operations = [
        migrations.AddField(
            model_name="publishedpaper",
            name="language",
            field=models.CharField(default="zh-Hans", max_length=8),
        ),
        migrations.AddIndex(
            model_name="publishedpaper",
            index=models.Index(fields=["language", "-first_published_at"], name="published_language"),
        ),
        migrations.RunPython(read_from_forms, migrations.RunPython.noop),
    ]
