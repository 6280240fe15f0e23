// Dragging with a mouse or a pen, never with a finger, which scrolls. A drag begins once the pointer has moved; the
// click that ends it does nothing more.
//   at(event): what may be dragged there, or nothing; begin(what, event), move(event), end(): what is done with it.
//   As long as move answers false nothing has moved.

const LEAST = 4;

export function dragging(root, { at, begin, move, end }) {
  let drag = null;
  root.addEventListener("pointerdown", (event) => {
    const what = at(event);
    if (event.button || event.pointerType === "touch" || !what) return;
    drag = { what, event, begun: false, moved: false };
  });
  root.addEventListener("dragstart", (event) => event.preventDefault());
  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (!drag.begun && Math.hypot(event.clientX - drag.event.clientX, event.clientY - drag.event.clientY) < LEAST) return;
    if (!drag.begun) begin(drag.what, drag.event);
    drag.begun = true;
    drag.moved = move(event) !== false || drag.moved;
  });
  document.addEventListener("pointerup", () => {
    if (!drag?.moved) {
      drag = null;
      return;
    }
    end();
    setTimeout(() => { drag = null; }); // the click that follows at once is none
  });
  root.addEventListener("click", (event) => {
    if (!drag?.moved) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // whoever listens at the root itself, too
  }, { capture: true });
}
