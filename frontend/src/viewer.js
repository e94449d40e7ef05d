// The bpmn.io viewer for looking closely at a diagram: drag, wheel, keyboard. The page already carries the picture that
// the server drew; this replaces it when the reader asks. The bpmn.io mark stays visible, as its licence asks.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "./viewer.css";

const STEP = 1.25;

async function open(box) {
  const viewer = new NavigatedViewer({ container: box });
  const answer = await fetch(box.dataset.viewer, { headers: { Accept: "application/xml" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  await viewer.importXML(await answer.text());
  const canvas = viewer.get("canvas");
  showAll(canvas);
  mark(viewer, box.dataset.marks);
  box.addEventListener("keydown", (event) => zoomByKey(event, canvas));
}

// A little smaller than what fits, so that labels at the edge are whole.
function showAll(canvas) {
  canvas.zoom("fit-viewport", "auto");
  canvas.zoom(canvas.zoom() * 0.94, "auto");
}

// `id=walked id=now id=error …`, as the server's own picture has them.
function mark(viewer, text = "") {
  const elements = viewer.get("elementRegistry");
  const canvas = viewer.get("canvas");
  for (const [id, state] of text.split(" ").filter(Boolean).map((one) => one.split("="))) {
    if (elements.get(id)) canvas.addMarker(id, `ld-mark-${state}`);
  }
}

function zoomByKey(event, canvas) {
  const wanted = { "+": STEP, "=": STEP, "-": 1 / STEP }[event.key];
  if (wanted) canvas.zoom(canvas.zoom() * wanted);
  else if (event.key === "0") showAll(canvas);
  else return;
  event.preventDefault();
}

document.querySelectorAll("[data-opens-viewer]").forEach((button) => {
  button.addEventListener("click", async () => {
    const box = document.getElementById(button.dataset.opensViewer);
    button.hidden = true;
    box.hidden = false;
    box.previousElementSibling?.toggleAttribute("hidden", true);
    try {
      await open(box);
      box.focus();
    } catch (error) {
      box.hidden = true;
      box.previousElementSibling?.toggleAttribute("hidden", false);
      button.hidden = false;
      throw error;
    }
  });
});
