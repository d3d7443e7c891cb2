"""The desk as its tests use it: one signed-in client for each person, one line for each button."""

import html
import json
import re

from django.urls import reverse

from tests.units.entering import enter


class Desk:
    def __init__(self):
        self.clients = {}

    def client(self, person):
        if person.pk not in self.clients:
            self.clients[person.pk] = enter(person)
        return self.clients[person.pk]

    def get(self, person, name, *args, **query):
        return self.client(person).get(reverse(f"desk:{name}", args=args), query)

    def post(self, person, name, *args, **data):
        return self.client(person).post(reverse(f"desk:{name}", args=args), data, follow=False)

    def said(self, person) -> str:
        """The messages that the person's next page shows."""
        page = self.client(person).get(reverse("desk:notices")).content.decode()
        block = page[page.index('<ul data-w-messages-target="container">') :]
        return words(block[: block.index("</ul>")])


def words(response) -> str:
    """What a reader reads: without tags, entities and repeated blanks."""
    text = response if isinstance(response, str) else response.content.decode()
    text = re.sub(r"(?s)<(script|style|svg|template).*?</\1>", " ", text)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


def menu(response) -> dict[str, str]:
    """The labels of the menu, by name."""
    page = response.content.decode()
    props = re.search(r'(?s)id="wagtail-sidebar-props"[^>]*>(.*?)</script>', page)[1]
    modules = json.loads(props)["modules"]
    items = next(
        module["_args"][0] for module in modules if module["_type"] == "wagtail.sidebar.MainMenuModule"
    )
    return {item["_args"][0]["name"]: item["_args"][0]["label"] for item in items}
