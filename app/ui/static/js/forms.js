// Conditional fields and rows of lists. The server judges conditions again; what this file cannot read stays visible.
import { enhance } from "./pickers.js";

// ---- conditions: the part of FEEL that forms use (comparisons, and, or, not, in, null, brackets) ----
const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|"((?:[^"\\]|\\.)*)"|(!=|<=|>=|[=<>(),[\]])|([\p{L}_][\p{L}\p{N}_]*))/uy;

function tokens(text) {
  const found = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (!match) throw new SyntaxError(text);
    if (match[1] !== undefined) found.push({ kind: "value", value: Number(match[1]) });
    else if (match[2] !== undefined) found.push({ kind: "value", value: JSON.parse(`"${match[2]}"`) });
    else if (match[3]) found.push({ kind: match[3] });
    else found.push({ kind: "word", value: match[4] });
  }
  return found;
}

class Reader {
  constructor(text) { this.tokens = tokens(text); this.place = 0; }
  peek(kind, value) {
    const one = this.tokens[this.place];
    return Boolean(one) && one.kind === kind && (value === undefined || one.value === value);
  }
  take(kind, value) { if (!this.peek(kind, value)) return false; this.place += 1; return true; }
  expect(kind) { if (!this.take(kind)) throw new SyntaxError(kind); }
  whole() {
    const read = this.either();
    if (this.place < this.tokens.length) throw new SyntaxError("rest");
    return read;
  }
  either() {
    let left = this.both();
    while (this.take("word", "or")) { const one = left, two = this.both(); left = (s) => one(s) === true || two(s) === true; }
    return left;
  }
  both() {
    let left = this.comparison();
    while (this.take("word", "and")) { const one = left, two = this.comparison(); left = (s) => one(s) === true && two(s) === true; }
    return left;
  }
  comparison() {
    const left = this.single();
    for (const sign of ["=", "!=", "<", "<=", ">", ">="]) {
      if (this.take(sign)) { const right = this.single(); return (s) => compare(sign, left(s), right(s)); }
    }
    if (this.take("word", "in")) { const right = this.single(); return (s) => [].concat(right(s)).some((one) => same(left(s), one)); }
    return left;
  }
  single() {
    if (this.take("(")) {
      const items = [this.either()];
      while (this.take(",")) items.push(this.either());
      this.expect(")");
      return items.length === 1 ? items[0] : (s) => items.map((one) => one(s));
    }
    if (this.take("[")) {
      const items = [];
      while (!this.take("]")) { items.push(this.either()); this.take(","); }
      return (s) => items.map((one) => one(s));
    }
    const one = this.tokens[this.place];
    if (!one) throw new SyntaxError("end");
    this.place += 1;
    if (one.kind === "value") return () => one.value;
    if (one.kind === "word") return this.word(one.value);
    throw new SyntaxError(one.kind);
  }
  word(name) {
    if (["true", "false", "null"].includes(name)) return () => ({ true: true, false: false, null: null }[name]);
    if (!this.peek("(")) return (s) => s(name);
    if (name !== "not") throw new SyntaxError(name);
    this.expect("(");
    const inner = this.either();
    this.expect(")");
    return (s) => { const value = inner(s); return typeof value === "boolean" ? !value : null; };
  }
}

function same(one, two) {
  if (one === null || two === null) return one === two;
  return String(one) === String(two);
}

