// Saves what is typed by itself a little after the last keystroke. The button does the same without a script.
// The answer may name another `action`, `draft` address and `etag`: a new referral has become a draft of its own.
const WAIT = 2500;

function watch(form) {
  const said = document.querySelector("[data-saved]");
  let timer = 0;
  let sending = null;
  let left = false;

  async function save() {
    const body = new FormData(form);
    [...body].forEach(([name, value]) => { if (value instanceof File) body.delete(name); });
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const saved = await answer.json();
      follow(saved);
      const clock = new Date(saved.saved_at).toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" });
      said.textContent = said.dataset.savedText.replace("{at}", clock);
    } catch {
      said.textContent = said.dataset.failedText;
    }
  }

  function follow(saved) {
    if (!saved.action) return;
    form.setAttribute("action", saved.action);
    form.dataset.draft = saved.draft;
    if (!form.elements.etag) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "etag" }));
    form.elements.etag.value = saved.etag;
    history.replaceState(null, "", saved.action);
  }

  // One save at a time: what is saved carries the mark of the save before it.
  async function inTurn() {
    await sending;
    sending = save();
    await sending;
    sending = null;
  }

  function later() {
    clearTimeout(timer);
    if (!left) timer = setTimeout(inTurn, WAIT);
  }

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", async (event) => {
    left = true;
    clearTimeout(timer);
    if (!sending) return;
    event.preventDefault();
    event.stopPropagation();
    await sending;
    form.requestSubmit(event.submitter);
  });
  window.addEventListener("pageshow", () => { left = false; });
}

document.querySelectorAll("form[data-draft]").forEach(watch);
