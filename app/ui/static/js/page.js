// Small helps for every page. Nothing here is needed to do the work.

function focusWhatMatters() {
  const box = document.querySelector("[data-focus]");
  if (box) box.focus();
}

// A summary's link leads to a control that a script may have replaced.
function followErrorLinks() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".ld-msg a[href^='#']");
    if (!link) return;
    const target = document.getElementById(link.getAttribute("href").slice(1));
    if (!target) return;
    event.preventDefault();
    const control = target.dataset.proxy ? document.getElementById(target.dataset.proxy) : target;
    control.scrollIntoView({ block: "center" });
    control.focus();
  });
}

function submitFilters() {
  document.querySelectorAll("[data-submits]").forEach((control) => {
    control.addEventListener("change", () => control.form.requestSubmit());
  });
}

// A second click must not send twice; the server would answer it like the first, but the reader would wonder.
function sendOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });
}

function closeMenus() {
  const open = () => document.querySelectorAll("details.ld-post[open]");
  document.addEventListener("click", (event) => {
    open().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    open().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });
}

// The diagram opens where the case stands.
function showPresentStep() {
  document.querySelectorAll(".ld-dg").forEach((box) => {
    const now = box.querySelector(".is-now:not(:has(.sub))") || box.querySelector(".is-now");
    if (!now) return;
    const inner = now.getBoundingClientRect();
    const outer = box.getBoundingClientRect();
    box.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2;
    box.scrollTop += inner.top + inner.height / 2 - outer.top - outer.height / 2;
  });
}

focusWhatMatters();
followErrorLinks();
submitFilters();
sendOnce();
closeMenus();
showPresentStep();
