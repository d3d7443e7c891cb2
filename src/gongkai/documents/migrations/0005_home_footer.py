import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0004_list_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='home',
            name='description',
            field=models.CharField(blank=True, help_text='国家网页标签规范中的 ColumnDescription', max_length=300, verbose_name='网站描述'),
        ),
        migrations.AddField(
            model_name='home',
            name='error_report_mark',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile', verbose_name='我为政府网站找错图片'),
        ),
        migrations.AddField(
            model_name='home',
            name='government_mark',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile', verbose_name='党政机关网站标识图片'),
        ),
        migrations.AddField(
            model_name='home',
            name='government_mark_url',
            field=models.URLField(blank=True, verbose_name='党政机关网站标识链接'),
        ),
        migrations.AddField(
            model_name='home',
            name='ipv6',
            field=models.BooleanField(default=False, verbose_name='本站支持 IPv6'),
        ),
        migrations.AddField(
            model_name='home',
            name='keywords',
            field=models.CharField(blank=True, help_text='几个词之间用逗号', max_length=200, verbose_name='网站关键词'),
        ),
        migrations.AddField(
            model_name='home',
            name='police_url',
            field=models.URLField(blank=True, verbose_name='公安备案链接'),
        ),
        migrations.AddField(
            model_name='home',
            name='site_domain',
            field=models.CharField(blank=True, help_text='如 www.example.gov.cn', max_length=120, validators=[django.core.validators.RegexValidator('^[\\w-]{1,63}(\\.[\\w-]{1,63})+\\Z', '只写域名，如 www.example.gov.cn，不带 http:// 和斜杠。')], verbose_name='网站域名'),
        ),
        migrations.AddIndex(
            model_name='publishedpaper',
            index=models.Index(fields=['-changed_at', '-thing'], name='published_changed'),
        ),
    ]
