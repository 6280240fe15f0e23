// Sends photos one by one and shows each on its way. Without this script they go together, as any form does.

const UNSENT = "It did not arrive. Look at your connection, then send it once more";

export function sendPhotos(place) {
  const form = place.querySelector("form");
  const field = form.querySelector("input[type=file]");
  form.addEventListener("submit", (event) => {
    if (!field.files.length || field.files.length > Number(place.dataset.mostAtOnce)) return;
    event.preventDefault();
    sendAll(place, form, field);
  });
}

async function sendAll(place, form, field) {
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  place.querySelector(".sending")?.remove();
  const list = place.appendChild(document.createElement("ul"));
  list.className = "sending";
  const rows = [...field.files].map((file) => [file, row(list, file)]);
  const said = place.querySelector("[role=status]");
  said.textContent = `Sending ${rows.length === 1 ? "1 photo" : `${rows.length} photos`}`;
  const answers = [];
  for (const [file, one] of rows) answers.push(await send(place, form, field, file, one));
  const refused = answers.filter((answer) => answer.refused.length).length;
  const next = answers.map((answer) => answer.next).filter(Boolean).pop();
  if (!refused) return location.assign(next);
  field.value = "";
  button.disabled = false;
  conclude(said, rows.length, refused);
}

// One photo on its way: a small picture of it, how far it is, and what came of it.
function row(list, file) {
  const item = list.appendChild(document.createElement("li"));
  const canvas = item.appendChild(document.createElement("canvas"));
  canvas.setAttribute("aria-hidden", "true");
  const says = item.appendChild(document.createElement("span"));
  says.textContent = file.name;
  const bar = item.appendChild(document.createElement("progress"));
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  preview(canvas, file);
  return { item, says, bar };
}

async function preview(canvas, file) {
  try {
    const small = await createImageBitmap(file, { resizeWidth: 160, resizeQuality: "low" });
    canvas.width = small.width;
    canvas.height = small.height;
    canvas.getContext("2d").drawImage(small, 0, 0);
  } catch {
    // What cannot be shown stays an empty box: the server names what is wrong with it.
  }
}

async function send(place, form, field, file, one) {
  const most = Number(place.dataset.most);
  const tooLarge = `${file.name}: It is too large. The most is ${most / 1024 / 1024} MB. Send it smaller`;
  const answer = file.size > most ? { refused: [tooLarge] } : await post(form, field, file, one.bar);
  one.bar.remove();
  one.says.textContent = answer.refused.join(" ") || `${file.name}: here`;
  one.says.classList.toggle("refused", answer.refused.length > 0);
  return answer;
}

// The server's answer: what is wrong with it (nothing when it is kept), and the page to go on to.
function post(form, field, file, bar) {
  const sent = new FormData();
  sent.append("csrf_token", form.querySelector("[name=csrf_token]").value);
  sent.append(field.name, file);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const fail = () => resolve({ refused: [`${file.name}: ${UNSENT}`] });
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => (bar.value = total ? loaded / total : 0));
    request.addEventListener("load", () => (request.response?.refused ? resolve(request.response) : fail()));
    request.addEventListener("error", fail);
    request.send(sent);
  });
}

function conclude(said, count, refused) {
  const link = document.createElement("a");
  link.href = location.href.split("#")[0];
  link.textContent = "Look at the photos that are here";
  said.replaceChildren(`${refused} of ${count} could not be taken. Below is why. `, link);
  said.scrollIntoView({ block: "center" });
}
