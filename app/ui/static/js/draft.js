// Saves what is typed by itself a little after the last keystroke. The button does the same without a script.
const WAIT = 2500;

function watch(form) {
  const said = document.querySelector("[data-saved]");
  let timer = 0;
  let sending = null;
  let left = false;

  async function save() {
    const body = new FormData(form);
    [...body].forEach(([name, value]) => { if (value instanceof File) body.delete(name); });
    sending?.abort();
    sending = new AbortController();
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body, headers: { Accept: "application/json" }, signal: sending.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const { saved_at: at } = await answer.json();
      const clock = new Date(at).toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" });
      said.textContent = said.dataset.savedText.replace("{at}", clock);
    } catch (error) {
      if (error.name !== "AbortError") said.textContent = said.dataset.failedText;
    }
  }

  function later() {
    clearTimeout(timer);
    if (!left) timer = setTimeout(save, WAIT);
  }

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => { left = true; clearTimeout(timer); sending?.abort(); });
  window.addEventListener("pageshow", () => { left = false; });
}

document.querySelectorAll("form[data-draft]").forEach(watch);
