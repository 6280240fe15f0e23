// The map that moves, fetched after "Show the map that moves". It shows what the drawn map and the list show:
// the same marks, each to be reached with Tab, said with its name and price, and led from to its card and back.
// Without tiles of the operator's the land is drawn from our own outlines; nothing is asked of anybody else.
import * as L from "leaflet/dist/leaflet-src.esm.js";

const PIN = 26;
const MOST_TOWNS = 60;

export async function showMap(figure) {
  const marks = [...figure.querySelectorAll("a.mark[data-at]")].map(readMark);
  const drawn = figure.querySelector("svg");
  const frame = document.createElement("div");
  frame.className = "moving";
  figure.prepend(frame);
  drawn.setAttribute("hidden", "");
  const map = L.map(frame, { zoomControl: false, attributionControl: Boolean(figure.dataset.tiles), minZoom: 5, maxZoom: 16 });
  L.control.zoom({ zoomInTitle: "Nearer", zoomOutTitle: "Further away" }).addTo(map);
  L.control.scale({ metric: false }).addTo(map);
  map.fitBounds(L.latLngBounds(marks.map((mark) => mark.at)), { padding: [40, 40], maxZoom: 12 });
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", `${drawn.getAttribute("aria-label")}. Arrow keys move it, plus and minus change its size.`);
  frame.focus(); // now, not once the land has come: by then the reader may have gone on
  const pins = marks.map((mark) => pinOf(mark, map));
  const towns = figure.dataset.tiles ? addTiles(figure, map) : await addLand(figure, map);
  const leads = L.layerGroup().addTo(map);
  const place = () => placeTowns(towns, map, spread(pins, leads, map));
  map.on("zoomend moveend", place);
  place();
}

function readMark(link) {
  const [lat, lon] = link.dataset.at.split(",").map(Number);
  const { mark, name, price } = link.dataset;
  return { at: L.latLng(lat, lon), mark, name, price, isAsk: "ask" in link.dataset, card: document.querySelector(link.getAttribute("href")) };
}

function pinOf(mark, map) {
  const face = document.createElement("span");
  face.textContent = mark.mark;
  const icon = L.divIcon({ className: mark.isAsk ? "mappin ask" : "mappin", html: face, iconSize: [PIN, PIN] });
  const pin = L.marker(mark.at, { icon, keyboard: true, riseOnHover: true }).addTo(map);
  const words = [mark.name, mark.price].filter(Boolean).join(", ");
  pin.getElement().setAttribute("aria-label", `${mark.mark}: ${words}`);
  pin.bindTooltip(words, { direction: "auto", offset: [PIN / 2, 0] });
  pin.getElement().addEventListener("focus", () => pin.openTooltip());
  pin.getElement().addEventListener("blur", () => pin.closeTooltip());
  const go = () => toCard(mark, pin);
  pin.on("click", go);
  pin.on("keypress", (event) => event.originalEvent.key === "Enter" && go());
  return { pin, at: mark.at };
}

function toCard(mark, pin) {
  const link = mark.card?.querySelector("h2 a, h3 a");
  if (!link) return;
  if (!mark.card.querySelector(".to-map")) {
    const back = document.createElement("button");
    back.type = "button";
    back.className = "as-link to-map";
    back.textContent = `Back to ${mark.mark} on the map`;
    back.addEventListener("click", () => {
      pin.getElement().scrollIntoView({ block: "center" });
      pin.getElement().focus();
    });
    link.closest("div").append(back);
  }
  mark.card.scrollIntoView({ block: "start" });
  link.focus();
}

function addTiles(figure, map) {
  L.tileLayer(figure.dataset.tiles, { attribution: figure.dataset.credit, maxZoom: 18 }).addTo(map);
  return [];
}

