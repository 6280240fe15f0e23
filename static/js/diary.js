// Days of a provider's calendar are chosen by dragging over them, by two taps, or by keys, and then closed or
// opened. Without this script the same is done on the pages that the calendar's buttons lead to.

import { dragging } from "./dragging.js";

const calendar = document.querySelector("[data-calendar]");
const bar = document.querySelector("[data-closing]");
const DAY = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });

// What is chosen: the buttons of one row, from the one begun with to the one gone to.
let anchor = null;
let end = null;
let from = null;

if (calendar && bar) {
  for (const row of rows()) addSlots(row);
  dragging(calendar, { at: slotAt, begin: (at) => { from = at; }, move: extend, end: () => { bar.hidden = false; } });
  calendar.addEventListener("click", click, { capture: true });
  calendar.addEventListener("keydown", key);
  bar.querySelector("[data-cancel]").addEventListener("click", () => {
    const last = end;
    forget();
    last?.focus();
  });
  document.querySelector("[data-hint]").hidden = false;
}

function rows() {
  return calendar.matches("[data-space]") ? [calendar] : calendar.querySelectorAll("[data-space]");
}

// A button for each day of a row: over the empty cell of a week, under the stretches of a month.
function addSlots(row) {
  const days = row.querySelectorAll("[data-day]");
  const list = row.querySelector(".occs");
  if (list) {
    const dates = [...calendar.querySelectorAll(".dates [data-day]")];
    dates.forEach((date, place) => {
      const item = list.appendChild(document.createElement("li"));
      item.className = `under a${place + 1} b${place + 2}`;
      item.append(slot(row, date.dataset.day));
    });
  } else {
    for (const day of days) {
      day.querySelector("a[data-choose]")?.removeAttribute("href");
      day.append(slot(row, day.dataset.day));
    }
  }
  const first = row.querySelector(".slot");
  if (first) first.tabIndex = 0;
}

function slot(row, day) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "slot";
  button.tabIndex = -1;
  button.dataset.on = day;
  button.setAttribute("aria-label", `Choose ${said(day)}, ${row.dataset.name}`);
  return button;
}

// Whether another day of the same row is reached.
function extend(event) {
  const at = slotAt(event);
  if (!at || at === from || rowOf(at) !== rowOf(from)) return false;
  choose(from, at);
  bar.hidden = true; // what is dragged over stays in sight
  return true;
}

// A click on a day begins a choice, or is its last day.
function click(event) {
  const at = event.target.closest(".slot") ?? (event.target.closest("a[href]") ? null : slotAt(event));
  if (!at) return;
  if (anchor && rowOf(anchor) === rowOf(at) && anchor !== at && anchor === end) choose(anchor, at);
  else if (at === end && event.detail === 0) bar.querySelector("[name=note]").focus();
  else choose(at, at);
}

function key(event) {
  const at = event.target.closest(".slot");
  if (event.key === "Escape") return forget();
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!at || !step) return;
  event.preventDefault();
  const all = slotsOf(at);
  const next = all[all.indexOf(at) + step];
  if (!next) return;
  at.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
  if (event.shiftKey) choose(anchor && rowOf(anchor) === rowOf(next) ? anchor : at, next);
}

function choose(from, to) {
  forget();
  [anchor, end] = [from, to];
  const all = slotsOf(from);
  const [first, last] = [all.indexOf(from), all.indexOf(to)].sort((one, other) => one - other);
  const days = all.slice(first, last + 1);
  for (const day of days) day.setAttribute("aria-pressed", "true");
  const row = rowOf(from);
  const again = new Date(`${days.at(-1).dataset.on}T00:00Z`);
  again.setUTCDate(again.getUTCDate() + 1);
  bar.querySelector("[name=spaces]").value = row.dataset.space;
  bar.querySelector("[name=first]").value = days[0].dataset.on;
  bar.querySelector("[name=again]").value = again.toISOString().slice(0, 10);
  const span = days.length === 1 ? "" : ` to ${said(days.at(-1).dataset.on)}`;
  const unit = row.dataset.unit;
  bar.querySelector("[role=status]").textContent =
    `${row.dataset.name}: ${said(days[0].dataset.on)}${span}, ${days.length} ${unit}${days.length === 1 ? "" : "s"}`;
  bar.hidden = false;
}

function forget() {
  for (const day of calendar.querySelectorAll("[aria-pressed]")) day.removeAttribute("aria-pressed");
  anchor = end = null;
  bar.hidden = true;
}

function slotAt(event) {
  return document.elementsFromPoint(event.clientX, event.clientY).find((one) => one.matches(".slot"));
}

function rowOf(at) {
  return at.closest("[data-space]");
}

function slotsOf(at) {
  return [...rowOf(at).querySelectorAll(".slot")];
}

function said(day) {
  return DAY.format(new Date(`${day}T00:00Z`)).replace(",", "");
}
