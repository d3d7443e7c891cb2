"""Terms: longest first, marks only where they stand alone, longer right words that hold a wrong one."""

from gongkai.review.checking.rulebook import Term, rulebook_from, shipped
from gongkai.review.checking.terms import Terms


def found(text, *terms):
    return [(start, term.text) for start, _end, term in Terms(terms).find(text)]


def test_the_longest_term_wins():
    assert found("截止到目前", Term("截止", "warn", ""), Term("截止到目前", "warn", "")) == [
        (0, "截止到目前")
    ]


def test_a_longer_right_word_is_let_through():
    term = Term("布署", "warn", "", unless="公布署 发布署")
    assert found("公布署名文章，重新布署", term) == [(9, "布署")]


def test_marks_stand_alone():
    mark = Term("机密", "block", "", shape="mark")
    assert found("机密★10年", mark) == [(0, "机密")]
    assert found("第一行\n【机密】", mark) == [(5, "机密")]
    assert found("机密级文件的管理", mark) == []
    assert found("属于机密的事项", mark) == []


def test_shipped_terms_survive_the_way_to_another_process():
    book = shipped()
    assert rulebook_from(book.as_dict()).key == book.key


def test_shipped_terms_are_well_formed():
    terms = shipped().terms
    assert len({term.text for term in terms}) == len(terms)
    assert {term.severity for term in terms} == {"block", "warn"}
    assert {term.shape for term in terms} == {"mark", "word"}
    assert all(term.severity == "warn" for term in terms if term.shape == "word")
