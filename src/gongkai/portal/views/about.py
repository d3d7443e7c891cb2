"""网站地图, 隐私声明, 无障碍说明."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongkai.units.queries import living_units


@require_safe
def site_map(request):
    units = living_units()
    return render(request, "portal/map.html", {"section": "+map", "units": units})


@require_safe
def privacy(request):
    return render(request, "portal/privacy.html", {"section": "+privacy"})


@require_safe
def accessibility(request):
    return render(request, "portal/accessibility.html", {"section": "+accessibility"})
