from django.urls import path

from gongkai.ledger import views

urlpatterns = [path("gongkai/public-log/", views.overview, name="desk_log")]
