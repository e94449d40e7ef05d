// Turns a select with data-picker into a search (ARIA combobox). The select stays in the form and carries the answer, so
// that without this file the page still works. optionsUrl may name other fields: {receiver} is the answer given so far.

const WAIT = 200;
let made = 0;

const zh = document.documentElement.lang.startsWith("zh");
const WORDS = zh
  ? { search: "输入名称、拼音首字母或编码", none: "没有找到，换个写法试试", failed: "没有取到选项，请再试", remove: "移除" }
  : { search: "Type a name, initials or a code", none: "Nothing found, try another way of writing", failed: "The choices could not be loaded, try again", remove: "Remove" };

function address(select, text) {
  const form = select.form;
  const row = select.name.includes(".") ? select.name.slice(0, select.name.lastIndexOf(".") + 1) : "";
  const filled = select.dataset.picker.replace(/\{(\w+)\}/g, (_, name) => {
    const control = form.elements[row + name] ?? form.elements[name];
    const value = control instanceof RadioNodeList ? [...control].at(-1).value : control?.value;
    return encodeURIComponent(value ?? "");
  });
  return filled + (filled.includes("?") ? "&" : "?") + "q=" + encodeURIComponent(text);
}

class Picker {
  constructor(select) {
    this.select = select;
    this.many = select.multiple;
    this.active = -1;
    this.options = [];
    this.build();
    this.watch();
    this.show();
  }

  build() {
    made += 1;
    this.box = document.createElement("div");
    this.box.className = "ld-pick";
    this.select.replaceWith(this.box);
    this.tags = document.createElement("div");
    this.tags.className = "ld-pick__tags";
    this.input = document.createElement("input");
    this.input.className = "ld-in";
    this.input.id = `${this.select.id}-s`;
    this.input.autocomplete = "off";
    this.input.placeholder = WORDS.search;
    this.list = document.createElement("div");
    this.list.className = "ld-list";
    this.list.id = `pick-${made}`;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.dress();
    this.box.append(this.tags, this.input, this.list, this.select);
    this.select.hidden = true;
    this.select.dataset.proxy = this.input.id;
  }

  dress() {
    const id = CSS.escape(this.select.id);
    const label = document.querySelector(`label[for="${id}"], label[for="${id}-s"]`);
    const attributes = { role: "combobox", "aria-expanded": "false", "aria-controls": this.list.id, "aria-autocomplete": "list" };
    for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
      if (this.select.hasAttribute(name)) attributes[name] = this.select.getAttribute(name);
    }
    Object.entries(attributes).forEach(([name, value]) => this.input.setAttribute(name, value));
    if (!label) return;
    label.htmlFor = this.input.id;
    this.list.setAttribute("aria-label", label.textContent.trim());
  }

  watch() {
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("focus", () => this.later());
    this.input.addEventListener("click", () => { if (this.list.hidden) this.later(); });
    this.input.addEventListener("blur", () => setTimeout(() => this.leave(), 150));
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(Number(option.dataset.place));
    });
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), WAIT);
  }

  async search() {
    const chosen = this.many ? null : this.select.selectedOptions[0];
    const typed = this.input.value.trim();
    const text = chosen?.value && typed === chosen.textContent ? "" : typed;
    this.pending?.abort();
    this.pending = new AbortController();
    try {
      const answer = await fetch(address(this.select, text), { signal: this.pending.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const body = await answer.json();
      this.offer(Array.isArray(body) ? body : body.items);
    } catch (error) {
      if (error.name !== "AbortError") this.say(WORDS.failed);
    }
  }

  offer(options) {
    this.options = options.slice(0, 50);
    this.active = -1;
    if (!options.length) { this.say(WORDS.none); return; }
    this.list.replaceChildren(...this.options.map((option, place) => {
      const line = document.createElement("div");
      line.setAttribute("role", "option");
      line.id = `${this.list.id}-${place}`;
      line.dataset.place = place;
      line.setAttribute("aria-selected", "false");
      line.textContent = option.label;
      return line;
    }));
    this.open(true);
  }

  say(text) {
    const line = document.createElement("div");
    line.className = "ld-list__none";
    line.setAttribute("role", "option");
    line.setAttribute("aria-disabled", "true");
    line.setAttribute("aria-selected", "false");
    line.textContent = text;
    this.options = [];
    this.list.replaceChildren(line);
    this.open(true);
  }

  open(shown) {
    if (shown && document.activeElement !== this.input) return;
    this.list.hidden = !shown;
    this.input.setAttribute("aria-expanded", String(shown));
    if (!shown) this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) this.search();
      else this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !this.list.hidden && this.active >= 0 && !event.ctrlKey) {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
    } else if (event.key === "Escape") {
      this.open(false);
    } else if (event.key === "Backspace" && this.many && !this.input.value) {
      this.drop([...this.select.selectedOptions].at(-1)?.value);
    }
  }

  move(step) {
    if (!this.options.length) return;
    const lines = [...this.list.children];
    lines[this.active]?.setAttribute("aria-selected", "false");
    this.active = (this.active + step + lines.length) % lines.length;
    lines[this.active].setAttribute("aria-selected", "true");
    lines[this.active].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", lines[this.active].id);
  }

  choose(place) {
    const option = this.options[place];
    if (!option) return;
    if (!this.many) [...this.select.options].forEach((one) => { one.selected = false; });
    let there = [...this.select.options].find((one) => one.value === String(option.value));
    if (!there) there = new Option(option.label, option.value);
    if (!there.selected) this.select.append(there); // at the end: the order of choosing counts
    there.selected = true;
    this.open(false);
    this.changed();
  }

  drop(value) {
    const option = [...this.select.options].find((one) => one.value === value);
    if (!option) return;
    option.selected = false;
    this.changed();
    this.input.focus();
  }

  // Left with other text than the choice's: emptied means no choice, anything else goes back to the choice.
  leave() {
    this.open(false);
    if (!this.many && !this.input.value.trim() && this.select.value) { this.select.value = ""; this.changed(); }
    this.show();
  }

  changed() {
    this.show();
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  show() {
    const chosen = [...this.select.selectedOptions].filter((one) => one.value);
    if (!this.many) { this.input.value = chosen[0]?.textContent ?? ""; return; }
    this.input.value = "";
    this.tags.replaceChildren(...chosen.map((option) => this.tag(option)));
  }

  tag(option) {
    const tag = document.createElement("span");
    tag.className = "ld-tag";
    tag.append(option.textContent);
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-label", `${WORDS.remove} ${option.textContent}`);
    button.textContent = "×";
    button.addEventListener("click", () => this.drop(option.value));
    tag.append(button);
    return tag;
  }
}

export function enhance(root) {
  root.querySelectorAll("select[data-picker]:not([hidden])").forEach((select) => {
    if (select.dataset.picker) new Picker(select);
  });
}

enhance(document);
