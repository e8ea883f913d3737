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

async function show(url, streams) {
  if (running) running.abort();
  running = new AbortController();
  const mine = running;
  result.setAttribute("aria-busy", "true");
  result.replaceChildren(loading());
  await (streams ? streamInto(result, url, mine.signal) : fetchInto(result, url, mine.signal));
  if (running === mine) {
    running = null;
    result.removeAttribute("aria-busy");
  }
}

// Server-sent events over fetch: each verified sentence as it comes, the whole fragment at the end.
async function streamInto(place, url, signal) {
  const target = new URL(url, location.href);
  target.searchParams.set("fragment", "stream");
  try {
    const response = await fetch(target, { signal, headers: { Accept: "text/html" } });
    if (!(response.headers.get("Content-Type") || "").startsWith("text/event-stream")) {
      return fetchInto(place, url, signal);
    }
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let waiting = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      const frames = (waiting + value).split("\n\n");
      waiting = frames.pop();
      for (const frame of frames) showEvent(place, frame);
    }
  } catch (error) {
    if (error.name !== "AbortError") place.replaceChildren(problem(words.unreachable));
  }
}

function showEvent(place, frame) {
  const [head, data] = frame.split("\n");
  const event = head.replace("event: ", "");
  const body = JSON.parse(data.replace("data: ", ""));
  if (event === "done") {
    const page = new DOMParser().parseFromString(body.html, "text/html");
    place.replaceChildren(...page.body.childNodes);
  } else if (event === "failed") {
    place.replaceChildren(problem(body.error.message));
  } else if (event === "withdrawn") {
    place.replaceChildren(loading());
  } else if (event === "sentence") {
    let box = place.querySelector(".answer");
    if (!box) {
      box = document.createElement("section");
      box.className = "answer writing";
      place.prepend(box);
    }
    const line = document.createElement("p");
    line.className = "answer-text";
    line.textContent = body.text;
    box.append(line);
  }
}

// In a conversation the answers so far stay above, folded, with the question as their title.
function keepTurn() {
  const asked = result.querySelector(".asked");
  if (!asked || !result.querySelector(".answer")) return;
  const turn = document.createElement("details");
  turn.className = "turn";
  const title = document.createElement("summary");
  title.textContent = asked.textContent;
  const said = result.querySelector(".answer-short, .answer-text, .none-title");
  const short = document.createElement("span");
  short.className = "turn-answer";
  short.textContent = said ? said.firstChild.textContent : "";
  short.lang = said ? said.lang : "";
  title.append(short);
  // The list of earlier questions is in the thread itself; marks point to ids that must stay unique.
  result.querySelectorAll(".earlier").forEach((list) => list.remove());
  result.querySelectorAll("[id]").forEach((node) => node.removeAttribute("id"));
  turn.append(title, ...result.childNodes);
  document.getElementById("thread").append(turn);
}

function remember(form, question) {
  const input = document.createElement("input");
  input.type = "hidden";
  input.name = "h";
  input.value = question;
  const last = [...form.querySelectorAll("input[name=h]")].pop();
  if (last) last.after(input);
  else form.prepend(input);
  form.querySelector(".fresh").hidden = false;
}

function liveForm(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const url = new URL(form.action);
    for (const [name, value] of new FormData(form)) if (value) url.searchParams.append(name, value);
    const question = url.searchParams.get("q");
    const chats = "chat" in form.dataset;
    if (chats) keepTurn();
    history.pushState(null, "", url);
    document.title = `${question} – shutten`;
    await show(url, "stream" in form.dataset);
    if (chats && result.querySelector(".answer") && result.querySelector(".asked")) {
      remember(form, question);
      if (document.getElementById("thread").children.length) {
        result.querySelectorAll(".earlier").forEach((list) => list.remove());
      }
      const box = form.querySelector("textarea");
      box.value = "";
      box.placeholder = box.dataset.follow;
      box.dispatchEvent(new Event("input"));
    }
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
