"""The pages of one sort of list for the bank: the list, its file, and that it was paid or is taken apart."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, render_template
from werkzeug.wrappers import Response

from marketplace.payments.bank_lists.bank_file import as_csv
from marketplace.payments.bank_lists.services import BankLists
from marketplace.web.access import requires
from marketplace.web.answered import attachment, onward, saved
from marketplace.web.fields import Ticks
from marketplace.web.forms import Form


@dataclass(frozen=True)
class Pages:
    """Where the lists of one sort are read. ``file``: how their files begin; ``apart``: said once one is apart."""

    blueprint: Blueprint
    lists: BankLists[Any, Any]
    at: str
    file: str
    home: str
    apart: str

    def made(self, form: Form, ticks: Ticks) -> Response | None:
        """On to the list that is made of what is ticked; nothing while the form is not sent, or wrong."""
        refs = list[str]()
        if saved(form, lambda: refs.append(self.lists.make(ticks.data or (), by=g.reader))):
            return self._onward("The list is made. Nothing is marked as paid yet.", refs[0])
        return None

    def add(self, *, permission: str) -> None:
        """Give the blueprint these pages: ``bank_list``, and from there the file, ``paid`` and ``undo``."""
        add, at, lists = self.blueprint.route, f"{self.at}/<ref>", self.lists

        @add(at)
        @requires(permission)
        def bank_list(ref: str) -> str:
            run = lists.found(ref, viewer=g.reader)
            return render_template(f"{self.blueprint.name}/list.html", run=run, payments=lists.payments(run))

        @add(f"{at}/payments.csv")
        @requires(permission)
        def bank_list_file(ref: str) -> Response:
            run = lists.found(ref, viewer=g.reader)
            return attachment(as_csv(lists.payments(run)), f"{self.file}-{run.made_at:%Y-%m-%d}.csv")

        @add(f"{at}/paid", methods=["POST"])
        @requires(permission)
        def bank_list_paid(ref: str) -> Response:
            lists.mark_paid(ref, by=g.reader)
            return self._onward("Marked as paid. Each provider on this site is told what for.", ref)

        @add(f"{at}/undo", methods=["POST"])
        @requires(permission)
        def bank_list_undone(ref: str) -> Response:
            lists.undo(ref, by=g.reader)
            return onward(self.apart, self.home)

    def _onward(self, done: str, ref: str) -> Response:
        return onward(done, f"{self.blueprint.name}.bank_list", ref=ref)
