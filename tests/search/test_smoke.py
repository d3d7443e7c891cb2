import pytest
pytestmark = pytest.mark.django_db

def test_it(client, city, catch_up):
    t = city.publish(city.draft(title="关于做好城市低保工作的通知", document_number="财发〔2026〕901号", body=[("text","<p>最低生活保障标准提高，公积金提取。</p>")]))
    city.publish()
    print(catch_up())
    for q in ["低保", "最低生活保障", "财发[2026]901号", "財發2026年901号", "“最低生活保障标准”", t.index_number, "城市低宝工作", "住房公积金", "没有这回事儿", "(", "关于 通知"]:
        a = client.get("/search/", {"q": q})
        from bs4 import BeautifulSoup
        s = BeautifulSoup(a.content, "html.parser")
        print(q, a.status_code, [x.get_text() for x in s.select(".row-title")], [x.get_text() for x in s.select(".search-meant,.page-note,.row-text")], len(s.select("mark")))
    print(client.get("/search/suggest?q=低保").json(), client.get("/search/suggest?q=财政").json())
    print(client.get("/search/?q=通知&kind=document&sort=newest&unit="+city.unit.code).content.decode()[4000:12000])