async function addLand(figure, map) {
  const { land, beyond, towns } = await (await fetch(figure.dataset.outline)).json();
  const colour = (name) => getComputedStyle(figure).getPropertyValue(name).trim();
  const renderer = L.canvas({ padding: 0.5 });
  const draw = (rings, fill) => {
    L.polygon(rings.map((ring) => [ring]), { renderer, stroke: true, weight: 1, color: fill, fillColor: fill, fillOpacity: 1, interactive: false }).addTo(map);
  };
  draw(beyond, colour("--sunk"));
  draw(land, colour("--day"));
  return towns.map(([name, lat, lon]) => ({ name, at: L.latLng(lat, lon) }));
}

// Pins that would lie on each other move aside, and those in sight stay clear of the edges and the buttons; a line leads
// from each to its place. What is taken is given back, the places of the buttons and the scale among it.
function spread(pins, leads, map) {
  leads.clearLayers();
  const taken = [];
  const size = map.getSize();
  const sight = L.bounds([0, 0], size);
  const buttons = [box(0, 0, 64, 112), box(0, size.y - 40, 140, 40)];
  const leaves = ({ x, y }) => {
    const room = box(x - PIN / 2, y - PIN / 2, PIN, PIN);
    return room.left < 0 || room.top < 0 || room.right > size.x || room.bottom > size.y || buttons.some((one) => meets(room, one));
  };
  for (const { pin, at } of pins) {
    const home = map.latLngToContainerPoint(at);
    const isInSight = sight.contains(home);
    const isFree = (one) => !taken.some((other) => other.distanceTo(one) < PIN + 2) && !(isInSight && leaves(one));
    const spot = around(home).find(isFree) ?? home;
    taken.push(spot);
    pin.setLatLng(map.containerPointToLatLng(spot));
    if (spot !== home) L.polyline([at, pin.getLatLng()], { className: "maplead", weight: 2, interactive: false }).addTo(leads);
  }
  return [...buttons, ...taken.map(({ x, y }) => box(x - PIN / 2, y - PIN / 2, PIN, PIN))];
}

function around(home) {
  const rings = [1, 2, 3].flatMap((ring) =>
    Array.from({ length: 8 * ring }, (_, turn) => {
      const angle = (turn / (8 * ring)) * 2 * Math.PI;
      return home.add([Math.cos(angle) * ring * (PIN + 4), Math.sin(angle) * ring * (PIN + 4)]);
    }),
  );
  return [home, ...rings];
}

// The names of the largest towns in sight that meet neither a pin nor another name, on whichever side has room.
function placeTowns(towns, map, taken) {
  const size = map.getSize();
  const sight = map.getBounds();
  let shown = 0;
  for (const town of towns) {
    town.label?.remove();
    if (shown >= MOST_TOWNS || !sight.contains(town.at)) continue;
    const side = sideOf(town, map, size, taken);
    if (!side) continue;
    taken.push(side.room);
    shown += 1;
    const icon = L.divIcon({ className: `maptown ${side.name}`, html: nameOf(town), iconSize: [0, 0] });
    town.label = L.marker(town.at, { interactive: false, keyboard: false, icon }).addTo(map);
  }
}

function sideOf(town, map, size, taken) {
  const { x, y } = map.latLngToContainerPoint(town.at);
  const width = 8 + town.name.length * 7.5;
  const sides = [
    { name: "right", room: box(x - 4, y - 10, width + 8, 20) },
    { name: "left", room: box(x - width - 4, y - 10, width + 8, 20) },
    { name: "below", room: box(x - width / 2, y - 4, width, 24) },
    { name: "above", room: box(x - width / 2, y - 20, width, 24) },
  ];
  const isIn = ({ left, top, right, bottom }) => left > 0 && top > 0 && right < size.x && bottom < size.y;
  return sides.find(({ room }) => isIn(room) && !taken.some((other) => meets(room, other)));
}

function nameOf(town) {
  const name = document.createElement("span");
  name.setAttribute("aria-hidden", "true");
  name.textContent = town.name;
  return name;
}

function box(left, top, width, height) {
  return { left, top, right: left + width, bottom: top + height };
}

function meets(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
