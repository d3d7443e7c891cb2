from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.core.models import Thing
from gongkai.documents.importing.numbers import normalise_document_number
from gongkai.documents.models import PublishedPaper
from gongkai.search.models import Promotion, SynonymGroup, split_words
from gongkai.search.text import fold


class SynonymForm(forms.ModelForm):
    class Meta:
        model = SynonymGroup
        fields = ["words"]

    def clean_words(self):
        words = split_words(self.cleaned_data["words"])
        if len({fold(word) for word in words}) < 2:
            raise ValidationError(_("至少写两个不同的词，用顿号隔开。"))
        others = SynonymGroup.objects.exclude(pk=self.instance.pk)
        known = {fold(word): group.words for group in others for word in group.word_list}
        for word in words:
            if fold(word) in known:
                values = {"word": word, "group": known[fold(word)]}
                raise ValidationError(_("“%(word)s”已经在“%(group)s”这一组里，请在那一组里添加。") % values)
        return "、".join(words)


class PromotionForm(forms.ModelForm):
    paper = forms.CharField(
        label=gettext_lazy("推荐的信息"),
        max_length=80,
        help_text=gettext_lazy("写已公开信息的索引号，或者发文字号。"),
    )

    class Meta:
        model = Promotion
        fields = ["words"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.thing_id:
            self.fields["paper"].initial = self.instance.thing.index_number

    def clean_words(self):
        words = split_words(self.cleaned_data["words"])
        if not words:
            raise ValidationError(_("写至少一个搜索词。"))
        return "、".join(words)

    def clean_paper(self):
        value = self.cleaned_data["paper"].strip()
        papers = PublishedPaper.objects.filter(thing__index_number=value)
        if not papers:
            papers = PublishedPaper.objects.filter(document_number=normalise_document_number(value))
        found = list(papers.values_list("thing_id", flat=True)[:2])
        if len(found) != 1:
            raise ValidationError(
                _("没有找到这件已公开的信息，或者不止一件。请写索引号，例如 632801001/2026-00012。")
            )
        self.instance.thing = Thing.objects.get(pk=found[0])
        return value
