from django import template

from gongkai.documents import queries

register = template.Library()


@register.simple_tag
def desk_interpretations(page):
    return queries.interpretations_of(page)
