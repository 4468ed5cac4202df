// The page can be read without this script. It adds live updates, buttons and keyboard shortcuts.
"use strict";

const PERIOD = 2000;
const CONTROL = "/__emulator__/";

const byId = (id) => document.getElementById(id);
const live = byId("live");
const notice = byId("notice");

// Apps send their users here for OAuth consent. The path follows the #, the parameters follow it or precede the #.
function followConsent() {
  const [path, fragmentQuery] = location.hash.replace(/^#!?/, "").split("?");
  if (!/^\/apps\/[^/]+\/authorize$/.test(path)) return;
  const parameters = new URLSearchParams(location.search);
  new URLSearchParams(fragmentQuery || "").forEach((value, name) => parameters.set(name, value));
  location.replace(path + "?" + parameters);
}

function notify(text, isError = false) {
  notice.textContent = text;
  notice.classList.toggle("error", isError);
  clearTimeout(notify.timer);
  if (!isError) notify.timer = setTimeout(() => { notice.textContent = ""; }, 6000);
}

// ---- Live updates: only changed nodes are replaced, which preserves focus, scroll position, selection and details. ----

const getKey = (node) => node.nodeType === Node.ELEMENT_NODE ? node.getAttribute("data-key") || node.id || null : null;

function isSameNode(old, fresh) {
  return old && old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && getKey(old) === getKey(fresh);
}

function updateAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    const isOwnState = name === "open" || name === "disabled";
    if (!fresh.hasAttribute(name) && !isOwnState) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    const isOwnState = name === "open" || (name === "disabled" && old.hasAttribute("data-enable"));
    if (!isOwnState && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

function update(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  updateAttributes(old, fresh);
  updateChildren(old, fresh);
}

function updateChildren(old, fresh) {
  const keyed = new Map([...old.childNodes].filter(getKey).map((node) => [getKey(node), node]));
  const wanted = new Set([...fresh.childNodes].map(getKey).filter(Boolean));
  let here = old.firstChild;
  for (const node of [...fresh.childNodes]) {
    const key = getKey(node);
    // Remove nodes first, so that the others need not be moved: a moved node loses its focus.
    while (here && getKey(here) && getKey(here) !== key && !wanted.has(getKey(here))) {
      const removed = here;
      here = here.nextSibling;
      removed.remove();
    }
    const match = key ? keyed.get(key) : here && !getKey(here) ? here : null;
    if (isSameNode(match, node)) {
      if (match !== here) old.insertBefore(match, here);
      update(match, node);
      here = match.nextSibling;
    } else {
      old.insertBefore(document.importNode(node, true), here);
    }
  }
  while (here) {
    const removed = here;
    here = here.nextSibling;
    removed.remove();
  }
}

let isLost = false;

async function refresh(isForced = false) {
  const tag = isForced ? "" : byId("main").dataset.tag;
  let response;
  try {
    response = await fetch(location.pathname + location.search, { headers: { "If-None-Match": tag }, cache: "no-store" });
  } catch {
    if (!isLost) notify("The emulator does not respond. The page shows the last known state.", true);
    isLost = true;
    return;
  }
  if (isLost) notify("Reconnected.");
  isLost = false;
  if (response.status === 304) return;
  const [, body] = (await response.text()).split("</head>"); // The nonce in the new head does not match this page.
  const page = new DOMParser().parseFromString(body, "text/html");
  document.querySelectorAll("[data-live]").forEach((part) => update(part, page.getElementById(part.id)));
  enable();
}

const hasSelection = () => !getSelection().isCollapsed;

setInterval(() => {
  if (live.checked && !document.hidden && !hasSelection() && !byId("confirm").open) refresh();
}, PERIOD);
live.addEventListener("change", () => live.checked && refresh());

// Advance the clock of the emulator between two refreshes.
setInterval(() => {
  const now = byId("now");
  if (!live.checked || now.dataset.speed === "0") return;
  if (tick.at !== now.dataset.at) Object.assign(tick, { at: now.dataset.at, since: performance.now() });
  const elapsed = (performance.now() - tick.since) * Number(now.dataset.speed);
  now.textContent = new Date(Date.parse(tick.at) + elapsed).toISOString().slice(0, 19).replace("T", " ");
}, 1000);
const tick = {};

// ---- Buttons: a form with data-call calls the control API. ----

function enable() {
  document.querySelectorAll("[data-enable]").forEach((control) => { control.disabled = false; });
}

function confirmCall(question) {
  const dialog = byId("confirm");
  byId("question").textContent = question;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

function readBody(form) {
  const body = {};
  for (const input of form.querySelectorAll("[name]")) {
    if (input.value === "") continue;
    if ("json" in input.dataset) body[input.name] = JSON.parse(input.value);
    else body[input.name] = input.type === "number" ? Number(input.value) : input.value;
  }
  return body;
}

function readOptions(form, method) {
  if (form.dataset.upload) {
    const file = form.querySelector("input[type=file]").files[0];
    return { method, body: file, headers: { "Content-Type": "application/octet-stream" } };
  }
  const body = readBody(form);
  const isEmpty = method === "DELETE" || !Object.keys(body).length;
  return isEmpty ? { method } : { method, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
}

function describeError(error) {
  const fields = Object.entries(error.errors || {}).map(([name, texts]) => `${name} ${texts.join(" ")}`);
  return [error.error_message, ...fields].join(" – ");
}

async function submitCall(form) {
  const [method, path] = form.dataset.call.split(" ");
  const button = form.querySelector("button");
  if (form.dataset.confirm && !(await confirmCall(form.dataset.confirm))) return;
  try {
    const response = await fetch(CONTROL + path, readOptions(form, method));
    const result = await response.json();
    if (!response.ok) return notify(describeError(result), true);
    notify(result.notice || (result.url ? `Started ${result.url}` : `${button.textContent}: done.`));
    if (form.dataset.opens && result.url) open(result.url, "_blank", "noopener");
  } catch (error) {
    return notify(`The call failed: ${error.message}`, true);
  }
  await refresh(true);
}

document.addEventListener("submit", (event) => {
  if (!event.target.dataset.call) return;
  event.preventDefault();
  submitCall(event.target);
});

// ---- Copying: masked values are fetched unmasked, but not shown. ----

async function readText(button) {
  if (!("secret" in button.dataset)) return byId(button.dataset.copy).textContent;
  const url = new URL(location.href);
  url.searchParams.set("secrets", "true");
  const [, body] = (await (await fetch(url, { cache: "no-store" })).text()).split("</head>");
  return new DOMParser().parseFromString(body, "text/html").getElementById(button.dataset.copy).textContent;
}

async function copy(button) {
  try {
    await navigator.clipboard.writeText(await readText(button));
    notify("Copied.");
  } catch {
    notify("The browser did not allow copying.", true);
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
  // A click anywhere on a row opens its first link.
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
  } else if (notice.textContent) {
    notify("");
  }
});

// In a small window, the current view may be out of sight in the navigation.
function scrollToCurrent() {
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
scrollToCurrent();
