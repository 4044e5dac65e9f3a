class TestTheGallery:
    def test_has_what_was_built(self, ada):
        ada.builds("Lighthouse")
        ada.leaves()
        assert "Lighthouse" in ada.sees("/"), "a new build is not in the gallery"

    def test_is_where_the_form_leads(self, ada):
        answer = ada.builds("Lighthouse")
        assert 300 <= answer.status_code < 400
        assert answer.headers["Location"].endswith("/")

    def test_filters_by_each_theme(self, ada):
        ada.builds("Both", "castle", "space")
        ada.builds("Space only", "space")
        ada.leaves()
        castles, rockets = ada.sees("/?theme=castle"), ada.sees("/?theme=space")
        assert [title in castles for title in ("Both", "Space only")] == [True, False]
        assert [title in rockets for title in ("Both", "Space only")] == [True, True]

    def test_takes_a_title_for_text(self, ada):
        ada.builds("<script>boo()</script>")
        ada.leaves()
        assert "<script>boo()" not in ada.sees("/")
        assert "boo()" in ada.sees("/")
