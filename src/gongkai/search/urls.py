from django.urls import path

from gongkai.search import views

urlpatterns = [
    path("gongkai/search/", views.overview, name="desk_search"),
    path("gongkai/search/synonyms/", views.synonyms, name="desk_search_synonyms"),
    path("gongkai/search/synonyms/<int:group_id>/", views.synonyms, name="desk_search_synonyms_edit"),
    path("gongkai/search/promotions/", views.promotion, name="desk_search_promotion"),
    path("gongkai/search/promotions/<int:promotion_id>/", views.promotion, name="desk_search_promotion_edit"),
]
