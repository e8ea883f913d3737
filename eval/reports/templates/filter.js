"use strict";
// Filters the questions as one types; without script all of them are there, unfiltered.
(function () {
  const form = document.querySelector(".filters");
  if (!form) return;
  document.documentElement.classList.add("scripted");
  const rows = Array.from(document.querySelectorAll(".q"), (element) => ({
    element,
    text: element.dataset.text.normalize("NFKC").toLowerCase(),
  }));
  const count = form.querySelector("output");
  function apply() {
    const words = form.elements.text.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = Array.from(form.querySelectorAll("select")).filter((select) => select.value);
    let shown = 0;
    for (const row of rows) {
      const fits =
        words.every((word) => row.text.includes(word)) &&
        chosen.every((select) => row.element.dataset[select.name] === select.value);
      row.element.hidden = !fits;
      shown += fits;
    }
    count.textContent = shown + " of " + rows.length;
  }
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
})();
