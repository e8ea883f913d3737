"use strict";
// Everything here is a convenience: each form and link works without it. The server renders;
// this fetches the rendered fragment and puts it in place.

document.documentElement.classList.add("scripted");
const words = document.body.dataset;
const result = document.getElementById("result");
const viewer = document.getElementById("viewer");
let running = null;

function fragmentUrl(url) {
  const target = new URL(url, location.href);
  target.searchParams.set("fragment", "1");
  return target;
}

function problem(message) {
  const box = document.createElement("div");
  box.className = "state problem";
  box.setAttribute("role", "alert");
  const head = document.createElement("h2");
  head.textContent = words.failed;
  const text = document.createElement("p");
  text.textContent = message;
  box.append(head, text);
  return box;
}

function loading() {
  const line = document.createElement("p");
  line.className = "loading";
  line.textContent = words.loading;
  return line;
}

// A fragment comes as HTML, whatever the status; anything else is an error object.
async function fetchInto(place, url, signal) {
  try {
    const response = await fetch(fragmentUrl(url), { signal, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const main = page.getElementById("main");
    place.replaceChildren(...(main || page.body).childNodes);
  } catch (error) {
    if (error.name === "AbortError") return false;
    place.replaceChildren(problem(words.unreachable));
  }
  return true;
}

async function show(url) {
  if (running) running.abort();
  running = new AbortController();
  const mine = running;
  result.setAttribute("aria-busy", "true");
  result.replaceChildren(loading());
  await fetchInto(result, url, mine.signal);
  if (running === mine) {
    running = null;
    result.removeAttribute("aria-busy");
  }
}

function liveForm(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const url = new URL(form.action);
    for (const [name, value] of new FormData(form)) if (value) url.searchParams.set(name, value);
    history.pushState(null, "", url);
    document.title = `${url.searchParams.get("q")} – shutten`;
    show(url);
  });
  const area = form.querySelector("textarea");
  if (!area) return;
  const fit = () => {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  };
  area.addEventListener("input", fit);
  area.addEventListener("keydown", (event) => {
    // Enter also confirms a conversion while Japanese or Chinese is being typed.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  fit();
}

async function openViewer(url) {
  const body = viewer.querySelector(".viewer-body");
  body.replaceChildren(loading());
  if (!viewer.open) viewer.showModal();
  await fetchInto(body, url);
  const mark = viewer.querySelector(".overlay rect, mark");
  const image = viewer.querySelector(".sheet img");
  if (!mark) return;
  const scroll = () => mark.scrollIntoView({ block: "center" });
  if (image && !image.complete) image.addEventListener("load", scroll, { once: true });
  else scroll();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-viewer]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    openViewer(link.href);
  } else if (event.target === viewer) {
    viewer.close();
  }
});

document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

function report(list, name, kind, text) {
  const item = document.createElement("li");
  item.className = kind;
  item.textContent = `${name}: ${text}`;
  list.append(item);
  return item;
}

async function upload(form, files) {
  const list = document.getElementById("uploads");
  for (const file of files) {
    const line = report(list, file.name, "busy", form.dataset.busy);
    const body = new FormData();
    body.append("file", file);
    try {
      const response = await fetch(form.dataset.api, { method: "POST", body });
      const answer = await response.json();
      const error = answer.error;
      line.className = error ? "bad" : "good";
      const text = error
        ? error.message + (error.hint ? ` (${error.hint})` : "")
        : response.status === 201 ? form.dataset.added : form.dataset.known;
      line.textContent = `${file.name}: ${text}`;
    } catch {
      line.className = "bad";
      line.textContent = `${file.name}: ${words.unreachable}`;
    }
  }
  form.reset();
  fetchInto(result, form.action);
}

function uploadForm(form) {
  const input = form.querySelector("input[type=file]");
  input.addEventListener("change", () => upload(form, [...input.files]));
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    upload(form, [...event.dataTransfer.files]);
  });
}

document.querySelectorAll("form[data-live]").forEach(liveForm);
document.querySelectorAll("form[data-upload]").forEach(uploadForm);
window.addEventListener("popstate", () => location.reload());
