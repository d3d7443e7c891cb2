from django.urls import path

from gongkai.catalogue import views

urlpatterns = [
    path("gongkai/matters/", views.matters, name="desk_matters"),
    path("gongkai/matters/<str:code>/", views.matter, name="desk_matter"),
    path("gongkai/plans/", views.plans, name="desk_plans"),
    path("gongkai/plans/<int:plan_id>/", views.plan, name="desk_plan"),
]
