// The page without this script can be read. With it, it stays current, its buttons work, and it has keyboard shortcuts.
"use strict";

const PERIOD = 2000;
const CONTROL = "/__emulator__/";

const byId = (id) => document.getElementById(id);
const live = byId("live");
const news = byId("news");

// An app sends its users here to be asked for consent: the path follows the #, its parameters are there or before it.
function followConsent() {
  const [path, inside] = location.hash.replace(/^#!?/, "").split("?");
  if (!/^\/apps\/[^/]+\/authorize$/.test(path)) return;
  const parameters = new URLSearchParams(location.search);
  new URLSearchParams(inside || "").forEach((value, name) => parameters.set(name, value));
  location.replace(path + "?" + parameters);
}

function tell(text, isError = false) {
  news.textContent = text;
  news.classList.toggle("error", isError);
  clearTimeout(tell.timer);
  if (!isError) tell.timer = setTimeout(() => { news.textContent = ""; }, 6000);
}

// ---- Staying current: only nodes that differ are touched, so focus, scrolling, selection and open parts stay. ----

const keyOf = (node) => node.nodeType === Node.ELEMENT_NODE ? node.getAttribute("data-key") || node.id || null : null;

function alike(old, fresh) {
  return old && old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && keyOf(old) === keyOf(fresh);
}

function renewAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    const isOurs = name === "open" || name === "disabled";
    if (!fresh.hasAttribute(name) && !isOurs) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    const isOurs = name === "open" || (name === "disabled" && old.hasAttribute("data-enable"));
    if (!isOurs && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

function renew(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  renewAttributes(old, fresh);
  renewChildren(old, fresh);
}

function renewChildren(old, fresh) {
  const keyed = new Map([...old.childNodes].filter(keyOf).map((node) => [keyOf(node), node]));
  const wanted = new Set([...fresh.childNodes].map(keyOf).filter(Boolean));
  let here = old.firstChild;
  for (const node of [...fresh.childNodes]) {
    const key = keyOf(node);
    // What is gone leaves first, so that what stays is not moved: moving a node takes its focus away.
    while (here && keyOf(here) && keyOf(here) !== key && !wanted.has(keyOf(here))) {
      const gone = here;
      here = here.nextSibling;
      gone.remove();
    }
    const match = key ? keyed.get(key) : here && !keyOf(here) ? here : null;
    if (alike(match, node)) {
      if (match !== here) old.insertBefore(match, here);
      renew(match, node);
      here = match.nextSibling;
    } else {
      old.insertBefore(document.importNode(node, true), here);
    }
  }
  while (here) {
    const gone = here;
    here = here.nextSibling;
    gone.remove();
  }
}

let isLost = false;

async function refresh(isForced = false) {
  const tag = isForced ? "" : byId("main").dataset.tag;
  let response;
  try {
    response = await fetch(location.pathname + location.search, { headers: { "If-None-Match": tag }, cache: "no-store" });
  } catch {
    if (!isLost) tell("The emulator does not respond. The page shows what it was last.", true);
    isLost = true;
    return;
  }
  if (isLost) tell("Connected again.");
  isLost = false;
  if (response.status === 304) return;
  const [, body] = (await response.text()).split("</head>"); // What the head loads has a nonce that is not ours.
  const page = new DOMParser().parseFromString(body, "text/html");
  document.querySelectorAll("[data-live]").forEach((part) => renew(part, page.getElementById(part.id)));
  enable();
}

const hasSelection = () => !getSelection().isCollapsed;

setInterval(() => {
  if (live.checked && !document.hidden && !hasSelection() && !byId("confirm").open) refresh();
}, PERIOD);
live.addEventListener("change", () => live.checked && refresh());

// The clock of the emulator goes on between two refreshes.
setInterval(() => {
  const now = byId("now");
  if (!live.checked || now.dataset.speed === "0") return;
  if (tick.at !== now.dataset.at) Object.assign(tick, { at: now.dataset.at, since: performance.now() });
  const passed = (performance.now() - tick.since) * Number(now.dataset.speed);
  now.textContent = new Date(Date.parse(tick.at) + passed).toISOString().slice(0, 19).replace("T", " ");
}, 1000);
const tick = {};

// ---- Buttons: forms with data-call make a call of the control API. ----

function enable() {
  document.querySelectorAll("[data-enable]").forEach((control) => { control.disabled = false; });
}

function ask(question) {
  const dialog = byId("confirm");
  byId("question").textContent = question;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

function bodyOf(form) {
  const body = {};
  for (const input of form.querySelectorAll("[name]")) {
    if (input.value === "") continue;
    if ("json" in input.dataset) body[input.name] = JSON.parse(input.value);
    else body[input.name] = input.type === "number" ? Number(input.value) : input.value;
  }
  return body;
}

function optionsOf(form, method) {
  if (form.dataset.upload) {
    const file = form.querySelector("input[type=file]").files[0];
    return { method, body: file, headers: { "Content-Type": "application/octet-stream" } };
  }
  const body = bodyOf(form);
  const isEmpty = method === "DELETE" || !Object.keys(body).length;
  return isEmpty ? { method } : { method, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
}

function explain(error) {
  const fields = Object.entries(error.errors || {}).map(([name, texts]) => `${name} ${texts.join(" ")}`);
  return [error.error_message, ...fields].join(" – ");
}

async function act(form) {
  const [method, path] = form.dataset.call.split(" ");
  const button = form.querySelector("button");
  if (form.dataset.confirm && !(await ask(form.dataset.confirm))) return;
  try {
    const response = await fetch(CONTROL + path, optionsOf(form, method));
    const result = await response.json();
    if (!response.ok) return tell(explain(result), true);
    tell(result.notice || (result.url ? `Started ${result.url}` : `${button.textContent}: done.`));
    if (form.dataset.opens && result.url) open(result.url, "_blank", "noopener");
  } catch (error) {
    return tell(`The call failed: ${error.message}`, true);
  }
  await refresh(true);
}

document.addEventListener("submit", (event) => {
  if (!event.target.dataset.call) return;
  event.preventDefault();
  act(event.target);
});

// ---- Copying: what is masked is fetched with its secrets, and not shown. ----

async function textOf(button) {
  if (!("secret" in button.dataset)) return byId(button.dataset.copy).textContent;
  const address = new URL(location.href);
  address.searchParams.set("secrets", "true");
  const [, body] = (await (await fetch(address, { cache: "no-store" })).text()).split("</head>");
  return new DOMParser().parseFromString(body, "text/html").getElementById(button.dataset.copy).textContent;
}

async function copy(button) {
  try {
    await navigator.clipboard.writeText(await textOf(button));
    tell("Copied.");
  } catch {
    tell("The browser does not allow copying.", true);
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
  // A row opens by its first link, wherever it is clicked.
  const row = event.target.closest("tbody tr");
  if (!row || hasSelection() || event.target.closest("a, button, input, select, summary, label, pre")) return;
  const link = row.querySelector("td:first-child a, td a.row");
  if (link) location.assign(link.href);
});

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("input, textarea, select");
  if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    (byId("q") || byId("find")).focus();
  }
  if (event.key !== "Escape") return;
  const details = event.target.closest("details[open]");
  if (details) {
    details.open = false;
    details.querySelector("summary").focus();
  } else if (isTyping) {
    event.target.blur();
  } else if (news.textContent) {
    tell("");
  }
});

// In a low or narrow window the place of the reader in the navigation may be out of sight.
function showPlace() {
  const side = byId("side");
  side.querySelectorAll("[aria-current]").forEach((link) => {
    const list = link.closest("ul, .tabs");
    list.scrollLeft = link.getBoundingClientRect().left - list.getBoundingClientRect().left - 8;
    const below = link.getBoundingClientRect().bottom - side.getBoundingClientRect().bottom;
    if (below > 0) side.scrollTop += below + 16;
  });
}

followConsent();
enable();
showPlace();
