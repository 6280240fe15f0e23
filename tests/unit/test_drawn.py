"""A field drawn once is drawn anew as soon as anything that it says or holds is different."""

from flask import Flask
from wtforms import Form, StringField

from marketplace.web.drawn import drawn


class _Form(Form):
    name = StringField("Name")


def test_a_drawing_is_kept_and_another_value_label_or_way_has_its_own() -> None:
    with Flask(__name__).app_context():
        first, again, other = (_Form(data={"name": name}).name for name in ("Ann", "Ann", "Bea"))
        assert drawn(first) is drawn(again)
        assert str(drawn(other)) == str(other()) != str(drawn(first))
        assert 'class="wide"' in drawn(again, class_="wide")
        again.label.text = "Whose name"
        assert drawn(again) is not drawn(first)