function compare(sign, one, two) {
  if (sign === "=") return same(one, two);
  if (sign === "!=") return !same(one, two);
  if (one === null || two === null) return null;
  const [a, b] = [Number(one), Number(two)];
  return { "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b }[sign];
}

// The answer of a field as it stands on the page: undefined when the page has no such field.
function answer(form, prefix, key) {
  for (const name of [prefix + key, key]) {
    const controls = [...form.elements].filter((one) => one.name === name && one.type !== "hidden");
    if (!controls.length) continue;
    const [first] = controls;
    if (first.type === "radio") return controls.find((one) => one.checked)?.value ?? null;
    if (first.type === "checkbox" && controls.length === 1 && first.value === "true") return first.checked;
    if (first.type === "checkbox") return controls.filter((one) => one.checked).map((one) => one.value);
    if (first.multiple) return [...first.selectedOptions].map((one) => one.value);
    return first.value === "" ? null : first.value;
  }
  return undefined;
}

function judge(form) {
  form.querySelectorAll("[data-hide]").forEach((box) => {
    const text = box.dataset.hide.replace(/^=/, "");
    const row = box.closest("[data-row]");
    const prefix = row ? row.dataset.row : "";
    try {
      let unknown = false;
      const hidden = new Reader(text).whole()((name) => {
        const value = answer(form, prefix, name);
        if (value === undefined) unknown = true;
        return value ?? null;
      });
      // A name that is no field of the page is the case's own: the server knew it when it drew the page.
      if (!unknown) box.toggleAttribute("data-hidden", hidden === true);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      box.removeAttribute("data-hidden");
    }
  });
}

// ---- rows ----
function renumber(rows) {
  const name = rows.dataset.rows;
  [...rows.children].forEach((row, place) => {
    row.dataset.row = `${name}.${place}.`;
    row.setAttribute("aria-label", row.getAttribute("aria-label").replace(/\d+/, place + 1));
    const was = new RegExp(`^(@?)${name.replaceAll(".", "\\.")}\\.\\d+\\.`);
    row.querySelectorAll("[name]").forEach((one) => { one.name = one.name.replace(was, `$1${name}.${place}.`); });
    const ids = new RegExp(`^f-${name.replaceAll(".", "-")}-\\d+-`);
    for (const attribute of ["id", "for", "aria-describedby", "aria-controls", "data-proxy"]) {
      row.querySelectorAll(`[${attribute}]`).forEach((one) => {
        const text = one.getAttribute(attribute).split(" ").map((part) => part.replace(ids, `f-${name.replaceAll(".", "-")}-${place}-`));
        one.setAttribute(attribute, text.join(" "));
      });
    }
  });
}

function addRow(rows) {
  const row = rows.lastElementChild.cloneNode(true);
  row.querySelectorAll(".ld-pick").forEach((box) => box.replaceWith(restored(box)));
  row.querySelectorAll(".ld-f__e").forEach((one) => one.remove());
  row.querySelectorAll(".ld-f--err").forEach((one) => one.classList.remove("ld-f--err"));
  row.querySelectorAll("input, textarea, select").forEach((one) => {
    one.removeAttribute("aria-invalid");
    if (one.type === "checkbox" || one.type === "radio") one.checked = false;
    else if (one.type !== "hidden") one.value = "";
  });
  rows.append(row);
  renumber(rows);
  enhance(row);
  row.querySelector("input:not([type=hidden]), textarea, select")?.focus();
}

// A cloned combobox has no behaviour: back to its select, to be enhanced anew.
function restored(box) {
  const select = box.querySelector("select");
  select.hidden = false;
  select.removeAttribute("data-proxy");
  return select;
}

function watchRows(form) {
  form.querySelectorAll("[data-rows]").forEach(renumber);
  form.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add]");
    const remove = event.target.closest("[data-remove]");
    if (add) {
      const rows = form.querySelector(`[data-rows="${CSS.escape(add.value)}"]`);
      if (rows?.lastElementChild) { event.preventDefault(); addRow(rows); judge(form); }
    }
    if (remove) {
      const row = remove.closest("[data-row]");
      const rows = row.parentElement;
      if (rows.children.length === 1) addRow(rows);
      row.remove();
      renumber(rows);
      rows.closest("fieldset").querySelector("[data-add]").focus();
    }
  });
}

// ---- digits choose a decision, Ctrl+Enter sends ----
function watchKeys(form) {
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
    if (event.target.closest("input:not([type=radio]), textarea, select")) return;
    const option = form.querySelectorAll(".ld-choice input")[Number(event.key) - 1];
    if (option) { option.checked = true; option.focus(); judge(form); }
  });
}

document.querySelectorAll("form[data-form]").forEach((form) => {
  judge(form);
  watchRows(form);
  watchKeys(form);
  form.addEventListener("input", () => judge(form));
  form.addEventListener("change", () => judge(form));
});
