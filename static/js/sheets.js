// Shows how far a file of listings is, without drawing the whole page anew: that would lose one's place.
// Without this script the page loads again by itself. What is found on the way (data-found) is drawn as it comes.
export function followWork(place) {
  const seconds = Number(place.dataset.work);
  // Whoever presses a button is on their way: to load this page again would stop them.
  let isLeft = false;
  document.addEventListener("submit", () => { isLeft = true; });
  const look = async () => {
    const answer = await fetch(window.location.href, { credentials: "same-origin" }).catch(() => null);
    if (isLeft) return;
    if (answer?.ok) {
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-work]");
      if (isLeft) return;
      if (!fresh || fresh.dataset.found !== place.dataset.found) {
        window.location.reload();
        return;
      }
      show(place, fresh);
    }
    window.setTimeout(look, seconds * 1000);
  };
  window.setTimeout(look, seconds * 1000);
}

// The same bar moves on: a new one would be read out from its beginning.
function show(place, fresh) {
  for (const part of ["label", "p"]) {
    const [old, now] = [place.querySelector(part), fresh.querySelector(part)];
    if (old && now && old.textContent !== now.textContent) old.textContent = now.textContent;
  }
  const [bar, now] = [place.querySelector("progress"), fresh.querySelector("progress")];
  if (now.hasAttribute("value")) {
    bar.max = now.max;
    bar.value = now.value;
  }
}
