// A button above the drawn map, which fetches the map that moves: not before, for it is heavy.
export function offerMap(figure) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn second small";
  button.textContent = "Show the map that moves";
  button.addEventListener("click", async () => {
    button.disabled = true;
    const style = document.createElement("link");
    Object.assign(style, { rel: "stylesheet", href: figure.dataset.style });
    const isStyled = new Promise((done) => style.addEventListener("load", done));
    document.head.append(style);
    const [{ showMap }] = await Promise.all([import(figure.dataset.map), isStyled]);
    await showMap(figure);
    button.remove();
  });
  figure.before(button);
}
