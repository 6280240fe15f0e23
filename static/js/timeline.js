// A part of a break is moved on its timeline: dragged to other hours, or with the arrow keys, a quarter of an hour at a
// time. Nothing is saved here: it leads to the form of its times, which says first what it would cost. Without this
// script the part leads to the same form.

import { dragging } from "./dragging.js";

const QUARTER = 15;
const DAY = 24 * 60;
const EIGHT = 8 * 60;
const QUARTERS = DAY / QUARTER;
const days = document.querySelector("[data-days]");
const said = document.querySelector("[data-moved]");

// What is being moved, by how many minutes, and how much longer it becomes.
let moving = null;

if (days) {
  said.textContent =
    "Drag a part to other hours, or move to it and press the arrow keys. Hold Shift to make it longer or shorter. " +
    "Enter shows what it then costs.";
  for (const part of days.querySelectorAll("a[data-run]")) part.draggable = false;
  dragging(days, { at: partAt, begin, move: drag, end: show });
  days.addEventListener("keydown", key);
  days.addEventListener("click", click);
}

function partAt(event) {
  return event.target.closest("a[data-whole]");
}

function begin(part, event) {
  const box = part.getBoundingClientRect();
  start(part);
  moving.isEnd = event.clientX > box.right - Math.min(12, box.width / 3);
  moving.x = event.clientX;
  moving.minute = DAY / part.closest(".ribbon").getBoundingClientRect().width;
}

function drag(event) {
  const by = Math.round(((event.clientX - moving.x) * moving.minute) / QUARTER) * QUARTER;
  place(moving.isEnd ? { longer: by } : { by });
}

function key(event) {
  const part = event.target.closest("a[data-run]");
  const step = { ArrowRight: QUARTER, ArrowDown: QUARTER, ArrowLeft: -QUARTER, ArrowUp: -QUARTER }[event.key];
  if (!part) return;
  if (event.key === "Escape" && moving) {
    place({ by: 0, longer: 0 });
    moving = null;
  } else if (step) {
    event.preventDefault();
    if (moving?.part !== part) start(part);
    place(event.shiftKey ? { longer: moving.longer + step } : { by: moving.by + step });
  }
}

function click(event) {
  const part = event.target.closest("a[data-run]");
  if (part && moving?.part === part && (moving.by || moving.longer)) {
    event.preventDefault();
    show();
  }
}

function start(part) {
  if (moving) place({ by: 0, longer: 0 });
  moving = { part, by: 0, longer: 0, from: Number(part.dataset.from), to: Number(part.dataset.to) };
  moving.place = part.parentElement.className.match(/\ba(?<a>\d+) b(?<b>\d+)\b/).groups;
}

// Within its day, and never shorter than a quarter of an hour.
function place(change) {
  const { part, from, to } = moving;
  const next = { by: moving.by, longer: moving.longer, ...change };
  next.by = Math.min(Math.max(next.by, -from), DAY - QUARTER - from);
  next.longer = Math.min(Math.max(next.longer, QUARTER - (to - from)), DAY - to - next.by);
  Object.assign(moving, next);
  const first = Math.floor((from + next.by) / QUARTER);
  const last = Math.max(Math.ceil((to + next.by + next.longer) / QUARTER), first + 1);
  const item = part.parentElement;
  const wide = item.classList.contains("flag") ? Number(moving.place.b) - Number(moving.place.a) : last - first;
  const left = Math.min(first, QUARTERS - wide);
  item.className = item.className.replace(/\ba\d+\b/, `a${left}`).replace(/\bb\d+\b/, `b${left + wide}`);
  part.classList.toggle("moved", Boolean(next.by || next.longer));
  const words = `${clock(from + next.by)} to ${clock(to + next.by + next.longer)}`;
  item.querySelector(".at").textContent = words;
  said.textContent = `${words}. Enter, or let go, shows what it costs. Escape puts it back.`;
}

function show() {
  const { part, by, longer } = moving;
  if (!by && !longer) return;
  const address = new URL(part.href);
  address.search = new URLSearchParams({ row: part.dataset.run, by, longer });
  window.location.assign(address);
}

function clock(minute) {
  const at = (minute + EIGHT) % DAY;
  return `${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;
}
